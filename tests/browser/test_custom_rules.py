"""Rules that a teacher chose one by one hold in the exam; copy and paste in the quiz are incidents in the console."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.browser.axe import overflow, violations
from tests.browser.people import Examinee, Proctor, Teacher, by_testid
from tests.browser.stack import Stack

QUIZ = "Weekly quiz 3"
NARROW = ({"width": 390, "height": 800}, {"width": 640, "height": 450})
"""A phone; 1280 pixels at 200 % zoom."""
_HIDE = """() => {
  Object.defineProperty(document, 'hidden', {value: true, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo of its own: the quiz's rules are changed."""
    with Stack(tmp_path_factory.mktemp("demo")) as running:
        yield running


def part(setup: Page, rule: str, name: str) -> Locator:
    """A control of a rule in the editor."""
    return setup.locator(f"{by_testid(f'own-rule-{rule}')} {by_testid(name)}")


def add_with_own_rules(teacher: Teacher) -> None:
    """Add proctoring with the preset "custom": use of the clipboard is severe, a hidden tab is not reported."""
    teacher.quiz_page("teacher", QUIZ)
    with teacher.context.expect_page() as opened:
        teacher.page.click(by_testid("add-proctoring"))
    setup = opened.value
    setup.locator(f"{by_testid('preset-custom')} input").check(force=True)
    expect(part(setup, "clipboard_used", "means")).to_have_text(
        "Reported as soon as something is copied, cut or pasted; the examinee is told at once."
    )
    expect(part(setup, "screen_share_stopped", "means")).to_contain_text("needs “Screen”")
    part(setup, "clipboard_used", "severity").select_option("critical")
    part(setup, "tab_hidden", "on").focus()
    setup.keyboard.press("Space")
    expect(part(setup, "tab_hidden", "means")).to_have_text("Not reported.")
    part(setup, "face_missing", "seconds").fill("601")
    setup.fill(by_testid("resource-input"), "x" * 150)
    for size in NARROW:
        setup.set_viewport_size(size)
        assert violations(setup) == []
        assert overflow(setup) <= 0
    expect(setup.locator(by_testid("save"))).to_be_disabled()
    setup.fill(by_testid("resource-input"), "")
    part(setup, "face_missing", "back-to-standard").click()
    expect(part(setup, "face_missing", "seconds")).to_have_value("5")
    setup.click(by_testid("save"))
    expect(setup.locator(by_testid("save-state"))).to_have_text("Saved, but not in the course yet")
    setup.click(by_testid("add-to-course"))
    expect(setup.locator(by_testid("proctoring-done"))).to_be_visible()
    setup.close()


def test_own_rules_hold_and_copy_and_paste_in_the_quiz_are_incidents(
    stack: Stack, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    teacher = Teacher(playwright, stack, tmp_path, "teacher")
    add_with_own_rules(teacher)
    examinee = Examinee(playwright, stack, tmp_path, "examinee", face)
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    proctor.open_console(QUIZ)
    examinee.start(QUIZ, "ada")
    examinee.check_in()
    proctor.admit("Ada")
    examinee.begin()
    proctor.open_tile("Ada")
    used = proctor.console.locator(f"{by_testid('focus-view')} {by_testid('incident-clipboard_used')}")

    examinee.page.evaluate(_HIDE)
    examinee.quiz.locator("label").first.click()
    examinee.page.keyboard.press("Control+A")
    examinee.page.keyboard.press("Control+C")
    expect(used).to_have_count(1)
    expect(used).to_contain_text("Critical")
    expect(used).to_have_attribute("data-ended", "true")  # with the second of quiet after it
    expect(examinee.notices("incident")).to_contain_text("Clipboard used")

    answer = examinee.quiz.locator("textarea")
    while not answer.count():  # the quiz's frame shows another page
        before = examinee.quiz.locator("form").get_attribute("data-page")
        examinee.next_page()
        expect(examinee.quiz.locator("form")).not_to_have_attribute("data-page", before or "")
    answer.first.press("Control+V")
    expect(answer.first).not_to_have_value("")
    expect(used).to_have_count(2)
    assert "tab_hidden" not in {incident["type"] for incident in proctor.incidents()}
    assert [e for e in examinee.errors if "Failed to load resource" not in e] == []
    for person in (teacher, examinee, proctor):
        person.close()
