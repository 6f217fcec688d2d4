"""The whole story on the stand-in for a Canvas, in Chromium with third-party cookies blocked: connected, a quiz shut by
its code, an examinee let in by a proctor, and what the proctor decides there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Playwright, expect

from tests.browser.canvas_people import Administrator, Student, Teacher, begun, check_in, noted
from tests.browser.canvas_stage import CanvasStage
from tests.browser.looking import wait_for
from tests.browser.people import by_testid
from tests.counterparts.canvas.quiz_records import Quiz, Submission
from tests.counterparts.canvas.seed import QUESTIONS
from tests.counterparts.canvas.world import CanvasWorld


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, playwright: Playwright) -> Iterator[CanvasStage]:
    """Both, registered with each other, and Canvas's API connected by its administrator."""
    folder = tmp_path_factory.mktemp("story")
    with CanvasStage(folder, live=True) as running:
        running.here.world.graphql_scopes = frozenset()
        with Administrator(playwright, running, folder, "ada") as ada:
            ada.connect_api()
        yield running


def test_a_quiz_is_shut_opened_taken_and_ended(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    world, final, sue = stage.here.world, stage.here.final, stage.here.students[0]
    with (
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sue", face) as student,
    ):
        tom.proctor(final, hold_grades=True)
        assert final.access_code
        asked_for_the_code(student, final)
        tom.open_console("Final exam")
        companion = student.come("Final exam")
        check_in(companion)
        tom.admit("Sue")
        taking = begun(student.open_quiz(companion), final, sue)
        ends = taking.end_at or 0.0
        tom.look_at("Sue")
        tom.decide("extra")
        wait_for(lambda: (taking.end_at or 0.0) > ends + 60, "the extra time")
        tom.decide("flag", "other_person")
        wait_for(lambda: noted(world, sue) != "", "the flag in the staff column", 15)
        tom.decide("block", "other_person")
        wait_for(lambda: (taking.end_at or 0.0) < world.now() + 61, "the end")
        taking.end_at = world.now()  # the minute is over
        row = world.assignments[final.assignment_id].submissions[sue.id]
        wait_for(lambda: taking.state == "complete" and hidden(tom, row), "the grade that is held back", 30)
        tom.go(f"/courses/{stage.here.course.id}/gradebook")
        line = tom.page.locator(f"tr[data-user='{sue.id}']")
        expect(line.locator(f"[data-assignment='{final.assignment_id}']")).to_contain_text("Hidden")
        expect(line.locator(".custom_column").first).to_contain_text("Flagged")
        assert student.failures == []
        expect(companion.get_by_role("heading", name="A proctor has closed this exam")).to_be_visible()


def test_the_panel_floats_beside_a_quiz_in_another_tab(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    practice, sam = stage.here.practice, stage.here.students[1]
    with (
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sam", face) as student,
    ):
        tom.proctor(practice)
        tom.open_console("Practice")
        companion = student.come("Practice")
        check_in(companion)
        tom.admit("Sam")
        with student.context.expect_page() as floated:
            companion.locator(by_testid("float")).click()
        beside = floated.value
        expect(beside.locator(by_testid("floating"))).to_be_visible()
        quiz = student.open_quiz(companion)
        begun(quiz, practice, sam)
        expect(beside.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")
        tom.look_at("Sam")
        tom.console.fill(by_testid("chat-input"), "Ten minutes left")
        tom.console.click(by_testid("chat-send"))
        expect(beside.get_by_text("Ten minutes left")).to_be_visible()
        quiz.get_by_role("button", name="Submit Quiz").click()
        expect(quiz.locator("#result")).to_contain_text("Submitted.")
        expect(companion.get_by_role("heading", name="You are done")).to_be_visible(timeout=40_000)
        if not beside.is_closed():
            beside.wait_for_event("close")  # it is heard of only while Playwright is asked for something
        assert not incidents(tom), "working in the quiz's own tab is no incident"


def test_the_panel_stands_on_the_quizs_own_page(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    world, sid = stage.here.world, stage.here.students[2]
    quiz = world.add_quiz(stage.here.course, "Laboratory", time_limit=30, questions=QUESTIONS)
    script = requests.get(f"{stage.invigil.url}/connect/canvas/theme.js", timeout=10)
    with (
        themed(world, script.text),
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sid", face) as student,
    ):
        tom.proctor(quiz)
        tom.open_console("Laboratory")
        check_in(student.at_the_quiz(quiz))
        tom.admit("Sid")
        student.panel.locator(by_testid("begin")).click()
        student.page.wait_for_url("**/take?**")
        begun(student.page, quiz, sid)
        state = student.panel.locator(by_testid("widget-state"))
        expect(state).to_have_attribute("data-attempt-state", "running")
        expect(student.panel.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")
        expect(student.panel.locator(by_testid("consent-check"))).to_have_count(0)
        student.page.get_by_role("button", name="Submit Quiz").click()
        expect(student.page.locator("#result")).to_contain_text("Submitted.")
        wait_for(lambda: tom.tile("Sid").get_attribute("data-state") == "submitted", "the end", 40)


def test_the_code_of_a_new_quiz_is_shown_and_copied(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    midterm, sue = stage.here.new_quiz, stage.here.students[0]
    with (
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sue", face) as student,
    ):
        student.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tom.proctor(midterm)
        tom.open_console("Midterm")
        companion = student.come("Midterm")
        check_in(companion)
        tom.admit("Sue")
        opened = student.open_quiz(companion)
        shown = companion.locator(by_testid("quiz-code"))
        expect(shown.locator("code")).to_have_text(midterm.settings["student_access_code"])
        shown.get_by_role("button", name="Copy").click()
        expect(shown.get_by_role("button", name="Copied")).to_be_visible()
        quiz = opened.frame_locator("#tool_content")
        quiz.get_by_label("Access code").fill(companion.evaluate("navigator.clipboard.readText()"))
        quiz.get_by_role("button", name="Submit").click()
        quiz.get_by_label("Mercury").check()
        assert sue.id in midterm.sessions


def test_the_connection_test_is_green(stage: CanvasStage, playwright: Playwright, tmp_path: Path) -> None:
    with Teacher(playwright, stage, tmp_path, "tom") as tom:
        expect(tom.in_course("h1, h2").get_by_role("heading", name="Proctored exams")).to_be_visible()
    with Administrator(playwright, stage, tmp_path, "ada") as ada:
        checks = ada.test_connection()
    assert "failed" not in checks.values()
    assert {name for name, status in checks.items() if status == "ok"} >= {
        "check-login", "check-keys", "check-token", "check-ids", "check-api", "check-scopes",
    }


def asked_for_the_code(student: Student, quiz: Quiz) -> None:
    """Try to take the quiz as it is found in Canvas."""
    student.go(f"/courses/{quiz.course_id}/quizzes/{quiz.id}")
    student.page.get_by_role("button", name="Take the Quiz").click()
    expect(student.page.get_by_label("Access code")).to_be_visible()


def hidden(tom: Teacher, row: Submission) -> bool:
    """Whether the graded row is held back; what waits for another try is tried again, as a proctor can have it."""
    again = tom.console.locator("[data-testid^='again-']")
    if again.count():
        again.first.click()
    return row.score is not None and row.posted_at is None


def incidents(tom: Teacher) -> list[str]:
    """Return the types of what the console's feed shows."""
    feed = tom.console.locator("[data-place='feed'][data-type]")
    return list(feed.evaluate_all("all => all.map(each => each.dataset.type)"))


@contextmanager
def themed(world: CanvasWorld, script: str) -> Iterator[None]:
    """Have this script on every page."""
    world.theme_script = script
    yield
    world.theme_script = ""
