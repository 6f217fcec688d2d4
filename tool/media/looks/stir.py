"""Whether something is going on before one camera, so that it should be looked at more often."""

from collections.abc import Iterable

from tool.detection.rules import RuleEngine
from tool.domain.observation import Observation

COUNTED = "faces"
"""The signal of which every change counts, whatever the rules say of it."""


class Stir:
    """Compares each look at a camera with the one before, and asks the rules about what it measured."""

    def __init__(self, engine: RuleEngine) -> None:
        self._engine = engine
        self._counted: float | None = None

    def saw(self, observations: Iterable[Observation]) -> bool:
        """Take in what a look told, after the rules did; return whether something is going on: another number of faces
        than before, or a condition that holds and may open an incident, or has."""
        measured = {seen.signal: seen.value for seen in observations}
        before, self._counted = self._counted, measured.get(COUNTED, self._counted)
        return (before is not None and self._counted != before) or self._engine.unsettled(measured)
