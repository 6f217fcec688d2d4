"""Who is not seen does not begin unless a proctor says so; and a second window asks before it goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.axe import overflow, violations
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Weekly quiz 3"
_REMEMBER_CAMERA = """
(() => {
  const media = navigator.mediaDevices;
  if (!media?.getUserMedia) return;
  const real = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    (window.__cameras ??= []).push(stream);
    return stream;
  };
})()
"""
_STOP_CAMERA = "() => window.__cameras.forEach((stream) => stream.getTracks().forEach((track) => track.stop()))"
UNSEEN_MS = 40_000


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


def test_begin_waits_for_the_camera_and_a_second_window_asks(
    stack: Stack, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    teacher = Teacher(playwright, stack, tmp_path, "teacher")
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    ada = Examinee(playwright, stack, tmp_path, "ada", face)
    try:
        teacher.add_proctoring(QUIZ)
        proctor.open_console(QUIZ)
        ada.context.add_init_script(_REMEMBER_CAMERA)
        ada.start(QUIZ)
        ada.check_in()
        proctor.admit("Ada")
        expect(ada.widget.locator(by_testid("begin"))).to_be_visible()
        begin_unseen(ada, proctor, tmp_path)
        in_a_second_window(ada, proctor, tmp_path)
    finally:
        for person in (teacher, proctor, ada):
            person.close()


def begin_unseen(ada: Examinee, proctor: Proctor, folder: Path) -> None:
    """The camera gives nothing any more though its page says nothing of it: no Begin, but with a proctor's reason."""
    ada.in_widget(_STOP_CAMERA)
    tile = proctor.tile("Ada")
    expect(tile).to_have_attribute("data-unseen", "camera", timeout=UNSEEN_MS)
    ada.widget.locator(by_testid("begin")).click()
    expect(ada.widget.get_by_text("no picture of your camera arrives").first).to_be_visible()
    expect(ada.widget.locator(by_testid("unseen"))).to_be_visible()
    ada.page.screenshot(path=str(folder / "unseen-widget.png"))
    proctor.open_tile("Ada")
    proctor.console.locator(by_testid("action-admit")).click()
    dialog = proctor.console.locator(by_testid("dialog-admit"))
    expect(dialog.locator(by_testid("confirm-action"))).to_be_disabled()
    dialog.locator(by_testid("reason-select")).select_option("technical")
    proctor.console.screenshot(path=str(folder / "admit-unseen.png"))
    dialog.locator(by_testid("confirm-action")).click()
    expect(dialog).to_have_count(0)
    ada.widget.locator(by_testid("begin")).click()
    expect(ada.page.locator(by_testid("quiz-frame"))).to_be_visible()
    expect(ada.widget.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")


def in_a_second_window(ada: Examinee, proctor: Proctor, folder: Path) -> None:
    """The second window asks; the first goes dark when the answer is yes; the proctor is told of two."""
    second = ada.context.new_page()
    second.goto(ada.page.url)
    widget = second.frame_locator(by_testid("widget-frame"))
    elsewhere = widget.locator(by_testid("elsewhere"))
    expect(elsewhere).to_have_attribute("data-asked", "true")
    expect(widget.locator(by_testid("widget-state"))).to_have_count(0)
    frame = next(each for each in second.frames if "/widget" in each.url)
    assert violations(frame) == []
    second.screenshot(path=str(folder / "continue-here.png"))
    widget.locator(by_testid("continue-here")).click()
    expect(widget.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")
    dark = ada.widget.locator(by_testid("elsewhere"))
    expect(dark).to_have_attribute("data-asked", "false")
    assert ada.in_widget("window.__cameras.every((s) => s.getTracks().every((t) => t.readyState === 'ended'))")
    ada.page.bring_to_front()
    ada.page.set_viewport_size({"width": 390, "height": 800})
    ada.page.screenshot(path=str(folder / "dark-390.png"))
    assert overflow(ada.page) <= 0
    told = proctor.console.locator("[data-place='feed'][data-type='second_session']").first
    expect(told).to_be_visible(timeout=UNSEEN_MS)
