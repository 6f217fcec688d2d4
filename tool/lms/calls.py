"""The ways out to one LMS that its adapter is given: LTI's own services, and the one door for everything beyond."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from integrations import registry
from integrations.base import AttemptInLms, Column, ControlOrder, ExamInLms, IntegrationFailed, NotConnected
from integrations.http import Call, Reply
from lti import assessment_control, grades, line_items
from lti.assessment_control import ControlRequest
from lti.errors import ServiceFailed
from lti.message import ControlAction
from lti.ports import HttpAnswer, Registration
from lti.services import ServiceCalls
from tool.lms.api_leave import OF_EXAMINEE, ApiLeave
from tool.lms.once import Sendings

log = logging.getLogger(__name__)
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Outward:
    """The ways out to every platform: by LTI, by the leave of administrators, and by examinees' own (`own`, None where
    nothing is done for an attempt). Calls are made once: who has something to tell has a queue or tells it again."""

    services: ServiceCalls
    leave: ApiLeave
    own: ApiLeave | None = None

    def to(
        self, registration: Registration, note: Callable[[Mapping[str, Any]], None] | None = None,
        memo: Mapping[str, Any] | None = None, attempt_id: str = "",
    ) -> "PlatformCalls":
        """Return the ways out to one platform; `note` keeps what is noted beside the command being carried out, `memo`
        is what an earlier try of it has noted; `attempt_id`: the attempt that it is about, whose examinee's own leave
        may be used."""
        sendings = Sendings(memo or {}, note or _forgotten)
        return PlatformCalls(registration, self.services.once(), self.leave, sendings, self.own, attempt_id)


@dataclass(frozen=True, slots=True)
class PlatformCalls:
    """Serves `integrations.base.Calls`. LTI's services raise ServiceFailed, the door raises IntegrationFailed.

    No unit of work may be open: a call may take as long as the way out allows."""

    registration: Registration
    services: ServiceCalls
    leave: ApiLeave
    sendings: Sendings
    own: ApiLeave | None
    attempt_id: str = ""

    def note(self, memo: Mapping[str, Any]) -> None:
        """Keep JSON values beside the command that is being carried out, before this returns."""
        self.sendings.keep(memo)

    def control(self, attempt: AttemptInLms, order: ControlOrder) -> str:
        """Call the Assessment Control Service; return the status that it says, "" if it says none. What the LMS would
        add up goes out once."""
        if attempt.control_url is None:
            raise IntegrationFailed("The LMS has named no Assessment Control Service.", retry=False)
        request = ControlRequest(
            action=ControlAction(order.action), user_id=attempt.subject, resource_link_id=attempt.resource_link_id,
            attempt_number=attempt.number, at=order.at, severity=order.severity, reason_code=order.reason_code,
            reason_msg=order.reason_msg, extra_time_min=order.minutes,
        )
        send = partial(
            assessment_control.send, attempt.control_url, request, registration=self.registration, calls=self.services
        )
        answer = send() if order.repeatable else self.sendings.once(f"control {order.action}", send)
        return answer.status or ""

    def columns(self, exam: ExamInLms) -> Sequence[Column]:
        """Return the gradebook columns of the exam's course that are ours."""
        if exam.columns is None:
            return ()
        found = line_items.find(
            exam.columns, registration=self.registration, calls=self.services, granted=exam.granted
        )
        if found.cut:
            log.warning("Platform %s: %s There may be more columns.", self.registration.id, found.cut)
        return [Column(item.id, item.resource_id, item.resource_link_id) for item in found]

    def remark(self, column: str, exam: ExamInLms, attempt: AttemptInLms, text: str, at: float) -> None:
        """Put a remark without a grade into a gradebook column; a grade that is there stays. It goes out once: some
        LMSs keep every remark that they are sent."""
        self.sendings.once("remark", lambda: grades.post_comment(
            column, registration=self.registration, calls=self.services, user_id=attempt.subject, comment=text, at=at,
            activity_progress="Submitted" if attempt.handed_in else "Completed", grading_progress="PendingManual",
            extensions=registry.remark_keys(), granted=exam.granted,
        ))

    def send(self, call: Call) -> Reply:
        """Make one call beyond LTI, by the leave that it asks for; return a 2xx answer. Raise IntegrationFailed."""
        if call.harmless or call.looked:
            return self._reply(call)
        path = call.url.partition("?")[0]
        return self.sendings.once(f"{call.method} {path}", partial(self._reply, call))

    def _reply(self, call: Call) -> Reply:
        headers, body = _content(call)
        try:
            answer, url = self._answer(call, headers, body)
            if not answer.ok:
                raise self.services.failure(call.what, answer, harmless=call.harmless)
            return Reply(answer.status, self.services.json(answer, call.what), answer.headers, url)
        except ServiceFailed as exc:
            raise IntegrationFailed(
                str(exc), retry=exc.retry, after_s=exc.after_s, status=exc.status, doubtful=exc.doubtful
            ) from exc

    def _answer(self, call: Call, headers: dict[str, str], body: bytes | None) -> tuple[HttpAnswer, str]:
        if call.leave == "api":
            return self.leave.send(self.registration.id, call, headers, body)
        if call.leave == "own":
            if self.own is None or not self.attempt_id:
                raise NotConnected(OF_EXAMINEE.missing)
            return self.own.send(self.attempt_id, call, headers, body)
        answer = self.services.send(
            call.method, call.url, what=call.what, registration=self.registration, scope=call.scopes, headers=headers,
            body=body, idempotent=call.harmless,
        )
        return answer, call.url


def _forgotten(memo: Mapping[str, Any]) -> None:
    """Nothing is being carried out that could be tried again."""
    del memo


def _content(call: Call) -> tuple[dict[str, str], bytes | None]:
    """Return headers and body of a call."""
    headers = {"Accept": _JSON}
    if call.form:
        return headers | {"Content-Type": _FORM}, urlencode(call.form).encode("ascii")
    if call.json is not None:
        return headers | {"Content-Type": _JSON}, json.dumps(call.json).encode()
    return headers, None
