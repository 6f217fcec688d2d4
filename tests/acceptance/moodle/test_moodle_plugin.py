"""A proctored quiz in a real Moodle with the plugin, in the order in which people meet it."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.moodle import plugin_site
from tests.acceptance.moodle.invigil_web import InvigilWeb
from tests.acceptance.moodle.moodle_site import Admin, Teacher, Visitor
from tests.acceptance.moodle.plugin_site import PLUGIN, Quiz, Shell
from tests.browser.people import by_testid

INSTITUTION = "Moodle University with the plugin"
SAVED = "frog"
HOSTILE = (
    '<span lang="en" class="multilang">Frogs</span><span lang="es" class="multilang">Ranas</span>'
    '"><script>window.owned = 1</script> <b x='
)


def _plugin_is_there() -> bool:
    site = os.environ.get("INVIGIL_MOODLE_URL", "")
    try:
        with urllib.request.urlopen(f"{site.rstrip('/')}{PLUGIN}/openid_configuration.php", timeout=20) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


@pytest.fixture(scope="module", autouse=True)
def _needs_the_plugin() -> None:
    if "MOODLE_DIR" not in os.environ:
        pytest.skip("MOODLE_DIR does not say where Moodle's code is; docs/acceptance-moodle.md")
    if not _plugin_is_there():
        pytest.skip("Moodle does not have the plugin; docs/acceptance-moodle.md says how to install it")


@pytest.fixture(scope="module")
def connected(admin: Admin, invigil: InvigilWeb) -> Iterator[Admin]:
    plugin_site.connect(admin, invigil.command("invite", INSTITUTION))
    yield admin
    plugin_site.disconnect(admin)


@pytest.fixture(scope="module")
def quiz(connected: Admin, teacher: Teacher) -> Iterator[Quiz]:
    made = Quiz("invigil-acceptance")
    plugin_site.switch_on(teacher, made)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def console(quiz: Quiz, teacher: Teacher) -> Iterator[Page]:
    page = teacher.context.new_page()
    page.goto(f"{teacher.site}{PLUGIN}/launch.php?cmid={quiz.cmid}&what=console")
    expect(page.locator("[data-ready='true']")).to_be_visible()
    yield page
    page.close()


@pytest.fixture(scope="module")
def shell(quiz: Quiz, console: Page, student: Visitor) -> Shell:
    """The examinee at work on the first page, with one answer in it that is saved."""
    shell = Shell(student)
    shell.start(quiz)
    shell.agree()
    shell.check_in()
    console.locator("[data-testid^='admit-']").first.click()
    give_reason(console, "technical")  # there is no media server here, so nobody is seen
    shell.begin()
    console.locator(".tile__open").first.click()
    expect(console.locator(by_testid("focus-view"))).to_be_visible()
    return shell


def decide(console: Page, action: str, *, reason: str = "", text: str = "") -> None:
    console.click(by_testid(f"action-{action}"))
    if action == "resume":
        return
    give_reason(console, reason, text)


def give_reason(console: Page, reason: str, text: str = "") -> None:
    if reason:
        console.select_option(by_testid("reason-select"), reason)
    if text:
        console.fill(by_testid("reason-text"), text)
    console.click(by_testid("confirm-action"))
    expect(console.locator(by_testid("confirm-action"))).to_have_count(0)


def wait_for(quiz: Quiz, state: str) -> dict[str, Any]:
    """Wait until Moodle's own record of the proctored attempt is in this state."""
    deadline = time.monotonic() + 20
    while (read := quiz.read())["proctored"]["state"] != state:
        assert time.monotonic() < deadline, read
        time.sleep(0.3)
    return read


def test_the_plugin_is_connected_and_tests_itself(connected: Admin) -> None:
    found = plugin_site.self_test(connected)
    assert found
    assert "Does not work" not in found.values(), found
    assert len([word for word in found.values() if word == "Works"]) >= 5


def test_a_page_opened_by_itself_leads_into_the_shell(quiz: Quiz, shell: Shell, student: Visitor) -> None:
    page = student.context.new_page()
    page.goto(f"{student.site}/mod/quiz/attempt.php?attempt={quiz.read()['attemptid']}&cmid={quiz.cmid}")
    assert "/accessrule/invigil/shell.php" in page.url
    page.close()
    student.page.bring_to_front()


def test_answers_are_saved_and_the_page_around_stays(quiz: Quiz, shell: Shell) -> None:
    before = quiz.read()["steps"]
    shell.quiz.locator(".que input[type=text]").first.fill(SAVED)
    shell.press_next()
    expect(shell.quiz.locator(".que input[type=radio]").first).to_be_visible()
    assert quiz.read()["steps"] == before + 1
    assert shell.page.evaluate("window.here") is True
    shell.student.picture("p09-at-work")


def test_a_pause_holds_on_the_server_in_a_page_that_is_open(quiz: Quiz, shell: Shell, console: Page) -> None:
    shell.quiz.locator(".que input[type=radio]").first.check()
    decide(console, "pause", reason="identity", text="Please show your card.")
    expect(shell.cover).to_be_visible()
    expect(shell.cover).to_contain_text("Please show your card.")
    shell.student.picture("p10-paused")
    wait_for(quiz, "paused")
    before = quiz.read()["steps"]
    said = shell.post_as_it_stands()
    assert quiz.read()["steps"] == before, said
    assert "error" in said["auto"]
    assert said["kind"] != "opaqueredirect"
    # Moodle's page tries by itself, too, and says under the cover that the network is lost.
    shell.save_by_itself()
    expect(shell.network_lost).to_be_visible()


def test_the_limit_is_said_as_it_is_while_the_attempt_is_paused(quiz: Quiz, shell: Shell, student: Visitor) -> None:
    page = student.context.new_page()
    page.goto(f"{student.site}/mod/quiz/view.php?id={quiz.cmid}")
    said = page.locator(".quizinfo").inner_text()
    page.close()
    student.page.bring_to_front()
    assert "Time limit: 1 hour" in said
    assert "days" not in said
    assert "Your attempt is stopped, and its clock with it." in said


def test_resuming_gives_the_time_back(quiz: Quiz, shell: Shell, console: Page) -> None:
    time.sleep(2)
    decide(console, "resume")
    read = wait_for(quiz, "running")
    assert read["proctored"]["credit"] >= 2
    assert read["timelimit"] == 3600 + read["proctored"]["credit"]
    expect(shell.cover).to_be_hidden()
    expect(shell.network_lost).to_be_hidden(timeout=3000)
    expect(shell.quiz.locator(".que input[type=radio]").first).to_be_checked()
    shell.press_next()
    expect(shell.quiz.locator(".que.essay")).to_be_visible()


def test_a_warning_reaches_the_examinee(shell: Shell, console: Page) -> None:
    decide(console, "warn", reason="not_in_view", text="Please move closer.")
    notice = shell.widget.locator(f"{by_testid('notice')}[data-kind='warn']")
    expect(notice).to_contain_text("Please move closer.")


def test_a_block_closes_the_attempt_in_moodle(quiz: Quiz, shell: Shell, console: Page) -> None:
    decide(console, "block", reason="forbidden_material", text="A phone was used.")
    read = wait_for(quiz, "terminated")
    assert read["state"] == "finished"
    assert read["proctored"]["flagged"]
    expect(shell.cover).to_contain_text("A phone was used.")
    shell.student.picture("p11-blocked")


def test_after_a_block_the_page_says_so_and_offers_no_further_attempt(quiz: Quiz, shell: Shell) -> None:
    page = shell.student.context.new_page()
    page.goto(f"{shell.student.site}/mod/quiz/view.php?id={quiz.cmid}")
    expect(page.locator(".quizinfo")).to_contain_text("A proctor ended your attempt on")
    expect(page.locator(".quizinfo")).to_contain_text("A phone was used")
    expect(page.locator("form[action*=startattempt]")).to_have_count(0)
    shell.student.picture("p11-quiz-page-after-the-block", page)
    page.close()
    shell.page.bring_to_front()


def test_the_teacher_sees_it_in_review_and_in_the_tab(quiz: Quiz, shell: Shell, teacher: Teacher) -> None:
    read = quiz.read()
    teacher.open(f"/mod/quiz/review.php?attempt={read['attemptid']}&cmid={quiz.cmid}")
    expect(teacher.page.locator("body")).to_contain_text("Flagged")
    teacher.picture("p12-review")
    teacher.open(f"/mod/quiz/report.php?id={quiz.cmid}&mode=invigil")
    expect(teacher.page.locator("table")).to_contain_text("Flagged")
    teacher.picture("p13-proctoring-tab")
    teacher.open(f"/mod/quiz/report/invigil/attempt.php?id={quiz.cmid}&attempt={read['proctored']['id']}")
    frame = teacher.page.locator("iframe[src*='what=report']")
    frame.scroll_into_view_if_needed()
    expect(frame.content_frame.locator(by_testid("verdict-flagged"))).to_be_visible()
    teacher.picture("p13-report-of-the-attempt")


def test_readmission_opens_it_again_with_its_answers(quiz: Quiz, shell: Shell, console: Page) -> None:
    decide(console, "readmit", reason="technical", text="Settled with your teacher.")
    read = wait_for(quiz, "created")
    assert read["state"] == "inprogress"
    shell.start(quiz)
    shell.check_in()
    decide(console, "admit", reason="technical")
    shell.begin()
    wait_for(quiz, "running")
    shell.quiz.locator("#quiznavbutton1").click()
    expect(shell.quiz.locator(".que input[type=text]").first).to_have_value(SAVED)


def test_a_reload_shows_the_quiz_again_whatever_its_name(quiz: Quiz, shell: Shell) -> None:
    quiz.rename(HOSTILE)
    shell.page.reload()
    expect(shell.quiz.locator("#responseform")).to_be_visible()
    shell.expect_state("running")
    shell.page.locator("[data-region=fullscreen-skip]").click()
    frame = shell.page.locator("iframe[data-region=quiz]")
    assert "/mod/quiz/" in (frame.get_attribute("src") or "")
    heading = shell.page.locator("#invigil-shell h1")
    assert heading.inner_text().startswith("Frogs")
    assert "<" not in heading.inner_text()
    assert frame.get_attribute("title") == heading.text_content()
    assert heading.locator("*").count() == 0
    assert shell.page.evaluate("window.owned ?? null") is None
    shell.student.picture("p14-reloaded")


def test_handing_in_ends_it_on_both_sides(quiz: Quiz, shell: Shell, console: Page) -> None:
    shell.quiz.locator(".endtestlink").first.click()
    shell.quiz.locator(".btn-finishattempt button").click()
    shell.quiz.locator("button[data-action=save]").click()
    expect(shell.page.locator("[data-region=done]")).to_be_visible()
    shell.student.picture("p14-handed-in")
    assert wait_for(quiz, "complete")["state"] == "finished"
    expect(console.locator("[data-state='submitted']").first).to_be_visible()


def test_nothing_was_complained_about(shell: Shell, teacher: Teacher) -> None:
    complaints = {text for text in shell.student.complaints if "Failed to load resource" not in text}
    assert complaints == set()
