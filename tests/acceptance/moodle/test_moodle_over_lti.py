"""What Invigil does on a real Moodle over LTI 1.3, in the order in which an institution meets it."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from lti.errors import ServiceFailed
from lti.roster import Member
from tests.acceptance.moodle.invigil_web import InvigilWeb
from tests.acceptance.moodle.lms_calls import LmsCalls, calls_of
from tests.acceptance.moodle.moodle_site import Admin, Teacher, Visitor
from tests.browser.people import by_testid
from tool.domain.people import Role
from tool.web.launch.roles import role_of

INSTITUTION = "Moodle University"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity that deep linking made. `path` is its page in Moodle."""

    course_id: str
    activity_id: str
    exam_id: str
    title: str

    @property
    def path(self) -> str:
        return f"/mod/lti/view.php?id={self.activity_id}"


@pytest.fixture(scope="module")
def lms(invigil: InvigilWeb) -> Iterator[LmsCalls]:
    with calls_of(invigil.settings) as calls:
        yield calls


@pytest.fixture(scope="module")
def tool_id(invigil: InvigilWeb, admin: Admin, lms: LmsCalls) -> Iterator[str]:
    """Moodle's number of the tool, which it also uses as deployment id; registered and active."""
    admin.register_tool(invigil.command("invite", INSTITUTION))
    (deployment_id,) = lms.registration().deployment_ids
    admin.activate(deployment_id)
    yield deployment_id
    admin.remove_tool(deployment_id)


@pytest.fixture(scope="module")
def activity(teacher: Teacher, tool_id: str) -> Iterator[Activity]:
    """An activity that the teacher has added through the set-up page."""
    title = f"Midterm {time.strftime('%H:%M:%S')}"
    course_id = teacher.course_id()
    teacher.show_in_chooser(course_id, tool_id)
    teacher.add_from_chooser(course_id, tool_id)
    setup = teacher.select_content()
    another = setup.locator(by_testid("chooser-another"))
    expect(another.or_(setup.locator(by_testid("exam-title")))).to_be_visible()
    if another.count():  # the course has exams already
        another.click()
    setup.locator(by_testid("exam-title")).fill(title)
    teacher.picture("06-set-up-page")
    setup.locator(by_testid("add-to-course")).click()
    expect(teacher.page.locator("#id_selectcontentindicator")).to_contain_text("Content selected")
    expect(teacher.page.locator("#id_name")).to_have_value(title)
    parameters = teacher.page.locator("#id_instructorcustomparameters").input_value()
    teacher.picture("07-content-selected")
    activity_id = teacher.save_and_open()
    yield Activity(course_id, activity_id, parameters.removeprefix("invigil_exam="), title)
    teacher.delete_activity(course_id, activity_id)


@pytest.fixture(scope="module")
def roster(lms: LmsCalls, activity: Activity, teacher: Teacher) -> dict[str, Member]:
    """The course's members by name, once somebody has opened the activity."""
    teacher.open(activity.path)
    return {member.name: member for member in lms.members(lms.exam(activity.exam_id))}


def test_the_pasted_address_registers_moodle(tool_id: str, lms: LmsCalls, admin: Admin) -> None:
    platform = lms.platform()
    assert platform.issuer == admin.site
    assert platform.active
    assert platform.auth_token_url == f"{admin.site}/mod/lti/token.php"
    card = admin.page.locator(f".tool-card[data-type-id='{tool_id}']")
    expect(card).to_have_attribute("data-clientid", platform.client_id)


def test_the_connection_can_be_tested_before_any_launch(tool_id: str, lms: LmsCalls) -> None:
    found = lms.connection()
    assert {name for name, status in found.items() if status == "ok"} == {"login", "keys", "token"}
    assert "failed" not in found.values()


def test_a_wrong_invitation_is_explained_inside_moodle(invigil: InvigilWeb, admin: Admin, tool_id: str) -> None:
    page = admin.register_again(f"{invigil.url}/lti/register?invitation=wrong", "Register as a new external tool")
    expect(page.get_by_role("heading")).to_have_text("This invitation is not valid")
    admin.picture("03b-invitation-refused")


def test_registering_again_changes_nothing(invigil: InvigilWeb, admin: Admin, tool_id: str, lms: LmsCalls) -> None:
    page = admin.register_again(invigil.command("invite", INSTITUTION), "Update")
    expect(page.get_by_role("heading")).to_have_text("This LMS is registered already")
    admin.picture("03c-registered-already")
    assert lms.registration().deployment_ids == {tool_id}


def test_deep_linking_makes_the_activity(activity: Activity, lms: LmsCalls, teacher: Teacher) -> None:
    teacher.open(activity.path)
    exam = lms.exam(activity.exam_id)
    assert exam.title == activity.title
    assert exam.course_title == "Invigil acceptance"
    assert exam.resource_link_id
    assert exam.lineitem
    assert SCORE_SCOPE in exam.ags_scopes
    assert exam.nrps_url


def test_the_teacher_gets_the_console_in_the_page(activity: Activity, teacher: Teacher) -> None:
    teacher.open(activity.path)
    teacher.picture("08-teacher-in-the-page")
    expect(teacher.tool.locator("[data-ready='true']")).to_be_visible()
    teacher.picture("08-teacher-in-the-page")


def test_the_teacher_gets_the_console_in_a_window(activity: Activity, teacher: Teacher) -> None:
    window = teacher.context.new_page()
    window.goto(f"{teacher.site}/mod/lti/launch.php?id={activity.activity_id}&triggerview=0")
    expect(window.locator("[data-ready='true']")).to_be_visible()
    teacher.picture("09-teacher-in-a-window", window)
    window.close()


def test_the_student_is_told_that_no_exam_runs(activity: Activity, student: Visitor) -> None:
    student.open(activity.path)
    expect(student.tool.get_by_role("heading").first).to_be_visible()
    student.picture("10-student")
    assert "no_attempt" in student.tool.locator("body").inner_text()


def test_the_frame_lets_the_camera_through_but_no_screen(activity: Activity, student: Visitor) -> None:
    student.open(activity.path)
    allowed = str(student.page.locator("#contentframe").get_attribute("allow"))
    assert re.search(r"\bcamera\b", allowed)
    assert re.search(r"\bmicrophone\b", allowed)
    assert "display-capture" not in allowed


def test_the_roster_names_the_course(roster: dict[str, Member]) -> None:
    teacher, student = roster["Tove Teacher"], roster["Ada Student"]
    assert student.email == "ada@example.edu"
    assert role_of(student.roles, {}) is Role.EXAMINEE
    assert role_of(teacher.roles, {}) is Role.TEACHER
    assert all(member.active for member in roster.values())


def test_the_roster_of_the_link_names_who_may_open_it(
    lms: LmsCalls, activity: Activity, roster: dict[str, Member]
) -> None:
    names = {member.name for member in lms.members(lms.exam(activity.exam_id), of_link=True)}
    assert names == set(roster)


def test_the_connection_test_finds_gradebook_and_roster(roster: dict[str, Member], lms: LmsCalls) -> None:
    found = lms.connection()
    assert found.pop("control") == "unknown"  # Moodle's own quiz cannot be controlled over LTI
    assert set(found.values()) == {"ok"}


def test_a_score_with_its_comment_is_in_the_gradebook(
    lms: LmsCalls, activity: Activity, roster: dict[str, Member], teacher: Teacher
) -> None:
    ada = roster["Ada Student"].user_id
    exam = lms.exam(activity.exam_id)
    lms.score(exam, ada, 80, "Two incidents, looked at by T. Teacher")
    assert [(result.score, result.maximum) for result in lms.results(exam, ada)] == [(80, 100)]
    row = teacher.gradebook_row(activity.course_id, ada, activity.title)
    teacher.picture("11-gradebook")
    assert "80.00" in row
    assert "Two incidents, looked at by T. Teacher" in row


def test_a_later_comment_leaves_the_score(
    lms: LmsCalls, activity: Activity, roster: dict[str, Member], teacher: Teacher
) -> None:
    ada = roster["Ada Student"].user_id
    assert "80.00" in teacher.gradebook_row(activity.course_id, ada, activity.title)
    lms.comment(lms.exam(activity.exam_id), ada, "Looked at once more")
    assert "80.00" in teacher.gradebook_row(activity.course_id, ada, activity.title)


def test_a_comment_alone_is_in_the_gradebook(
    lms: LmsCalls, activity: Activity, roster: dict[str, Member], teacher: Teacher
) -> None:
    bo = roster["Bo Student"].user_id
    lms.comment(lms.exam(activity.exam_id), bo, "Proctored: nothing happened")
    row = teacher.gradebook_row(activity.course_id, bo, activity.title)
    teacher.picture("12-gradebook-comment")
    assert "Proctored: nothing happened" in row


def test_moodle_refuses_a_score_for_somebody_who_is_not_graded(
    lms: LmsCalls, activity: Activity, roster: dict[str, Member]
) -> None:
    with pytest.raises(ServiceFailed):
        lms.comment(lms.exam(activity.exam_id), roster["Tove Teacher"].user_id, "Teachers get no grade")


def test_nobody_met_an_error(teacher: Teacher, student: Visitor, invigil: InvigilWeb) -> None:
    assert "Traceback" not in invigil.log.read_text()
    said = [text for visitor in (teacher, student) for text in visitor.complaints]
    # no media process runs, and Moodle loads a formula renderer from another site
    expected = ("/tiles' failed", "ERR_NAME_NOT_RESOLVED", "ERR_INTERNET_DISCONNECTED")
    assert [text for text in said if not any(part in text for part in expected)] == []
