"""The repository of which groups staff look after."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tool.db.rows import StaffGroupsRow
from tool.monitoring.exam.groups_port import StaffGroups


class SqlStaffGroups:
    """What LMSs have said of their staff's groups."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, record: StaffGroups) -> None:
        """Keep it in place of what was said before."""
        self._session.merge(
            StaffGroupsRow(exam_id=record.exam_id, person_id=record.person_id, groups=record.groups)
        )
        self._session.flush()

    def find(self, exam_id: str, person_id: str) -> StaffGroups | None:
        """Return what was said of this person in this exam; None if nothing was."""
        row = self._session.get(StaffGroupsRow, (exam_id, person_id))
        return None if row is None else StaffGroups(row.exam_id, row.person_id, row.groups)

    def of_person(self, person_id: str) -> list[StaffGroups]:
        """Return what was said of this person in any exam."""
        return self._all(StaffGroupsRow.person_id == person_id)

    def in_exam(self, exam_id: str) -> list[StaffGroups]:
        """Return what was said of the exam's staff."""
        return self._all(StaffGroupsRow.exam_id == exam_id)

    def _all(self, where: ColumnElement[bool]) -> list[StaffGroups]:
        query = select(StaffGroupsRow).where(where).order_by(StaffGroupsRow.exam_id, StaffGroupsRow.person_id)
        rows = self._session.scalars(query)
        return [StaffGroups(row.exam_id, row.person_id, row.groups) for row in rows]
