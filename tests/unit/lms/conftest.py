import pytest

from tests.factories.world import World


@pytest.fixture
def world() -> World:
    return World()
