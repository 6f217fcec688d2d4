"""A proctored test in the stand-in for a Learn from its settings to its notes, in Chromium with third-party cookies
blocked: both ways of signing, and a hand-in that only the gradebook tells of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests
from joserfc.jwk import RSAKey
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from integrations.oauth import of_application
from tests.browser import chromium
from tests.browser.invigil_live import InvigilLive
from tests.browser.looking import wait_for
from tests.browser.people import WAIT_MS, by_testid
from tests.browser.stack import free_ports
from tests.browser.test_learn_ultra import TOKEN_PATH, at_ultra, saved, served
from tests.counterparts.blackboard.learn import CLIENT_ID, CONTENT, COURSE, DEPLOYMENT, ISSUER, KEY, SECRET, Learn
from tool.monitoring.tenancy.records import Institution, Platform
from tool.web.app import create_app
from tool.web.foundations import Parts


@dataclass
class School:
    """A Learn, and an Invigil with all its processes, that know each other."""

    learn: Learn
    invigil: InvigilLive


@contextmanager
def school(folder: Path, takes: str, settings: dict[str, str]) -> Iterator[School]:
    """Have both running; Learn takes a StartAssessment as `takes` says, and the administrator has chosen `settings`."""
    with InvigilLive(folder) as invigil:
        (port,) = free_ports(1)
        learn = Learn(f"http://localhost:{port}", invigil.url, takes=takes)
        learn.tool_keys = lambda: RSAKey.import_key(
            requests.get(f"{invigil.url}/lti/jwks.json", timeout=10).json()["keys"][0]
        )
        introduce(invigil, learn, settings)
        with served(learn.app(), port):
            yield School(learn, invigil)


def introduce(invigil: InvigilLive, learn: Learn, settings: dict[str, str]) -> None:
    """Do what the administrator's page does: register the LMS by hand, connect its API, answer how it signs."""
    base = create_app(invigil.settings, Parts(send_command=lambda command: None)).base
    now = base.clock()
    with base.works() as work:
        work.institutions.add(Institution("school", "School", now))
        platform = Platform(
            "p1", "school", "Learn", ISSUER, CLIENT_ID, f"{learn.url}/auth", f"{learn.url}/lti-token",
            f"{learn.url}/jwks", None, True, now, approved_at=now,
        )
        work.platforms.add(replace(platform, settings=settings), {DEPLOYMENT})
    base.api_tokens.keep(of_application("p1", KEY, SECRET, f"{learn.url}{TOKEN_PATH}", now))
    base.database.close()


@pytest.fixture
def teacher(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    running = chromium.start(playwright, tmp_path / "teacher")
    yield running
    running.close()


@pytest.fixture
def student(playwright: Playwright, tmp_path: Path, face: Path) -> Iterator[BrowserContext]:
    running = chromium.start(playwright, tmp_path / "student", face)
    running.set_default_timeout(WAIT_MS)
    yield running
    running.close()


def set_up(teacher: BrowserContext, here: School) -> None:
    """Save the test's settings in Learn, and have examinees let in by themselves."""
    page = at_ultra(teacher, here)
    assert saved(page)["success"]
    page.evaluate("(ids) => openPanel(ids)", {"contentId": CONTENT, "courseUuid": COURSE})
    with teacher.expect_page() as opened:
        page.locator("#panel a").click()
    setup = opened.value
    setup.locator(by_testid("admission-automatic")).check(force=True)
    setup.locator(by_testid("save")).click()
    expect(setup.locator(by_testid("save-state"))).to_have_text("All changes saved")


def begun(student: BrowserContext, here: School, *, leave: bool = False) -> tuple[Page, Page]:
    """Start the test, check in, give one's own leave if that is wanted, begin; return Invigil's page, which stays, and
    the test's."""
    page = student.pages[0]
    page.goto(f"{here.learn.url}/start")
    page.locator(by_testid("consent-check")).check(force=True)
    page.locator(by_testid("consent-continue")).click()
    page.locator(by_testid("check-start")).click()
    page.locator(by_testid("check-continue")).click()
    skip, begin = page.locator(by_testid("gaze-skip")), page.locator(by_testid("begin"))
    expect(skip.or_(begin).first).to_be_visible(timeout=30_000)
    if skip.count():
        skip.click()
    if leave:
        with student.expect_page() as asked:
            page.locator(by_testid("give-leave")).click()
        asked.value.wait_for_url(f"{here.invigil.url}/**")
        expect(page.locator(by_testid("own-leave"))).to_have_attribute("data-standing", "given")
    with student.expect_page() as opened:
        begin.click()
    test = opened.value
    expect(test.get_by_role("heading", name="The test")).to_be_visible()
    assert test.evaluate("window.opener") is None
    return page, test


def noted(here: School) -> str:
    return str(here.learn.attempt.get("notes", ""))


@pytest.mark.parametrize(
    ("takes", "settings", "returns"),
    [("standard", {}, True), ("issuer", {"assessment_claims": "issuer"}, False)], ids=["standard", "issuer"],
)
def test_a_test_is_taken_watched_handed_in_and_noted(
    tmp_path: Path, teacher: BrowserContext, student: BrowserContext, takes: str, settings: dict[str, str],
    returns: bool,
) -> None:
    with school(tmp_path, takes, settings) as here:
        set_up(teacher, here)
        invigil, test = begun(student, here)
        expect(invigil.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "running")
        expect(invigil.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")
        assert noted(here) == ""
        if returns:
            test.get_by_role("button", name="Submit").click()
            test.wait_for_url(f"{here.invigil.url}/**")  # LtiEndAssessment
        else:
            test.close()
            here.learn.hand_in()  # the time is over, say: only the gradebook tells of it
        expect(invigil.get_by_role("heading", name="You are done")).to_be_visible(timeout=40_000)
        wait_for(lambda: "Submitted." in noted(here), "the outcome in the attempt's notes", 20)
        assert "feedback" not in here.learn.attempt, "no person has judged it yet"
        assert here.learn.attempt["status"] == "NeedsGrading"


def test_a_proctor_ends_an_attempt_by_the_examinees_own_leave(
    tmp_path: Path, teacher: BrowserContext, student: BrowserContext
) -> None:
    with school(tmp_path, "standard", {}) as here:
        set_up(teacher, here)
        invigil, _test = begun(student, here, leave=True)
        console = teacher.new_page()
        console.goto(here.learn.login("watch"))
        console.locator("[data-testid^='tile-'] .tile__open").click()
        console.locator(by_testid("action-block")).click()
        console.locator(by_testid("reason-select")).select_option("other_person")
        console.locator(by_testid("confirm-action")).click()
        wait_for(lambda: here.learn.attempt["status"] == "NeedsGrading", "the hand-in", 20)
        expect(invigil.get_by_role("heading", name="A proctor has closed this exam")).to_be_visible()
        wait_for(lambda: "Blocked" in noted(here), "the outcome in the attempt's notes", 20)
