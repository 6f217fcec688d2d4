"""What web and browser say to each other of what is not judged, so that nobody takes its absence for innocence."""

from tool.domain.out_of_sight import QuizLog
from tool.web.wire.shared import Struct


class NotJudgedView(Struct, frozen=True, kw_only=True):
    """Of an exam or attempt whose quiz is in a window of the LMS's own. `types`: the types of incidents that are not
    judged for that, whatever the policy says. `log`: how the LMS's own log of the quiz stands, which stands in for
    them."""

    types: list[str]
    log: QuizLog
