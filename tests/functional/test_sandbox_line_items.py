"""Line items that tools make, change and remove by AGS, and what stays the LMS's."""

import json

import pytest
from sandbox_bench import AGS, ISSUER, LTI, TOOL, Bench

LIST = "/lti/courses/1/lineitems"
TYPE = "application/vnd.ims.lis.v2.lineitem+json"
BODY = {"label": "Oral exam <1>", "scoreMaximum": 30, "resourceId": "oral-1", "tag": "oral"}


@pytest.fixture
def bench(tmp_path) -> Bench:
    bench = Bench(tmp_path / "lms")
    bench.register()
    return bench


def send(bench: Bench, method: str, url: str, body: object = None, scope: str = "lineitem", content_type: str = TYPE):
    data = {"data": json.dumps(body), "content_type": content_type} if body is not None else {}
    path = url.removeprefix(ISSUER)
    return bench.server.open(path, method=method, headers=bench.bearer(AGS + scope), **data)


def made(bench: Bench, **changes: object) -> dict:
    answer = send(bench, "POST", LIST, BODY | changes)
    assert answer.status_code == 201, answer.text
    assert answer.location == answer.json["id"]
    return answer.json


def test_tool_makes_reads_and_removes_a_line_item_of_its_own(bench):
    item = made(bench, startDateTime="2027-01-15T08:00:00Z", endDateTime="2027-01-15T10:00:00+01:00")
    assert item == BODY | {
        "id": f"{ISSUER}{LIST}/2",
        "startDateTime": "2027-01-15T08:00:00Z",
        "endDateTime": "2027-01-15T09:00:00Z",
    }
    assert send(bench, "GET", item["id"]).json == item
    assert [i["id"] for i in send(bench, "GET", f"{LIST}?tag=oral").json] == [item["id"]]
    assert send(bench, "DELETE", item["id"]).status_code == 204
    assert send(bench, "GET", item["id"]).status_code == 404
    assert len(send(bench, "GET", LIST).json) == 1


def test_line_item_without_a_link_takes_scores_and_shows_them_as_results(bench):
    item = made(bench)
    score = {
        "userId": "2002",
        "scoreGiven": 8,
        "scoreMaximum": 10,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2027-01-15T08:30:00Z",
        "comment": "Well said",
    }
    media = "application/vnd.ims.lis.v1.score+json"
    assert send(bench, "POST", item["id"] + "/scores", score, "score", media).status_code == 204
    result = send(bench, "GET", item["id"] + "/results", scope="result.readonly").json[0]
    assert (result["userId"], result["resultScore"], result["resultMaximum"]) == ("2002", 24, 30)
    assert (result["comment"], result["scoreOf"]) == ("Well said", item["id"])
    assert send(bench, "DELETE", item["id"]).status_code == 204


def test_change_replaces_all_but_the_link(bench):
    link = bench.launch(bench.browser("teacher"), "/quizzes/1/console")[LTI + "resource_link"]["id"]
    item = made(bench, resourceLinkId=link)
    changed = send(bench, "PUT", item["id"], {"label": "Oral", "scoreMaximum": 5})
    assert changed.json == {"id": item["id"], "label": "Oral", "scoreMaximum": 5, "resourceLinkId": link}
    moved = send(bench, "PUT", item["id"], BODY | {"resourceLinkId": "other"})
    assert (moved.status_code, moved.json["error"]) == (400, "invalid_line_item")


def test_line_item_that_came_with_a_link_can_be_changed_but_not_removed(bench):
    assert send(bench, "PUT", f"{LIST}/1", BODY).json["label"] == BODY["label"]
    refused = send(bench, "DELETE", f"{LIST}/1")
    assert (refused.status_code, refused.json["error"]) == (403, "not_yours")


@pytest.mark.parametrize(
    "changes",
    [
        {"label": " "},
        {"label": None},
        {"scoreMaximum": 0},
        {"scoreMaximum": "30"},
        {"scoreMaximum": True},
        {"tag": 5},
        {"resourceId": "x" * 256},
        {"startDateTime": "tomorrow"},
    ],
)
def test_wrong_line_item_is_refused(bench, changes):
    for method, url in (("POST", LIST), ("PUT", f"{LIST}/1")):
        answer = send(bench, method, url, BODY | changes)
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_line_item")
    assert len(send(bench, "GET", LIST).json) == 1


def test_line_item_is_only_for_links_and_courses_that_are_there(bench):
    assert send(bench, "POST", LIST, BODY | {"resourceLinkId": "other"}).status_code == 404
    assert send(bench, "POST", "/lti/courses/99/lineitems", BODY).status_code == 404
    assert send(bench, "POST", LIST, BODY, content_type="text/plain").status_code == 415
    assert send(bench, "POST", LIST, ["no object"]).status_code == 400


def test_changes_need_the_scope_for_them(bench):
    item = made(bench)
    for method, url in (("POST", LIST), ("PUT", item["id"]), ("DELETE", item["id"])):
        assert send(bench, method, url, BODY, "result.readonly").status_code == 403


def test_another_tool_sees_none_of_it(bench):
    item = made(bench)
    bench.register()
    assert send(bench, "GET", LIST).json == []
    for method in ("GET", "PUT", "DELETE"):
        assert send(bench, method, item["id"], BODY).status_code == 404


def test_lists_come_in_pages_that_keep_their_filters(bench):
    for number in range(3):
        made(bench, label=f"Oral {number}")
    found, url = [], f"{LIST}?limit=2&tag=oral"
    while url:
        page = send(bench, "GET", url)
        found += [item["label"] for item in page.json]
        url = page.headers["Link"].split(">")[0].removeprefix("<") if "Link" in page.headers else ""
    assert found == ["Oral 0", "Oral 1", "Oral 2"]


def test_deep_linked_item_brings_its_line_item(bench):
    """Its custom parameters and its column are what a launch of the link then carries."""
    dl = "https://purl.imsglobal.org/spec/lti-dl/claim/"
    launch = bench.launch(bench.browser("teacher"), f"/quizzes/2/proctoring/add?tool={bench.deployment_id}")
    item = {
        "type": "ltiResourceLink",
        "url": f"{TOOL}/lti/launch?x=1",
        "custom": {"number": 7},
        "lineItem": {"scoreMaximum": 12.5, "resourceId": "exam-7", "tag": "proctoring"},
    }
    data = launch[dl + "deep_linking_settings"]["data"]
    answer = bench.message("LtiDeepLinkingResponse", **{dl + "data": data, dl + "content_items": [item]})
    assert bench.server.post("/lti/deep_links", data={"JWT": bench.sign(answer)}).status_code == 303
    claims = bench.launch(bench.browser("teacher"), "/quizzes/2/console")
    assert claims[LTI + "custom"] == {"number": "7"}
    assert claims[LTI + "target_link_uri"] == f"{TOOL}/lti/launch?x=1"
    column = send(bench, "GET", claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"]).json
    assert (column["label"], column["scoreMaximum"], column["resourceId"]) == ("Weekly quiz 3", 12.5, "exam-7")
    assert column["resourceLinkId"] == claims[LTI + "resource_link"]["id"]
