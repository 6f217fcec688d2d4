"""The unmasking of frames, against eventlet's own."""

import os

import pytest
from eventlet.websocket import RFC6455WebSocket

from tool.web.evented.frames import MeteredSocket


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 125, 126, 4099])
@pytest.mark.parametrize("offset", [0, 1, 2, 3, 8096])
def test_it_unmasks_as_eventlet_does(size: int, offset: int) -> None:
    data, mask = os.urandom(size), tuple(os.urandom(4))
    assert MeteredSocket._apply_mask(data, mask, size, offset) == RFC6455WebSocket._apply_mask(data, mask, size, offset)
