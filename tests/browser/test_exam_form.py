"""One exam, one form: a teacher sets a quiz up, changes it, comes again by deep linking, and adds it once more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.axe import overflow, violations
from tests.browser.people import Examinee, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Weekly quiz 3"
WIDTHS = (1280, 640, 390)
"""A laptop, the same at 200 %, a phone."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own: the quiz loses its proctoring and gets it again."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def teacher(stack: Stack, playwright: Playwright, tmp_path: Path) -> Iterator[Teacher]:
    made = Teacher(playwright, stack, tmp_path, "teacher")
    yield made
    made.close()


def look(name: str, page: Page) -> None:
    """See that the page holds WCAG 2.2 AA as far as axe-core can tell, and that nothing is cut off at any width."""
    assert violations(page) == [], name
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0, (name, width)
    page.set_viewport_size({"width": 1280, "height": 800})


def opened(teacher: Teacher, testid: str) -> Page:
    """Press what opens a window on the quiz's page."""
    with teacher.context.expect_page() as page:
        teacher.page.click(by_testid(testid))
    return page.value


def state(page: Page, words: str) -> None:
    expect(page.locator(by_testid("save-state"))).to_have_text(words)


def test_an_exam_has_one_form(stack: Stack, playwright: Playwright, tmp_path: Path, teacher: Teacher) -> None:
    teacher.quiz_page("teacher", QUIZ)
    form = opened(teacher, "add-proctoring")
    state(form, "Not saved yet")
    look("a new form", form)
    form.check(by_testid("preset-high"), force=True)
    form.fill(by_testid("resource-input"), "Pocket calculator")  # typed, not added
    form.click(by_testid("add-to-course"))
    expect(form.locator(by_testid("proctoring-done"))).to_be_visible()
    form.close()

    settings = opened(teacher, "change-proctoring")
    state(settings, "All changes saved")
    expect(settings.locator(f"{by_testid('preset-high')} input")).to_be_checked()
    expect(settings.locator(by_testid("resource"))).to_contain_text("Pocket calculator")
    expect(settings.locator(by_testid("add-to-course"))).to_have_count(0)
    settings.fill(by_testid("message"), "Good luck")
    state(settings, "Not saved yet")
    settings.click(by_testid("save"))
    state(settings, "All changes saved")
    look("settings of an exam", settings)
    settings.close()

    teacher.page.reload()
    teacher.page.click(by_testid("remove-proctoring"))
    chooser = opened(teacher, "add-proctoring")
    expect(chooser.locator(f"{by_testid('offered')}[data-likely='true']")).to_contain_text(QUIZ)
    look("which exam", chooser)
    chooser.keyboard.press("Tab")
    chooser.keyboard.press("Tab")
    chooser.keyboard.press("Enter")  # the first button is a new exam, the second the likely one
    expect(chooser.locator(by_testid("in-course"))).to_be_visible()
    expect(chooser.locator(by_testid("message"))).to_have_value("Good luck")
    look("an exam of the course", chooser)
    chooser.click(by_testid("add-to-course"))
    expect(chooser.locator(by_testid("proctoring-done"))).to_be_visible()
    chooser.close()

    examinee = Examinee(playwright, stack, tmp_path, "examinee")
    try:
        examinee.start(QUIZ)
        added_while_taken(teacher)
        console = opened(teacher, "open-console")
        expect(console.locator("[data-testid^='tile-']", has_text="Ada")).to_have_count(1)
        with teacher.context.expect_page() as tab:
            console.click(by_testid("open-setup"))
        expect(tab.value.locator(by_testid("being-taken"))).to_contain_text("1 attempt open")
        expect(tab.value.locator(by_testid("message"))).to_have_value("Good luck")
    finally:
        examinee.close()


def added_while_taken(teacher: Teacher) -> None:
    """Take the proctoring off the quiz while somebody takes it, and put the same exam there again."""
    teacher.page.reload()
    teacher.page.click(by_testid("remove-proctoring"))
    again = opened(teacher, "add-proctoring")
    offered = again.locator(by_testid("offered"))
    expect(offered).to_contain_text("1 attempt open")
    offered.locator(by_testid("offered-change")).click()
    again.click(by_testid("add-to-course"))
    expect(again.locator(by_testid("relink"))).to_be_visible()
    expect(again.locator(by_testid("relink-confirm"))).to_be_disabled()
    look("add it while it is taken?", again)
    again.fill(by_testid("relink-title"), QUIZ.lower())
    again.press(by_testid("relink-title"), "Enter")
    expect(again.locator(by_testid("proctoring-done"))).to_be_visible()
    again.close()
