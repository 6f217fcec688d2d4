"""The tool in a frame of another site, in browsers that keep few cookies or none: who gets in, and how."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser import chromium
from tests.browser.looking import wait_for
from tests.browser.people import Examinee, Proctor, by_testid
from tests.browser.stack import Stack
from tests.browser.visitor import SURFACE, Cookies, Visitor, cookie_of

NAME = "Tess Teacher"
PATIENCE_S = 3.0

# What the LMS's page does in place of its own script: it tells a window of another origin what it is asked, and lets
# that window answer. The answers are right in everything but their origin.
_RELAY = """
window.heard = [];
window.addEventListener('message', (event) => {
  const subject = event.data && event.data.subject;
  if (typeof subject !== 'string' || !subject.startsWith('lti.') || subject.endsWith('.response')) return;
  window.heard.push(subject);
  if (subject === 'lti.capabilities') {
    const answer = { subject: 'lti.capabilities.response', message_id: event.data.message_id };
    answer.supported_messages = [{ subject: 'lti.put_data' }, { subject: 'lti.get_data' }];
    event.source.postMessage(answer, '*');
  } else if (window.hostile) window.hostile.postMessage(event.data, '*');
});
"""
_ANSWER = """() => {
  const kept = {};
  window.answered = 0;
  addEventListener('message', ({ data }) => {
    if (data.subject === 'lti.put_data') kept[data.key] = data.value;
    window.answered += 1;
    opener.frames[0].postMessage({ ...data, subject: `${data.subject}.response`, value: kept[data.key] }, '*');
  });
}"""
_FRAME = """(url) => {
  const frame = document.createElement('iframe');
  frame.src = url; document.body.append(frame);
}"""
_POST = """([url, fields]) => {
  const form = document.createElement('form');
  form.method = 'post'; form.action = url;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.name = name; input.value = value; form.append(input);
  }
  document.body.append(form); form.submit();
}"""


# ---- a browser that keeps partitioned cookies ----
def test_a_partitioned_cookie_is_enough(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path) as tess:
        tess.open_course_tool()
        tess.sees_surface()
        [launch] = tess.sent("/lti/launch")
        assert "invigil_login_" in cookie_of(launch)
        assert tess.sent("/lti/continue") == []
        tess.shot("partitioned")


def test_no_cookie_is_left_behind(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path) as tess:
        tess.open_course_tool()
        tess.sees_surface()
        assert [c["name"] for c in tess.context.cookies() if c["name"].startswith("invigil")] == []


# ---- a browser that refuses the tool's cookies, in an LMS that keeps data for tools ----
@pytest.mark.parametrize("storage", ["parent", "frame"])
def test_the_platforms_storage_is_enough(
    stack: Stack, playwright: Playwright, tmp_path: Path, storage: str
) -> None:
    with Visitor(playwright, stack, tmp_path, storage=storage, cookies=Cookies.OWN_WINDOW) as tess:
        began = tess.open_course_tool()
        tess.sees_surface()
        assert time.monotonic() - began < PATIENCE_S
        assert cookie_of(tess.sent("/lti/launch")[0]) == ""
        [proof] = tess.sent("/lti/continue")
        assert "value=" in (proof.post_data or "")
        tess.shot(f"storage-{storage}")


def test_the_platforms_storage_is_enough_for_a_window_of_its_own(
    stack: Stack, playwright: Playwright, tmp_path: Path
) -> None:
    with Visitor(playwright, stack, tmp_path, storage="parent", cookies=Cookies.NOWHERE) as tess:
        with tess.context.expect_page() as opened:
            tess.page.click(by_testid("open-console"))
        opened.value.wait_for_url("**/console?*")
        assert len(tess.sent("/lti/continue")) == 1


def test_an_exam_runs_where_the_lms_keeps_data(
    stack: Stack, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    refuse = (stack.tool_url, stack.sandbox_url)
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    femi = Examinee(playwright, stack, tmp_path, "examinee", face, refuse=refuse)
    try:
        proctor.open_console("Cell biology midterm")
        femi.start("Cell biology midterm", "femi")
        femi.check_in()
        proctor.admit("Femi")
        femi.begin()
    finally:
        femi.close()
        proctor.close()


# ---- neither cookies nor storage: the person is asked ----
def test_the_person_is_asked_and_one_click_opens_a_window(
    stack: Stack, playwright: Playwright, tmp_path: Path
) -> None:
    with Visitor(playwright, stack, tmp_path, cookies=Cookies.OWN_WINDOW) as tess:
        tess.open_course_tool()
        expect(tess.button).to_be_visible()
        expect(tess.page.frame_locator("iframe").locator("body")).to_contain_text(
            f"Signed in by Sandbox University as {NAME}"
        )
        tess.shot("asked")
        tess.page.wait_for_timeout(2500)
        assert len(tess.context.pages) == 1
        assert tess.sent("/lti/continue") == []
        assert not SURFACE.search(tess.frame.url)
        with tess.context.expect_page() as opened:
            tess.button.click()
        tess.sees_surface(opened.value)
        assert opened.value.evaluate("opener") is None
        expect(tess.button).to_be_hidden()
        tess.shot("asked-after")
        opened.value.screenshot(path=tmp_path / "own-window.png")


def test_a_browser_that_keeps_nothing_anywhere_is_enough(
    stack: Stack, playwright: Playwright, tmp_path: Path
) -> None:
    with Visitor(playwright, stack, tmp_path, cookies=Cookies.NOWHERE) as tess:
        tess.open_course_tool()
        with tess.context.expect_page() as opened:
            tess.button.click()
        tess.sees_surface(opened.value)


def test_a_held_launch_opens_once(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path, cookies=Cookies.OWN_WINDOW) as tess:
        tess.open_course_tool()
        with tess.context.expect_page() as opened:
            tess.button.click()
        tess.sees_surface(opened.value)
        held = (tess.sent("/lti/continue")[0].post_data_json or {})["held"]
        answer = tess.page.request.post(
            f"{stack.tool_url}/lti/continue", form={"held": held}, headers={"Origin": stack.tool_url}, max_redirects=0
        )
        assert (answer.status, "location" in answer.headers) == (410, False)
        tess.page.set_content(answer.text())
        tess.shot("held-twice")


# ---- somebody else's launch ----
@pytest.fixture
def stolen(stack: Stack, playwright: Playwright, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The form of a launch that Tess's browser began, taken out of it before it arrived."""
    with Visitor(playwright, stack, tmp_path) as tess:
        tess.context.route("**/lti/launch", lambda route: route.abort())
        with tess.page.expect_request("**/lti/launch") as taken:
            tess.open_course_tool()
        yield dict(taken.value.post_data_json)


@pytest.fixture
def victim(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    browser = chromium.start(playwright, tmp_path / "victim")
    yield browser
    browser.close()


def test_a_launch_of_another_browser_signs_nobody_in(
    stack: Stack, stolen: dict[str, str], victim: BrowserContext, tmp_path: Path
) -> None:
    page = victim.new_page()
    page.goto(f"{stack.media_url}/healthz")  # any other site
    page.evaluate(_POST, [f"{stack.tool_url}/lti/launch", stolen])
    expect(page.get_by_role("button", name="Open Invigil")).to_be_visible()
    expect(page.locator("body")).to_contain_text(f"Signed in by Sandbox University as {NAME}")
    page.wait_for_timeout(1500)
    assert page.url == f"{stack.tool_url}/lti/launch"
    page.screenshot(path=tmp_path / "stolen.png")


def test_another_site_cannot_press_the_button(
    stack: Stack, stolen: dict[str, str], victim: BrowserContext, playwright: Playwright
) -> None:
    attacker = playwright.request.new_context()
    answer = attacker.post(f"{stack.tool_url}/lti/launch", form=stolen)
    page: Page = victim.new_page()
    page.set_content(answer.text())
    held = page.locator("input[name=held]").first.get_attribute("value")
    page.goto(f"{stack.media_url}/healthz")
    page.evaluate(_POST, [f"{stack.tool_url}/lti/continue", {"held": held}])
    page.wait_for_url("**/lti/continue")
    expect(page.locator("body")).to_contain_text("another site")
    attacker.dispose()


# ---- storage that does not answer, or that answers for another ----
def test_silent_storage_ends_in_the_button_soon(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path, storage="parent", cookies=Cookies.OWN_WINDOW) as tess:
        tess.context.route("**/lti_messages.js", lambda route: route.abort())
        began = tess.open_course_tool()
        expect(tess.button).to_be_visible()
        assert time.monotonic() - began < 2 * PATIENCE_S
        tess.page.reload()
        tess.frame.wait_for_url("**/lti/launch")
        began = time.monotonic()
        expect(tess.button).to_be_visible()
        assert time.monotonic() - began < PATIENCE_S


def test_silent_storage_does_not_keep_a_cookie_out(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path, storage="parent") as tess:
        tess.context.route("**/lti_messages.js", lambda route: route.abort())
        began = tess.open_course_tool()
        tess.sees_surface()
        assert time.monotonic() - began < PATIENCE_S


def test_answers_of_another_origin_are_ignored(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    with Visitor(playwright, stack, tmp_path, storage="parent", cookies=Cookies.OWN_WINDOW) as tess:
        tess.context.route(
            "**/lti_messages.js", lambda route: route.fulfill(content_type="text/javascript", body=_RELAY)
        )
        tess.open_course_tool()
        expect(tess.button).to_be_visible()
        with tess.page.expect_popup() as opened:
            tess.page.evaluate(f"() => {{ window.hostile = window.open('{stack.media_url}/healthz'); }}")
        hostile = opened.value
        hostile.wait_for_load_state()
        hostile.evaluate(_ANSWER)
        tess.requests.clear()
        tess.page.evaluate("() => { window.heard = []; const f = document.querySelector('iframe'); f.src = f.src; }")
        wait_for(lambda: "lti.get_data" in tess.page.evaluate("heard"), "the question for the kept value")
        expect(tess.button).to_be_visible()
        assert hostile.evaluate("answered") >= 2
        assert tess.sent("/lti/continue") == []


def test_the_login_tells_its_secret_to_no_other_site(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    """A hostile page frames the login and plays the platform: what the tool would store never reaches it."""
    with Visitor(playwright, stack, tmp_path, storage="parent") as tess:
        tess.open_course_tool()
        tess.sees_surface()
        login = tess.sent("/lti/login")[0].url
        page = tess.context.new_page()
        page.goto(f"{stack.media_url}/healthz")
        page.evaluate(_RELAY)
        page.evaluate(_FRAME, login)
        wait_for(lambda: bool(page.evaluate("heard")), "the question what this page can do")
        page.wait_for_timeout(1500)
        assert page.evaluate("heard") == ["lti.capabilities"]
