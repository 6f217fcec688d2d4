from tool.detection.metrics import count_score


def test_precision_and_recall_of_each_class() -> None:
    score = count_score([(0, 0), (0, 1), (1, 1), (1, 1), (1, 0), (2, 2), (7, 4), (3, 1)])

    found = {c.name: (c.precision, c.recall, c.claims, c.pictures) for c in score.classes}
    assert found == {
        "none": (0.5, 0.5, 2, 2),
        "one": (0.5, 2 / 3, 4, 3),
        "more": (1.0, 2 / 3, 2, 3),
    }
    assert score.accuracy == 5 / 8


def test_a_class_without_pictures_or_claims_has_no_score() -> None:
    score = count_score([(1, 1)])

    assert [(c.precision, c.recall) for c in score.classes] == [(None, None), (1.0, 1.0), (None, None)]
    assert score.table().splitlines()[1].split() == ["none", "-", "-", "0", "0"]
    assert score.table().splitlines()[-1] == "accuracy 1.000"


def test_no_pictures_at_all() -> None:
    assert count_score([]).accuracy == 0.0
