"""Every page of the product holds WCAG 2.2 AA as far as axe-core can tell, and fits when text is twice as large."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, Playwright, expect

from tests.browser.axe import AXE, overflow, violations
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Cell biology midterm"
COURSE = "/courses/1"


def widget_frame(examinee: Examinee) -> Frame:
    return next(f for f in examinee.page.frames if "/widget" in f.url)


def admin_link(stack: Stack) -> str:
    """Return a one-time address of the admin page, for whoever runs the server."""
    settings = {"INVIGIL_DATA_DIR": str(stack.data), "INVIGIL_PUBLIC_URL": stack.tool_url}
    command = (sys.executable, "-m", "tool.cli", "admin")
    return subprocess.run(
        command, env=os.environ | settings, cwd=AXE.parents[4], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def people(stack: Stack, playwright: Playwright, tmp_path: Path, face: Path) -> Iterator[dict[str, Any]]:
    made = {
        "teacher": Teacher(playwright, stack, tmp_path, "teacher"),
        "proctor": Proctor(playwright, stack, tmp_path, "proctor"),
        "examinee": Examinee(playwright, stack, tmp_path, "examinee", face),
    }
    yield made
    for person in made.values():
        person.close()


def test_all_pages_of_an_exam(people: dict[str, Any], stack: Stack) -> None:
    teacher, proctor, examinee = people["teacher"], people["proctor"], people["examinee"]
    found: dict[str, list[str]] = {}

    def look(name: str, place: Page | Frame) -> None:
        found[name] = violations(place)

    teacher.page.goto(stack.tool_url)
    look("home", teacher.page)
    teacher.page.goto(f"{stack.tool_url}/lti/login")
    look("refused launch", teacher.page)
    teacher.quiz_page("teacher", QUIZ)
    look("sandbox: quiz, staff", teacher.page)
    with teacher.context.expect_page() as opened:
        teacher.page.click(by_testid("change-proctoring"))
    expect(opened.value.locator(by_testid("preset-standard"))).to_be_attached()
    look("set-up", opened.value)
    proctor.open_console(QUIZ)
    look("console, empty or not", proctor.console)
    examinee.start(QUIZ, "elif")
    look("sandbox: shell, check-in", examinee.page)
    look("widget: consent", widget_frame(examinee))
    examinee.check_in()
    look("widget: waiting", widget_frame(examinee))
    proctor.admit("Elif")
    examinee.begin()
    look("widget: exam", widget_frame(examinee))
    look("sandbox: quiz page", next(f for f in examinee.page.frames if "/pages/" in f.url))
    proctor.open_tile("Elif")
    proctor.wait_for_live_video()
    look("console, focus", proctor.console)
    proctor.console.click(by_testid("action-block"))
    look("console, block dialog", proctor.console)
    proctor.console.keyboard.press("Escape")
    proctor.decide("pause", reason="technical")
    expect(examinee.widget.locator(by_testid("paused"))).to_be_visible()
    look("widget: paused", widget_frame(examinee))
    proctor.decide("block", reason="other_person")
    expect(examinee.widget.locator(by_testid("terminated"))).to_be_visible()
    look("widget: terminated", widget_frame(examinee))
    look("report", teacher.open_report(QUIZ, "elif"))
    assert {name: bad for name, bad in found.items() if bad} == {}


@pytest.mark.parametrize("width", [640, 390])
def test_nothing_is_cut_off_when_the_window_is_small_or_the_text_large(
    stack: Stack, playwright: Playwright, tmp_path: Path, width: int
) -> None:
    """640 px wide is a window of 1280 px at 200 % zoom."""
    proctor = Proctor(playwright, stack, tmp_path, "proctor", width=width, height=800)
    try:
        proctor.page.goto(stack.tool_url)
        assert overflow(proctor.page) <= 0
        proctor.open_console(QUIZ)
        assert overflow(proctor.console) <= 0
        for tile in proctor.console.locator(".tile__open").all()[:1]:
            tile.click()
            expect(proctor.console.locator(by_testid("focus-view"))).to_be_visible()
            assert overflow(proctor.console) <= 0
    finally:
        proctor.close()


@pytest.mark.parametrize("width", [1280, 640, 390])
def test_the_pages_of_administrators_and_courses(
    stack: Stack, playwright: Playwright, tmp_path: Path, width: int
) -> None:
    teacher = Teacher(playwright, stack, tmp_path, "teacher", width=width, height=800)
    found: dict[str, tuple[list[str], int]] = {}

    def look(name: str, place: Page | Frame) -> None:
        found[name] = violations(place), max(0, overflow(place))

    def opened_by(place: Page | Frame, testid: str) -> Page:
        with teacher.context.expect_page() as opened:
            # By keyboard: Chromium drops clicks into a frame that has only just appeared.
            place.locator(by_testid(testid)).first.press("Enter")
        return opened.value

    try:
        admin = teacher.context.new_page()
        admin.goto(admin_link(stack))
        admin.locator(by_testid("test-connection")).first.click()
        expect(admin.locator("[data-testid^='check-']")).to_have_count(6)
        for name in ("login", "keys", "token"):
            expect(admin.locator(by_testid(f"check-{name}"))).to_have_attribute("data-status", "ok")
        admin.locator(by_testid("make-link")).click()
        expect(admin.locator(by_testid("fresh-link"))).to_be_visible()
        admin.locator(by_testid("add-role")).click()
        admin.locator(by_testid("save-roles")).click()
        for more in admin.locator("summary").all():
            more.click()
        admin.locator(by_testid("manual-register")).click()
        look("admin", admin)
        admin.locator(by_testid("remove-platform")).first.click()
        expect(admin.locator(by_testid("confirm"))).to_be_visible()
        look("admin, remove?", admin)
        admin.reload()
        expect(admin.locator(by_testid("session-ended"))).to_contain_text("invigil admin")
        assert admin.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
        look("admin, after a reload", admin)

        teacher.quiz_page("teacher", QUIZ)
        first = opened_by(teacher.page, "open-console")  # the exam is known from its first launch on
        expect(first.locator("[data-ready='true']")).to_be_visible()
        first.close()
        teacher.page.goto(stack.sandbox_url + COURSE)
        teacher.page.click(by_testid("course-tool"))
        frame = teacher.page.frame_locator(by_testid("tool-frame"))
        expect(frame.locator(by_testid("course"))).to_have_attribute("data-ready", "true")
        course = next(f for f in teacher.page.frames if "/course?" in f.url)
        look("course", course)
        setup = opened_by(course, "open-setup")
        expect(setup.locator(by_testid("guests"))).to_be_visible()
        look("set-up", setup)
        console = opened_by(course, "open-console")
        console.locator(by_testid("guests-open")).click()
        console.fill(by_testid("guest-name"), "Ada Lovelace")
        console.press(by_testid("guest-name"), "Enter")
        link = console.locator(f"{by_testid('guest-link')} code").inner_text()
        look("console, invited proctors", console)
        guest = teacher.context.new_page()
        guest.goto(link)
        expect(guest.locator("[data-ready='true']")).to_be_visible()
        assert "invitation" not in guest.url
        assert guest.locator(by_testid("guests-open")).count() == 0
        console.locator(by_testid("guest-revoke")).first.click()
        console.locator(by_testid("guest-revoke-yes")).click()
        expect(guest.locator(by_testid("session-ended"))).to_be_visible()
        guest.close()
        assert found == dict.fromkeys(found, ([], 0))
    finally:
        teacher.close()
