"""What a teacher has chosen for an exam in the LMS's own quiz form, as the platform hands it to the tool.

It comes in a signed launch as `proctoring_settings.data` (Proctoring Services 1.0): a JSON object that carries
`"invigil": 1`. Anything else in that claim is somebody else's and is left alone."""

import json
from dataclasses import dataclass
from typing import Any

from tool.domain.policy import PRESETS, Admission, Preset


@dataclass(frozen=True, slots=True)
class LmsSettings:
    """The choice. `revision` grows with every change in the LMS (there it is Unix seconds)."""

    revision: int
    preset: Preset
    camera: bool
    microphone: bool
    admission: Admission
    require_fullscreen: bool
    allowed_resources: tuple[str, ...]
    message: str
    screen: bool = False


def parse(data: str | None) -> LmsSettings | None:
    """Return the settings in the claim's text; None if there are none, or none that this version can read."""
    try:
        found = json.loads(data) if data else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("invigil") != 1:
        return None
    try:
        return LmsSettings(
            revision=_whole(found["revision"]), preset=_preset(found["preset"]), camera=_truth(found["camera"]),
            microphone=_truth(found["microphone"]), screen=_truth(found.get("screen", False)),
            admission=Admission(found["admission"]),
            require_fullscreen=_truth(found["require_fullscreen"]),
            allowed_resources=tuple(_text(item) for item in found["allowed_resources"]),
            message=_text(found["message"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def _preset(value: Any) -> Preset:
    preset = Preset(value)
    if preset not in PRESETS:
        raise ValueError(value)
    return preset


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
