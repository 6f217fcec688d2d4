"""A rule holds only where the exam captures or requires what the rule is about."""

import pytest

from tool.domain.incident_types.registry import KINDS
from tool.domain.policy import PRESETS, Policy
from tool.domain.preset import Preset
from tool.web.live import views

T = tuple(name for name, kind in KINDS.items() if kind.numbers[Preset.STANDARD].enabled)
CAMERA = {
    "face_missing", "multiple_people", "camera_covered", "too_dark", "camera_lost", "stream_absent",
    "pictures_unreadable", "absent_too_long", "virtual_camera", "camera_changed",
    "second_screen_visible", "phone_visible", "face_covered", "person_without_face", "looking_away", "talking",
    "frozen_video", "out_of_position",
}
MICROPHONE = {"speech", "microphone_silent", "microphone_lost", "microphone_muted"}
EVERYTHING = PRESETS[Preset.STANDARD].with_values(screen=True)


def types(policy: Policy) -> set[str]:
    return {rule.type for rule in policy.applied}


def test_everything_captured_applies_every_rule() -> None:
    assert types(EVERYTHING) == set(T)


@pytest.mark.parametrize(
    ("policy", "left_out"),
    [
        (EVERYTHING.with_values(camera=False), CAMERA),
        (EVERYTHING.with_values(screen=False), {"screen_share_stopped", "screen_absent", "screen_not_whole"}),
        (EVERYTHING.with_values(require_fullscreen=False), {"fullscreen_left"}),
        (EVERYTHING.with_values(microphone=False), MICROPHONE | {"microphone_changed", "talking"}),
        (EVERYTHING.with_values(most_warnings=0), {"warning_limit"}),
        (EVERYTHING.with_values(absence_minutes=0), {"absent_too_long"}),
    ],
)
def test_what_is_not_captured_is_not_judged_and_not_announced(policy: Policy, left_out: set[str]) -> None:
    assert types(policy) == set(T) - left_out
    shown = {rule.type for rule in views.policy_view(policy).rules if rule.enabled}
    assert shown == set(T) - left_out
