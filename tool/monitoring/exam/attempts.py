"""An attempt from its start, by StartProctoring or by a quiz's access code, to its end: opening to submission."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tool.domain.attempt import Actor, AttemptState
from tool.domain.policy_fields import Admission
from tool.domain.stream import Channel
from tool.domain.words import told
from tool.monitoring.exam import accommodations, decisions, deliveries, exams, outcome
from tool.monitoring.exam.changes import move, touch
from tool.monitoring.exam.events import AttemptChanged
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt
from tool.monitoring.work import AuditEntry

S = AttemptState
NOT_SEEN = {
    Channel.CAMERA: told(
        "The exam cannot begin yet: no picture of your camera arrives. Check that the camera is plugged in, allowed "
        "and not used by another program, and try again in a moment. If that does not help, ask for help below."
    ),
    Channel.SCREEN: told(
        "The exam cannot begin yet: no picture of your screen arrives. Share your whole screen and try again in a "
        "moment. If that does not help, ask for help below."
    ),
}
CONSENT_VERSION = "3"
"""Of the consent page's words: 2 says what happens automatically, 3 what is measured of head and eyes."""


class AttemptRefused(Exception):
    """The attempt cannot do this now. `code` is stable; the message is a sentence for the examinee."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What a StartProctoring message says. `attempt_number` is its JSON value, verbatim, as it must be echoed, and so
    is `echo`; that and `aside` as in Attempt.

    Where an access code opens the quiz (`open_by_code`), an ordinary launch says the rest: number, address and session
    are None and empty."""

    exam_id: str
    person_id: str
    attempt_number: Any
    deployment_id: str
    resource_link_id: str
    start_assessment_url: str
    session_data: str
    resource_link_title: str = ""
    acs_url: str | None = None
    acs_actions: tuple[str, ...] = ()
    return_url: str | None = None
    acting: str = ""
    echo: dict[str, Any] = field(default_factory=dict)
    aside: bool = False


def open_or_create(work: Work, facts: StartFacts, now: float) -> Attempt:
    """Return the attempt that StartProctoring is about: the open one with this number, or a new one.

    An open attempt with another number is over for the platform and becomes abandoned. One with this number that has
    ended is refused with AttemptRefused "attempt_over"."""
    known = work.attempts.of_person(facts.exam_id, facts.person_id)
    same = [a for a in known if _key(a.attempt_number) == _key(facts.attempt_number)]
    if same and not same[-1].state.is_open:
        raise AttemptRefused(
            "attempt_over", told("This attempt is over. Start a new attempt in the quiz, if it allows one.")
        )
    for other in known:
        if other.state.is_open and other not in same:
            _end(work, work.attempts.lock(other.id), S.ABANDONED, Actor.PLATFORM, now)
    if same:
        return acted(work, _reopened(work, work.attempts.lock(same[-1].id), facts, now), facts.acting, now)
    return _created(work, facts, known, _number(facts.attempt_number, len(known) + 1), now)


def open_by_code(work: Work, facts: StartFacts, allowed: int | None, now: float) -> Attempt:
    """Return the attempt of a quiz that an access code opens: the open one, or a new one with the next number.

    `facts` name no number, no address and no session: no message of the LMS has told any. `allowed`: how often the quiz
    may be taken, None for any number; an attempt that never began is not counted. Refused with AttemptRefused:
    "attempt_terminated" while the last attempt is one that a proctor has ended, "attempts_used" when all are used."""
    known = work.attempts.of_person(facts.exam_id, facts.person_id)
    last = known[-1] if known else None
    if last is not None and last.state.is_open:
        return acted(work, last, facts.acting, now)
    if last is not None and is_ended_by_proctor(work, last):
        raise AttemptRefused(
            "attempt_terminated",
            told("Your exam was ended by a proctor. Only they can let you go on: ask your teacher."),
        )
    if not may_take_again(known, allowed):
        raise AttemptRefused(
            "attempts_used",
            told("You have taken this exam as often as it allows. If you need another go, ask your teacher."),
        )
    number = len(known) + 1
    return _created(work, replace(facts, attempt_number=number), known, number, now)


def may_take_again(known: Sequence[Attempt], allowed: int | None) -> bool:
    """Whether the quiz, which may be taken so often, allows one more attempt beside these."""
    return allowed is None or sum(each.started_at is not None for each in known) < allowed


def is_ended_by_proctor(work: Work, attempt: Attempt) -> bool:
    """Whether a proctor has ended this attempt and nobody has let the examinee in again; a review changes nothing."""
    if attempt.state is not S.REVIEWED:
        return attempt.state is S.TERMINATED
    return work.attempts.transitions(attempt.id)[-1].before is S.TERMINATED


def _created(work: Work, facts: StartFacts, known: Sequence[Attempt], number: int, now: float) -> Attempt:
    exams.renew(work, facts.exam_id)
    attempt = replace(_new(work, facts, number=number, now=now), groups=known[-1].groups if known else None)
    attempt = accommodations.taken_over(work, known[-1] if known else None, attempt, now)
    work.attempts.add(attempt)
    work.emit(AttemptChanged(attempt.id, attempt.exam_id, S.CREATED, S.CREATED, Actor.PLATFORM, now))
    return acted(work, attempt, facts.acting, now)


def acted(work: Work, attempt: Attempt, acting: str, now: float) -> Attempt:
    """Somebody acts as the examinee, as a launch said (`Attempt.acting`): from then on the attempt says so for good."""
    if not acting or attempt.acting:
        return attempt
    work.audit.add(
        AuditEntry(
            work.new_id(), now, Actor.PLATFORM, attempt.person_id, "attempt.acting", attempt.exam_id, attempt.id, acting
        )
    )
    return touch(work, work.attempts.lock(attempt.id), Actor.PLATFORM, now, acting=acting)


def open_attempt_of(work: Work, exam_id: str, person_id: str) -> Attempt | None:
    """Return the person's newest open attempt at this exam, if there is one."""
    return next((a for a in reversed(work.attempts.of_person(exam_id, person_id)) if a.state.is_open), None)


def latest_attempt_of(work: Work, exam_id: str, person_id: str) -> Attempt | None:
    """Return the person's newest attempt at this exam, open or ended, if there is one."""
    return next(reversed(work.attempts.of_person(exam_id, person_id)), None)


def consent(work: Work, attempt_id: str, now: float, *, version: str = CONSENT_VERSION) -> Attempt:
    """The examinee agreed to the rules: note when and to which version; a new attempt goes to checking in."""
    attempt = work.attempts.lock(attempt_id)
    if attempt.consent_at is None:
        attempt = touch(work, attempt, Actor.EXAMINEE, now, consent_at=now, consent_version=version)
    if attempt.state is S.CREATED:
        attempt = move(work, attempt, S.CHECKING_IN, Actor.EXAMINEE, now, person_id=attempt.person_id)
    return attempt


def check_in(
    work: Work, attempt_id: str, now: float, *, camera: bool, microphone: bool, screen: bool = False,
    unseen: Collection[Channel] = (),
) -> Attempt:
    """The device check is passed, as the page says: go to the waiting room, and on from there if the policy admits on
    its own and nothing that the exam asks for is `unseen` by the server. What is seen later leads to `let_in`.

    Refused with AttemptRefused: "no_consent"; "no_camera", "no_microphone", "no_screen" when the policy asks for it."""
    attempt = work.attempts.lock(attempt_id)
    policy = work.exams.get(attempt.exam_id).policy
    if attempt.consent_at is None:
        raise AttemptRefused("no_consent", told("Read the rules and agree to them first."))
    if policy.camera and not camera:
        raise AttemptRefused("no_camera", told("This exam needs a camera. Allow it and check again."))
    if policy.microphone and not microphone:
        raise AttemptRefused("no_microphone", told("This exam needs a microphone. Allow it and check again."))
    if policy.screen and not screen:
        raise AttemptRefused("no_screen", told("This exam needs your whole screen shared. Share it and check again."))
    if attempt.state in (S.WAITING, S.ADMITTED):
        return attempt
    attempt = move(
        work, attempt, S.WAITING, Actor.EXAMINEE, now, person_id=attempt.person_id, checked_in_at=now, notice=""
    )
    if policy.admission is Admission.AUTOMATIC and not unseen:
        attempt = move(work, attempt, S.ADMITTED, Actor.POLICY, now)
    return attempt


def let_in(work: Work, attempt_id: str, now: float) -> Attempt:
    """All that the exam asks for is seen: let a waiting examinee in, where the policy does that on its own."""
    attempt = work.attempts.lock(attempt_id)
    if attempt.state is not S.WAITING or work.exams.get(attempt.exam_id).policy.admission is not Admission.AUTOMATIC:
        return attempt
    return move(work, attempt, S.ADMITTED, Actor.POLICY, now)


def begin(
    work: Work, attempt_id: str, now: float, *, stays: bool = False, unseen: Collection[Channel] = ()
) -> Attempt:
    """The examinee presses Begin: note that StartAssessment is handed out; its values are on the returned attempt.

    The attempt becomes running when the widget connects again beside the quiz; at once if it `stays`, because the page
    around it starts the quiz, or the quiz has a window of its own. An attempt that runs already may begin
    again (the platform sent StartProctoring anew). Otherwise AttemptRefused "not_admitted" or "paused"; or "not_seen"
    when what the exam asks for is `unseen` by the server, unless a proctor let the examinee in without."""
    attempt = work.attempts.lock(attempt_id)
    if attempt.state is S.PAUSED:
        raise AttemptRefused("paused", told("The exam is paused. Wait until the proctor lets you go on."))
    if attempt.state not in (S.ADMITTED, S.RUNNING, S.DISCONNECTED):
        raise AttemptRefused(
            "not_admitted",
            told("The exam cannot begin yet: nobody has let you in.") if attempt.state.is_open
            else told("The exam cannot begin: this attempt is over."),
        )
    if unseen and attempt.state is S.ADMITTED and not decisions.let_in_unseen(work, attempt):
        raise AttemptRefused("not_seen", NOT_SEEN[Channel.SCREEN if Channel.CAMERA not in unseen else Channel.CAMERA])
    if (stays or attempt.aside) and attempt.state is S.ADMITTED:
        return move(work, attempt, S.RUNNING, Actor.EXAMINEE, now, begun_at=now)
    return touch(work, attempt, Actor.EXAMINEE, now, begun_at=now)


def submitted(work: Work, attempt_id: str, now: float, *, error_message: str = "") -> Attempt:
    """The platform sent EndAssessment, or shows that it is over: the attempt is submitted, or abandoned if it never ran
    or ended in an error.

    An attempt that has ended already stays as it is, so the message may come twice."""
    attempt = work.attempts.lock(attempt_id)
    if not attempt.state.is_open:
        return attempt
    may_submit = attempt.state in (S.ADMITTED, S.RUNNING, S.PAUSED, S.DISCONNECTED)
    to = S.SUBMITTED if may_submit and not error_message else S.ABANDONED
    deliveries.hasten(work, attempt_id, now)  # some LMSs take a note only of what is handed in
    return _end(work, attempt, to, Actor.PLATFORM, now, end_message=error_message[:500])


def _end(
    work: Work, attempt: Attempt, to: AttemptState, by: Actor, now: float, *, end_message: str = ""
) -> Attempt:
    attempt = move(work, attempt, to, by, now, end_message=end_message)
    if attempt.started_at is not None:
        outcome.end(work, attempt, now)
    return attempt


def _reopened(work: Work, attempt: Attempt, facts: StartFacts, now: float) -> Attempt:
    """The platform sent StartProctoring again: its newest address and session data are the ones to answer."""
    return touch(
        work, attempt, Actor.PLATFORM, now,
        attempt_number=facts.attempt_number, start_assessment_url=facts.start_assessment_url,
        session_data=facts.session_data, acs_url=facts.acs_url, acs_actions=facts.acs_actions,
        return_url=facts.return_url, begun_at=None, echo=facts.echo, aside=facts.aside,
    )


def _new(work: Work, facts: StartFacts, number: int, now: float) -> Attempt:
    return Attempt(
        id=work.new_id(), exam_id=facts.exam_id, person_id=facts.person_id, number=number,
        attempt_number=facts.attempt_number, deployment_id=facts.deployment_id,
        resource_link_id=facts.resource_link_id, resource_link_title=facts.resource_link_title,
        start_assessment_url=facts.start_assessment_url, session_data=facts.session_data, acs_url=facts.acs_url,
        acs_actions=facts.acs_actions, return_url=facts.return_url, state=S.CREATED, state_since=now, created_at=now,
        echo=facts.echo, aside=facts.aside,
    )


def _number(value: Any, otherwise: int) -> int:
    """Read the attempt number for people; platforms send a number or its digits in a string."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
