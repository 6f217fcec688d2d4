"""An LMS whose pages Invigil does not extend."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.base import Calls
from integrations.places import Placed, Tool


class NoExtension:
    """Serves `integrations.base.PageExtension` where there is nothing to extend."""

    makes_placements = False

    def make_placements(self, tool: Tool, calls: Calls) -> Sequence[Placed]:
        """None are made."""
        del tool, calls
        return ()

    def consent_proof(self, claims: Mapping[str, Any]) -> str:
        """There is none."""
        del claims
        return ""

    def consent_url(self, origin: str, client_id: str, redirect_uri: str, state: str, proof: str) -> str:
        """Nobody is asked."""
        del origin, client_id, redirect_uri, state, proof
        return ""

    def test_title(self, course: str, content: str, calls: Calls) -> str:
        """There is none to be read."""
        del course, content, calls
        return ""

    def teaches(self, course: str, person: str, calls: Calls) -> bool:
        """Nobody is known to: whoever sets exams up comes by a launch that says so."""
        del course, person, calls
        return False
