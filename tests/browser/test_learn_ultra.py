"""The page in Ultra's hidden frame, in Chromium with third-party cookies blocked, against a played Learn: hello, the
user's leave, registering, the panel, saved settings; then the start of the test, and what is noted when it is over."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from joserfc.jwk import RSAKey
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from waitress.server import create_server

from integrations.base import AttemptInLms, Command, ExamInLms, IntegrationFailed, Verb
from integrations.blackboard.adapter import Blackboard
from integrations.oauth import of_application
from integrations.quizzes import ApiConnection
from lti import keys
from migrations import schema
from tests.browser import chromium
from tests.browser.stack import free_ports
from tests.counterparts.blackboard.learn import (
    CLIENT_ID,
    CONTENT,
    COURSE,
    DEPLOYMENT,
    EXAMINEE,
    ISSUER,
    KEY,
    SECRET,
    TEACHER,
    Learn,
)
from tool.config import Settings
from tool.db.engine import Database
from tool.monitoring.tenancy.records import Institution, Platform
from tool.web.app import WebApp, create_app
from tool.web.foundations import Parts

TOKEN_PATH = "/learn/api/public/v1/oauth2/token"


@dataclass
class Meeting:
    """A Learn and an Invigil that know each other."""

    learn: Learn
    web: WebApp

    def exam(self) -> Any:
        with self.web.base.works() as work:
            return work.exams.by_link("p1", CONTENT)


@contextmanager
def served(app: Callable[..., Any], port: int) -> Iterator[None]:
    server = create_server(app, host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()
        thread.join(1)  # a daemon: a browser that keeps its connection open is not waited for


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    learn_port, tool_port = free_ports(2)
    tool = f"http://127.0.0.1:{tool_port}"
    learn = Learn(f"http://localhost:{learn_port}", tool)
    schema.upgrade(Database(f"sqlite:///{tmp_path / 'invigil.sqlite3'}"))
    settings = Settings(
        data_dir=tmp_path, public_url=tool, media_url="http://127.0.0.1:9", secret="s" * 40,
        allow_private_platforms=True,
    )
    web = create_app(settings, Parts(send_command=lambda command: None))
    learn.tool_keys = lambda: RSAKey.import_key(keys.jwks(web.base.keys.all())["keys"][0])
    with web.base.works() as work:
        now = web.base.clock()
        work.institutions.add(Institution("school", "School", now))
        work.platforms.add(
            Platform(
                "p1", "school", "Learn", ISSUER, CLIENT_ID, f"{learn.url}/auth", f"{learn.url}/lti-token",
                f"{learn.url}/jwks", None, True, now, approved_at=now,
            ),
            {DEPLOYMENT},
        )
    web.base.api_tokens.keep(of_application("p1", KEY, SECRET, f"{learn.url}{TOKEN_PATH}", now))
    with served(learn.app(), learn_port), served(web.flask, tool_port):
        yield Meeting(learn, web)
    web.base.database.close()


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    running = chromium.start(playwright, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


def at_ultra(browser: BrowserContext, meeting: Meeting) -> Page:
    """Sign in to Learn, which opens the extension; wait until it has registered."""
    page = browser.new_page()
    page.goto(f"{meeting.learn.url}/ultra")
    page.wait_for_function("seen.registered !== ''")
    return page


def saved(page: Page, **changes: Any) -> dict[str, Any]:
    """Save the test's settings; return the answer that Learn waits for."""
    known = {"contentId": CONTENT, "courseUuid": COURSE, "enabled": True}
    page.evaluate("(changes) => { seen.answers = []; saveSettings(changes); }", known | changes)
    page.wait_for_function("seen.answers.length > 0")
    (answer,) = page.evaluate("seen.answers")
    return dict(answer)


def test_the_whole_handshake_and_a_test_that_is_bound(browser: BrowserContext, meeting: Meeting) -> None:
    page = at_ultra(browser, meeting)
    seen = page.evaluate("seen")
    assert (seen["authorized"], seen["strangers"]) == (True, 0)
    assert seen["subscribed"] == ["portal:new", "portal:remove"]
    page.evaluate(f"openPanel({{ contentId: '{CONTENT}', courseUuid: '{COURSE}' }})")
    expect(page.locator("#panel")).to_contain_text("When you save, Invigil watches over this test.")
    assert meeting.exam() is None
    assert saved(page) == {
        "type": "proctoring-service:settings-saved:response", "correlationId": "c-1", "success": True,
    }
    expect(page.locator("#panel")).to_contain_text("Invigil watches over this test.")
    assert (meeting.exam().title, meeting.exam().context_id) == ("Midterm", COURSE)
    with browser.expect_page() as opened:
        page.locator("#panel a").click()
    expect(opened.value.get_by_label("Name of the exam")).to_have_value("Midterm")
    page.close()
    opened.value.close()


def test_who_does_not_teach_the_course_is_told_so_and_binds_nothing(browser: BrowserContext, meeting: Meeting) -> None:
    meeting.learn.roles[TEACHER] = "Student"
    page = at_ultra(browser, meeting)
    answer = saved(page)
    assert (answer["success"], answer["error"]) == (False, "Only teachers of this course can do that.")
    assert meeting.exam() is None
    page.close()


def test_without_a_connected_api_nothing_is_registered(browser: BrowserContext, meeting: Meeting) -> None:
    meeting.web.base.api_tokens.forget("p1")
    page = browser.new_page()
    page.goto(f"{meeting.learn.url}/ultra")
    expect(page.frame_locator("iframe").locator("#app")).to_contain_text("Nobody has connected the LMS's API yet.")
    assert page.evaluate("seen.hellos") == 0
    page.close()


@pytest.mark.parametrize(("takes", "setting"), [("standard", {}), ("issuer", {"assessment_claims": "issuer"})])
def test_the_bound_test_starts_as_learn_takes_it(
    browser: BrowserContext, meeting: Meeting, takes: str, setting: dict[str, str]
) -> None:
    page = at_ultra(browser, meeting)
    saved(page)
    page.goto(f"{meeting.learn.url}/start")
    page.wait_for_url("**/widget?**")
    page.close()
    base, exam_id = meeting.web.base, meeting.exam().id
    with base.works() as work:
        (attempt,) = work.attempts.in_exam(exam_id)
        work.platforms.save(replace(work.platforms.get("p1"), settings=setting))
    meeting.learn.takes = takes
    form = base.forms.start_assessment("p1", attempt)
    assert requests.post(form.url, data={"JWT": form.jwt}, timeout=10).status_code == 200
    meeting.learn.takes = "issuer" if takes == "standard" else "standard"
    assert requests.post(form.url, data={"JWT": form.jwt}, timeout=10).status_code == 400


def test_a_flag_waits_for_the_hand_in_and_then_stands_in_the_notes(meeting: Meeting) -> None:
    calls = meeting.web.base.outward.to(meeting.web.base.registrations.by_id("p1"))
    exam = ExamInLms("e1", context_id=COURSE, api=ApiConnection(meeting.learn.url, frozenset(), 1.0))
    attempt = AttemptInLms(EXAMINEE, "s", 1, CONTENT)
    flag = Command(Verb.FLAG, 5.0, reason_msg="A second person")
    with pytest.raises(IntegrationFailed, match="not handed in yet"):
        Blackboard().perform(flag, exam, attempt, calls)
    meeting.learn.attempt["status"] = "NeedsGrading"
    for _ in range(2):
        Blackboard().perform(flag, exam, attempt, calls)
    assert meeting.learn.attempt["notes"] == "Invigil: flagged. A second person"
    assert meeting.learn.attempt["status"] == "NeedsGrading"
