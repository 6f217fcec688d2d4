"""Placements in Learn: made once, left alone where they are, and each refusal in words."""

from typing import Any

import pytest

from integrations.base import IntegrationFailed, NotConnected
from integrations.blackboard import placements
from tests.fakes.ways_out import FakeCalls
from tool.web.launch.description import tool_description

TOOL = tool_description("https://invigil.test")
USER = {"invigil_user": "@X@user.pk_string@X@"}


def listed(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"results": list(entries)}


def ours(kind: str, custom: dict[str, str], handle: str) -> dict[str, Any]:
    return {"type": kind, "url": TOOL.launch_url, "customParameters": custom, "handle": handle}


def refusal(status: int | None) -> IntegrationFailed:
    return IntegrationFailed("Making it was refused.", status=status)


def test_all_are_made_with_the_handle_of_the_first_in_the_last() -> None:
    calls = FakeCalls(listed(), {}, listed(), {}, listed(), {})
    assert [one.state for one in placements.make(TOOL, calls)] == ["made"] * 3
    sent = [call for call in calls.sent if call.method == "POST"]
    assert [call.json["type"] for call in sent] == ["Proctoring", "Application", "UltraUI"]
    assert all(call.looked and call.leave == "api" and call.json["url"] == TOOL.launch_url for call in sent)
    assert sent[2].json["customParameters"]["invigil_handle"] == sent[0].json["handle"]
    for call in sent:
        assert len(call.json["handle"]) <= 32
        assert len(call.json["name"]) <= 50


def test_a_second_press_makes_none() -> None:
    calls = FakeCalls(
        listed(ours("Proctoring", USER, "p")),
        listed(ours("Application", {"invigil_place": "course_navigation", **USER}, "c")),
        listed(ours("UltraUI", {"invigil_place": "page_extension", "invigil_handle": "p"}, "u")),
    )
    assert [one.state for one in placements.make(TOOL, calls)] == ["there"] * 3
    assert {call.method for call in calls.sent} == {"GET"}


def test_one_that_was_made_by_hand_is_left_alone_and_what_it_lacks_is_said() -> None:
    other = {**ours("Proctoring", {}, "x"), "url": "https://other.test/launch"}
    calls = FakeCalls(
        listed(other, ours("Proctoring", {}, "theirs")), listed(), {},
        listed(ours("UltraUI", {"invigil_place": "page_extension", "invigil_handle": "old"}, "u")),
    )
    first, _, last = placements.make(TOOL, calls)
    assert (first.state, last.state) == ("differs", "differs")
    assert "invigil_user=@X@user.pk_string@X@" in first.words
    assert last.words.endswith("invigil_handle=theirs.")


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "system.administration.VIEW"), (409, "has the handle invigil-proctoring"), (400, "by hand"),
     (None, "makes none twice"), (500, "makes none twice")],
)
def test_a_refusal_is_said_and_stops_no_other(status: int | None, words: str) -> None:
    calls = FakeCalls(listed(), refusal(status), listed(), {}, listed(), {})
    first, *others = placements.make(TOOL, calls)
    assert first.state == "failed"
    assert words in first.words
    assert [one.state for one in others] == ["made", "made"]


def test_where_learn_does_not_say_what_is_there_nothing_is_made() -> None:
    for trouble in (refusal(403), NotConnected("Nobody has connected it.")):
        calls = FakeCalls(trouble)
        with pytest.raises(IntegrationFailed):
            placements.make(TOOL, calls)
        assert len(calls.sent) == 1


def test_a_course_tool_that_students_cannot_use_is_said_to() -> None:
    course = {**ours("Application", {"invigil_place": "course_navigation", **USER}, "c"), "allowStudents": False}
    calls = FakeCalls(listed(ours("Proctoring", USER, "p")), listed(course), listed(), {})
    found = placements.make(TOOL, calls)
    assert found[1].state == "differs"
    assert "students" in found[1].words
