"""What a launch says of the course's groups is kept: whom staff may see, and who may see an examinee."""

from integrations.groups import told_of_groups
from lti.message import Launch
from tool.monitoring.exam import groups
from tool.web.launch.arrivals import ExamArrival
from tool.web.works import WebWork


def keep_groups(work: WebWork, launch: Launch, arrival: ExamArrival) -> None:
    """Keep what the launch says of whoever has come, and of the examinee whose report they have come for."""
    told = told_of_groups(launch.custom)
    if told is None:
        return
    exam = groups.name_groups(work, work.exams.get(arrival.exam.id), told.names)
    if not arrival.role.is_staff:
        groups.examinee_told(work, exam.id, arrival.person.id, told.groups or ())
        return
    groups.staff_told(work, exam.id, arrival.person.id, told.groups)
    if arrival.attempt is not None and told.of_user is not None:
        groups.examinee_told(work, exam.id, arrival.attempt.person_id, told.of_user)
