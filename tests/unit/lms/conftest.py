import pytest

from integrations import registry
from tests.factories.gate_stage import GateStage
from tests.factories.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> GateStage:
    """An LMS whose quizzes Invigil shuts, with the gatekeeper beside it."""
    made = GateStage()
    monkeypatch.setattr(registry, "ADAPTERS", (made.lms, *registry.ADAPTERS))
    return made
