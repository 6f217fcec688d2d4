"""Open edX with its exams service: LTI as it comes, but for the reason that goes with an end."""

from integrations.base import AttemptInLms, Command, ExamInLms
from integrations.lti_only.adapter import LtiOnly

ENDED_BY_A_PROCTOR = "1"
"""The single code that it knows: a proctor ended the attempt, to be reviewed. It books every other as a fault of the
exam (edx-exams, edx_exams/apps/lti/views.py)."""


class OpenEdx(LtiOnly):
    """Serves `integrations.base.Integration`. It registers no tool by itself, so that nothing tells it but its control
    service: none other takes `terminate` and nothing else."""

    name = "open-edx"
    title = "Open edX"
    families = frozenset({"open-edx", "openedx"})

    def recognises_exam(self, exam: ExamInLms, attempt: AttemptInLms | None) -> bool:
        """Whether an attempt may be ended and not otherwise controlled."""
        del exam
        return attempt is not None and attempt.actions == {"terminate"}

    def reason_code(self, command: Command) -> str:
        """Return the one code."""
        del command
        return ENDED_BY_A_PROCTOR
