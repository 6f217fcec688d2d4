"""Which groups staff look after, and its repository as monitoring asks for it; `tool.db` implements it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StaffGroups:
    """Which groups somebody of the LMS's staff looks after in an exam, as the LMS last said; None for all."""

    exam_id: str
    person_id: str
    groups: tuple[str, ...] | None


class StaffGroupsKept(Protocol):
    """What LMSs have said of their staff's groups: at most one record per exam and person."""

    def put(self, record: StaffGroups) -> None:
        """Keep it in place of what was said before."""
        ...

    def find(self, exam_id: str, person_id: str) -> StaffGroups | None:
        """Return what was said of this person in this exam; None if nothing was."""
        ...

    def of_person(self, person_id: str) -> list[StaffGroups]:
        """Return what was said of this person in any exam."""
        ...

    def in_exam(self, exam_id: str) -> list[StaffGroups]:
        """Return what was said of the exam's staff."""
        ...
