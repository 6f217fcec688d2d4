"""Gradebook columns: made, found, changed and deleted with the media types and the smallest scope of AGS 2.0."""

from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import NOW, answer
from lti_service_fakes import REGISTRATION, naps, scope_asked, service

from lti import claims, line_items
from lti.errors import ServiceFailed
from lti.line_items import LineItem
from lti.ports import HttpAnswer, HttpFailed
from lti.services import ServiceCalls

LIST = "https://lms.example/course/1/lineitems?type_id=3"
ITEM = "https://lms.example/course/1/lineitems/9/lineitem?type_id=3"
BOTH = frozenset({claims.SCOPE_LINEITEM, claims.SCOPE_LINEITEM_READONLY})
SENT = {
    "id": ITEM, "label": "Proctoring", "scoreMaximum": 100, "resourceId": "exam-7", "resourceLinkId": "link-1",
    "tag": "proctoring", "startDateTime": "2027-01-15T08:00:00Z", "endDateTime": "2027-01-15T10:00:00.000+01:00",
    "gradesReleased": False, "https://canvas.instructure.com/lti/submission_type": {"type": "none"},
}
READ = LineItem(
    label="Proctoring", score_maximum=100, id=ITEM, resource_id="exam-7", resource_link_id="link-1", tag="proctoring",
    starts_at=NOW, ends_at=NOW + 3600, grades_released=False,
    extensions={"https://canvas.instructure.com/lti/submission_type": {"type": "none"}},
)


def find(calls: ServiceCalls, **more: Any) -> list[LineItem]:
    return line_items.find(LIST, registration=REGISTRATION, calls=calls, **more)


def test_found_by_all_filters() -> None:
    url = f"{LIST}&resource_id=exam-7&resource_link_id=link-1&tag=proctoring&limit=50"
    calls, http = service(url, answer([SENT]))
    wanted = {"resource_id": "exam-7", "resource_link_id": "link-1", "tag": "proctoring", "limit": 50}
    assert find(calls, granted=BOTH, **wanted) == [READ]
    assert http.to(url)[0].headers["Accept"] == "application/vnd.ims.lis.v2.lineitemcontainer+json"


@pytest.mark.parametrize(
    ("granted", "asked"),
    [
        (BOTH, claims.SCOPE_LINEITEM_READONLY),
        ({claims.SCOPE_LINEITEM_READONLY}, claims.SCOPE_LINEITEM_READONLY),
        ({claims.SCOPE_LINEITEM, claims.SCOPE_SCORE}, claims.SCOPE_LINEITEM),
        ((), claims.SCOPE_LINEITEM),
    ],
)
def test_smallest_granted_scope_is_asked_for(granted: frozenset[str], asked: str) -> None:
    calls, http = service(LIST, answer([]))
    find(calls, granted=granted)
    assert scope_asked(http) == asked


def test_reading_that_was_not_granted_is_not_tried() -> None:
    calls, http = service(LIST, answer([]))
    with pytest.raises(ServiceFailed, match="does not let Invigil read") as caught:
        find(calls, granted={claims.SCOPE_SCORE})
    assert (caught.value.retry, http.sent) == (False, [])


def test_filters_hold_on_platforms_that_ignore_them() -> None:
    others = [SENT | {"id": f"{ITEM}&n={n}", **change} for n, change in enumerate(({"tag": "x"}, {"resourceId": "y"}))]
    calls, _ = service(f"{LIST}&resource_id=exam-7&tag=proctoring", answer([*others, SENT]))
    assert find(calls, resource_id="exam-7", tag="proctoring") == [READ]


def test_pages_and_an_item_on_two_of_them() -> None:
    following = "https://lms.example/course/1/lineitems?type_id=3&from=1"
    other = {"id": f"{ITEM}&x=2", "label": "Other", "scoreMaximum": 1.5}
    calls, http = service(LIST, answer([SENT], link=f'<{following}>; rel="next"'))
    http.reply(following, answer([SENT, other]))
    assert [(i.label, i.score_maximum) for i in find(calls)] == [("Proctoring", 100), ("Other", 1.5)]


@pytest.mark.parametrize(
    "bad", [5, {}, SENT | {"id": "javascript:alert(1)"}, SENT | {"id": 5}, SENT | {"scoreMaximum": "a lot"},
            SENT | {"scoreMaximum": True}]
)
def test_what_is_no_line_item_is_passed_over(bad: Any) -> None:
    calls, _ = service(LIST, answer([bad, SENT]))
    assert find(calls) == [READ]


def test_maximum_that_comes_as_text() -> None:
    calls, _ = service(LIST, answer([SENT | {"scoreMaximum": "100"}]))
    assert find(calls) == [READ]
    calls, _ = service(ITEM, answer(SENT | {"scoreMaximum": "12.50"}))
    assert line_items.get(ITEM, registration=REGISTRATION, calls=calls).score_maximum == 12.5


@pytest.mark.parametrize("reply", [answer({}), answer(None), HttpAnswer(200, {}, b"<html>")])
def test_list_that_cannot_be_read(reply: HttpAnswer) -> None:
    calls, _ = service(LIST, reply)
    with pytest.raises(ServiceFailed, match="Reading the gradebook columns"):
        find(calls)


def test_columns_on_pages_that_lead_in_a_circle() -> None:
    calls, http = service(LIST, answer([SENT], link=f'<{LIST}>; rel="next"'))
    found = find(calls)
    assert found == [READ]
    assert "Reading the gradebook columns" in found.cut
    assert len(http.to(LIST)) == 1


def test_made() -> None:
    calls, http = service(LIST, answer(SENT, 201))
    asked = replace(READ, id="")
    assert line_items.create(LIST, asked, registration=REGISTRATION, calls=calls) == READ
    assert scope_asked(http) == claims.SCOPE_LINEITEM
    (sent,) = http.to(LIST)
    assert sent.method == "POST"
    assert sent.headers["Content-Type"] == sent.headers["Accept"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert sent.json == {k: v for k, v in SENT.items() if k != "id"} | {
        "startDateTime": "2027-01-15T08:00:00.000+00:00", "endDateTime": "2027-01-15T09:00:00.000+00:00",
    }


def test_made_with_little() -> None:
    calls, http = service(LIST, answer({"id": ITEM, "scoreMaximum": 1, "label": "P"}))
    line_items.create(LIST, LineItem("P", 1), registration=REGISTRATION, calls=calls)
    assert http.to(LIST)[0].json == {"label": "P", "scoreMaximum": 1}


@pytest.mark.parametrize("item", [LineItem("", 1), LineItem("P", 0), LineItem("P", float("nan"))])
def test_column_that_makes_no_sense_is_not_sent(item: LineItem) -> None:
    calls, http = service(LIST, answer(SENT))
    with pytest.raises(ServiceFailed, match="label and a maximum"):
        line_items.create(LIST, item, registration=REGISTRATION, calls=calls)
    assert http.sent == []


@pytest.mark.parametrize("bad", [HttpFailed("No answer.", retry=True), answer(None, 502), answer(None, 504)])
def test_column_is_not_made_twice(bad: HttpAnswer | HttpFailed) -> None:
    calls, http = service(LIST, bad, answer(SENT))
    with pytest.raises(ServiceFailed) as caught:
        line_items.create(LIST, READ, registration=REGISTRATION, calls=calls)
    assert (caught.value.retry, len(http.to(LIST)), naps(calls)) == (True, 1, [])


def test_column_that_the_platform_says_it_did_not_make_is_asked_for_again() -> None:
    calls, _ = service(LIST, answer(None, 503, retry_after="2"), answer(SENT))
    assert line_items.create(LIST, READ, registration=REGISTRATION, calls=calls) == READ
    assert naps(calls) == [2.0]


def test_answer_without_an_address() -> None:
    calls, _ = service(LIST, answer({"label": "P"}))
    with pytest.raises(ServiceFailed, match="could not be read"):
        line_items.create(LIST, READ, registration=REGISTRATION, calls=calls)


def test_read_and_changed() -> None:
    calls, http = service(ITEM, answer(SENT), answer(None, 502), answer(SENT | {"label": "New"}))
    kept = line_items.get(ITEM, registration=REGISTRATION, calls=calls, granted=BOTH)
    assert kept == READ
    changed = line_items.update(ITEM, replace(kept, label="New"), registration=REGISTRATION, calls=calls)
    assert changed.label == "New"
    read, put, again = http.to(ITEM)
    assert (read.method, read.headers["Accept"]) == ("GET", "application/vnd.ims.lis.v2.lineitem+json")
    assert (put.method, put.headers["Content-Type"]) == ("PUT", "application/vnd.ims.lis.v2.lineitem+json")
    assert put.body == again.body
    assert (put.json["id"], put.json["label"]) == (ITEM, "New")
    asked = [sent.form["scope"] for sent in http.to(REGISTRATION.auth_token_url)]
    assert asked == [claims.SCOPE_LINEITEM_READONLY, claims.SCOPE_LINEITEM]


def test_platform_that_only_nods_at_a_change() -> None:
    calls, _ = service(ITEM, answer(None, 204))
    assert line_items.update(ITEM, READ, registration=REGISTRATION, calls=calls) == READ


@pytest.mark.parametrize("status", [200, 204, 404, 410])
def test_deleted_or_gone_already(status: int) -> None:
    calls, http = service(ITEM, answer(None, status))
    line_items.delete(ITEM, registration=REGISTRATION, calls=calls)
    assert http.to(ITEM)[0].method == "DELETE"
    assert scope_asked(http) == claims.SCOPE_LINEITEM


def test_deleting_that_is_refused() -> None:
    calls, _ = service(ITEM, answer(None, 403))
    with pytest.raises(ServiceFailed, match="Deleting the gradebook column was answered with 403"):
        line_items.delete(ITEM, registration=REGISTRATION, calls=calls)
