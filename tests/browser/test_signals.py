"""What a real browser tells of itself: what happens is told, what is normal is not, what is kept back is noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Weekly quiz 3"
LEFT_S = 5
SEEN = {"context_menu", "print_screen", "panel_opened"}
STUCK_MS = 60_000
_HIDE = """() => {
  Object.defineProperty(document, 'hidden', {value: true, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
_PANEL = """() => {
  Object.defineProperty(window, 'innerWidth', {value: window.innerWidth - 300, configurable: true});
  window.dispatchEvent(new Event('resize'));
}"""
"""As when a side bar opens: there is none in a browser that shows nothing."""
_SIEVE = """
(() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const filtered = window.__sieve && typeof data === 'string' && data.includes('"tab_hidden"');
    if (!filtered) send.call(this, data);
  };
})()
"""
"""A script that takes one kind of reading out of what a page sends, as an extension could."""
_OF_DEVICES = """async () => {
  const canvas = document.createElement('canvas');
  canvas.getContext('2d');
  const [painted] = canvas.captureStream().getVideoTracks();
  const [real] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
  const found = {
    painted: painted.canvas !== undefined, real: real.canvas !== undefined, named: real.getSettings().deviceId !== '',
    displays: document.featurePolicy.allowsFeature('window-management') && typeof screen.isExtended,
  };
  real.stop();
  return found;
}"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own: the quiz's rules are changed."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


def add_with_own_rules(teacher: Teacher) -> None:
    """Add proctoring with context menus and panels reported, and a page that was left after a few seconds."""
    teacher.quiz_page("teacher", QUIZ)
    with teacher.context.expect_page() as opened:
        teacher.page.click(by_testid("add-proctoring"))
    setup = opened.value
    setup.locator(f"{by_testid('preset-custom')} input").check(force=True)
    for rule in ("context_menu", "panel_opened"):
        on = setup.locator(f"{by_testid(f'own-rule-{rule}')} {by_testid('on')}")
        on.focus()
        setup.keyboard.press("Space")
        expect(on).to_be_checked()
    setup.locator(f"{by_testid('own-rule-page_left')} {by_testid('seconds')}").fill(str(LEFT_S))
    setup.click(by_testid("add-to-course"))
    expect(setup.locator(by_testid("proctoring-done"))).to_be_visible()
    setup.close()


def told(proctor: Proctor, incident_type: str) -> Locator:
    return proctor.console.locator(f"{by_testid('focus-view')} {by_testid(f'incident-{incident_type}')}")


def types(proctor: Proctor) -> set[str]:
    return {incident["type"] for incident in proctor.incidents()}


def test_what_happens_is_told_and_what_is_normal_is_not(
    stack: Stack, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    teacher = Teacher(playwright, stack, tmp_path, "teacher")
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    ada = Examinee(playwright, stack, tmp_path, "ada", face)
    try:
        add_with_own_rules(teacher)
        proctor.open_console(QUIZ)
        ada.context.add_init_script(_SIEVE)
        ada.start(QUIZ)
        ada.check_in()
        proctor.admit("Ada")
        ada.begin()
        proctor.open_tile("Ada")
        in_the_quiz(ada, proctor)
        leaving(ada, proctor)
        keeping_back(ada, proctor)
    finally:
        for person in (teacher, proctor, ada):
            person.close()


def in_the_quiz(ada: Examinee, proctor: Proctor) -> None:
    """A context menu, the Print Screen key and a panel are told; a simulated camera is no program's."""
    ada.quiz.locator("label").first.click(button="right")
    expect(told(proctor, "context_menu")).to_have_count(1)
    ada.page.keyboard.press("Escape")
    ada.quiz.locator("label").first.click()
    ada.page.keyboard.press("PrintScreen")
    expect(told(proctor, "print_screen")).to_have_count(1)
    ada.page.evaluate(_PANEL)
    expect(told(proctor, "panel_opened")).to_have_count(1)
    ada.next_page()
    assert ada.in_widget(_OF_DEVICES) == {"painted": True, "real": False, "named": True, "displays": "boolean"}
    assert types(proctor) == SEEN


def leaving(ada: Examinee, proctor: Proctor) -> None:
    """To load the page anew is normal; to leave it for a while is told once it is back."""
    where = ada.page.url
    ada.page.reload()
    expect(ada.widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "running")
    ada.page.wait_for_timeout(LEFT_S * 1000)
    assert types(proctor) == SEEN
    ada.page.goto("about:blank")
    ada.page.wait_for_timeout((LEFT_S + 3) * 1000)
    ada.page.goto(where)
    expect(told(proctor, "page_left")).to_have_count(1)
    expect(told(proctor, "page_left")).to_have_attribute("data-ended", "true")


def keeping_back(ada: Examinee, proctor: Proctor) -> None:
    """What a script takes out of the page's messages is missing."""
    assert "readings_missing" not in types(proctor)
    ada.in_widget("() => { window.__sieve = true; }")
    ada.in_widget(_HIDE)
    ada.in_widget("() => { Object.defineProperty(document, 'hidden', {value: false, configurable: true}); }")
    expect(told(proctor, "readings_missing")).to_have_count(1, timeout=STUCK_MS)
