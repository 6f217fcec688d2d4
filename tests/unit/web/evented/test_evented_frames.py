"""The unmasking of frames, against eventlet's own; in a process of its own, since eventlet changes the one it is in."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os
import warnings
warnings.simplefilter("ignore")
from eventlet.websocket import RFC6455WebSocket
from tool.web.evented.frames import MeteredSocket
for size in (0, 1, 2, 3, 4, 5, 125, 126, 4099):
    for offset in (0, 1, 2, 3, 8096):
        data, mask = os.urandom(size), tuple(os.urandom(4))
        ours = MeteredSocket._apply_mask(data, mask, size, offset)
        print(size, offset, ours == RFC6455WebSocket._apply_mask(data, mask, size, offset))
"""


def test_it_unmasks_as_eventlet_does() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False,
        cwd=Path(__file__).parents[4],
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == 9 * 5
    assert [line for line in lines if not line.endswith("True")] == []
