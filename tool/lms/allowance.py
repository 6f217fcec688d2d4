"""How much may be asked of an LMS about one course: steadily little, whatever the number of examinees."""

from dataclasses import dataclass

AT_ONCE = 3.0
PER_S = 0.45
"""AT_ONCE and a minute of PER_S are 30: so many calls are made of one course in any minute, at most."""
PER_S_OF_PLATFORM = 2.0
"""All courses of one LMS share its limit, which is per token: with more than four at once each gets less."""
EVERY_S = 20.0
"""Nothing is read more often than that."""
SHARE_OF_TAKINGS = 0.5
"""Of the calls, at most this share asks who takes the quizzes; the rest is for the logs."""


@dataclass(slots=True)
class Allowance:
    """The calls that may be made of one course. `at`: when `left` was reckoned (Unix seconds). What an answer cost is
    known afterwards, since lists come in pages: `left` may fall below nothing and is earned again."""

    at: float
    left: float = AT_ONCE

    def earn(self, now: float, courses: int) -> None:
        """Time has passed; so many courses of this LMS are being watched."""
        self.left = min(AT_ONCE, self.left + max(0.0, now - self.at) * rate(courses))
        self.at = now

    def allows(self, calls: float) -> bool:
        """Whether so many calls may be made now. What costs more than is ever given at once waits for all there is."""
        return self.left >= min(max(calls, 1.0), AT_ONCE)

    def spend(self, calls: int) -> None:
        """So many calls were made."""
        self.left -= calls


def rate(courses: int) -> float:
    """Return the calls a second for each of so many courses of one LMS."""
    return min(PER_S, PER_S_OF_PLATFORM / max(courses, 1))


def takings_every_s(pages: int, courses: int) -> float:
    """Return how often to ask who takes a course's quizzes, if asking about all of them takes so many calls."""
    return max(EVERY_S, pages / (rate(courses) * SHARE_OF_TAKINGS))
