"""An LMS whose API lets the application in by key and secret: one press, one token at once, and nothing but words if
it does not come."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import answer
from test_web_admin import Admin, audited
from web_stage import PUBLIC_URL, Stage

from lti.ports import HttpFailed

LMS = "https://learn.school.example"
TOKEN_URL = f"{LMS}/learn/api/public/v1/oauth2/token"
KEY = {"address": f"{LMS}/ultra", "client_id": " app:key ", "client_secret": "very-secret"}
PATH = "/platforms/reg-1/api/application"
GIVEN = {"access_token": "access-1", "token_type": "bearer", "expires_in": 3600}


@pytest.fixture
def admin(stage: Stage) -> Admin:
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family="BlackboardLearn"))
    stage.platform.http.reply(TOKEN_URL, answer(GIVEN))
    return Admin(stage, "school")


def kept(stage: Stage) -> Any:
    return stage.web.base.api_tokens.find("reg-1")


def test_the_whole_way(stage: Stage, admin: Admin) -> None:
    shown = admin.platform()["api"]
    assert (shown["state"], shown["grant"], shown["wanted"]) == ("unconnected", "client", [])
    said = admin.did("POST", PATH, KEY)
    shown = said["institutions"][0]["platforms"][0]["api"]
    assert (shown["state"], shown["origin"], shown["missing"]) == ("connected", LMS, [])
    [call] = stage.platform.http.to(TOKEN_URL)
    assert call.form == {"grant_type": "client_credentials"}
    name = base64.b64encode(b"app%3Akey:very-secret").decode()
    assert call.headers["Authorization"] == f"Basic {name}"
    token = kept(stage)
    assert (token.grant, token.access_token, token.refresh_token) == ("client", "access-1", "")
    assert token.expires_at > stage.clock()
    assert ("platform.connect_api", "reg-1 by school") in audited(stage)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer({"error": "invalid_client", "error_description": "very-secret is wrong"}, 401), "Copy the key"),
        (answer({"error": "unauthorized_client"}, 400), "Copy the key"), (answer({}, 500), "ask whoever runs the LMS"),
        (HttpFailed("There was no complete answer within 10 seconds.", retry=True), "no complete answer"),
        (answer({"token_type": "bearer"}), "token"),
    ],
)
def test_without_a_token_nothing_is_kept_and_the_page_says_why(
    stage: Stage, admin: Admin, reply: Any, words: str
) -> None:
    stage.platform.http.reply(TOKEN_URL, reply)
    said = admin.ask("POST", PATH, KEY)
    assert (said.status_code, said.json["code"]) == (409, "api_no_token")
    assert words in said.json["message"]
    assert "very-secret" not in said.text
    assert kept(stage) is None
    assert not [action for action, _ in audited(stage) if action == "platform.connect_api"]


def test_what_was_connected_stays_until_the_new_key_works(stage: Stage, admin: Admin) -> None:
    admin.did("POST", PATH, KEY)
    before = kept(stage)
    stage.platform.http.reply(TOKEN_URL, answer({"error": "invalid_client"}, 401))
    assert admin.code("POST", PATH, KEY | {"client_secret": "wrong"}) == (409, "api_no_token")
    assert kept(stage) == before
    stage.platform.http.reply(TOKEN_URL, answer(GIVEN | {"access_token": "access-2"}))
    admin.did("POST", PATH, KEY | {"client_id": "second"})
    assert (kept(stage).client_id, kept(stage).access_token) == ("second", "access-2")


def test_a_revoked_connection_is_made_anew(stage: Stage, admin: Admin) -> None:
    admin.did("POST", PATH, KEY)
    stage.web.base.api_tokens.keep(replace(kept(stage), revoked_at=stage.clock()))
    assert admin.platform()["api"]["state"] == "revoked"
    admin.did("POST", PATH, KEY)
    assert admin.platform()["api"]["state"] == "connected"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"address": "http://learn.school.example"}, "Address of the LMS"), ({"client_id": ""}, "Application key"),
     ({"client_secret": "é"}, "Application secret")],
)
def test_what_cannot_be_used_is_said_by_field(stage: Stage, admin: Admin, changed: dict[str, str], field: str) -> None:
    said = admin.ask("POST", PATH, KEY | changed)
    assert (said.status_code, said.json["code"]) == (409, "bad_address")
    assert said.json["message"].startswith(f"{field}: ")
    assert stage.platform.http.to(TOKEN_URL) == []


def test_each_kind_of_lms_is_connected_in_its_own_way(stage: Stage, admin: Admin) -> None:
    assert admin.code("POST", "/platforms/reg-1/api", KEY) == (409, "other_way")
    for family, code in (("canvas", "other_way"), ("moodle", "no_api")):
        with stage.web.base.works() as work:
            work.platforms.save(replace(work.platforms.get("reg-1"), family=family))
        assert admin.code("POST", PATH, KEY) == (409, code)
    assert stage.platform.http.to(TOKEN_URL) == []


def test_another_institution_neither_connects_nor_sees_it(stage: Stage, admin: Admin) -> None:
    admin.did("POST", PATH, KEY)
    stage.register(
        replace(
            stage.platform.registration, id="reg-2", institution_id="other", issuer="https://other.example",
            client_id="other",
        ),
        "Other School",
    )
    other = Admin(stage, "other")
    assert LMS not in other.ask("GET", "").text
    assert other.code("POST", PATH, KEY) == (404, "not_found")
    assert len(stage.platform.http.to(TOKEN_URL)) == 1
    assert stage.http.post(f"/api/admin{PATH}", json=KEY).status_code == 401


def test_the_issuer_that_all_schools_share_is_not_offered(stage: Stage, admin: Admin) -> None:
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), issuer="https://blackboard.com"))
    assert admin.platform()["api"]["offered"] == ""


def test_disconnecting_forgets_it(stage: Stage, admin: Admin) -> None:
    admin.did("POST", PATH, KEY)
    admin.did("POST", "/platforms/reg-1/api/disconnect")
    assert kept(stage) is None


PLACES = f"{LMS}/learn/api/public/v1/lti/placements"
PLACE = "/platforms/reg-1/api/placements"


def looked(stage: Stage, **there: Any) -> None:
    for kind in ("Proctoring", "Application", "UltraUI"):
        stage.platform.http.reply(f"{PLACES}?type={kind}&limit=100", answer({"results": there.get(kind, [])}))


def made(stage: Stage) -> list[Any]:
    return [json.loads(call.body) for call in stage.platform.http.to(PLACES)]


def test_placements_are_made_where_they_are_missing(stage: Stage, admin: Admin) -> None:
    assert admin.platform()["api"]["makes_placements"]
    admin.did("POST", PATH, KEY)
    looked(stage, Proctoring=[{
        "type": "Proctoring", "url": f"{PUBLIC_URL}/lti/launch", "handle": "ours",
        "customParameters": {"invigil_user": "@X@user.pk_string@X@"},
    }])
    stage.platform.http.reply(PLACES, answer({}, 201), answer({"message": "no"}, 403))
    said = admin.did("POST", PLACE)["placements"]
    assert [(one["title"], one["state"]) for one in said] == [
        ("Proctoring", "there"), ("Course tool", "made"), ("Ultra extension", "failed"),
    ]
    assert "system.administration.VIEW" in said[2]["text"]
    course, extension = made(stage)
    assert (course["type"], course["url"]) == ("Application", f"{PUBLIC_URL}/lti/launch")
    assert extension["customParameters"] == {"invigil_place": "page_extension", "invigil_handle": "ours"}
    assert ("platform.make_placements", "reg-1 by school") in audited(stage)


def test_without_a_connection_no_placement_is_made(stage: Stage, admin: Admin) -> None:
    assert admin.code("POST", PLACE) == (409, "lms_failed")
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family="moodle"))
    assert admin.code("POST", PLACE) == (409, "no_placements")
