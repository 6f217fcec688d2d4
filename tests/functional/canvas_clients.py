"""A running stand-in for a Canvas, with the real client of Canvas's API (canvasapi) in somebody's name."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from canvasapi import Canvas

from tests.counterparts.canvas.seed import School, school
from tests.counterparts.canvas.server import CanvasServer


@contextmanager
def running() -> Iterator[School]:
    """Serve a school while the block runs."""
    here = school()
    with CanvasServer(here.world):
        yield here


def client(here: School, token: str) -> Canvas:
    """Return canvasapi with a token. It warns of plain HTTP, which is what we have on loopback."""
    with pytest.warns(UserWarning, match="HTTPS"):
        return Canvas(here.world.url, token)


def as_teacher(here: School) -> Canvas:
    """Return canvasapi as the course's teacher, with a token made by hand."""
    return client(here, here.world.own_token(here.teacher))


def as_student(here: School, number: int = 0) -> Canvas:
    """Return canvasapi as one of the students."""
    return client(here, here.world.own_token(here.students[number]))
