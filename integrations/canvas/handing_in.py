"""Handing a Classic Quiz in for a student, by their own leave: Canvas takes it from nobody else."""

from typing import Any

from integrations.base import Calls, IntegrationFailed
from integrations.canvas import api, classic, endpoints
from integrations.quizzes import QuizInLms

HANDED_IN = "Canvas has the attempt: it was handed in for the student, by the leave that they gave at the check-in."
_READING, _HANDING_IN = "Reading the student's attempt", "Handing the attempt in"
_RUNNING, _FORBIDDEN = "untaken", 403


def hand_in(quiz: QuizInLms, calls: Calls) -> None:
    """Hand in what the student has answered; nothing is left to do where they have done it themselves. Raise
    IntegrationFailed. Source: Canvas, doc/api/quiz_submissions ("Complete the quiz submission").

    Canvas asks for the access code that the quiz has at that moment, and Invigil may be changing it just then: it is
    read in Canvas, and once more if it was not the right one."""
    try:
        _hand_in(quiz, calls)
    except IntegrationFailed as exc:
        if exc.status != _FORBIDDEN:
            raise
        _hand_in(quiz, calls)


def _hand_in(quiz: QuizInLms, calls: Calls) -> None:
    code, ids = classic.read(quiz, calls).code, {"course_id": quiz.course, "quiz_id": quiz.id}
    taking = _taking(api.send(endpoints.OWN_TAKING, _READING, calls, ids, leave="own"))
    if taking.get("workflow_state") != _RUNNING:
        return
    number, token = api.whole(taking.get("attempt")), api.words(taking.get("validation_token"))
    submission = api.ident(taking.get("id"))
    if number is None or not token or not submission:
        raise IntegrationFailed(f"{_HANDING_IN}: Canvas does not tell what it wants back for it.", retry=False)
    form = [("attempt", str(number)), ("validation_token", token)]
    if code:
        form.append(("access_code", code))
    api.send(
        endpoints.HAND_IN, _HANDING_IN, calls, ids | {"id": submission}, form=tuple(form), looked=True, leave="own"
    )


def _taking(answer: Any) -> dict[str, Any]:
    listed = api.body(answer, _READING).get("quiz_submissions")
    found = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if not found:
        raise IntegrationFailed(f"{_READING}: Canvas's answer could not be read.", retry=False)
    return found[-1]
