"""One suite for the LMS port, run on the gateway made of LTI and on the fake that other tests use."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lti import claims
from lti.ports import HttpAnswer, HttpFailed
from tests.factories.world import PLATFORM, World
from tests.fakes.lms import FakeLms
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.domain.lms import Capability, LmsCommand, LmsGateway, LmsRefused, LmsVerb
from tool.lms.facts import capabilities_of
from tool.lms.gateway import Gateway
from tool.monitoring.exam.records import Exam

V = LmsVerb
PLUGIN = {"invigil_presence_url": "http://lms.test/presence", "invigil_review_url": "http://lms.test/review"}
PAYLOADS: dict[LmsVerb, dict[str, str | float | int]] = {
    V.PAUSE: {"reason_code": "identity", "reason_msg": "Identity", "severity": 0.5, "at": 1_800_000_000.9},
    V.RESUME: {"reason_code": "other", "reason_msg": "Other", "severity": 0.5, "at": 1_800_000_001.0},
    V.TERMINATE: {"reason_code": "identity", "reason_msg": "Identity", "severity": 1.0, "at": 1_800_000_002.0},
    V.READMIT: {"reason_code": "other", "reason_msg": "Other", "severity": 0.5, "at": 1_800_000_002.5},
    V.EXTRA_TIME: {"reason_code": "other", "reason_msg": "x", "severity": 0.5, "at": 1_800_000_003.0, "minutes": 5},
    V.FLAG: {"reason_code": "device_use", "reason_msg": "A phone", "severity": 0.75, "at": 1_800_000_004.0},
    V.ANNOTATE: {"comment": "No incidents.", "at": 1_800_000_005.0},
}


class ScriptedHttp:
    """Serves Http: gives tokens, answers services from the script (200 when it is empty), remembers what was sent."""

    def __init__(self) -> None:
        self.script: list[HttpAnswer | Exception] = []
        self.sent: list[tuple[str, str, dict[str, Any]]] = []

    def send(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> HttpAnswer:
        if url.endswith("/token"):
            return HttpAnswer(200, {}, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 600}')
        self.sent.append((method, url, json.loads(body or b"{}")))
        answer = self.script.pop(0) if self.script else HttpAnswer(200, {}, b'{"status": "paused"}')
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def http() -> ScriptedHttp:
    return ScriptedHttp()


@pytest.fixture
def lti(world: World, http: ScriptedHttp) -> Gateway:
    registration = SqlRegistrations(world.database, world.clock).by_id
    return Gateway(world.works, registration, outward(http, world.clock))


@pytest.fixture(params=["lti", "fake"])
def gateway(request: pytest.FixtureRequest, lti: Gateway) -> LmsGateway:
    return lti if request.param == "lti" else FakeLms()


def command(world: World, attempt_id: str, verb: LmsVerb) -> LmsCommand:
    return world.command(attempt_id, verb, PAYLOADS[verb])


def test_every_verb_is_declared_once_with_its_means(gateway: LmsGateway, world: World) -> None:
    declared = gateway.capabilities(world.attempt().id)
    assert sorted(c.verb for c in declared) == sorted(V)
    assert all(c.means for c in declared)


@pytest.mark.parametrize("verb", list(PAYLOADS))
def test_what_is_possible_can_be_performed(gateway: LmsGateway, world: World, verb: LmsVerb) -> None:
    attempt = world.attempt()
    if verb is V.READMIT:
        with world.work() as work:
            work.exams.save(replace(work.exams.get(attempt.exam_id), lms_services=PLUGIN))
    (capability,) = (c for c in gateway.capabilities(attempt.id) if c.verb is verb)
    assert capability.possible
    assert gateway.perform(command(world, attempt.id, verb))


@pytest.mark.parametrize(
    ("verb", "action"),
    [(V.PAUSE, "pause"), (V.RESUME, "resume"), (V.TERMINATE, "terminate"), (V.EXTRA_TIME, "update"), (V.FLAG, "flag")],
)
def test_control_request_says_who_what_and_when(
    lti: Gateway, world: World, http: ScriptedHttp, verb: LmsVerb, action: str
) -> None:
    attempt = world.attempt(attempt_number="3")
    lti.perform(command(world, attempt.id, verb))
    lti.perform(command(world, attempt.id, verb))
    (_, url, body), again = http.sent
    assert url == "http://lms.test/acs"
    assert body == again[2]
    assert (body["action"], body["attempt_number"], body["resource_link"]["id"]) == (action, "3", "quiz-1")
    assert body["user"] == {"iss": "http://lms.test", "sub": "sub-1"}
    assert body["incident_time"].startswith("2027-01-15T08:00:0")
    assert body.get("extra_time") == (5 if verb is V.EXTRA_TIME else None)


def test_annotation_is_a_comment_without_a_grade(lti: Gateway, world: World, http: ScriptedHttp) -> None:
    lti.perform(command(world, world.attempt().id, V.ANNOTATE))
    ((_, url, body),) = http.sent
    assert url == "http://lms.test/li/1/scores"
    assert (body["userId"], body["comment"]) == ("sub-1", "No incidents.")
    assert (body["activityProgress"], body["gradingProgress"]) == ("Submitted", "PendingManual")
    assert "scoreGiven" not in body


@pytest.mark.parametrize(
    ("answer", "retry", "after_s"),
    [
        (HttpAnswer(503, {"retry-after": "17"}, b""), True, 17),
        (HttpAnswer(409, {}, b""), False, None),
        (HttpAnswer(403, {}, b""), False, None),
        (HttpFailed("no connection", retry=True), True, None),
    ],
)
def test_failures_say_whether_later_may_help(
    lti: Gateway, world: World, http: ScriptedHttp, answer: Any, retry: bool, after_s: float | None
) -> None:
    http.script = [answer]
    with pytest.raises(LmsRefused) as refusal:
        lti.perform(command(world, world.attempt().id, V.PAUSE))
    assert (refusal.value.retry, refusal.value.after_s) == (retry, after_s)


def without_acs(world: World) -> str:
    return world.attempt(acs_url=None, acs_actions=()).id


def terminate_only(world: World) -> str:
    return world.attempt(acs_actions=("terminateRequest",)).id


@pytest.mark.parametrize(
    ("make", "possible", "means"),
    [
        (without_acs, set(), "Done in the widget only: this platform offers no Assessment Control Service"),
        (
            terminate_only, {V.TERMINATE},
            "Done in the widget only: the platform's Assessment Control Service does not take this action",
        ),
    ],
)
def test_missing_actions_are_said_and_not_sent(
    lti: Gateway, world: World, http: ScriptedHttp, make: Callable[[World], str], possible: set[LmsVerb], means: str
) -> None:
    attempt_id = make(world)
    declared = {c.verb: c for c in lti.capabilities(attempt_id)}
    assert {v for v in (V.PAUSE, V.RESUME, V.TERMINATE, V.EXTRA_TIME, V.FLAG) if declared[v].possible} == possible
    assert declared[V.PAUSE].means == means
    with pytest.raises(LmsRefused, match="Done in the widget only"):
        lti.perform(command(world, attempt_id, V.PAUSE))
    assert http.sent == []


def test_no_column_no_annotation(lti: Gateway, world: World, http: ScriptedHttp) -> None:
    attempt = world.attempt(exam=world.exam(lineitem=None))
    with pytest.raises(LmsRefused, match="no gradebook column") as refusal:
        lti.perform(command(world, attempt.id, V.ANNOTATE))
    assert not refusal.value.retry
    assert http.sent == []


GRANTED = (claims.SCOPE_SCORE, claims.SCOPE_LINEITEM)
COLUMNS = "http://lms.test/columns"


def column(name: str, **more: str) -> dict[str, Any]:
    return {"id": f"{COLUMNS}/{name}", "label": name, "scoreMaximum": 100, **more}


def listed(*found: dict[str, Any]) -> HttpAnswer:
    return HttpAnswer(200, {}, json.dumps(found).encode())


@pytest.fixture
def nameless(world: World) -> Exam:
    """An exam whose launches name the list of columns and none in it."""
    exam = replace(world.exam(lineitem=None), lineitems=COLUMNS, ags_scopes=GRANTED)
    with world.work() as work:
        work.exams.save(exam)
    return exam


def annotation(lti: Gateway, attempt_id: str) -> Capability:
    return next(c for c in lti.capabilities(attempt_id) if c.verb is V.ANNOTATE)


@pytest.mark.parametrize(
    "fitting", [{"resourceId": "EXAM"}, {"resourceLinkId": "link-1"}, {"resourceLinkId": "quiz-1"}]
)
def test_column_that_no_launch_named_is_found_and_kept(
    lti: Gateway, world: World, http: ScriptedHttp, nameless: Exam, fitting: dict[str, str]
) -> None:
    attempt = world.attempt(exam=nameless)
    assert annotation(lti, attempt.id).possible
    assert "if the exam has a column there" in annotation(lti, attempt.id).means
    ours = {name: value.replace("EXAM", nameless.id) for name, value in fitting.items()}
    http.script = [listed(column("a", resourceId="x", resourceLinkId="y"), column("b"), column("c", **ours))]
    for _ in range(2):
        assert lti.perform(command(world, attempt.id, V.ANNOTATE))
    score = ("POST", f"{COLUMNS}/c/scores")
    assert [(method, url) for method, url, _ in http.sent] == [("GET", COLUMNS), score, score]
    assert annotation(lti, attempt.id).means.endswith("to be reviewed by a person")


def test_the_column_of_deep_linking_goes_first(
    lti: Gateway, world: World, http: ScriptedHttp, nameless: Exam
) -> None:
    quiz, link = column("a", resourceLinkId="quiz-1"), column("b", resourceLinkId="link-1")
    http.script = [listed(quiz, link, column("c", resourceLinkId="z", resourceId=nameless.id))]
    lti.perform(command(world, world.attempt(exam=nameless).id, V.ANNOTATE))
    assert http.sent[1][1] == f"{COLUMNS}/c/scores"


def test_where_there_is_no_column_none_is_made(
    lti: Gateway, world: World, http: ScriptedHttp, nameless: Exam
) -> None:
    http.script = [listed(column("a", resourceId="x"), column("b"))]
    with pytest.raises(LmsRefused, match="Invigil's report only: the LMS has no gradebook column") as refusal:
        lti.perform(command(world, world.attempt(exam=nameless).id, V.ANNOTATE))
    assert (refusal.value.retry, refusal.value.impossible) == (False, True)
    assert [method for method, _, _ in http.sent] == ["GET"]


def test_list_of_columns_that_cannot_be_had_now_is_asked_for_later(
    lti: Gateway, world: World, http: ScriptedHttp, nameless: Exam
) -> None:
    http.script = [HttpAnswer(503, {}, b"")]
    with pytest.raises(LmsRefused) as refusal:
        lti.perform(command(world, world.attempt(exam=nameless).id, V.ANNOTATE))
    assert (refusal.value.retry, refusal.value.impossible) == (True, False)


@pytest.mark.parametrize(
    ("scopes", "means"),
    [
        ((claims.SCOPE_SCORE,), "gave no gradebook column"), ((), "gave no gradebook column"),
        ((claims.SCOPE_LINEITEM_READONLY,), "lets no scores be written"),
    ],
)
def test_without_leave_no_column_is_looked_for(
    lti: Gateway, world: World, http: ScriptedHttp, nameless: Exam, scopes: tuple[str, ...], means: str
) -> None:
    with world.work() as work:
        work.exams.save(replace(nameless, ags_scopes=scopes))
    attempt = world.attempt(exam=nameless)
    assert not annotation(lti, attempt.id).possible
    assert means in annotation(lti, attempt.id).means
    with pytest.raises(LmsRefused, match=means):
        lti.perform(command(world, attempt.id, V.ANNOTATE))
    assert http.sent == []


def test_before_the_first_attempt_the_lms_has_not_said_what_it_can(world: World) -> None:
    declared = {c.verb: c for c in capabilities_of(PLATFORM, world.exam(), None)}
    assert sorted(declared) == sorted(V)
    assert not declared[V.PAUSE].possible
    assert "first examinee" in declared[V.PAUSE].means
    assert declared[V.ANNOTATE].possible


def test_an_lms_that_does_not_speak_proctoring_services_is_not_said_to(world: World) -> None:
    said = ("LtiResourceLinkRequest", "LtiDeepLinkingRequest")
    declared = {c.verb: c for c in capabilities_of(replace(PLATFORM, messages=said), world.exam(), None)}
    for verb in (V.GATE_START, V.RELEASE, V.PAUSE, V.TERMINATE, V.FLAG):
        assert not declared[verb].possible
        assert "does not speak LTI Proctoring Services" in declared[verb].means
    speaking = replace(PLATFORM, messages=(*said, "LtiStartProctoring"))
    spoken = {c.verb: c.possible for c in capabilities_of(speaking, world.exam(), None)}
    assert spoken[V.GATE_START]


def test_before_the_exam_is_in_the_course_its_column_is_not_known(world: World) -> None:
    draft = replace(world.exam(lineitem=None), resource_link_id=None, lineitems="http://lms.test/li")
    assert "Known once" in {c.verb: c.means for c in capabilities_of(PLATFORM, draft, None)}[V.ANNOTATE]


def test_score_scope_is_needed(world: World) -> None:
    exam = replace(world.exam(), ags_scopes=(claims.SCOPE_LINEITEM,))
    assert not {c.verb: c.possible for c in capabilities_of(PLATFORM, exam, None)}[V.ANNOTATE]


def test_unknown_attempt_is_refused_for_good(lti: Gateway) -> None:
    with pytest.raises(LmsRefused) as refusal:
        lti.perform(LmsCommand("row-1", "nobody", V.PAUSE, PAYLOADS[V.PAUSE]))
    assert not refusal.value.retry



def with_plugin(world: World) -> str:
    attempt = world.attempt()
    with world.work() as work:
        work.exams.save(replace(work.exams.get(attempt.exam_id), lms_services=PLUGIN))
    return attempt.id


def test_an_lms_that_shows_outcomes_gets_how_things_stand(lti: Gateway, world: World, http: ScriptedHttp) -> None:
    attempt_id = with_plugin(world)
    world.incident(attempt_id)
    http.script = [HttpAnswer(200, {}, b'{"kept": true}')]
    assert "beside the attempt" in lti.perform(command(world, attempt_id, V.ANNOTATE))
    [(method, url, body)] = http.sent
    assert (method, url) == ("POST", PLUGIN["invigil_review_url"])
    assert (body["incidents"], body["severities"], body["flagged"], body["verdict"]) == (1, {"medium": 1}, False, None)


def test_an_outcome_that_was_not_kept_goes_again(lti: Gateway, world: World, http: ScriptedHttp) -> None:
    http.script = [HttpAnswer(200, {}, b"{}")]
    with pytest.raises(LmsRefused) as refused:
        lti.perform(command(world, with_plugin(world), V.ANNOTATE))
    assert refused.value.retry


def test_readmission_resumes_what_was_terminated_where_the_lms_can(
    lti: Gateway, world: World, http: ScriptedHttp
) -> None:
    lti.perform(command(world, with_plugin(world), V.READMIT))
    assert http.sent[-1][2]["action"] == "resume"


def test_readmission_is_not_sent_where_the_lms_keeps_it_closed(
    lti: Gateway, world: World, http: ScriptedHttp
) -> None:
    attempt = world.attempt()
    assert not {c.verb: c.possible for c in lti.capabilities(attempt.id)}[V.READMIT]
    with pytest.raises(LmsRefused):
        lti.perform(command(world, attempt.id, V.READMIT))
    assert http.sent == []
