"""What only the examinee may do in Learn, by their own leave (three-legged OAuth): hand in an attempt that runs.

Source: the public Swagger of Learn 3900.123.0: of an attempt in progress nothing may be changed but, by the examinee
themselves, its status to "NeedsGrading"; where the test is taken in a secure browser, only from there."""

from typing import Any

from integrations.base import AttemptInLms, Calls, Done, ExamInLms, IntegrationFailed
from integrations.blackboard import attempts, words
from integrations.http import Call

SCOPES: tuple[str, ...] = ("read", "write", "offline")
"""What is asked for; "offline" has the leave outlast an hour, as an exam may."""


def is_of(said: Any, subject: str) -> bool:
    """Whether a token is this person's: Learn names its user by the UUID that LTI has as `sub`."""
    told = said.get("user_id") if isinstance(said, dict) else None
    return isinstance(told, str) and bool(told) and _bare(told) == _bare(subject)


def hand_in(exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Hand in what the examinee has answered, in their name; nothing is done to one that is over. Raise
    IntegrationFailed."""
    found = attempts.found(exam, attempt, calls)
    if not found.is_open:
        return Done(words.OVER_ALREADY)
    body = {"status": "NeedsGrading"}
    call = Call("PATCH", found.path, "Handing the attempt in", json=body, leave="own", repeatable=True)
    try:
        calls.send(call)
    except IntegrationFailed as failed:
        if failed.status == 403:
            raise IntegrationFailed(words.NOT_HANDED_IN, retry=False, status=403, impossible=True) from failed
        raise
    return Done(words.HANDED_IN)


def _bare(some_uuid: str) -> str:
    return some_uuid.replace("-", "").lower()
