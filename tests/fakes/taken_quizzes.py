"""An LMS whose own API shows quizzes, who takes them and what its quiz log says; a test says what happens there."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from email.utils import formatdate
from typing import Any

from integrations.base import AttemptInLms, Calls, ExamInLms, IntegrationFailed, NotThere
from integrations.http import Call
from integrations.lti_only.adapter import LtiOnly
from integrations.oauth import PlatformToken
from integrations.quizzes import ApiConnection, LogEntry, LogWord, QuizInLms, Taking
from lti.ports import HttpAnswer, HttpFailed

PAGE = 100


def token(platform_id: str = "platform-1") -> PlatformToken:
    """What an administrator has granted, good for ever."""
    return PlatformToken(
        holder_id=platform_id, access_token="t", refresh_token="r", expires_at=1e12, scopes=frozenset(),
        token_url="http://lms.test/oauth/token", client_id="c", client_secret="s", client_says="post",
        connected_at=0.0,
    )


class QuizHttp:
    """Serves Http: answers every call with its `status` and the time by the LMS's clock, which is `ahead_s` ahead of
    ours; `hook` is called first, and may move the clock or raise."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.ahead_s = 0.0
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[float, str]] = []
        self.hook: Callable[[str], None] = lambda url: None

    def send(self, _method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        del headers, body
        self.asked.append((self.clock(), url))
        self.hook(url)
        at = formatdate(self.clock() + self.ahead_s, usegmt=True)
        return HttpAnswer(self.status, {"date": at, **self.headers}, b"{}")

    def hang(self, _url: str) -> None:
        raise HttpFailed("There was no answer in time.", retry=True)

    def logs_asked(self) -> list[str]:
        return [url for _, url in self.asked if "/log/" in url]


class FakeQuizApi(LtiOnly):
    """The adapter: one call for each hundred takings, one for each log. Times in it are by the LMS's clock, `clock`; a
    log has what has happened by now."""

    quiz_kinds = {"classic": "Quiz"}
    logged_kinds = frozenset({"classic"})

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.taken: dict[str, dict[str, Taking]] = defaultdict(dict)
        self.entries: dict[str, list[LogEntry]] = defaultdict(list)
        self.gone: set[str] = set()
        self.refuses_logs = False
        self.watches_linked = False

    def recognises_exam(self, exam: ExamInLms, attempt: AttemptInLms | None) -> bool:
        del exam, attempt
        return True

    def begins(self, user: str, at: float, *, quiz: str = "q1", number: int = 1) -> Taking:
        taking = Taking(user, f"s-{user}", number, over=False, started_at=at)
        self.taken[quiz][user] = taking
        return taking

    def hands_in(self, user: str, at: float, *, quiz: str = "q1") -> None:
        self.taken[quiz][user] = replace(self.taken[quiz][user], over=True, ended_at=at)

    def says(self, user: str, word: LogWord, at: float) -> None:
        log = self.entries[f"s-{user}"]
        log.append(LogEntry(f"e{len(log)}-{user}", at, word))

    def leaves(self, user: str, at: float, back: float | None = None) -> None:
        self.says(user, LogWord.PAGE_LEFT, at)
        if back is not None:
            self.says(user, LogWord.PAGE_BACK, back)

    def linked_quiz(self, api: ApiConnection | None, context: str, link: str) -> QuizInLms | None:
        return QuizInLms("linked", context, link) if self.watches_linked and api is not None else None

    def takings(self, quiz: QuizInLms, calls: Calls) -> Sequence[Taking]:
        found = list(self.taken[quiz.id].values())
        for page in range(max(1, -(-len(found) // PAGE))):
            calls.send(Call("GET", f"/api/{quiz.id}/takings?page={page}", "Who takes the quiz", leave="api"))
        if quiz.id in self.gone:
            raise NotThere("The quiz is not there any more.")
        return found

    def log(self, quiz: QuizInLms, taking: Taking, calls: Calls) -> Sequence[LogEntry]:
        calls.send(Call("GET", f"/api/{quiz.id}/log/{taking.submission}", "The quiz log", leave="api"))
        if self.refuses_logs:
            raise IntegrationFailed("The connection does not allow it.", retry=False, status=403)
        return [entry for entry in self.entries[taking.submission] if entry.at <= self.clock()]
