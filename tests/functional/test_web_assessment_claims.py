"""An LMS made to fit its vendor's sample: StartAssessment signed as it wants it, its parameters brought back."""

from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import decode
from web_stage import Stage

from lti import claims

CUSTOM = {"contentId": "_18938_1", "nested": {"a": [1]}, "unfilled": "$No.such"}


def family(stage: Stage, name: str, **settings: str) -> None:
    with stage.web.base.works() as work:
        platform = work.platforms.get(stage.platform.registration.id)
        work.platforms.save(replace(platform, family=name, settings=settings))


def begun(stage: Stage, subject: str = "user-3") -> dict[str, Any]:
    """Take an examinee to Begin; return the claims of the StartAssessment that the browser gets."""
    check_in = stage.widget(subject, CUSTOM=CUSTOM)
    socket = stage.socket(check_in)
    socket.did("consent", {"agreed": True})
    socket.did("check_in", {"camera": True, "microphone": True})
    proctor = stage.socket(stage.console())
    proctor.did("decide", {"attempt_id": check_in.view["attempt_id"], "kind": "admit"})
    form = socket.did("begin", {})
    return decode(form["jwt"], stage.web.base.keys.current())


def test_by_default_it_is_signed_as_the_standard_has_it_and_brings_the_parameters_back(stage: Stage) -> None:
    family(stage, "BlackboardLearn")
    message, registration = begun(stage), stage.platform.registration
    assert (message["iss"], message["aud"]) == (registration.client_id, registration.issuer)
    assert "sub" not in message
    assert message[claims.CUSTOM] == CUSTOM


def test_its_administrator_can_have_it_signed_by_the_issuer(stage: Stage) -> None:
    family(stage, "BlackboardLearn", assessment_claims="issuer")
    message, issuer = begun(stage), stage.platform.registration.issuer
    assert (message["iss"], message["aud"], message["sub"]) == (issuer, issuer, issuer)


@pytest.mark.parametrize("name", ["moodle", ""])
def test_no_other_lms_gets_anything_of_this(stage: Stage, name: str) -> None:
    family(stage, name, assessment_claims="issuer")
    message = begun(stage)
    assert message["iss"] == stage.platform.registration.client_id
    assert claims.CUSTOM not in message


def test_parameters_of_an_absurd_size_are_not_kept(stage: Stage) -> None:
    family(stage, "BlackboardLearn")
    page = stage.widget(CUSTOM={"x": "y" * 20_000})
    with stage.web.base.works() as work:
        assert work.attempts.get(page.view["attempt_id"]).echo == {}
    page = stage.widget(CUSTOM=CUSTOM)
    with stage.web.base.works() as work:
        assert work.attempts.get(page.view["attempt_id"]).echo == CUSTOM
