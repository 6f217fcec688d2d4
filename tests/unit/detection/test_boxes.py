from tool.detection.boxes import Box, clipped, united


def box(left: float, top: float, size: float, score: float = 0.9) -> Box:
    return Box(left, top, size, size, score)


def test_two_networks_on_one_face_count_once_and_the_better_score_stays() -> None:
    better = box(0.42, 0.40, 0.2, 0.95)

    assert united([box(0.40, 0.40, 0.2, 0.7), better]) == (better,)


def test_a_box_around_the_head_and_one_around_its_face_are_one_person() -> None:
    head, face = box(0.3, 0.2, 0.4, 0.7), box(0.42, 0.35, 0.15, 0.9)

    assert united([head, face]) == (face,)


def test_faces_side_by_side_stay_two_even_when_their_boxes_touch() -> None:
    assert len(united([box(0.2, 0.3, 0.2), box(0.4, 0.3, 0.2), box(0.38, 0.3, 0.02)])) == 2
    assert len(united([box(0.2, 0.3, 0.2), box(0.36, 0.3, 0.2)])) == 2


def test_nothing_is_nobody() -> None:
    assert united([]) == ()


def test_a_box_reaching_out_of_the_picture_is_cut_at_its_edge() -> None:
    cut = clipped(-0.1, 0.9, 0.3, 0.3, 0.8)

    assert cut is not None
    assert (round(cut.left, 6), round(cut.top, 6), round(cut.width, 6), round(cut.height, 6)) == (0, 0.9, 0.2, 0.1)


def test_a_box_outside_the_picture_is_none() -> None:
    assert clipped(1.1, 0.2, 0.3, 0.3, 0.8) is None
