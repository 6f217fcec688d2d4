"""The unit of work as the web process uses it: monitoring's and chat's in one."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from tool.chat.ports import ChatWork
from tool.monitoring.exam.ports import Work
from tool.monitoring.tenancy.ports import AlreadyThere

T = TypeVar("T")


class WebWork(Work, ChatWork, Protocol):
    """One transaction over everything that monitoring and chat keep."""


WebWorks = Callable[[], WebWork]


def found_or_made(act: Callable[[], T]) -> T:
    """Return what `act` comes to, which finds something or makes it, in a unit of work of its own.

    Where a database serves several transactions at once, two requests may both find nothing; the second one to make it
    is refused, and finds it when it is done again. Raise AlreadyThere if it is refused that time too."""
    try:
        return act()
    except AlreadyThere:
        return act()
