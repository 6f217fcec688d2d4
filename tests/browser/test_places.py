"""The places in the LMS's menus from which Invigil opens without a quiz: the course's page, and the administration."""

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.browser.people import by_testid
from tests.browser.stack import Stack
from tests.browser.visitor import Visitor


def test_course_page_lists_the_exams_and_opens_a_console(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path, storage="parent") as tess:
        with tess.context.expect_page() as opened:
            tess.page.click(by_testid("open-console"))  # the first launch of the quiz's link makes its exam known
        expect(opened.value.locator("[data-ready='true']")).to_be_visible()
        tess.open_course_tool()
        tess.sees_surface()
        exam = tess.frame.locator(by_testid("exam"), has_text="Cell biology midterm").first
        with tess.context.expect_page() as console:
            exam.locator(by_testid("open-console")).click()
        expect(console.value.locator("[data-ready='true']")).to_be_visible()
        assert "/console?" in console.value.url


def test_administration_opens_the_institutions_settings(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path, storage="parent") as alma:
        alma.page.goto(f"{stack.sandbox_url}/demo/admin")
        with alma.context.expect_page() as opened:
            alma.page.click(by_testid("tool-settings"))
        expect(opened.value.get_by_role("heading", name="Sandbox University")).to_be_visible()
        expect(opened.value.locator(by_testid("test-connection"))).to_be_visible()
        assert "/admin" in opened.value.url
