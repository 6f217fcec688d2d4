"""The sound of one attempt on its way to those who listen, and what becomes of what they heard."""

from collections.abc import Callable, Iterable, Sequence

from tool.detection.room import Room
from tool.domain.incident_types.talking import TALKING
from tool.domain.observation import Observation, Source
from tool.domain.rule import Rule
from tool.media.hearing.jobs import Heard, SoundPacket
from tool.media.looks.parts import Parts
from tool.media.streams.ear import Ear
from tool.media.streams.publisher import Publisher


class Sounds:
    """Listens only while a rule asks for it. `on_heard` gets what was measured; the consoles get how loud it is."""

    def __init__(
        self, attempt_id: str, exam_id: str, parts: Parts, on_heard: Callable[[tuple[Observation, ...]], None]
    ) -> None:
        self._attempt_id = attempt_id
        self._exam_id = exam_id
        self._parts = parts
        self._on_heard = on_heard
        self._ended = False
        self._room = Room()
        self._ear = Ear(parts.counters, self._stretch, parts.timeline.now)

    def apply(self, rules: Iterable[Rule]) -> None:
        """Follow these rules from now on."""
        self._ear.listen(any(_listens(rule) for rule in rules))

    def follow(self, publisher: Publisher) -> None:
        """Listen to this session of the examinee instead of the last one."""
        self._ear.follow(publisher)

    def end(self) -> None:
        """Listen no more."""
        self._ended = True
        self._ear.listen(False)
        self._parts.listening.withdraw(self._attempt_id)

    def _stretch(self, packets: Sequence[SoundPacket], at: float) -> None:
        self._parts.listening.submit(self._attempt_id, packets, lambda heard: self._heard(heard, at))

    def _heard(self, heard: Heard, at: float) -> None:
        """What could not be decoded is unknown, and neither silence nor speech."""
        if self._ended or heard.facts is None:
            return
        seen = self._room.hear(heard.facts, at)
        self._parts.tiles.hear(
            self._exam_id, self._attempt_id, self._parts.timeline.label(at), self._room.loudness(heard.facts)
        )
        self._on_heard(seen)


def _listens(rule: Rule) -> bool:
    return rule.enabled and rule.is_known and (rule.kind.source is Source.MICROPHONE or rule.kind.signal == TALKING)
