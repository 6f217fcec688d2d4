"""One decision about an attempt at a quiz that Canvas's API opens: who carries it out."""

from collections.abc import Callable

from integrations.base import AttemptInLms, Calls, Command, Done, ExamInLms, IntegrationFailed, Verb
from integrations.canvas import classic_deeds, gradebook, held_grades, means, new, new_deeds
from integrations.quizzes import QuizInLms

NO_STUDENT = (
    "Canvas has not told who this is: no launch of this examinee brought Canvas's own number of the person. Add the "
    "custom parameter invigil_user=$Canvas.user.id to Invigil's key in Canvas, and let the examinee come in anew."
)
_Deed = Callable[[Command, QuizInLms, AttemptInLms, Calls], Done]
_CLASSIC: dict[Verb, _Deed] = {
    Verb.EXTRA_TIME: classic_deeds.extra_time, Verb.TERMINATE: classic_deeds.terminate,
    Verb.READMIT: classic_deeds.readmit,
}
_NEW: dict[Verb, _Deed] = {
    Verb.EXTRA_TIME: new_deeds.extra_time, Verb.TERMINATE: new_deeds.terminate, Verb.READMIT: new_deeds.readmit,
}


_ELSEWHERE = frozenset({Verb.GATE_START, Verb.RELEASE, Verb.ROSTER})
"""Done, but by no decision about one attempt."""


def perform(command: Command, exam: ExamInLms, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Carry out one decision. Raise IntegrationFailed; nothing is sent for what is not possible."""
    found = {each.verb: each for each in means.capabilities(exam, quiz)}.get(command.verb)
    if found is None or not found.possible or command.verb in _ELSEWHERE:
        raise IntegrationFailed(
            found.means if found is not None else f"The gateway has no call for {command.verb}.", retry=False,
            impossible=True,
        )
    if not attempt.user:
        raise IntegrationFailed(NO_STUDENT, retry=False)
    if command.outcome is not None:
        return gradebook.annotate(command.outcome, quiz, attempt, calls)
    if command.verb is Verb.FLAG:
        return gradebook.flag(command, exam, quiz, attempt, calls)
    if command.verb in (Verb.HOLD_GRADE, Verb.RELEASE_GRADE):
        return held_grades.hold_or_release(command, quiz, attempt, calls)
    return (_NEW if quiz.kind == new.KIND else _CLASSIC)[command.verb](command, quiz, attempt, calls)
