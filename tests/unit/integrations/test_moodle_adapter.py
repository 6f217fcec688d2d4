"""What the tool sends to the plugin in Moodle beside LTI, and what it makes of the answers."""

from typing import Any

import pytest

from integrations.base import START_PROCTORING, AttemptInLms, ExamInLms, IntegrationFailed, Outcome, Verb
from integrations.groups import GroupsAsked, GroupsSaid
from integrations.moodle.adapter import Moodle
from integrations.presence import Presence, Standing, Takeover
from integrations.registry import PLAIN, services_of, serving
from lti import claims
from tests.fakes.ways_out import FakeCalls

ORIGIN = "https://moodle.test"
PLUGIN = {
    "invigil_presence_url": f"{ORIGIN}/mod/quiz/accessrule/invigil/presence.php",
    "invigil_review_url": f"{ORIGIN}/mod/quiz/accessrule/invigil/review_outcome.php",
}
OUTCOME = Outcome("s1", 1_800_000_000.9, 3, {"high": 1, "low": 2}, True, "flagged", "Phone", "Grace Hopper")


EXAM = ExamInLms("e1", services=PLUGIN)
ATTEMPT = AttemptInLms("sub-1", "s1", 1, "quiz-1")


def stands(calls: FakeCalls, present: list[Presence], at: float = 1.0) -> dict[str, Standing]:
    return Moodle().report_presence(PLUGIN, at, present, calls)


def reported(calls: FakeCalls, present: list[Presence], at: float = 1.0) -> dict[str, str]:
    return {session: standing.status for session, standing in stands(calls, present, at).items()}


def test_the_plugin_is_known_by_the_addresses_that_its_launches_name() -> None:
    assert services_of(PLUGIN | {"exam": "7"}, ORIGIN) == PLUGIN
    assert isinstance(serving("", ORIGIN, EXAM, None), Moodle)
    half = ExamInLms("e1", services={"invigil_presence_url": PLUGIN["invigil_presence_url"]})
    assert serving("", ORIGIN, half, None) is PLAIN
    assert serving("", ORIGIN, ExamInLms("e1"), None) is PLAIN


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.test/presence.php", "https://moodle.test.evil/x", "ftp://moodle.test/x", "https://[::1", ""],
)
def test_no_token_goes_to_another_origin(url: str) -> None:
    assert services_of({"invigil_presence_url": url}, ORIGIN) == {}


def test_presence_goes_in_as_few_requests_as_it_takes() -> None:
    present = [Presence(f"s{n}", n % 2 == 0) for n in range(1001)]
    calls = FakeCalls({"attempts": [{"session": "s0", "status": "running"}]}, {"attempts": []})
    assert reported(calls, present, 1_800_000_000.7) == {"s0": "running"}
    assert [(c.url, c.json["at"], len(c.json["attempts"])) for c in calls.sent] == [
        (PLUGIN["invigil_presence_url"], 1_800_000_000, 1000), (PLUGIN["invigil_presence_url"], 1_800_000_000, 1)
    ]
    assert calls.sent[0].json["attempts"][1] == {"session": "s1", "live": False}


def test_calls_may_be_repeated_and_ask_for_the_one_scope_that_the_plugin_takes() -> None:
    calls = FakeCalls({"attempts": []}, {"kept": True})
    reported(calls, [])
    Moodle().show_outcome(OUTCOME, EXAM, ATTEMPT, calls)
    assert {(c.method, c.leave, c.scopes, c.repeatable) for c in calls.sent} == {
        ("POST", "lti", (claims.SCOPE_CONTROL,), True)
    }


def test_an_empty_report_is_sent_too() -> None:
    calls = FakeCalls({"attempts": []})
    assert reported(calls, []) == {}
    assert calls.sent[0].json == {"at": 1, "attempts": []}


@pytest.mark.parametrize("answer", [None, [], {}, {"attempts": "none"}])
def test_an_answer_without_a_list_is_a_failure(answer: Any) -> None:
    with pytest.raises(IntegrationFailed, match="no list"):
        reported(FakeCalls(answer), [])


def test_statuses_that_nobody_knows_are_not_taken() -> None:
    answer = {"attempts": [{"session": "a", "status": "odd"}, {"session": 1, "status": "running"}, "x"]}
    assert reported(FakeCalls(answer), []) == {}


def test_the_page_around_the_panel_is_told_where_it_is_known() -> None:
    calls = FakeCalls({"attempts": []})
    reported(calls, [Presence("a", True, "f00"), Presence("b", False, ""), Presence("c", True)])
    assert calls.sent[0].json["attempts"] == [
        {"session": "a", "live": True, "shell": "f00"}, {"session": "b", "live": False, "shell": ""},
        {"session": "c", "live": True},
    ]


def test_takeovers_are_taken_as_the_plugin_writes_them_and_nothing_else() -> None:
    good = {"id": "t1", "at": 1_800_000_100, "since": 1_800_000_000, "other_address": True}
    odd: list[Any] = ["x", {}, good | {"id": ""}, good | {"id": 5}, good | {"at": "now"}, good | {"since": True}]
    said = {"session": "a", "status": "running", "takeovers": [*odd, good, {**good, "id": "t2", "other_address": 1}]}
    other = {"session": "b", "status": "running", "takeovers": "many"}
    assert stands(FakeCalls({"attempts": [said, other]}), []) == {
        "a": Standing("running", (
            Takeover("t1", 1_800_000_100.0, 1_800_000_000.0, True),
            Takeover("t2", 1_800_000_100.0, 1_800_000_000.0, False),
        )),
        "b": Standing("running"),
    }


@pytest.mark.parametrize("status", [["running"], {"running": True}, None, 1, True])
def test_a_status_that_is_no_word_is_not_taken(status: Any) -> None:
    answer = {"attempts": [{"session": "a", "status": status}, {"session": "b", "status": "paused"}]}
    assert reported(FakeCalls(answer), []) == {"b": "paused"}


def test_the_outcome_is_facts_in_numbers_and_the_verdict() -> None:
    calls = FakeCalls({"kept": True}, {"kept": False})
    assert "beside the attempt" in Moodle().show_outcome(OUTCOME, EXAM, ATTEMPT, calls).words
    [call] = calls.sent
    assert call.url == PLUGIN["invigil_review_url"]
    assert call.json == {
        "session": "s1", "at": 1_800_000_000, "incidents": 3, "severities": {"high": 1, "low": 2}, "flagged": True,
        "verdict": "flagged", "verdict_note": "Phone", "verdict_by": "Grace Hopper",
    }
    with pytest.raises(IntegrationFailed, match="kept"):
        Moodle().show_outcome(OUTCOME, EXAM, ATTEMPT, calls)


def test_without_the_plugin_it_is_an_lms_like_others() -> None:
    bare, calls = ExamInLms("e1", column="https://moodle.test/li/1", writes_scores=True), FakeCalls()
    assert not Moodle().watches_presence(bare.services)
    assert Moodle().report_presence({}, 1.0, [Presence("s", True)], calls) == {}
    assert Moodle().capabilities(bare, None, ()) == PLAIN.capabilities(bare, None, ())
    assert Moodle().show_outcome(OUTCOME, bare, ATTEMPT, calls).words == "The comment is in the gradebook."
    assert (calls.sent, len(calls.remarks)) == ([], 1)


def test_with_the_plugin_it_readmits_and_shows_the_outcome() -> None:
    controlled = AttemptInLms("sub-1", "s1", 1, "quiz-1", "https://moodle.test/acs", frozenset({"resume"}))
    possible = {c.verb: c.possible for c in Moodle().capabilities(EXAM, controlled, ())}
    assert (possible[Verb.READMIT], possible[Verb.ANNOTATE], possible[Verb.PAUSE]) == (True, True, False)


def test_what_is_left_to_press_depends_on_the_plugin() -> None:
    assert "press Activate" in Moodle().after_registration([])[0]
    assert "Nothing has to be activated" in Moodle().after_registration([START_PROCTORING])[0]


def test_the_plugin_is_asked_who_is_in_which_group() -> None:
    services = PLUGIN | {"invigil_groups_url": f"{ORIGIN}/groups.php"}
    said = {"groups": {"3": "A", "4": 4}, "staff": {"5": "all", "6": ["3"], "7": None}, "examinees": {"8": ["3", 4]}}
    calls = FakeCalls(said)
    answer = Moodle().read_groups(services, GroupsAsked("link-1", ("5", "6"), ("8",)), calls)
    assert answer == GroupsSaid({"3": "A"}, {"5": None, "6": ("3",), "7": ()}, {"8": ("3",)})
    assert [(c.url, c.json) for c in calls.sent] == [
        (f"{ORIGIN}/groups.php", {"link": "link-1", "staff": ["5", "6"], "examinees": ["8"]})
    ]


def test_an_older_plugin_is_not_asked_about_groups() -> None:
    calls = FakeCalls()
    assert not Moodle().tells_groups(PLUGIN)
    assert Moodle().read_groups(PLUGIN, GroupsAsked("link-1", ("5",), ()), calls) == GroupsSaid()
    assert calls.sent == []
    assert serving("", ORIGIN, EXAM, None).recognises_exam(EXAM, None)
