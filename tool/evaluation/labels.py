"""What a human has said of pictures and videos: a CSV with a row per file, or a folder with one in it."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LABELS = "labels.csv"
VIDEOS = frozenset({".mp4", ".webm", ".mkv", ".mov", ".avi", ".gif", ".mjpeg"})
SOUNDS = frozenset({".wav", ".mp3", ".ogg", ".opus", ".m4a", ".flac"})
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_UNKNOWN = frozenset({"", "na", "n/a", "?"})
_COLUMNS = {
    "looking": "looking", "looking_at_camera": "looking", "looking_at_screen": "looking", "phone": "phone",
    "screen": "screen", "speech": "speech", "normal": "normal",
}
_WORDS = frozenset({"notes", "note", "source", "comment", "licence", "license"})
MOST_GROUPS = 20
"""A column with more different values than this divides nothing into groups."""


class BadLabels(Exception):
    """The labels cannot be used; the message says what is wrong in which line, and what to do."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled file. None: nobody has said. `normal`: nothing in it is worth reporting, whatever it is.

    `groups` are the columns that are no labels (light, skin tone, glasses, ...), by name."""

    file: Path
    faces: int | None = None
    looking: bool | None = None
    phone: bool | None = None
    screen: bool | None = None
    speech: bool | None = None
    normal: bool | None = None
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def lasts(self) -> bool:
        """Whether it is a video or a recording of sound, which is played; a picture is looked at."""
        return self.file.suffix.lower() in VIDEOS | SOUNDS

    @property
    def has_picture(self) -> bool:
        """Whether there is something to look at in it."""
        return self.file.suffix.lower() not in SOUNDS

    def condition(self, name: str) -> bool | None:
        """Return whether "looking_away", "phone", "screen" or "speech" holds in it."""
        if name == "looking_away":
            return None if self.looking is None else not self.looking
        value: bool | None = getattr(self, name)
        return value


def read(where: Path) -> list[Sample]:
    """Return the samples of a CSV, or of a folder with `labels.csv` in it and of the videos and recordings below it
    that no row names.

    Raise BadLabels. Files are named relative to the CSV."""
    table = where / LABELS if where.is_dir() else where
    if not table.is_file():
        raise BadLabels(
            f"There is no {table}. Write one with the columns file, faces and, where known, looking, phone, screen, "
            "speech, normal (yes, no or empty); other columns are groups."
        )
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            samples = _samples(csv.DictReader(file), table)
    except (UnicodeDecodeError, csv.Error) as exc:
        raise BadLabels(f"{table} is no CSV in UTF-8: {exc}.") from exc
    if where.is_dir():
        named = {sample.file for sample in samples}
        others = (Sample(path) for path in sorted(where.rglob("*")) if path not in named)
        samples += [sample for sample in others if sample.lasts]
    return samples


def _samples(rows: "csv.DictReader[str]", table: Path) -> list[Sample]:
    names = [name or "" for name in rows.fieldnames or ()]
    if "file" not in names:
        raise BadLabels(f"{table} has no column “file”. Its columns are: {', '.join(names) or 'none'}.")
    kept = list(rows)
    grouping = _grouping(names, kept)
    samples = []
    for number, row in enumerate(kept, 2):
        path = table.parent / (row["file"] or "")
        if not row["file"] or not path.is_file():
            raise BadLabels(f"{table}, line {number}: there is no file “{row['file']}” beside the table.")
        answers = {
            _COLUMNS[name]: _answer(row[name], f"{table}, line {number}, {name}") for name in names if name in _COLUMNS
        }
        faces = _number(row.get("faces"), f"{table}, line {number}, faces")
        groups = {name: row[name].strip() for name in grouping if row[name]}
        samples.append(Sample(path, faces, **answers, groups=groups))
    return samples


def _grouping(names: Iterable[str], rows: list[dict[str, str]]) -> list[str]:
    others = (name for name in names if name and name not in {"file", "faces", *_COLUMNS} and name not in _WORDS)
    return [name for name in others if 0 < len({row[name] for row in rows if row[name]}) <= MOST_GROUPS]


def _answer(text: str | None, where: str) -> bool | None:
    word = (text or "").strip().lower()
    if word in _UNKNOWN:
        return None
    if word not in _YES | _NO:
        raise BadLabels(f"{where}: “{text}” is neither yes, no nor empty.")
    return word in _YES


def _number(text: str | None, where: str) -> int | None:
    word = (text or "").strip().lower()
    if word in _UNKNOWN:
        return None
    if not word.isdecimal():
        raise BadLabels(f"{where}: “{text}” is no number of faces.")
    return int(word)
