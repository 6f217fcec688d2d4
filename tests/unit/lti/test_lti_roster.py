"""The roster: who is in the course, in pages, once each, and as far as the platform tells."""

from collections.abc import Callable
from typing import Any

import pytest
from lti_fakes import INSTRUCTOR, LEARNER, answer
from lti_service_fakes import REGISTRATION, naps, scope_asked, service

from lti import claims, roster
from lti.errors import ServiceFailed
from lti.pages import MAX_PAGES, Listed
from lti.ports import HttpAnswer
from lti.services import ServiceCalls

NRPS_URL = "https://lms.example/members?q=1"


def member(user_id: str, **more: Any) -> dict[str, Any]:
    return {"user_id": user_id, "roles": ["Learner"], **more}


def members(calls: ServiceCalls, **more: Any) -> Listed[roster.Member]:
    return roster.members(NRPS_URL, registration=REGISTRATION, calls=calls, **more)


def test_roster_pages_keep_the_case_of_their_addresses() -> None:
    following = "https://lms.example/Members?Page=AbC"
    link = f'<https://lms.example/first>; rel="first", <{following}>; rel="next"'
    calls, http = service(NRPS_URL, answer({"members": [member("1", name="Ada")]}, link=link))
    second = member("2", given_name="Bo", family_name="Li", status="Inactive")
    http.reply(following, answer({"members": [second, 5, {}]}))
    got = members(calls)
    assert [(m.user_id, m.name, m.roles, m.active) for m in got] == [
        ("1", "Ada", ("Learner",), True), ("2", "Bo Li", ("Learner",), False),
    ]
    assert http.to(NRPS_URL)[0].headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@pytest.mark.parametrize("link", ['<?page=2>; rel="next"', "</members?page=2>; REL=next"])
def test_roster_page_with_a_relative_address(link: str) -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link=link))
    http.reply("https://lms.example/members?page=2", answer({"members": [member("2")]}))
    assert [m.user_id for m in members(calls)] == ["2"]


def test_roster_of_one_link() -> None:
    calls, http = service(NRPS_URL)
    http.reply("https://lms.example/members?q=1&rlid=link-1", answer({"members": [member("1")]}))
    assert len(members(calls, resource_link_id="link-1")) == 1


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/m", "http://evil.example/m", "//evil.example/m", "https://lms.example:8443/m"]
)
def test_token_does_not_follow_a_page_to_another_host(elsewhere: str) -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link=f'<{elsewhere}>; rel="next"'))
    with pytest.raises(ServiceFailed, match="another host"):
        members(calls)
    assert len(http.sent) == 2


@pytest.mark.parametrize(
    "address", ["https://lms.example:99999/m", "https://[::1", "https://[nobody]/m", "https://lms.example:x/m", "//["]
)
def test_next_page_whose_address_is_none(address: str) -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link=f'<{address}>; rel="next"'))
    with pytest.raises(ServiceFailed, match="next page could not be read") as caught:
        members(calls)
    assert caught.value.retry is False
    assert len(http.sent) == 2


def test_roster_that_takes_too_long() -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link='<?page=0>; rel="next"'))
    clock = naps(calls)
    for n in range(9):
        page = answer({"members": []}, link=f'<?page={n + 1}>; rel="next"')
        http.reply(f"https://lms.example/members?page={n}", slow(calls, 9.0, page))
    with pytest.raises(ServiceFailed, match="within 60 seconds") as caught:
        members(calls)
    assert caught.value.retry is True
    assert len(http.sent) == 2 + 7
    assert clock == [9.0] * 7


def slow(calls: ServiceCalls, seconds: float, page: HttpAnswer) -> Callable[[object], HttpAnswer]:
    def reply(_: object) -> HttpAnswer:
        calls.sleep(seconds)
        return page

    return reply


@pytest.mark.parametrize("target", [NRPS_URL, "", "#top", "/members?q=1", "http://lms.example/members?q=1"])
def test_roster_whose_last_page_leads_to_itself_is_read_and_says_so(target: str) -> None:
    calls, http = service(NRPS_URL, answer({"members": [member("1"), member("2")]}, link=f'<{target}>; rel="next"'))
    got = members(calls)
    assert [m.user_id for m in got] == ["1", "2"]
    assert "circle" in got.cut
    assert len(http.to(NRPS_URL)) == 1


def test_roster_that_leads_back_to_an_earlier_page() -> None:
    calls, http = service(NRPS_URL, answer({"members": [member("1")]}, link='<?page=2>; rel="next"'))
    second = "https://lms.example/members?page=2"
    http.reply(second, answer({"members": [member("2")]}, link=f'<{NRPS_URL}>; rel="next"'))
    got = members(calls)
    assert [m.user_id for m in got] == ["1", "2"]
    assert "circle" in got.cut
    assert (len(http.to(NRPS_URL)), len(http.to(second))) == (1, 1)


@pytest.mark.parametrize("link", ['<{}>; title="a, b"; rel="next"', '{}; rel="next"', '<{}>; rel="last NEXT"'])
def test_roster_is_not_cut_by_an_unusual_link(link: str) -> None:
    following = "https://lms.example/members?page=2"
    calls, http = service(NRPS_URL, answer({"members": [member("1")]}, link=link.format(following)))
    http.reply(following, answer({"members": [member("2")]}))
    got = members(calls)
    assert ([m.user_id for m in got], got.cut) == (["1", "2"], "")


def test_roster_is_not_cut_by_a_link_that_cannot_be_read() -> None:
    calls, _ = service(NRPS_URL, answer({"members": [member("1")]}, link='"/members?page=2"; rel="next"'))
    with pytest.raises(ServiceFailed, match="next page could not be read"):
        members(calls)


@pytest.mark.parametrize(
    "said", ["http://lms.example/m?page=2", "http://LMS.example:80/m?page=2", "http://lms.example:8080/m?page=2"]
)
def test_http_page_of_a_platform_behind_a_proxy_is_asked_for_by_https(said: str) -> None:
    calls, http = service(NRPS_URL, answer({"members": [member("1")]}, link=f'<{said}>; rel="next"'))
    http.reply("https://lms.example/m?page=2", answer({"members": [member("2")]}))
    assert [m.user_id for m in members(calls)] == ["1", "2"]


def test_behind_a_proxy_the_port_of_the_page_is_kept() -> None:
    url = "https://lms.example:8443/members"
    calls, http = service(url, answer({"members": []}, link='<http://lms.example/members?page=2>; rel="next"'))
    http.reply(f"{url}?page=2", answer({"members": [member("2")]}))
    assert len(roster.members(url, registration=REGISTRATION, calls=calls)) == 1


def test_roster_that_never_ends() -> None:
    calls, http = service(NRPS_URL, answer({"members": []}, link='<?page=0>; rel="next"'))
    for n in range(MAX_PAGES + 1):
        page = answer({"members": []}, link=f'<?page={n + 1}>; rel="next"')
        http.reply(f"https://lms.example/members?page={n}", page)
    with pytest.raises(ServiceFailed, match="more than 200 pages"):
        members(calls)
    assert len(http.sent) == 1 + MAX_PAGES


def test_roster_that_is_absurdly_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "MAX_MEMBERS", 2)
    calls, _ = service(NRPS_URL, answer({"members": [member(str(n)) for n in range(3)]}))
    with pytest.raises(ServiceFailed, match="more than 2 members"):
        members(calls)


def test_filters_and_page_size_go_beside_what_is_in_the_address() -> None:
    learner = "http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23Learner"
    calls, http = service(f"{NRPS_URL}&rlid=l%26+1&role={learner}&limit=50", answer({"members": []}))
    assert members(calls, resource_link_id="l& 1", role=LEARNER, limit=50) == []
    assert scope_asked(http) == claims.SCOPE_ROSTER


@pytest.mark.parametrize(
    ("said", "status"),
    [(None, "Active"), ("Active", "Active"), ("Inactive", "Inactive"), ("Deleted", "Deleted"), ("active?", "Inactive"),
     (5, "Inactive")],
)
def test_status(said: Any, status: str) -> None:
    calls, _ = service(NRPS_URL, answer({"members": [member("1", status=said)]}))
    (got,) = members(calls)
    assert (got.status, got.active) == (status, status == "Active")


def test_roles_are_as_the_platform_wrote_them() -> None:
    people = [member("1", roles=[INSTRUCTOR]), member("2", roles=[LEARNER, 5]), member("3", roles="Learner")]
    calls, _ = service(NRPS_URL, answer({"members": people}))
    assert [m.roles for m in members(calls)] == [(INSTRUCTOR,), (LEARNER,), ()]


def test_who_is_listed_twice_is_one_person() -> None:
    gone = member("1", name="Old", status="Inactive", roles=["Learner"])
    here = member("1", name="New", roles=["Instructor", "Learner"], message=[{"a": 1}])
    for listed in ([gone, here], [here, gone]):
        calls, _ = service(NRPS_URL, answer({"members": listed}))
        (got,) = members(calls)
        assert (got.name, got.status, set(got.roles)) == ("New", "Active", {"Learner", "Instructor"})
        assert got.messages == ({"a": 1},)


@pytest.mark.parametrize(
    ("said", "kept"), [(None, ()), ([{"a": 1}, 5], ({"a": 1},)), ({"a": 1}, ({"a": 1},)), ("x", ())]
)
def test_message_section_is_left_as_it_came(said: Any, kept: tuple[Any, ...]) -> None:
    calls, _ = service(NRPS_URL, answer({"members": [member("1", message=said)]}))
    assert members(calls)[0].messages == kept


@pytest.mark.parametrize("bad", ["", "x" * 256, "a\nb", 5, None])
def test_member_without_a_usable_id_is_passed_over(bad: Any) -> None:
    calls, _ = service(NRPS_URL, answer({"members": [member("1") | {"user_id": bad}, member("2")]}))
    assert [m.user_id for m in members(calls)] == ["2"]


@pytest.mark.parametrize("reply", [answer([]), answer({"members": {}}), HttpAnswer(200, {}, b"<html>"), answer(None)])
def test_roster_that_cannot_be_read(reply: HttpAnswer) -> None:
    calls, _ = service(NRPS_URL, reply)
    with pytest.raises(ServiceFailed) as caught:
        members(calls)
    assert caught.value.retry is False
