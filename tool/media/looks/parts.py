"""What all attempts of a node share, made once in the composition root."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tool.evidence.stores import EvidenceStore
from tool.media.counters import Counters
from tool.media.events import Reporter
from tool.media.looks.analysis import Analysis
from tool.media.looks.tiles import TileHub


@dataclass(frozen=True, slots=True)
class Parts:
    """The shared parts. `clock` gives Unix seconds."""

    counters: Counters
    analysis: Analysis
    reporter: Reporter
    store: EvidenceStore
    tiles: TileHub
    sample_interval_s: float
    clock: Callable[[], float] = time.time
