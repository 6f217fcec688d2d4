"""The whole story on the stand-in for a Canvas, in Chromium with third-party cookies blocked: connected, a quiz shut by
its code, an examinee let in by a proctor, and what the proctor decides there."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, Playwright, expect

from tests.browser.canvas_people import Administrator, Student, Teacher, begun, check_in, noted
from tests.browser.canvas_stage import CanvasStage
from tests.browser.looking import wait_for
from tests.browser.people import by_testid
from tests.counterparts.canvas.quiz_records import Quiz, Submission
from tests.counterparts.canvas.seed import QUESTIONS
from tests.counterparts.canvas.world import CanvasWorld

SECOND_PLACE_S = 16.0
"""After so long a second page of an attempt is an incident (tool/domain/incident_types/server.py)."""


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


def test_an_untimed_quiz_is_handed_in_by_the_students_own_leave(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    world, sam = stage.here.world, stage.here.students[1]
    essay = world.add_quiz(stage.here.course, "Essay", questions=QUESTIONS)
    with (
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sam", face) as student,
    ):
        tom.proctor(essay)
        tom.open_console("Essay")
        companion = student.come("Essay")
        check_in(companion)
        student.give_leave(companion)
        token = next(each for each in world.tokens.values() if each.user_id == sam.id)
        assert len(token.scopes or ()) == 2
        tom.admit("Sam")
        taking = begun(student.open_quiz(companion), essay, sam)
        assert taking.end_at is None
        tom.look_at("Sam")
        tom.decide("block", "other_person")
        wait_for(lambda: taking.state == "complete", "the hand-in", 10)
        assert taking.answers, "what was answered counts"
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
        if not beside.is_closed():  # only while the browser is waited for does its news arrive
            beside.wait_for_event("close")
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
        leave_the_quiz(student.page)
        student.page.get_by_role("button", name="Submit Quiz").click()
        expect(student.page.locator("#result")).to_contain_text("Submitted.")
        wait_for(lambda: tom.tile("Sid").get_attribute("data-state") == "submitted", "the end", 40)
        told = tom.explained("quiz_left")
        assert re.search(r"Quiz page left for 1\d(\.\d)? s \(.*away from it for 10 s\)", told)
        assert "Measured by: log of the LMS" in told


def test_a_shared_screen_outlives_the_quizs_page_in_a_window_of_its_own(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    world, sam = stage.here.world, stage.here.students[1]
    quiz = world.add_quiz(stage.here.course, "Statistics", questions=QUESTIONS)
    script = requests.get(f"{stage.invigil.url}/connect/canvas/theme.js", timeout=10)
    with (
        themed(world, script.text),
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sam", face) as student,
    ):
        tom.proctor(quiz, screen=True)
        tom.open_console("Statistics")
        with student.context.expect_page() as opened:
            student.at_the_quiz(quiz).locator(by_testid("own-window-open")).click()
        window = opened.value
        check_in(window, screen=True)
        tom.admit("Sam")
        begun(student.open_quiz(window), quiz, sam)
        beside = student.context.pages[-1]
        panel = beside.frame_locator("#invigil-panel iframe")
        expect(panel.get_by_role("heading", name="Invigil is in its own window")).to_be_visible()
        expect(window.locator(by_testid("screen-state"))).to_have_attribute("data-media", "live")
        expect(tom.tile("Sam")).to_have_attribute("data-screen", "webrtc")
        opened_at = time.monotonic()
        wait_for(lambda: time.monotonic() > opened_at + SECOND_PLACE_S, "what would be a second place", 20)
        assert not incidents(tom), "our own panel is no second place, and the share has never ended"
        window.close()
        panel.locator(by_testid("screen-share")).click()
        expect(panel.locator(by_testid("screen-state"))).to_have_attribute("data-media", "live")
        assert not incidents(tom), "there is time to share again"


def test_a_code_that_is_changed_by_hand_is_said_and_all_of_it_can_be_undone(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path
) -> None:
    world = stage.here.world
    quiz = world.add_quiz(stage.here.course, "Mock exam", code="andromeda", questions=QUESTIONS)
    with Teacher(playwright, stage, tmp_path, "tom") as tom:
        setup = tom.proctor(quiz)
        gate, ours = setup.locator(by_testid("gate")), quiz.access_code
        tom.open_console("Mock exam")
        for by_hand, said in ((None, "removed the access code"), ("pegasus", "changed the access code")):
            world.set_code_by_hand(quiz, by_hand)
            stage.look_at_the_gate()
            expect(tom.console.locator(by_testid("gate-notice"))).to_contain_text(said)
            setup.reload()
            expect(gate).to_have_attribute("data-state", "changed")
            expect(gate.locator(by_testid("gate-trouble"))).to_contain_text(said)
            assert quiz.access_code == by_hand, "nobody's own code is overwritten unasked"
            gate.locator(by_testid("gate-again")).click()
            expect(gate).to_have_attribute("data-state", "set")
            assert quiz.access_code == ours
        expect(tom.console.locator(by_testid("gate-notice"))).to_have_count(0)
        gate.locator(by_testid("gate-stop")).click()
        setup.locator(by_testid("stop-confirm")).click()
        expect(gate).to_have_count(0)
        assert quiz.access_code == "andromeda"
        listed = tom.in_course().locator(f"{by_testid('quiz')}[data-quiz='{quiz.id}']")
        expect(listed.locator(by_testid("proctor"))).to_have_text("Proctor this quiz")


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
        expect(tom.in_course().get_by_role("heading", name="Proctored exams")).to_be_visible()
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


def leave_the_quiz(page: Page) -> None:
    """Have the quiz's page see another window before it for longer than the rule allows, and be back."""
    page.evaluate("""() => new Promise(back => {
      window.dispatchEvent(new Event("blur"));
      setTimeout(() => { window.dispatchEvent(new Event("focus")); back(); }, 10_500);
    })""")


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
