"""An examinee calibrates in a real Chromium: from the page to the media node and back, by the keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.looking import QUIZ
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack
from tool.domain.baseline import Target
from tool.domain.incident_types.registry import KINDS

pytestmark = pytest.mark.skipif(
    not any(kind.about_gaze for kind in KINDS.values()), reason="No type of incident is about the gaze."
)
_NOTE_TARGETS = """() => {
  window.__targets = [];
  setInterval(() => {
    const now = document.querySelector('[data-testid=gaze-stage]')?.dataset.target;
    if (now && now !== window.__targets.at(-1)) window.__targets.push(now);
  }, 50);
}"""
SIZES = {"wide": (1280, 800), "zoomed": (640, 400), "phone": (390, 800)}
"""Zoomed to twice the size, a page has half as many pixels of its own."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A demo of its own."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


def test_a_still_face_is_told_kindly_and_goes_on(
    stack: Stack, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    teacher = Teacher(playwright, stack, tmp_path, "teacher")
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    ada = Examinee(playwright, stack, tmp_path, "ada", face, width=1280, height=800)
    try:
        teacher.add_proctoring(QUIZ)
        ada.start(QUIZ)
        into_the_step(ada)
        calibrate(ada, tmp_path)
        ada.widget.locator(by_testid("gaze-done")).click()
        proctor.open_console(QUIZ)
        proctor.admit("Ada")
        ada.begin()
        assert ada.errors == []
    finally:
        for person in (teacher, proctor, ada):
            person.close()


def into_the_step(ada: Examinee) -> None:
    for step in ("consent-check", "consent-continue", "check-start", "check-continue"):
        ada.widget.locator(by_testid(step)).click(force=step == "consent-check")
    expect(ada.widget.locator(by_testid("gaze"))).to_have_attribute("data-phase", "before")
    expect(ada.widget.locator(by_testid("gaze-start"))).to_have_attribute("aria-disabled", "false")


def calibrate(ada: Examinee, folder: Path) -> None:
    """Start with Enter, be shown all targets, and be told at the end; nothing is cut off at any size."""
    widget, page = ada.widget, ada.page
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=str(folder / f"before-{name}.png"))
    ada.in_widget(_NOTE_TARGETS)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("Enter")
    for name, target in zip(SIZES, Target, strict=False):
        expect(widget.locator(by_testid("gaze-stage"))).to_have_attribute("data-target", target)
        width, height = SIZES[name]
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=str(folder / f"looking-{name}.png"))
        assert ada.in_widget("document.documentElement.scrollWidth <= innerWidth")
    expect(widget.locator(by_testid("gaze"))).to_have_attribute("data-phase", "unread", timeout=30_000)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.screenshot(path=str(folder / "after.png"))
    assert ada.in_widget("window.__targets") == [target.value for target in Target]
    expect(widget.get_by_text("It is no disadvantage")).to_be_visible()
    expect(widget.locator(by_testid("gaze-again"))).to_be_visible()
