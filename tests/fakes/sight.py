"""A media plane that sees everybody, or nobody any more once a test says so."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from tool.link.media_client import MediaUnreachable
from tool.link.messages import Behind, Looks, Rate
from tool.web.live.sight import FRESH_S, Sight

T = TypeVar("T", bound=str)


class AllSeeing(Sight):
    """Sees all of everybody at once, as long as `blind` is False. Blind, it is the sight that `answer` gives it."""

    def __init__(self, steady: Callable[[], float]) -> None:
        super().__init__(self._asked, steady)
        self.blind = False
        self.answer: Looks | None = None
        self.lost_events: dict[str, int] = {}
        self.unread_ages: dict[str, dict[str, float]] = {}
        self.contested_ages: dict[str, float] = {}
        self.unmeasured_signals: tuple[str, ...] = ()
        self.rates: dict[str, Rate] = {}

    def sees(
        self, boot_id: str = "boot-1", *, able: bool = True, behind: Behind | None = None, **ages: dict[str, float]
    ) -> None:
        """From now on this is what a media node answers; it is asked at once."""
        self.blind = True
        self.answer = Looks(
            node_id="media-1", boot_id=boot_id, able=able, ages=ages, behind=behind, lost=self.lost_events,
            unread=self.unread_ages, contested=self.contested_ages, unmeasured=self.unmeasured_signals,
            rates=self.rates,
        )
        self.look()

    def gone(self) -> None:
        """No media node answers any more."""
        self.blind, self.answer = True, None
        self.look()

    @property
    def is_away(self) -> bool:
        return self.blind and super().is_away

    def last(self, attempt_id: str, what: str) -> float | None:
        return super().last(attempt_id, what) if self.blind else self._steady()

    def missing(self, attempt_id: str, wanted: Iterable[T], within_s: float = FRESH_S) -> tuple[T, ...]:
        return super().missing(attempt_id, wanted, within_s) if self.blind else ()

    def _asked(self) -> Looks:
        if self.answer is None:
            raise MediaUnreachable("There is no media node.", retry=True)
        return self.answer
