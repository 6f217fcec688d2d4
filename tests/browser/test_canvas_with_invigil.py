"""Invigil in the stand-in for a Canvas, in a real browser that keeps no third-party cookies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Playwright, expect

from tests.browser import chromium
from tests.browser.canvas_stage import CanvasStage
from tests.browser.people import WAIT_MS

expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanvasStage]:
    with CanvasStage(tmp_path_factory.mktemp("canvas")) as running:
        yield running


def test_whoever_may_use_it_finds_invigil_in_the_navigation(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path
) -> None:
    def opened(login: str, start: str) -> FrameLocator:
        context = chromium.start(playwright, tmp_path / login)
        contexts.append(context)
        page = context.pages[0]
        page.goto(stage.at(login, start))
        page.get_by_role("link", name="Invigil").click()
        return page.frame_locator("#tool_content")

    contexts: list = []
    try:
        administration = opened("ada", "/accounts/1")
        expect(administration.get_by_text("Connected LMSs")).to_be_visible()
        expect(administration.get_by_text("Canvas · last launch now")).to_be_visible()
        course = opened("tom", f"/courses/{stage.here.course.id}")
        expect(course.get_by_role("heading", name="Proctored exams")).to_be_visible()
    finally:
        for context in contexts:
            context.close()
