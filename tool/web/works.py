"""The unit of work as the web process uses it: monitoring's and chat's in one."""

from collections.abc import Callable
from typing import Protocol

from tool.chat.ports import ChatWork
from tool.monitoring.exam.ports import Work


class WebWork(Work, ChatWork, Protocol):
    """One transaction over everything that monitoring and chat keep."""


WebWorks = Callable[[], WebWork]
