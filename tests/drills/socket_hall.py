"""A hall for the socket drills: a real web process on loopback, an exam in it, and people with tokens."""

import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.interop.web_process import WebProcess
from tool.db.work import Works
from tool.domain.attempt import AttemptState
from tool.domain.people import Role
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.link.tokens import Tokens
from tool.monitoring.exam.records import Attempt, Exam, Guest
from tool.monitoring.tenancy.records import Institution, Participant, Platform
from tool.web.http.sessions import Session

SECRET = "s" * 40
EXAM = "exam-1"
LIFETIME_S = 3600.0


@dataclass(frozen=True)
class Hall:
    """The running process with `seats` examinees at their exam, ids attempt-0, attempt-1, and so on."""

    web: WebProcess
    seats: int

    @classmethod
    def furnished(cls, folder: Path, seats: int, guests: int = 1) -> Self:
        """Prepare the database; the process starts on entering."""
        web = WebProcess(folder)
        now = time.time()
        with Works(web.admin.database)() as work:
            work.institutions.add(Institution("school", "School", now))
            work.platforms.add(_platform(now), frozenset({"d1"}))
            work.exams.add(_exam(now))
            for number in range(seats):
                work.people.add(_person(number, now))
                work.attempts.add(_attempt(number, now))
            for number in range(guests):
                work.guests.add(
                    Guest(f"guest-{number}", EXAM, f"{number:064d}", f"Guest {number}", "teacher-1", now, now + 3600.0)
                )
        return cls(web, seats)

    def __enter__(self) -> Self:
        self.web.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.web.__exit__(kind, error, trace)

    def widget(self, number: int) -> str:
        """Return the token of an examinee's page."""
        return self._token("widget", Role.EXAMINEE, f"person-{number}", f"attempt-{number}")

    def console(self, guest: int | None = None) -> str:
        """Return the token of a console: a teacher's, or an invited proctor's."""
        if guest is None:
            return self._token("console", Role.TEACHER, "teacher-1", None)
        return self._token("console", Role.PROCTOR, f"guest-{guest}", None, guest_id=f"guest-{guest}")

    def memory_mb(self) -> float:
        """Return the resident memory of the process."""
        status = Path(f"/proc/{self.web.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def present(self) -> set[str]:
        """Return the attempts that are kept as connected."""
        return {row["id"] for row in self.web.rows("SELECT id FROM attempts WHERE connected")}

    def _token(self, surface: str, role: Role, person_id: str, attempt_id: str | None, guest_id: str = "") -> str:
        session = Session(
            surface=surface, role=role, person_id=person_id, person_name=person_id.title(),  # type: ignore[arg-type]
            institution="School", platform_id="platform-1", platform_origin="http://lms.test", locale="en",
            exam_id=EXAM, attempt_id=attempt_id, return_url=None, began_at=time.time(), guest_id=guest_id,
            until=time.time() + LIFETIME_S if guest_id else None,
        )
        return Tokens(SECRET).mint("session", session, LIFETIME_S)


def _platform(now: float) -> Platform:
    return Platform(
        id="platform-1", institution_id="school", name="Sandbox", issuer="http://lms.test", client_id="invigil",
        auth_login_url="http://lms.test/auth", auth_token_url="http://lms.test/token",
        jwks_url="http://lms.test/jwks", token_audience=None, active=True, created_at=now,
    )


def _exam(now: float) -> Exam:
    return Exam(
        id=EXAM, platform_id="platform-1", deployment_id="d1", resource_link_id="link-1", context_id="course-1",
        title="Exam", course_title="Course", policy=PRESETS[Preset.STANDARD], lineitem=None, lineitems=None,
        ags_scopes=(), created_at=now,
    )


def _person(number: int, now: float) -> Participant:
    return Participant(
        f"person-{number}", "platform-1", f"subject-{number}", f"Person {number}", "", "en", now, now
    )


def _attempt(number: int, now: float) -> Attempt:
    return Attempt(
        id=f"attempt-{number}", exam_id=EXAM, person_id=f"person-{number}", number=1, attempt_number=1,
        deployment_id="d1", resource_link_id="link-1", resource_link_title="Exam",
        start_assessment_url="http://lms.test/start", session_data="x", acs_url=None, acs_actions=(),
        return_url=None, state=AttemptState.RUNNING, state_since=now, created_at=now, consent_at=now,
        checked_in_at=now, begun_at=now, started_at=now,
    )
