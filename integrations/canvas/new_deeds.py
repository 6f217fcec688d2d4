"""Decisions about an attempt at a New Quiz: more time for the student in the course, and dates of their own."""

from typing import Any

from integrations.base import AttemptInLms, Calls, Command, Done, IntegrationFailed
from integrations.canvas import api, endpoints, overrides
from integrations.quizzes import QuizInLms

_WHAT = "Giving more time"


def extra_time(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Give the student the minutes of all decisions so far, in the running attempt, too. Canvas tells neither what was
    there before nor what came of it: so this goes out once. Raise IntegrationFailed."""
    total = max(attempt.extra_minutes, command.minutes or 0)
    answer = api.send(endpoints.ACCOMMODATE, _WHAT, calls, {"course_id": quiz.course}, repeatable=False, json=[
        {"user_id": _number(attempt.user), "extra_time": total, "apply_to_in_progress_quiz_sessions": True}
    ])
    refused = _refused(api.body(answer, _WHAT), attempt.user)
    if refused is not None:
        raise IntegrationFailed(f"Canvas did not give the time{f': {refused}' if refused else ''}.", retry=False)
    return Done(f"Canvas gives this student {total} extra minutes in the New Quizzes of the course.")


def terminate(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Shut the quiz for the student, upon which Canvas hands in what was answered. Raise IntegrationFailed."""
    return Done(overrides.close(quiz, attempt.user, command.at, calls))


def readmit(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Give the student the dates of before. Raise IntegrationFailed."""
    overrides.open_again(quiz, attempt.user, command.at, calls)
    if quiz.attempts == 1:
        return Done(
            "The quiz is open for the student again. If the attempt was handed in, give one more in Canvas (Moderate)."
        )
    return Done("The quiz is open for the student again.")


def _number(user: str) -> int | str:
    return int(user) if user.isascii() and user.isdigit() else user


def _refused(answer: dict[str, Any], user: str) -> str | None:
    """Return why Canvas did it not, None if it did; it answers 200 even when nothing was done."""
    for each in answer["failed"] if isinstance(answer.get("failed"), list) else ():
        if isinstance(each, dict) and api.ident(each.get("user_id")) in (user, ""):
            return api.words(each.get("error"))
    done = answer.get("successful")
    named = (each.get("user_id") for each in (done if isinstance(done, list) else ()) if isinstance(each, dict))
    return None if user in map(api.ident, named) else ""
