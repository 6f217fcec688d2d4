"""A rule holds only where the exam captures or requires what the rule is about."""

from dataclasses import replace

import pytest

from tool.domain.policy import PRESETS, IncidentType, Policy, Preset
from tool.web.live import views

T = IncidentType
CAMERA = {T.FACE_MISSING, T.MULTIPLE_PEOPLE, T.CAMERA_COVERED, T.TOO_DARK, T.CAMERA_LOST}
EVERYTHING = replace(PRESETS[Preset.STANDARD], screen=True)


def types(policy: Policy) -> set[IncidentType]:
    return {rule.type for rule in policy.applied}


def test_everything_captured_applies_every_rule() -> None:
    assert types(EVERYTHING) == set(T)


@pytest.mark.parametrize(
    ("policy", "left_out"),
    [
        (replace(EVERYTHING, camera=False), CAMERA),
        (replace(EVERYTHING, screen=False), {T.SCREEN_SHARE_STOPPED}),
        (replace(EVERYTHING, require_fullscreen=False), {T.FULLSCREEN_LEFT}),
        (replace(EVERYTHING, microphone=False), set()),
    ],
)
def test_what_is_not_captured_is_not_judged_and_not_announced(policy: Policy, left_out: set[IncidentType]) -> None:
    assert types(policy) == set(T) - left_out
    shown = {rule.type for rule in views.policy_view(policy).rules if rule.enabled}
    assert shown == {kind.value for kind in set(T) - left_out}
