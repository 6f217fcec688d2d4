"""A launch is bound to the browser that began it: by a cookie, by the platform's storage, or by a person's click."""

import re
import threading
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from web_stage import DEEP_LINKING, INSTRUCTOR, PROCTORING, PUBLIC_URL, Stage, ticket_of

from lti.launch import state_mark
from tool.monitoring.tenancy import onboarding

OURS = {"Origin": PUBLIC_URL}
GUARDED = ("tickets", "people", "attempts")


def data_of(page: Any, element: str) -> dict[str, str]:
    """What the page hands to its script, by the id of the element that carries it."""
    tag = re.search(rf'<\w+ id="{element}"[^>]*>', page.text)
    assert tag, page.text
    return {name: unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', tag.group())}


def held_in(page: Any) -> str:
    found = re.search(r'name="held" value="([^"]+)"', page.text)
    assert found, page.text
    return unescape(found.group(1))


def go_on(browser: Any, held: str, **more: Any) -> Any:
    headers = more.pop("headers", OURS)
    return browser.post("/lti/continue", data={"held": held, **more}, headers=headers)


def unbound(stage: Stage, **overrides: Any) -> Any:
    """The page that a browser gets which has kept nothing of the login."""
    page = stage.browser().post("/lti/launch", data=stage.form(**{**PROCTORING, **overrides}))
    assert page.status_code == 200, page.text
    assert "Location" not in page.headers
    return page


def stored(stage: Stage, **overrides: Any) -> tuple[str, Any]:
    """A login and launch in a browser without cookies on a platform with storage: the secret kept, and the page."""
    opening = stage.begin(stage.browser(), lti_storage_target="post_message_forwarding")
    assert opening.status_code == 200
    login = data_of(opening, "login")
    asked = dict(parse_qsl(urlsplit(login["next"]).query))
    form = stage.answered(asked, **{**PROCTORING, **overrides})
    return login["value"], stage.browser().post("/lti/launch", data=form)


def refused(stage: Stage, answer: Any, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert f"<code>{code}</code>" in answer.text
    assert "start again" in answer.text
    assert "Location" not in answer.headers


def test_the_browser_that_began_goes_straight_in(stage: Stage) -> None:
    assert stage.launch(**PROCTORING).status_code == 303


def test_parallel_launches_in_two_tabs(stage: Stage) -> None:
    first, second = stage.login(), stage.login()
    assert stage.http.get_cookie(f"invigil_login_{state_mark(first['state'])}", path="/lti")
    later = stage.http.post("/lti/launch", data=stage.answered(second, **PROCTORING))
    earlier = stage.http.post("/lti/launch", data=stage.answered(first, **PROCTORING))
    assert (later.status_code, earlier.status_code) == (303, 303)
    assert not stage.http.get_cookie(f"invigil_login_{state_mark(first['state'])}", path="/lti")


def test_parallel_posts_of_one_launch_open_it_once(stage: Stage) -> None:
    asked = stage.login()
    form = stage.answered(asked, **PROCTORING)
    secret = stage.http.get_cookie(f"invigil_login_{state_mark(asked['state'])}", path="/lti").value
    start = threading.Barrier(4)
    statuses: list[int] = []

    def post() -> None:
        browser = stage.browser()
        browser.set_cookie(f"invigil_login_{state_mark(asked['state'])}", secret, path="/lti")
        start.wait(10)
        statuses.append(browser.post("/lti/launch", data=form).status_code)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(statuses) == [303, 401, 401, 401]


def test_login_csrf_gives_no_way_in_without_a_click(stage: Stage) -> None:
    """Mallory logs in and has the victim's browser post her launch: the victim sees whose session it would be."""
    form = stage.form(**PROCTORING, sub="mallory", name="Mallory <b>M.</b>")
    victim = stage.browser()
    stage.login(victim)
    page = victim.post("/lti/launch", data=form)
    assert page.status_code == 200
    assert "Location" not in page.headers
    assert "ticket" not in page.text
    assert "Signed in by <strong>School LMS</strong> as <strong>Mallory &lt;b&gt;M.&lt;/b&gt;</strong>" in page.text
    assert "close this page" in page.text


def test_the_page_with_the_button_is_framed_by_the_platform_only(stage: Stage) -> None:
    page = unbound(stage, START_ASSESSMENT_URL="https://school.lms.example/start")
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors https://lms.example https://school.lms.example;" in policy
    assert "form-action 'self'" in policy
    assert re.search(r"script-src 'nonce-[\w-]+'", policy)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "strict-origin", "its form must name its origin"


def test_a_click_opens_what_was_held(stage: Stage) -> None:
    page = unbound(stage)
    answer = go_on(stage.browser(), held_in(page))
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/widget"
    opened = stage.http.post("/api/session", json={"ticket": ticket_of(answer)})
    assert opened.json["person_name"] == "Ada Lovelace"


STAFF = {"ROLES": [INSTRUCTOR]}


@pytest.mark.parametrize(
    ("destination", "claims", "target"),
    [
        ("document", STAFF, "_self"), ("iframe", STAFF, "_blank"), (None, STAFF, "_blank"),
        ("iframe", PROCTORING, "_self"), (None, DEEP_LINKING, "_self"),
    ],
)
def test_the_button_opens_a_window_only_out_of_a_frame_and_not_for_what_belongs_into_it(
    stage: Stage, destination: str | None, claims: dict[str, Any], target: str
) -> None:
    headers = {"Sec-Fetch-Dest": destination} if destination else {}
    page = stage.browser().post("/lti/launch", data=stage.form(**claims), headers=headers)
    assert f'action="/lti/continue" target="{target}" rel="noopener"' in page.text
    assert ("window of its own, because" in page.text) == (target == "_blank")


def test_a_platform_and_a_person_without_names(stage: Stage) -> None:
    page = unbound(stage, TOOL_PLATFORM=None, name=None, given_name=None, family_name=None)
    assert "Signed in by <strong>lms.example</strong>, which does not tell your name." in page.text


def test_a_person_may_take_ten_minutes_to_click(stage: Stage) -> None:
    page = unbound(stage)
    stage.clock.now += 590
    answer = go_on(stage.browser(), held_in(page))
    assert stage.http.post("/api/session", json={"ticket": ticket_of(answer)}).status_code == 200


def test_a_hold_is_used_once(stage: Stage) -> None:
    held = held_in(unbound(stage))
    assert go_on(stage.browser(), held).status_code == 303
    refused(stage, go_on(stage.browser(), held), 410, "hold_over")


def test_a_hold_that_is_too_old(stage: Stage) -> None:
    held = held_in(unbound(stage))
    stage.clock.now += 601
    refused(stage, go_on(stage.browser(), held), 410, "hold_over")


@pytest.mark.parametrize(
    "forged", ["", ".", "x", "a.b", "é.é", "x" * 5000, "{ticket}", "{ticket}.", "{ticket}.{other}"]
)
def test_a_forged_hold(stage: Stage, forged: str) -> None:
    ticket = held_in(unbound(stage)).partition(".")[0]
    other = held_in(unbound(stage)).partition(".")[2]
    refused(stage, go_on(stage.browser(), forged.format(ticket=ticket, other=other)), 410, "hold_over")


def test_a_ticket_is_no_hold_and_a_hold_no_ticket(stage: Stage) -> None:
    refused(stage, go_on(stage.browser(), f"{ticket_of(stage.launch(**PROCTORING))}.x"), 410, "hold_over")
    ticket = held_in(unbound(stage)).partition(".")[0]
    assert stage.http.post("/api/session", json={"ticket": ticket}).status_code == 401


def test_what_waits_cannot_be_read_from_the_database(stage: Stage) -> None:
    page = unbound(stage)
    with stage.web.base.works() as work:
        payload = onboarding.redeem_ticket(work, held_in(page).partition(".")[0], stage.clock())
    assert payload is not None
    assert set(payload) == {"kind", "sealed"}
    assert payload["sealed"].startswith("gAAAA")


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, {"Origin": "https://tool.example.evil"},
        {"Origin": "http://tool.example"}, {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_hold_sent_by_another_site_opens_nothing(stage: Stage, headers: dict[str, str]) -> None:
    """Else Mallory would let the victim's browser go on with a hold of her own, past the page with the names."""
    held = held_in(unbound(stage))
    refused(stage, go_on(stage.browser(), held, headers=headers), 403, "not_from_here")
    assert go_on(stage.browser(), held).status_code == 303, "and spends nothing"


def test_a_browser_that_hides_the_origin_of_forms(stage: Stage) -> None:
    answer = go_on(stage.browser(), held_in(unbound(stage)), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


def test_continue_takes_posts_only(stage: Stage) -> None:
    assert stage.http.get("/lti/continue").status_code == 405


def test_the_opening_page_asks_the_platform_to_keep_the_secret(stage: Stage) -> None:
    opening = stage.begin(lti_storage_target="_parent")
    login = data_of(opening, "login")
    assert login["next"].startswith("https://lms.example/auth?")
    asked = dict(parse_qsl(urlsplit(login["next"]).query))
    cookie = stage.http.get_cookie(f"invigil_login_{state_mark(asked['state'])}", path="/lti")
    assert cookie.value == login["value"], "either may come back"
    assert (login["origin"], login["frame"]) == ("https://lms.example", "_parent")
    assert re.fullmatch(r"invigil_[0-9a-f]{12}", login["key"])
    assert '<noscript><p><a href="https://lms.example/auth?' in opening.text
    assert re.search(r"script-src 'nonce-[\w-]+'", opening.headers["Content-Security-Policy"])
    assert stage.http.post("/lti/launch", data=stage.answered(asked, **PROCTORING)).status_code == 303


@pytest.mark.parametrize("name", ['"><script>', "a b", "x" * 200])
def test_a_storage_target_that_is_no_frame_name_is_passed_over(stage: Stage, name: str) -> None:
    assert stage.begin(lti_storage_target=name).status_code == 302


def test_the_platform_s_storage_proves_the_browser(stage: Stage) -> None:
    secret, page = stored(stage)
    proof = data_of(page, "proof")
    assert (proof["origin"], proof["frame"]) == ("https://lms.example", "post_message_forwarding")
    assert proof["key"] == f"invigil_{proof['hash'][:12]}"
    assert secret not in page.text
    answer = go_on(stage.browser(), held_in(page), value=secret)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).fragment)["ticket"]


def test_where_storage_fails_the_click_is_there(stage: Stage) -> None:
    _secret, page = stored(stage)
    assert go_on(stage.browser(), held_in(page)).status_code == 303


@pytest.mark.parametrize("value", ["", "guessed", "x" * 4000])
def test_a_storage_value_that_is_wrong(stage: Stage, value: str) -> None:
    secret, page = stored(stage)
    refused(stage, go_on(stage.browser(), held_in(page), value=value), 403, "other_browser")
    refused(stage, go_on(stage.browser(), held_in(page), value=secret), 410, "hold_over")


def test_the_secret_of_another_login_proves_nothing(stage: Stage) -> None:
    other, _page = stored(stage)
    _secret, page = stored(stage)
    refused(stage, go_on(stage.browser(), held_in(page), value=other), 403, "other_browser")


def test_a_value_where_the_platform_has_no_storage(stage: Stage) -> None:
    refused(stage, go_on(stage.browser(), held_in(unbound(stage)), value="x"), 403, "other_browser")


def test_pages_that_explain_need_no_proof(stage: Stage) -> None:
    page = stage.browser().post("/lti/launch", data=stage.form())
    assert "<code>no_attempt</code>" in page.text


def test_staff_are_asked_too(stage: Stage) -> None:
    page = unbound(stage, MESSAGE_TYPE="LtiResourceLinkRequest", ROLES=[INSTRUCTOR])
    answer = go_on(stage.browser(), held_in(page))
    assert urlsplit(answer.location).path == "/console"


def test_a_login_leaves_nothing_on_the_server(stage: Stage) -> None:
    for _ in range(20):
        stage.login()
    assert stage.rows("used_states") == stage.rows("tickets") == 0


def test_a_forged_launch_writes_nothing(stage: Stage) -> None:
    form = stage.form(**PROCTORING)
    head, body, _ = form["id_token"].split(".")
    assert stage.http.post("/lti/launch", data=form | {"id_token": f"{head}.{body}.AAAA"}).status_code == 401
    assert stage.rows("used_states") == 0
    assert {table: stage.rows(table) for table in GUARDED} == dict.fromkeys(GUARDED, 0)
