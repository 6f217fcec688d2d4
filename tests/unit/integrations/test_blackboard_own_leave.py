"""Ending an attempt in Learn by the examinee's own leave: whose it is, what is sent by it, what a refusal says."""

from dataclasses import replace
from typing import Any

import pytest
from test_blackboard_adapter import ATTEMPT, ATTEMPTS, BOTH, COLUMN, EXAM, LEARN, USER, Failing

from integrations.base import Command, IntegrationFailed, Verb
from integrations.http import Call
from tests.fakes.ways_out import FakeCalls

END = Command(Verb.TERMINATE, 5.0)
LEFT = replace(ATTEMPT, own_leave=True)


def test_what_is_answered_is_handed_in_in_the_examinees_name_and_by_no_other_leave() -> None:
    calls = FakeCalls(COLUMN, BOTH, {"status": "InProgress"}, {})
    assert LEARN.perform(END, EXAM, LEFT, calls).words == "It is handed in, in the examinee's name."
    assert [call.leave for call in calls.sent] == ["api", "api", "api", "own"]
    assert calls.sent[-1] == Call(
        "PATCH", f"{ATTEMPTS}/_2_1", "Handing the attempt in", json={"status": "NeedsGrading"}, leave="own",
        repeatable=True,
    )


@pytest.mark.parametrize("status", ["NeedsGrading", "Completed"])
def test_what_is_over_is_left_alone(status: str) -> None:
    calls = FakeCalls(COLUMN, BOTH, {"status": status})
    assert "already" in LEARN.perform(END, EXAM, LEFT, calls).words
    assert all(call.method == "GET" for call in calls.sent)


def test_a_refusal_says_why_it_may_be_and_that_it_is_nobodys_error() -> None:
    with pytest.raises(IntegrationFailed, match="locked browser") as failed:
        LEARN.perform(END, EXAM, LEFT, Failing(403, 3, COLUMN, BOTH, {"status": "InProgress"}))
    assert (failed.value.retry, failed.value.impossible) == (False, True)
    with pytest.raises(IntegrationFailed) as failed:
        LEARN.perform(END, EXAM, LEFT, Failing(500, 3, COLUMN, BOTH, {"status": "InProgress"}))
    assert not failed.value.impossible


def test_it_is_said_to_be_possible_only_where_it_is() -> None:
    def ends(exam: Any, attempt: Any) -> Any:
        return next(c for c in LEARN.capabilities(exam, attempt, ()) if c.verb is Verb.TERMINATE)

    assert ends(EXAM, LEFT).possible
    assert "own leave" in ends(EXAM, LEFT).means
    for exam, attempt in ((EXAM, ATTEMPT), (replace(EXAM, api=None), LEFT), (EXAM, None)):
        assert not ends(exam, attempt).possible
    assert "own leave" in ends(EXAM, ATTEMPT).means
    service = replace(LEFT, control_url="https://learn.test/acs", actions=frozenset({"terminate"}))
    assert "Assessment Control Service" in ends(EXAM, service).means


@pytest.mark.parametrize(
    ("said", "theirs"), [
        ({"user_id": USER}, True), ({"user_id": "915C7567-D76D-444A-BF1E-ED56AAD3BEB5"}, True),
        ({"user_id": "0" * 32}, False), ({"user_id": ""}, False), ({"user_id": 5}, False), ({}, False), (None, False),
    ],
)
def test_a_token_is_theirs_only_if_learn_names_them(said: Any, theirs: bool) -> None:
    assert LEARN.is_of(said, "_9_1", USER) is theirs
    assert LEARN.is_of({"user_id": ""}, "_9_1", "") is False


def test_every_examinee_is_asked_since_staff_can_end_nothing() -> None:
    assert LEARN.needs_personal(None)
    assert LEARN.personal_scopes == ("read", "write", "offline")
