"""Blackboard Learn: LTI with Proctoring Services where the school has the Proctoring placement, REST for the record."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from integrations.base import (
    START_PROCTORING,
    AssessmentParties,
    AttemptInLms,
    Calls,
    Capability,
    Command,
    Done,
    ExamInLms,
    IntegrationFailed,
    Outcome,
    Verb,
)
from integrations.blackboard import (
    api,
    attempts,
    conditions,
    course_tests,
    means,
    own_leave,
    placements,
    signing,
    ultra,
    words,
)
from integrations.blackboard.api import is_primary
from integrations.http import Call
from integrations.lti_only.adapter import LtiOnly
from integrations.people_gates import Door
from integrations.places import Placed, Tool
from integrations.quizzes import ApiConnection, HandOver, ListedQuiz, PeopleGate, QuizInLms, Taking
from integrations.settings import SettingsField

_SIGN = "Invigil:"


class Blackboard(LtiOnly):
    """Serves `integrations.base.Integration`. All schools share one issuer, and none registers by itself: tools are
    made known at its developers' portal, so that no host may register in the issuer's name.

    Its REST API goes by the application's own key. By that it can neither stop nor end an attempt that runs
    (instructors may change one only when it is handed in), nor give more time; what it is used for is the record: notes
    for staff, feedback for the examinee, and who is at work. An examinee's own leave ends their attempt. Where there is
    no Proctoring placement, it keeps the people of a release condition (`conditions`)."""

    name = "blackboard"
    title = "Blackboard Learn"
    families = frozenset({"blackboardlearn"})
    hosted_hosts: Mapping[str, tuple[str, ...]] = {"blackboard.com": ()}
    echoes_custom = True
    settings_fields: tuple[SettingsField, ...] = (signing.ASSESSMENT_CLAIMS,)
    api_grant: Literal["code", "client"] = "client"
    api_paths = (api.AUTHORIZE, api.TOKEN)
    personal_scopes: tuple[str, ...] = own_leave.SCOPES
    quiz_kinds: Mapping[str, str] = {course_tests.KIND: "Test"}
    listed_kinds: Mapping[str, int] = {course_tests.KIND: conditions.HOLDS}
    ids_of_lti = True
    watches_linked = True
    starts_aside = True
    makes_placements = True

    def assessment_parties(self, settings: Mapping[str, str]) -> AssessmentParties:
        """Return what its administrator has chosen."""
        return signing.parties(settings)

    def capabilities(
        self, exam: ExamInLms, attempt: AttemptInLms | None, messages: Sequence[str]
    ) -> tuple[Capability, ...]:
        """Return what LTI does here, with Learn's own limits in words, and the notes where the API is connected."""
        if exam.quiz is not None:
            return means.by_condition(exam, attempt)
        gated = attempt is not None or not messages or START_PROCTORING in messages
        said = (means.said(c, exam, gated=gated) for c in super().capabilities(exam, attempt, messages))
        return tuple(means.by_leave(c) if means.ends_by_own_leave(exam, attempt) else c for c in said)

    def perform(self, command: Command, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Note a flag beside the attempt, hand in by the examinee's own leave; everything else as LTI does it. Raise
        IntegrationFailed."""
        if command.verb is Verb.TERMINATE and means.ends_by_own_leave(exam, attempt):
            return own_leave.hand_in(exam, attempt, calls)
        if exam.quiz is not None and not (able := means.of_verb(command.verb, exam, attempt)).possible:
            raise IntegrationFailed(able.means, retry=False, impossible=True)
        if command.verb is not Verb.FLAG or not means.connected(exam):
            return super().perform(command, exam, attempt, calls)
        attempts.add_note(exam, attempt, f"{_SIGN} flagged. {_line(command.reason_msg)}".strip(), "", calls)
        return Done(words.KEPT)

    def show_outcome(self, outcome: Outcome, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Note the outcome beside the attempt; without the API put it into a gradebook column. Raise IntegrationFailed.

        What machines have seen is for staff. The examinee reads it only once a person stands by it."""
        if not means.connected(exam):
            return super().show_outcome(outcome, exam, attempt, calls)
        line = f"{_SIGN} {_line(outcome.comment)}"
        attempts.add_note(exam, attempt, line, line if outcome.verdict else "", calls)
        return Done(words.KEPT)

    def probe(self, course: str) -> Call | None:
        """Return a look at one column of a course's gradebook: it takes the right without which no note is written."""
        if not course:
            return None
        what = f"Reading a course's gradebook (it takes the right {api.RIGHTS['gradebook']})"
        return Call("GET", f"{api.columns_path(course)}?limit=1&fields=id", what, leave="api")

    def quizzes(self, course: str, calls: Calls) -> Sequence[ListedQuiz]:
        """Return the tests of a course."""
        return course_tests.listed(course, calls)

    def quiz(self, quiz: QuizInLms, calls: Calls) -> ListedQuiz:
        """Return how a test and its release condition stand; raise NotThere if it is deleted."""
        return course_tests.read(quiz, calls)

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        """Return the test's page, which opens for whoever is in its release condition."""
        del code
        return course_tests.hand_over(quiz)

    def let_in(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        """Put a student into the test's release condition."""
        del quiz
        conditions.let_in(gate, user, calls)

    def take_out(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        """Take a student out of it."""
        del quiz
        conditions.take_out(gate, user, calls)

    def user_of(self, course: str, subject: str, calls: Door) -> str:
        """Return Learn's own id of a student."""
        return course_tests.user_of(course, subject, calls)

    def takings(self, quiz: QuizInLms, calls: Calls) -> Sequence[Taking]:
        """Return the latest attempt of everybody at a test."""
        return attempts.takings(quiz, calls)

    def linked_quiz(self, api: ApiConnection | None, context: str, link: str) -> QuizInLms | None:
        """Return the test that StartProctoring was about: its link is the test's content item, and nothing else that we
        know of looks like one."""
        if api is None or api.revoked_at is not None or not context or not is_primary(link):
            return None
        return QuizInLms(course_tests.KIND, context, link)

    def needs_personal(self, quiz: QuizInLms | None) -> bool:
        """Staff can hand in no attempt that runs."""
        del quiz
        return True

    def is_of(self, said: Any, user: str, subject: str) -> bool:
        """Learn names whose token it is by LTI's `sub`."""
        del user
        return own_leave.is_of(said, subject)

    def make_placements(self, tool: Tool, calls: Calls) -> Sequence[Placed]:
        """Make the Proctoring placement, the course tool and the Ultra extension, where they are missing."""
        return placements.make(tool, calls)

    def consent_proof(self, claims: Mapping[str, Any]) -> str:
        """Return the one-time token of a launch of the Ultra extension."""
        return ultra.proof(claims)

    def consent_url(self, origin: str, client_id: str, redirect_uri: str, state: str, proof: str) -> str:
        """Return where Learn asks for its user's leave."""
        return ultra.consent_url(origin, client_id, redirect_uri, state, proof)

    def test_title(self, course: str, content: str, calls: Calls) -> str:
        """Return the title of a test's content item."""
        return ultra.test_title(course, content, calls)

    def teaches(self, course: str, person: str, calls: Calls) -> bool:
        """Return whether somebody is enrolled in a course as one who makes tests."""
        return ultra.teaches(course, person, calls)


def _line(said: str) -> str:
    return " ".join(said.split())


