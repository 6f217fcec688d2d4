"""What single people meet: launches that must be refused, a network that drops, a keyboard and no mouse."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.people import Examinee, Proctor, by_testid
from tests.browser.stack import Stack

QUIZ = "Cell biology midterm"


@pytest.fixture
def examinee(stack: Stack, playwright: Playwright, tmp_path: Path, face: Path):
    person = Examinee(playwright, stack, tmp_path, "examinee", face)
    yield person
    person.close()


@pytest.fixture
def proctor(stack: Stack, playwright: Playwright, tmp_path: Path):
    person = Proctor(playwright, stack, tmp_path, "proctor")
    yield person
    person.close()


def press_until(page: Page, place, key: str = "Tab", times: int = 40) -> None:
    """Press a key until the place has the focus, as a person without a mouse does."""
    for _ in range(times):
        if place.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{place} was not reached with {key}")


def test_check_in_by_keyboard_alone(stack: Stack, examinee: Examinee) -> None:
    examinee.start(QUIZ, "chidi")
    widget, page = examinee.widget, examinee.page
    press_until(page, widget.locator(f"input{by_testid('consent-check')}, {by_testid('consent-check')} input").first)
    page.keyboard.press("Space")
    press_until(page, widget.locator(by_testid("consent-continue")))
    page.keyboard.press("Enter")
    expect(widget.locator(by_testid("check-start"))).to_be_visible()
    press_until(page, widget.locator(by_testid("check-start")))
    page.keyboard.press("Enter")
    expect(widget.locator(by_testid("check-continue"))).to_be_enabled()
    press_until(page, widget.locator(by_testid("check-continue")))
    page.keyboard.press("Enter")
    examinee.skip_calibration()
    expect(widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "waiting")


def test_a_proctor_works_by_keyboard_alone(examinee: Examinee, proctor: Proctor) -> None:
    proctor.open_console(QUIZ)
    examinee.start(QUIZ, "noor")
    examinee.check_in()
    console = proctor.console
    tile = proctor.tile("Noor")
    expect(tile).to_have_attribute("data-state", "waiting")
    expect(tile).to_have_attribute("data-unseen", "")
    press_until(console, tile.locator("[data-testid^='admit-']"))
    console.keyboard.press("Enter")
    expect(tile).to_have_attribute("data-state", "admitted")
    examinee.begin()
    expect(tile.locator(".tile__open")).to_be_focused()
    console.keyboard.press("Enter")
    expect(console.locator(by_testid("focus-view"))).to_be_visible()
    press_until(console, console.locator(by_testid("action-warn")))
    console.keyboard.press("Enter")
    press_until(console, console.locator(by_testid("reason-text")))
    console.keyboard.type("Please put the phone away.")
    press_until(console, console.locator(by_testid("confirm-action")))
    console.keyboard.press("Enter")
    notice = examinee.notices("warn")
    expect(notice).to_contain_text("Please put the phone away.")
    press_until(examinee.page, notice.locator(by_testid("notice-ack")))
    examinee.page.keyboard.press("Enter")
    expect(notice).to_have_count(0)
    console.keyboard.press("Escape")
    expect(console.locator(by_testid("focus-view"))).to_have_count(0)
    expect(tile.locator(".tile__open")).to_be_focused()


def test_the_widget_says_that_the_network_dropped_and_comes_back(examinee: Examinee, proctor: Proctor) -> None:
    proctor.open_console(QUIZ)
    examinee.start(QUIZ, "dana")
    examinee.check_in()
    proctor.admit("Dana")
    examinee.begin()
    examinee.context.set_offline(True)
    expect(examinee.widget.locator(by_testid("widget-state"))).to_have_attribute(
        "data-state", re.compile("reconnect|offline|lost|connecting"), timeout=40_000
    )
    examinee.widget.locator(by_testid("chat-input")).fill("Written while the network was away")
    examinee.widget.locator(by_testid("chat-send")).click()
    examinee.context.set_offline(False)
    expect(examinee.widget.locator(by_testid("media-state"))).to_have_attribute("data-state", "live", timeout=40_000)
    proctor.open_tile("Dana")
    written = proctor.console.locator(by_testid("chat-message")).get_by_text("Written while the network was away")
    expect(written).to_have_count(1, timeout=40_000)


def test_a_console_survives_a_reload(proctor: Proctor) -> None:
    proctor.open_console(QUIZ)
    assert "ticket" not in proctor.console.url
    proctor.console.reload()
    expect(proctor.console.locator("[data-ready='true']")).to_be_visible()


def test_a_launch_posted_twice_gets_a_page_that_says_what_to_do(stack: Stack, proctor: Proctor) -> None:
    launches: list[str] = []
    proctor.context.on(
        "request", lambda r: launches.append(r.post_data or "") if r.url.endswith("/lti/launch") else None
    )
    proctor.open_console(QUIZ)
    again = proctor.context.new_page()
    answer = again.request.post(
        f"{stack.tool_url}/lti/launch", data=launches[0],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status in (400, 401, 403)
    again.set_content(answer.text())
    assert "again" in again.inner_text("body").lower()
    assert "ticket" not in answer.url


def test_a_dead_ticket_gets_a_page_that_says_what_to_do(proctor: Proctor) -> None:
    proctor.open_console(QUIZ)
    page = proctor.context.new_page()
    page.goto(f"{proctor.console.url.split('#')[0]}#ticket=made-up")
    expect(page.locator("body")).to_contain_text(re.compile("again", re.I))


def test_a_name_with_html_and_emoji_is_text_everywhere(examinee: Examinee, proctor: Proctor) -> None:
    proctor.open_console(QUIZ)
    examinee.start(QUIZ, "zoe")
    examinee.check_in()
    tile = proctor.console.locator("[data-testid^='tile-']", has_text="<b>O'Neil</b> 🎓")
    expect(tile).to_have_count(1)
    assert proctor.console.locator("[data-testid^='tile-'] b").count() == 0
