"""What the tool sends to the plugin in Moodle beside LTI, and what it makes of the answers."""

from collections.abc import Mapping
from typing import Any

import pytest

from integrations.base import IntegrationFailed, NullIntegration, Outcome, Presence
from integrations.moodle.adapter import MoodleIntegration
from integrations.registry import integration_of, services_of

ORIGIN = "https://moodle.test"
PLUGIN = {
    "invigil_presence_url": f"{ORIGIN}/mod/quiz/accessrule/invigil/presence.php",
    "invigil_review_url": f"{ORIGIN}/mod/quiz/accessrule/invigil/review_outcome.php",
}
OUTCOME = Outcome("s1", 1_800_000_000.9, 3, {"high": 1, "low": 2}, True, "flagged", "Phone", "Grace Hopper")


class Post:
    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.sent: list[tuple[str, Mapping[str, Any]]] = []

    def __call__(self, url: str, body: Mapping[str, Any]) -> Any:
        self.sent.append((url, body))
        return self.answers.pop(0)


def test_the_plugin_is_known_by_the_addresses_that_its_launches_name() -> None:
    assert services_of(PLUGIN | {"exam": "7"}, ORIGIN) == PLUGIN
    assert isinstance(integration_of(PLUGIN), MoodleIntegration)
    assert isinstance(integration_of({"invigil_presence_url": PLUGIN["invigil_presence_url"]}), NullIntegration)
    assert isinstance(integration_of({}), NullIntegration)


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.test/presence.php", "https://moodle.test.evil/x", "ftp://moodle.test/x", "https://[::1", ""],
)
def test_no_token_goes_to_another_origin(url: str) -> None:
    assert services_of({"invigil_presence_url": url}, ORIGIN) == {}


def test_presence_goes_in_as_few_requests_as_it_takes() -> None:
    present = [Presence(f"s{n}", n % 2 == 0) for n in range(1001)]
    post = Post({"attempts": [{"session": "s0", "status": "running"}]}, {"attempts": []})
    statuses = MoodleIntegration(PLUGIN).report_presence(post, 1_800_000_000.7, present)
    assert statuses == {"s0": "running"}
    assert [(url, body["at"], len(body["attempts"])) for url, body in post.sent] == [
        (PLUGIN["invigil_presence_url"], 1_800_000_000, 1000), (PLUGIN["invigil_presence_url"], 1_800_000_000, 1)
    ]
    assert post.sent[0][1]["attempts"][1] == {"session": "s1", "live": False}


def test_an_empty_report_is_sent_too() -> None:
    post = Post({"attempts": []})
    assert MoodleIntegration(PLUGIN).report_presence(post, 1.0, []) == {}
    assert post.sent[0][1] == {"at": 1, "attempts": []}


@pytest.mark.parametrize("answer", [None, [], {}, {"attempts": "none"}])
def test_an_answer_without_a_list_is_a_failure(answer: Any) -> None:
    with pytest.raises(IntegrationFailed, match="no list"):
        MoodleIntegration(PLUGIN).report_presence(Post(answer), 1.0, [])


def test_statuses_that_nobody_knows_are_not_taken() -> None:
    answer = {"attempts": [{"session": "a", "status": "odd"}, {"session": 1, "status": "running"}, "x"]}
    assert MoodleIntegration(PLUGIN).report_presence(Post(answer), 1.0, []) == {}


@pytest.mark.parametrize("status", [["running"], {"running": True}, None, 1, True])
def test_a_status_that_is_no_word_is_not_taken(status: Any) -> None:
    answer = {"attempts": [{"session": "a", "status": status}, {"session": "b", "status": "paused"}]}
    assert MoodleIntegration(PLUGIN).report_presence(Post(answer), 1.0, []) == {"b": "paused"}


def test_the_outcome_is_facts_in_numbers_and_the_verdict() -> None:
    post = Post({"kept": True})
    MoodleIntegration(PLUGIN).show_outcome(post, OUTCOME)
    [(url, body)] = post.sent
    assert url == PLUGIN["invigil_review_url"]
    assert body == {
        "session": "s1", "at": 1_800_000_000, "incidents": 3, "severities": {"high": 1, "low": 2}, "flagged": True,
        "verdict": "flagged", "verdict_note": "Phone", "verdict_by": "Grace Hopper",
    }
    with pytest.raises(IntegrationFailed, match="kept"):
        MoodleIntegration(PLUGIN).show_outcome(Post({"kept": False}), OUTCOME)


def test_an_lms_without_anything_beyond_lti_says_so() -> None:
    nothing, post = NullIntegration(), Post()
    assert [nothing.watches_presence, nothing.shows_outcome, nothing.readmits] == [False] * 3
    assert nothing.report_presence(post, 1.0, [Presence("s", True)]) == {}
    with pytest.raises(IntegrationFailed):
        nothing.show_outcome(post, OUTCOME)
    assert post.sent == []
