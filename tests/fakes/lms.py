"""An LMS that follows a script and remembers what it was told."""

from collections.abc import Callable

from tool.domain.lms import Capability, LmsCommand, LmsVerb

Answer = str | BaseException


class FakeLms:
    """Serves LmsGateway. Answers are taken from the script in order, "ok" when it is empty; exceptions are raised.

    `before` is called with each command before the answer is given, e.g. to look at the database at that moment."""

    def __init__(self, *script: Answer, unable: dict[LmsVerb, str] | None = None) -> None:
        self.script = list(script)
        self.unable = unable or {}
        self.told: list[LmsCommand] = []
        self.before: Callable[[LmsCommand], None] = lambda command: None

    def capabilities(self, attempt_id: str) -> tuple[Capability, ...]:
        return tuple(Capability(v, v not in self.unable, self.unable.get(v, "by the fake")) for v in LmsVerb)

    def perform(self, command: LmsCommand) -> str:
        self.before(command)
        self.told.append(command)
        answer: Answer = self.script.pop(0) if self.script else "ok"
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def verbs(self) -> list[str]:
        return [command.verb.value for command in self.told]
