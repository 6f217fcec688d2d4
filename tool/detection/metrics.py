"""How well faces are counted: precision and recall of the classes nobody, one person, more than one."""

from collections.abc import Iterable
from dataclasses import dataclass

CLASSES = ("none", "one", "more")


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class: of the pictures said to be in it, the share that is (precision); of those in it, the share found.

    None where there is nothing to divide by. `claims` and `pictures` are those two denominators."""

    name: str
    precision: float | None
    recall: float | None
    claims: int
    pictures: int


@dataclass(frozen=True, slots=True)
class CountScore:
    """All classes, and the share of pictures whose class was right (0 for no pictures)."""

    classes: tuple[ClassScore, ...]
    accuracy: float

    def table(self) -> str:
        """Return the score as lines of text."""
        lines = [f"{'faces':<6} precision recall claims pictures"]
        for score in self.classes:
            precision, recall = (f"{v:.2f}" if v is not None else "-" for v in (score.precision, score.recall))
            lines.append(f"{score.name:<6} {precision:>9} {recall:>6} {score.claims:>6} {score.pictures:>8}")
        return "\n".join([*lines, f"accuracy {self.accuracy:.3f}"])


def count_class(faces: int) -> str:
    """Return the class of a number of faces."""
    return CLASSES[min(faces, len(CLASSES) - 1)]


def count_score(counts: Iterable[tuple[int, int]]) -> CountScore:
    """Return how well counting went, from pairs (faces there are, faces found), one per picture."""
    pairs = [(count_class(truth), count_class(found)) for truth, found in counts]
    right = sum(truth == found for truth, found in pairs)
    return CountScore(tuple(_class_score(name, pairs) for name in CLASSES), right / len(pairs) if pairs else 0.0)


def _class_score(name: str, pairs: list[tuple[str, str]]) -> ClassScore:
    claims = sum(found == name for _, found in pairs)
    pictures = sum(truth == name for truth, _ in pairs)
    hits = sum(pair == (name, name) for pair in pairs)
    return ClassScore(
        name, hits / claims if claims else None, hits / pictures if pictures else None, claims, pictures
    )
