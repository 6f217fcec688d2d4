"""What all attempts of a node share, made once in the composition root."""

import time
from dataclasses import dataclass, field

from tool.domain.timeline import Timeline
from tool.evidence.stores import EvidenceStore
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.hearing.listening import Listening
from tool.media.looks.analysis import Analysis
from tool.media.looks.negatives import Room
from tool.media.looks.objects import ObjectLooks, no_objects
from tool.media.looks.rates import Rates
from tool.media.looks.tiles import TileHub


@dataclass(frozen=True, slots=True)
class Parts:
    """The shared parts. `timeline` is that of all that arrives, is judged and is timed here; its steady clock is the
    event loop's. Nobody listens to microphones unless `listening` is given."""

    counters: Counters
    analysis: Analysis
    reporter: Reporter
    store: EvidenceStore
    tiles: TileHub
    rates: Rates
    timeline: Timeline = field(default_factory=lambda: Timeline(time.time, time.monotonic))
    listening: Listening = field(default_factory=lambda: Listening((), 0.0, Counters()))
    objects: ObjectLooks = field(default_factory=no_objects)
    negatives: Room = field(default_factory=lambda: Room(Counters()))
