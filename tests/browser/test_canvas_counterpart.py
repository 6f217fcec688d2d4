"""The stand-in for a Canvas in a real browser: a student takes a quiz with its code, and looks away once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import chromium
from tests.browser.people import WAIT_MS
from tests.counterparts.canvas.seed import School, school
from tests.counterparts.canvas.server import CanvasServer
from tests.functional.canvas_tool import serving

expect.set_options(timeout=WAIT_MS)

THEME = """
if (document.body.id === "quizzes_show") {
  const frame = document.createElement("iframe");
  frame.id = "beside";
  frame.allow = "camera *";
  frame.src = `/courses/${ENV.COURSE_ID}/external_tools/retrieve?display=borderless&url=TOOL`;
  document.querySelector("main").append(frame);
}
"""


@pytest.fixture
def here() -> Iterator[School]:
    made = school()
    with CanvasServer(made.world):
        yield made


@pytest.fixture
def page(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    context = chromium.start(playwright, tmp_path / "student")
    yield context.pages[0]
    context.close()


def test_a_student_takes_a_quiz_with_its_code(here: School, page: Page) -> None:
    here.world.set_code_by_hand(here.final, "k7Q-pw")
    here.world.theme_script = "document.body.dataset.theme = ENV.current_user_id;"
    page.goto(f"{here.world.url}/login/as/sue")
    page.get_by_role("link", name="Astronomy").click()
    page.get_by_role("link", name="Final exam").click()
    expect(page.locator("body")).to_have_attribute("data-theme", str(here.students[0].id))
    page.get_by_role("button", name="Take the Quiz").click()
    page.get_by_label("Access code").fill("guess")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_have_text("Incorrect access code.")
    page.get_by_label("Access code").fill("k7Q-pw")
    page.get_by_role("button", name="Submit").click()
    page.get_by_label("Mercury").check()
    expect(page.locator("#last_saved_indicator")).to_have_text("Saved")
    for event in ("blur", "focus"):
        with page.expect_response("**/events"):
            page.evaluate(f"window.dispatchEvent(new Event('{event}'))")
    page.get_by_role("button", name="Submit Quiz").click()
    expect(page.locator("#result")).to_have_text("Submitted. Score for this quiz: 1 out of 3")
    kinds = [line.kind for line in here.final.takings[here.students[0].id].log]
    assert kinds[0] == "submission_created"
    assert {"session_started", "question_answered"} <= set(kinds)
    assert kinds.index("page_blurred") < kinds.index("page_focused")


def test_a_new_quiz_is_taken_in_its_frame(here: School, page: Page) -> None:
    here.world.set_code_by_hand(here.new_quiz, "new-pw")
    page.goto(f"{here.world.url}/login/as/sue?then=/courses/{here.course.id}")
    page.get_by_role("link", name="Midterm").click()
    quiz = page.frame_locator("#tool_content")
    quiz.get_by_label("Access code").fill("new-pw")
    quiz.get_by_role("button", name="Submit").click()
    quiz.get_by_label("Mercury").check()
    quiz.get_by_role("button", name="Submit").click()
    expect(quiz.locator("#result")).to_have_text("Submitted.")
    assert here.new_quiz.sessions[here.students[0].id].over


def test_a_tool_registers_in_a_frame_and_is_launched_beside_a_quiz(here: School, page: Page) -> None:
    """The way of a theme's script: a frame with a camera's rights, in which Canvas launches the tool."""
    with serving() as tool:
        page.goto(f"{here.world.url}/login/as/ada?then=/accounts/1/developer_keys/register?url={tool.url}/register")
        expect(page.locator("#state")).to_have_text("The tool is registered.")
        here.world.theme_script = THEME.replace("TOOL", f"{tool.url}/launch?exam=1")
        quiz = f"/courses/{here.course.id}/quizzes/{here.final.id}"
        page.goto(f"{here.world.url}/login/as/sue?then={quiz}")
        inside = page.frame_locator("#beside")
        expect(inside.locator("#launched")).to_have_text("Launched.")
        allowed = inside.locator("body").evaluate("() => document.featurePolicy.allowsFeature('camera')")
        assert allowed
        assert [claims["sub"] for claims in tool.launches] == [here.students[0].lti_id]
