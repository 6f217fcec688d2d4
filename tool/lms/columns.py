"""Which gradebook column an exam's remarks go into when no launch has named it."""

from lti import claims, line_items
from lti.line_items import LineItem
from lti.ports import Registration
from lti.services import ServiceCalls
from tool.monitoring.exam.records import Attempt, Exam

_READING = frozenset({claims.SCOPE_LINEITEM, claims.SCOPE_LINEITEM_READONLY})


def may_look(exam: Exam) -> bool:
    """Whether the LMS has said where its columns are and lets Invigil read them."""
    return exam.lineitems is not None and not _READING.isdisjoint(exam.ags_scopes)


def find(exam: Exam, attempt: Attempt, *, registration: Registration, calls: ServiceCalls) -> str | None:
    """Return the address of the exam's column, None if the LMS has none; raise ServiceFailed.

    It is the one that deep linking asked for under the exam's id; else one that hangs on the exam's link, or on that of
    the quiz. An LMS names a column in its launches only where there is just one on the very link that is launched.

    None is ever made here. A column of our own would count: Canvas makes a published assignment of it, which students
    see as missing work and which costs them points where the ungraded is taken for zero, as totals in Moodle and
    Blackboard may take it, too. The teacher agrees to the one column of deep linking by saving the activity; behind the
    teacher's back a remark is not worth a wrong total, and it stands in Invigil's report in any case."""
    if exam.lineitems is None:
        return None
    listed = line_items.find(exam.lineitems, registration=registration, calls=calls, granted=exam.ags_scopes)
    fitting = sorted((rank, item.id) for item in listed if (rank := _rank(item, exam, attempt)) is not None)
    return fitting[0][1] if fitting else None


def _rank(item: LineItem, exam: Exam, attempt: Attempt) -> int | None:
    if item.resource_id == exam.id:
        return 0
    links = (exam.resource_link_id, attempt.resource_link_id)
    return 1 + links.index(item.resource_link_id) if item.resource_link_id in links else None
