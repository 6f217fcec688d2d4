"""Calls Moodle's services with Invigil's own library, on the database of the running Invigil, as its operator might."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from lti import grades, roster
from lti.grades import Result
from lti.http import RequestsHttp
from lti.ports import Registration
from lti.roster import Member
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tool import config, installation
from tool.db.engine import Database
from tool.db.lti_stores import SqlRegistrations, SqlToolKeys
from tool.db.sealing import Sealer
from tool.db.work import Works
from tool.monitoring.exam.records import Exam
from tool.monitoring.tenancy.records import Platform


class LmsCalls:
    """The one registered platform and its exams. Made by `calls_of`; every call may raise ServiceFailed."""

    def __init__(self, database: Database, settings: config.Settings) -> None:
        self._settings = settings
        self._works = Works(database)
        self._registrations = SqlRegistrations(database, time.time)
        keys = SqlToolKeys(database, time.time, Sealer(config.key_encryption_keys(settings)))
        http = RequestsHttp(timeout_s=settings.http_timeout_s, allow_private=settings.allow_private_platforms)
        self._calls = ServiceCalls(http, AccessTokens(keys, http))

    def platform(self) -> Platform:
        """Return the registered platform."""
        with self._works() as work:
            (only,) = work.platforms.all()
        return only

    def registration(self) -> Registration:
        """Return the same as `lti` sees it."""
        return self._registrations.by_id(self.platform().id)

    def connection(self) -> dict[str, str]:
        """Run the connection test as `invigil platform test` does; return how each step ended."""
        with installation.existing(self._settings) as admin:
            report = installation.connection_report(self._settings, admin, self.platform().id)
        return {check.name: check.status for check in report}

    def exam(self, exam_id: str) -> Exam:
        """Return the exam."""
        with self._works() as work:
            return work.exams.get(exam_id)

    def members(self, exam: Exam, *, of_link: bool = False) -> list[Member]:
        """Return who belongs to the exam's course, or with `of_link` who may open its link."""
        assert exam.nrps_url is not None
        link = exam.resource_link_id if of_link else None
        return roster.members(
            exam.nrps_url, registration=self.registration(), calls=self._calls, resource_link_id=link
        )

    def score(self, exam: Exam, user_id: str, points: float, comment: str) -> None:
        """Put points out of 100 and a comment into the exam's gradebook column."""
        score = grades.Score(
            user_id=user_id, at=time.time(), activity_progress="Completed", grading_progress="FullyGraded",
            score_given=points, score_maximum=100, comment=comment,
        )
        grades.post_score(_column(exam), score, registration=self.registration(), calls=self._calls)

    def comment(self, exam: Exam, user_id: str, comment: str) -> None:
        """Leave a comment without a grade in the exam's gradebook column, as a finished attempt does."""
        grades.post_comment(
            _column(exam), registration=self.registration(), calls=self._calls, user_id=user_id, comment=comment,
            at=time.time(), granted=exam.ags_scopes,
        )

    def results(self, exam: Exam, user_id: str) -> list[Result]:
        """Return what the exam's gradebook column holds for the user."""
        return grades.results(_column(exam), registration=self.registration(), calls=self._calls, user_id=user_id)


@contextmanager
def calls_of(settings: config.Settings) -> Iterator[LmsCalls]:
    """Open the database that the settings name for the length of a `with` block."""
    database = Database(settings.db_url)
    try:
        yield LmsCalls(database, settings)
    finally:
        database.close()


def _column(exam: Exam) -> str:
    assert exam.lineitem is not None
    return exam.lineitem
