"""Help requests: an examinee asks for a human, a proctor says when it was answered."""

from dataclasses import replace

from tool.chat.events import HelpAnswered, HelpAsked
from tool.chat.messages import TEXT_LIMIT, MessageRefused, plain
from tool.chat.ports import ChatWork
from tool.chat.records import HelpKind, HelpRequest
from tool.domain.words import told

BY_SYSTEM = "system"


def ask(work: ChatWork, exam_id: str, attempt_id: str, kind: HelpKind, text: str, now: float) -> HelpRequest:
    """Keep a request for a human; while one of the same kind is open, that one is returned. Raises MessageRefused."""
    words = plain(text)
    if len(words) > TEXT_LIMIT:
        raise MessageRefused("too_long", told("Write {limit} characters or fewer."), limit=TEXT_LIMIT)
    for earlier in work.help.of_attempt(attempt_id):
        if earlier.done_at is None and earlier.kind == kind:
            return earlier
    request = HelpRequest(work.new_id(), attempt_id, exam_id, kind, words, now)
    work.help.add(request)
    work.emit(HelpAsked(request))
    return request


def answered(work: ChatWork, exam_id: str, request_id: str, by: str, now: float) -> HelpRequest:
    """A proctor says that the request was answered; raise MessageRefused "no_such_request" if it is not this exam's."""
    request = work.help.within(exam_id, request_id)
    if request is None:
        raise no_such_request()
    if request.done_at is not None:
        return request
    return _done(work, request, by, now)


def no_such_request() -> MessageRefused:
    """Return the refusal of a request that is not there, or not for who asks."""
    return MessageRefused("no_such_request", "There is no such request in this exam.")


def attempt_over(work: ChatWork, attempt_id: str, now: float) -> None:
    """The attempt has ended: nobody can come to its open requests any more, and the console is to stop showing them.
    What is asked afterwards, by somebody who was blocked, is a new request."""
    for request in work.help.of_attempt(attempt_id):
        if request.done_at is None:
            _done(work, request, BY_SYSTEM, now)


def _done(work: ChatWork, request: HelpRequest, by: str, now: float) -> HelpRequest:
    done = replace(request, done_at=now, done_by=by)
    work.help.save(done)
    work.emit(HelpAnswered(done))
    return done
