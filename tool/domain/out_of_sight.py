"""What cannot be judged of a quiz that is in a window of the LMS's own, and how far the LMS's log of it stands in.

That none of these is reported says nothing, and whoever reads a policy, a console or a report must be told so."""

from enum import StrEnum

from tool.domain.incident_types.kind import IncidentKind
from tool.domain.incident_types.lms_log import QUIZ_LEFT
from tool.domain.incident_types.registry import KINDS


class QuizLog(StrEnum):
    """How the LMS's own log of the quiz stands: the LMS keeps none that can be read; it may be read, as is known once
    somebody takes the quiz; of one attempt it was never read; not to its end; to its end, or up to now."""

    NONE = "none"
    OFFERED = "offered"
    UNREAD = "unread"
    PARTLY = "partly"
    READ = "read"


def is_out_of_sight(kind: IncidentKind, *, own_window: bool) -> bool:
    """Whether nobody can notice this: it is about the page of the quiz, and that is in a window of the LMS's own."""
    return own_window and kind.about_quiz_page


def not_judged(log: QuizLog) -> tuple[str, ...]:
    """Return the types that are not judged where the quiz is in a window of the LMS's own, in the order in which people
    see them: those about its page, and what only its log tells, where there was none."""
    blind = {QUIZ_LEFT} if log in (QuizLog.NONE, QuizLog.UNREAD) else set()
    return tuple(
        kind.type for kind in KINDS.values() if is_out_of_sight(kind, own_window=True) or kind.type in blind
    )


def log_of_attempt(*, kept: bool, read_at: float | None, ended_at: float | None) -> QuizLog:
    """Return how the log of one attempt stands. `kept`: whether the LMS keeps one of this kind of quiz; `read_at`: when
    it was last known to be read; `ended_at`: when the attempt ended, None while it is open (Unix seconds)."""
    if read_at is None:
        return QuizLog.UNREAD if kept else QuizLog.NONE
    return QuizLog.READ if ended_at is None or read_at >= ended_at else QuizLog.PARTLY
