"""A page that is loaded anew, and is long in coming, was not hidden meanwhile."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Weekly quiz 3"
SLOW_MS = 2500
_PANEL_PAGE = re.compile(r"/lti/launch\b")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own: the quiz's rules are changed."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


def add_without_page_left(teacher: Teacher) -> None:
    """Add proctoring that lets a page be left: what a browser says of it then is not hidden behind that."""
    teacher.quiz_page("teacher", QUIZ)
    with teacher.context.expect_page() as opened:
        teacher.page.click(by_testid("add-proctoring"))
    setup = opened.value
    setup.locator(f"{by_testid('preset-custom')} input").check(force=True)
    on = setup.locator(f"{by_testid('own-rule-page_left')} {by_testid('on')}")
    on.focus()
    setup.keyboard.press("Space")
    expect(on).not_to_be_checked()
    setup.click(by_testid("add-to-course"))
    expect(setup.locator(by_testid("proctoring-done"))).to_be_visible()
    setup.close()


def test_a_slow_reload_is_no_hidden_tab(stack: Stack, playwright: Playwright, tmp_path: Path, face: Path) -> None:
    """The page's browser calls it hidden as it takes it down; here the panel comes back only at the second try."""
    teacher = Teacher(playwright, stack, tmp_path, "teacher")
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    ada = Examinee(playwright, stack, tmp_path, "ada", face)
    try:
        add_without_page_left(teacher)
        proctor.open_console(QUIZ)
        ada.start(QUIZ)
        ada.check_in()
        proctor.admit("Ada")
        ada.begin()
        ada.page.route(_PANEL_PAGE, lambda route: route.abort())
        ada.page.reload()
        ada.page.wait_for_timeout(SLOW_MS)
        ada.page.unroute(_PANEL_PAGE)
        ada.page.reload()
        expect(ada.widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "running")
        ada.page.wait_for_timeout(1000)
        assert [incident["type"] for incident in proctor.incidents()] == []
    finally:
        for person in (teacher, proctor, ada):
            person.close()
