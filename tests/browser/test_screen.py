"""An exam that asks for the whole screen: shared in the check, seen live, stopped, shared again, kept with incidents.

The screen is the one that Chromium makes up without a display: it says that it is a whole monitor, and it moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, Page, Playwright, expect

from tests.browser.axe import overflow, violations
from tests.browser.looking import live_again, playing, wait_for_a_look
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Weekly quiz 3"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own: the quiz asks for the screen, which the other tests' examinees do not share."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def asks_for_screen(
    stack: Stack, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Teacher]:
    teacher = Teacher(playwright, stack, tmp_path_factory.mktemp("teacher"), "teacher")
    teacher.add_proctoring(QUIZ, screen=True)
    yield teacher
    teacher.close()


@pytest.fixture
def people(
    stack: Stack, playwright: Playwright, tmp_path: Path, face: Path, asks_for_screen: Teacher
) -> Iterator[tuple[Examinee, Proctor]]:
    examinee = Examinee(playwright, stack, tmp_path, "examinee", face)
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    yield examinee, proctor
    examinee.close()
    proctor.close()


def incident(proctor: Proctor, kind: str) -> Locator:
    """The incident of this type in the focus view."""
    return proctor.console.locator(f"{by_testid('focus-view')} {by_testid(f'incident-{kind}')}")


def shape(place: Locator, shows: str) -> float:
    """Wait for the still of the camera or the screen; return its width by its height."""
    picture = place.locator(f"{by_testid('still')}[data-channel='{shows}']")
    expect(picture).to_be_visible()
    return float(picture.evaluate("async i => { await i.decode(); return i.naturalWidth / i.naturalHeight; }"))


def tracks(examinee: Examinee) -> list[str]:
    """The states of the remembered screen's tracks."""
    return list(examinee.in_widget("window.__screen.getTracks().map(t => t.readyState)"))


def test_screen_is_shared_watched_stopped_and_shared_again(
    stack: Stack, people: tuple[Examinee, Proctor], asks_for_screen: Teacher
) -> None:
    examinee, proctor = people
    examinee.remember_screen()
    proctor.open_console(QUIZ)
    tile, console = proctor.tile("Ada"), proctor.console
    examinee.start(QUIZ, "ada")
    examinee.check_in(screen=True)
    expect(tile).to_have_attribute("data-screen", "webrtc")
    proctor.admit("Ada")
    examinee.begin()
    # this LMS loads the page anew for the quiz, and with it the share is gone; there is time to press
    expect(tile).to_have_attribute("data-screen", "none")
    expect(tile).to_contain_text("No screen")
    examinee.share_screen()
    expect(tile).to_have_attribute("data-screen", "webrtc")
    proctor.open_tile("Ada")
    expect(console.locator(by_testid("screen-video"))).to_have_attribute("data-status", "live")
    playing(console, "screen-video")
    playing(console)

    examinee.stop_screen()
    stopped = incident(proctor, "screen_share_stopped")
    expect(stopped).to_have_attribute("data-ended", "false")
    expect(examinee.widget.locator(by_testid("screen-missing"))).to_be_visible()
    expect(console.locator(by_testid("focus-screen"))).to_contain_text("Not shared")
    expect(examinee.widget.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")
    playing(console)  # the camera does not mind

    examinee.share_screen()
    expect(stopped).to_have_attribute("data-ended", "true")
    expect(stopped).to_have_count(1)
    playing(console, "screen-video")

    stack.kill("media")
    live_again(stack, examinee)
    expect(examinee.widget.locator(by_testid("screen-state"))).to_have_attribute("data-media", "live")
    playing(console, "screen-video")
    expect(tile).to_have_attribute("data-screen", "webrtc")
    expect(tile).to_have_attribute("data-camera", "webrtc")
    wait_for_a_look(stack)

    examinee.page.evaluate("document.exitFullscreen()")
    left = incident(proctor, "fullscreen_left")
    assert shape(left, "camera") == pytest.approx(4 / 3, abs=0.02)
    assert shape(left, "screen") == pytest.approx(16 / 9, abs=0.02)

    left.locator("[data-channel='screen']").click()
    console.click(by_testid("still-zoom"))
    assert violations(console) == []
    console.keyboard.press("Escape")

    proctor.decide("block", reason="technical")
    expect(examinee.widget.locator(by_testid("terminated"))).to_be_visible()
    assert tracks(examinee) == ["ended"]
    report = asks_for_screen.open_report(QUIZ, "ada")
    expect(report.locator("[data-channel='screen']").first).to_be_visible()
    ours = [e for e in proctor.errors + examinee.errors if "Failed to load resource" not in e and "ERR_" not in e]
    assert [e for e in ours if "WebSocket" not in e] == []


def test_large_screen_by_keyboard(people: tuple[Examinee, Proctor]) -> None:
    examinee, proctor = people
    proctor.open_console(QUIZ)
    examinee.start(QUIZ, "ben")
    examinee.check_in(screen=True)
    proctor.open_tile("Ben")
    console = proctor.console
    screen = console.locator(by_testid("focus-screen"))
    playing(console, "screen-video")
    small = screen.bounding_box()
    console.keyboard.press("Alt+s")
    expect(screen).to_have_attribute("data-large", "true")
    large = screen.bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 1.7 * small["width"]
    console.click(by_testid("screen-full"))
    expect(screen).to_have_attribute("data-full", "true")
    console.evaluate("document.exitFullscreen()")  # Escape is the browser's own key there
    expect(screen).to_have_attribute("data-full", "false")
    console.keyboard.press("Escape")
    expect(screen).to_have_attribute("data-large", "false")
    screen.locator("video").dblclick()
    expect(screen).to_have_attribute("data-large", "true")
    console.keyboard.press("Escape")
    console.keyboard.press("Escape")
    expect(console.locator(by_testid("focus-view"))).to_have_count(0)


def test_a_device_that_cannot_share_is_told_before_it_agrees(people: tuple[Examinee, Proctor]) -> None:
    examinee, _ = people
    examinee.context.add_init_script("delete MediaDevices.prototype.getDisplayMedia")  # as on phones and tablets
    examinee.start(QUIZ, "chidi")
    widget = examinee.widget
    expect(widget.locator(by_testid("needs-computer"))).to_be_visible()
    widget.locator(by_testid("consent-check")).check(force=True)
    widget.locator(by_testid("consent-continue")).click()
    widget.locator(by_testid("check-start")).click()
    widget.locator(by_testid("check-next")).click()
    widget.locator(by_testid("screen-share")).click()
    expect(widget.locator(by_testid("device-problem"))).to_have_attribute("data-code", "unsupported")
    expect(widget.locator(by_testid("check-continue"))).to_have_count(0)


def test_every_state_of_the_screen_is_accessible(people: tuple[Examinee, Proctor]) -> None:
    examinee, proctor = people
    examinee.remember_screen()
    proctor.open_console(QUIZ)
    examinee.start(QUIZ, "elif")
    widget, console = examinee.widget, proctor.console
    found: dict[str, list[str]] = {}

    def look(name: str, place: Page | Frame) -> None:
        found[name] = violations(place) + ([] if overflow(place) <= 0 else ["it is wider than its window"])

    def in_widget(name: str) -> None:
        look(name, next(f for f in examinee.page.frames if "/widget" in f.url))

    in_widget("rules")
    widget.locator(by_testid("consent-check")).check(force=True)
    widget.locator(by_testid("consent-continue")).click()
    widget.locator(by_testid("check-start")).click()
    widget.locator(by_testid("check-next")).click()
    expect(widget.locator(by_testid("screen-share"))).to_be_visible()
    in_widget("check, before")
    widget.locator(by_testid("screen-share")).click()
    expect(widget.locator(by_testid("screen-preview"))).to_be_visible()
    in_widget("check, shared")
    widget.locator(by_testid("check-continue")).click()
    examinee.skip_calibration()
    expect(widget.locator(by_testid("screen-state"))).to_have_attribute("data-media", "live")
    in_widget("waiting room")
    proctor.open_tile("Elif")
    playing(console, "screen-video")
    look("console, both pictures", console)
    console.keyboard.press("Alt+s")
    look("console, large", console)
    console.set_viewport_size({"width": 640, "height": 400})  # 1280 px at 200 % zoom
    look("console, large, zoomed", console)
    stage = console.locator(by_testid("screen-video")).bounding_box()
    assert stage is not None
    assert stage["height"] > 300
    console.keyboard.press("Alt+s")
    look("console, zoomed", console)
    examinee.stop_screen()
    expect(widget.locator(by_testid("screen-missing"))).to_be_visible()
    in_widget("stopped")
    look("console, stopped", console)
    widget.locator(by_testid("screen-share")).press("Enter")  # as with the keyboard alone
    expect(widget.locator(by_testid("screen-state"))).to_have_attribute("data-state", "on")
    expect(widget.locator("main")).to_be_focused()
    assert {name: bad for name, bad in found.items() if bad} == {}
