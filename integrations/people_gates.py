"""Quizzes that an LMS opens to the people of a list, and whose list an API fills: the other kind of gate beside an
access code. Invigil puts in whom a proctor has admitted, and takes them out when their attempt is over."""

from collections.abc import Mapping
from typing import Protocol

from integrations.http import Call, Reply
from integrations.quizzes import PeopleGate, QuizInLms


class Door(Protocol):
    """The way out to one LMS (`integrations.base.Calls` has it)."""

    def send(self, call: Call) -> Reply:
        """Make one call; return a 2xx answer. Raise IntegrationFailed."""
        ...


class PeopleGates(Protocol):
    """What an LMS's own API does with such lists. How one stands is told by `QuizApi.quiz`.

    `listed_kinds`: the kinds of quiz that are opened so, each with how many people its list holds. All calls may be
    repeated: who is in it already, or out of it, stays so."""

    listed_kinds: Mapping[str, int]

    def let_in(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        """Put one person (the LMS's id) into the list. Raise IntegrationFailed, `impossible` if the list does not take
        this one person."""
        ...

    def take_out(self, quiz: QuizInLms, gate: PeopleGate, user: str, calls: Door) -> None:
        """Take one person out of it. Raise IntegrationFailed."""
        ...

    def user_of(self, course: str, subject: str, calls: Door) -> str:
        """Return the LMS's id of a person of a course by LTI's `sub`, "" if there is none. Raise IntegrationFailed."""
        ...
