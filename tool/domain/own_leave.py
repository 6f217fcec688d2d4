"""The leave of an examinee to hand in for them in their LMS, where the LMS lets nobody else."""

from enum import StrEnum


class OwnLeave(StrEnum):
    """How an attempt stands with it."""

    NONE = "none"
    """Nobody is asked: the LMS needs no such leave, or the attempt is over."""
    POSSIBLE = "possible"
    """The examinee may give it; going on without is just as good for them."""
    GIVEN = "given"
