"""The LTI library's services against the sandbox LMS, a platform that was written without it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sandbox_bench import ISSUER, LTI, MIDTERM, TOOL, Bench, rsa_key

from lti import assessment_control, checkup, claims, grades, line_items, registration, roster
from lti.assessment_control import ControlRequest
from lti.checkup import KnownServices
from lti.errors import ServiceFailed
from lti.grades import Score
from lti.message import ControlAction
from lti.ports import HttpAnswer, Registration, ToolKey
from lti.registration import ToolDescription
from lti.services import ServiceCalls
from lti.tokens import AccessTokens

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
DESCRIPTION = ToolDescription(
    name="Invigil", description="Live proctoring", launch_url=f"{TOOL}/lti/launch", login_url=f"{TOOL}/lti/login",
    jwks_url=f"{TOOL}/jwks.json",
)


class SandboxHttp:
    """Serves Http by the sandbox's own test client."""

    def __init__(self, bench: Bench) -> None:
        self._server = bench.server

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == ISSUER
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self._server.open(path, method=method, headers=dict(headers), data=body)
        return HttpAnswer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.data)


class OneKey:
    """Serves ToolKeys with a key under the name that the bench publishes."""

    def __init__(self, key: str = "tool") -> None:
        self._key = key

    def current(self) -> ToolKey:
        return ToolKey("tool", rsa_key(self._key).as_pem(private=True).decode("ascii"))

    def all(self) -> list[ToolKey]:
        return [self.current()]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "lms")


@pytest.fixture
def http(bench: Bench) -> SandboxHttp:
    return SandboxHttp(bench)


@pytest.fixture
def calls(bench: Bench, http: SandboxHttp) -> ServiceCalls:
    return ServiceCalls(http, AccessTokens(OneKey(), http, lambda: bench.now), lambda: bench.now)


@pytest.fixture
def platform(bench: Bench, http: SandboxHttp) -> Registration:
    made = registration.register(
        f"{ISSUER}/lti/openid-configuration", bench.registration_token(), DESCRIPTION, http=http
    )
    bench.client_id, (bench.deployment_id,) = made.client_id, made.deployment_ids
    done = bench.post(bench.browser("admin"), f"/admin/tools/{bench.deployment_id}/activate")
    assert done.status_code == 303
    assert {"LtiStartProctoring", "LtiEndAssessment", "LtiSubmissionReviewRequest"} <= set(made.messages)
    return Registration(
        id="p", institution_id="i", issuer=made.issuer, client_id=made.client_id, auth_login_url=made.auth_login_url,
        auth_token_url=made.auth_token_url, jwks_url=made.jwks_url, deployment_ids=made.deployment_ids,
    )


@pytest.fixture
def launch(bench: Bench, platform: Registration) -> dict[str, Any]:
    return bench.begin()[2]


def test_gradebook(launch: dict[str, Any], platform: Registration, calls: ServiceCalls) -> None:
    ags = launch[claims.AGS_ENDPOINT]
    link, user = launch[LTI + "resource_link"]["id"], launch["sub"]
    with_calls: Any = {"registration": platform, "calls": calls}
    (column,) = line_items.find(ags["lineitems"], granted=ags["scope"], resource_link_id=link, **with_calls)
    assert line_items.get(column.id, granted=ags["scope"], **with_calls) == column
    assert line_items.find(ags["lineitems"], granted=ags["scope"], tag="no such tag", **with_calls) == []
    grades.post_comment(column.id, user_id=user, comment="2 incidents", at=calls.clock(), **with_calls)
    (result,) = grades.results(column.id, user_id=user, **with_calls)
    assert (result.comment, result.score) == ("2 incidents", None)
    half = Score(user, calls.clock() + 1, "Completed", "FullyGraded", 5, 10, comment="Half")
    grades.post_score(column.id, half, **with_calls)
    (result,) = grades.results(column.id, **with_calls)
    assert (result.score, result.maximum) == (column.score_maximum / 2, column.score_maximum)
    later = calls.clock() + 2
    grades.post_comment(column.id, user_id=user, comment="Seen", at=later, granted=ags["scope"], **with_calls)
    (kept,) = grades.results(column.id, **with_calls)
    assert (kept.comment, kept.score) == ("Seen", result.score)


def test_roster_in_pages(launch: dict[str, Any], platform: Registration, calls: ServiceCalls) -> None:
    url = launch[claims.NRPS_SERVICE]["context_memberships_url"]
    everyone = roster.members(url, registration=platform, calls=calls)
    paged = roster.members(url, registration=platform, calls=calls, limit=1)
    assert paged == everyone
    learners = roster.members(url, registration=platform, calls=calls, role=LEARNER, limit=2)
    assert learners == [m for m in everyone if LEARNER in m.roles]
    assert 0 < len(learners) < len(everyone)
    assert launch["sub"] in {m.user_id for m in learners}


def test_control(bench: Bench, launch: dict[str, Any], platform: Registration, calls: ServiceCalls) -> None:
    def send(action: ControlAction, at: float) -> str | None:
        request = ControlRequest(
            action, launch["sub"], launch[LTI + "resource_link"]["id"], launch[claims.ATTEMPT_NUMBER], at,
            severity=0.5, reason_code="identity",
        )
        url = launch[claims.ACS]["assessment_control_url"]
        return assessment_control.send(url, request, registration=platform, calls=calls).status

    assert send(ControlAction.PAUSE, bench.now) == "paused"
    assert send(ControlAction.PAUSE, bench.now) == "paused"
    assert send(ControlAction.RESUME, bench.now + 1) == "running"
    assert send(ControlAction.TERMINATE, bench.now + 2) == "terminated"
    assert bench.rows(MIDTERM)


def test_connection(
    bench: Bench, launch: dict[str, Any], platform: Registration, calls: ServiceCalls, http: SandboxHttp
) -> None:
    ags = launch[claims.AGS_ENDPOINT]
    known = KnownServices(
        lineitems=ags["lineitems"], ags_scopes=frozenset(ags["scope"]),
        nrps_url=launch[claims.NRPS_SERVICE]["context_memberships_url"],
        acs_url=launch[claims.ACS]["assessment_control_url"],
    )
    tried = checkup.run(platform, known, calls=calls, http=http, jwks_url=DESCRIPTION.jwks_url)
    assert [(c.name, c.status) for c in tried if c.status != "ok"] == []
    wrongly_signed = ServiceCalls(http, AccessTokens(OneKey("thief"), http, calls.clock), calls.clock)
    tried = checkup.run(platform, known, calls=wrongly_signed, http=http, jwks_url=DESCRIPTION.jwks_url)
    assert [c.name for c in tried if c.status == "failed"] == ["token", "grades", "roster", "control"]
    assert all(DESCRIPTION.jwks_url in c.text for c in tried[2:])


def test_refusal_is_told_in_the_platforms_words(platform: Registration, calls: ServiceCalls) -> None:
    with pytest.raises(ServiceFailed, match="404"):
        line_items.get(f"{ISSUER}/lti/courses/1/lineitems/9999", registration=platform, calls=calls)
