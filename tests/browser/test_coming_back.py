"""Back and Forward, and a lost connection: the page that comes back is alive, and no answer is lost on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.people import Examinee, by_testid, sandbox_attempts
from tests.browser.stack import Stack

SETTLED_MS = 2000
PROCTORED, PLAIN = "Cell biology midterm", "Weekly quiz 3"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own, with one quiz proctored and one not."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def ada(stack: Stack, playwright: Playwright, tmp_path: Path, face: Path) -> Iterator[Examinee]:
    examinee = Examinee(playwright, stack, tmp_path, "examinee", face)
    yield examinee
    examinee.close()


def test_back_and_forward_leave_the_widget_alive(stack: Stack, ada: Examinee) -> None:
    ada.start(PROCTORED)
    for _ in range(2):  # to another page of the LMS, and back
        ada.page.goto(f"{stack.sandbox_url}/")
        ada.page.go_back()
        expect(ada.widget.locator(by_testid("consent-check"))).to_be_visible()
    for move in ("history.back()", "history.forward()"):  # within the panel's frame, which has pages before this one
        ada.page.evaluate(move)
        ada.page.wait_for_timeout(SETTLED_MS)
    expect(ada.widget.locator(by_testid("consent-check"))).to_be_visible()
    ada.check_in()


def test_saving_without_a_connection_says_so_and_loses_nothing(stack: Stack, ada: Examinee) -> None:
    ada.quiz_page("examinee", PLAIN, "?as=ada")
    ada.page.click(by_testid("start"))
    page = ada.page
    field = page.locator("textarea, input[type=radio]").first
    field.wait_for()
    page.wait_for_load_state()  # the page's script came with the page, while there was a connection
    ada.context.set_offline(True)
    if field.get_attribute("type") == "radio":
        field.check()
    else:
        field.fill("Ribosomes make proteins")
    page.click(by_testid("save"))
    expect(page.locator(by_testid("saved"))).to_contain_text("no connection")
    on = page.locator(by_testid("next")).or_(page.locator(by_testid("finish")))
    on.click()
    expect(page.locator(by_testid("saved"))).to_contain_text("no connection")
    expect(on).to_be_visible()
    ahead = "**/summary" if page.locator(by_testid("finish")).count() else "**/pages/2"
    ada.context.set_offline(False)
    page.wait_for_url(ahead)
    assert sandbox_attempts(stack, PLAIN)[0]["answers_saved"] == 1
