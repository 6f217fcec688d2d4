"""The access codes of quizzes: how one is made, and which of those that an LMS may show are Invigil's own."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from tool.monitoring.exam.quiz_records import BoundQuiz

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is taken for something else when it is read from one screen and typed on another: no i, l, o, 0, 1."""
LENGTH = 14
"""Letters; each is worth almost five bits, so that nobody guesses a code in the life of a quiz."""


def new_code() -> str:
    """Return a fresh access code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class Sealing(Protocol):
    """Keeps texts so that whoever reads the database cannot read them."""

    def seal(self, text: str) -> str:
        """Return the text as it may be stored."""
        ...

    def unseal(self, stored: str) -> str:
        """Return the text."""
        ...


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one quiz, readable. `code` is wanted now, "" while none was made; `former` was wanted before it, ""
    if none was; `before` stood there before Invigil came, "" for no code at all, None until that was seen."""

    code: str = field(default="", repr=False)
    former: str = field(default="", repr=False)
    before: str | None = field(default=None, repr=False)

    def is_ours(self, found: str) -> bool:
        """Whether this code is one that Invigil has set."""
        return found != "" and found in (self.code, self.former)

    def renewed(self, make: Callable[[], str]) -> "Codes":
        """Return them with a fresh code."""
        return replace(self, code=make(), former=self.code)


def opened(bound: BoundQuiz, sealing: Sealing) -> Codes:
    """Return the codes that are kept of a quiz."""
    def text(stored: str) -> str:
        return sealing.unseal(stored) if stored else ""

    before = text(bound.before_secret) if bound.before_secret else None
    return Codes(text(bound.code_secret), text(bound.former_secret), before)


def sealed(bound: BoundQuiz, codes: Codes, sealing: Sealing, now: float) -> BoundQuiz:
    """Return the record with these codes; those that are in it already stay sealed as they are."""
    kept = opened(bound, sealing)
    if codes.code != kept.code:
        bound = replace(bound, code_secret=sealing.seal(codes.code), code_at=now)
    if codes.former != kept.former:
        bound = replace(bound, former_secret=sealing.seal(codes.former) if codes.former else "")
    if codes.before != kept.before and codes.before is not None:
        bound = replace(bound, before_secret=sealing.seal(codes.before))
    return bound
