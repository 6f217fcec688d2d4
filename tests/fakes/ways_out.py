"""Ways out to platforms: the real ones on a played Http, and a fake that an adapter can be handed by itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cryptography.fernet import Fernet

from integrations.base import AttemptInLms, Column, ControlOrder, ExamInLms
from integrations.http import Call, Reply
from integrations.oauth import PlatformToken, PlatformTokens
from lti.keys import generate
from lti.ports import Http, ToolKey
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tool.db.sealing import Sealer
from tool.lms.api_leave import OF_EXAMINEE, ApiLeave
from tool.lms.calls import Outward

_KEY = generate()
SEALER = Sealer((Fernet.generate_key().decode(),))
"""Seals and opens with a key of this run."""


class OneKey:
    """Serves ToolKeys."""

    def current(self) -> ToolKey:
        return _KEY

    def all(self) -> list[ToolKey]:
        return [_KEY]


class MemoryTokens:
    """Serves PlatformTokens; `kept` counts what was kept."""

    def __init__(self, *tokens: PlatformToken) -> None:
        self._tokens = {token.holder_id: token for token in tokens}
        self.kept: list[PlatformToken] = []

    def find(self, holder_id: str) -> PlatformToken | None:
        return self._tokens.get(holder_id)

    def keep(self, token: PlatformToken) -> None:
        self._tokens[token.holder_id] = token
        self.kept.append(token)

    def forget(self, holder_id: str) -> None:
        self._tokens.pop(holder_id, None)


def outward(
    http: Http, clock: Callable[[], float], tokens: PlatformTokens | None = None,
    sleep: Callable[[float], None] | None = None, own: PlatformTokens | None = None,
) -> Outward:
    """The real ways out, on this Http; `tokens` are those of platforms, `own` those of examinees."""
    more = {} if sleep is None else {"sleep": sleep}
    calls = ServiceCalls(http, AccessTokens(OneKey(), http, clock), clock, **more)
    leave = ApiLeave(tokens or MemoryTokens(), http, clock, **more)
    return Outward(calls, leave, ApiLeave(own or MemoryTokens(), http, clock, words=OF_EXAMINEE, **more))


class FakeCalls:
    """Serves `integrations.base.Calls`: answers from scripts, remembers what it was told. The door answers with the
    JSON of `replies` in turn, or raises what is an exception among them; the control service says `status`; the
    gradebook has `listed`. Everything is on `origin`. `order` has notes ("note") and calls ("PUT"), as they came."""

    origin = "https://lms.test"

    def __init__(self, *replies: Any, status: str = "paused", listed: Sequence[Column] = ()) -> None:
        self.replies = list(replies)
        self.status = status
        self.listed = listed
        self.orders: list[ControlOrder] = []
        self.remarks: list[tuple[str, str]] = []
        self.sent: list[Call] = []
        self.memo: dict[str, Any] = {}
        self.order: list[str] = []

    def note(self, memo: Mapping[str, Any]) -> None:
        self.order.append("note")
        self.memo.update(memo)

    def control(self, attempt: AttemptInLms, order: ControlOrder) -> str:
        self.orders.append(order)
        return self.status

    def columns(self, exam: ExamInLms) -> Sequence[Column]:
        return self.listed

    def remark(self, column: str, exam: ExamInLms, attempt: AttemptInLms, text: str, at: float) -> None:
        self.remarks.append((column, text))

    def send(self, call: Call) -> Reply:
        self.sent.append(call)
        self.order.append(call.method)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Reply):
            return reply
        return Reply(200, reply, url=f"{self.origin}{call.url}" if call.url.startswith("/") else call.url)
