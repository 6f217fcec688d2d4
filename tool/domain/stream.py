"""Streams: what an examinee sends, by channel. Camera, screen and whatever comes next are rows of one kind."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tool.domain.incident_types.registry import kind_of
from tool.domain.observation import Source
from tool.domain.policy import Policy


class Channel(StrEnum):
    """What a stream, or a picture taken from it, shows."""

    CAMERA = "camera"
    SCREEN = "screen"


StreamPath = Literal["webrtc", "frames"]
"""How a stream travels: over WebRTC, or as single pictures where that does not get through."""

PATHS: dict[Channel, tuple[StreamPath, ...]] = {
    Channel.CAMERA: ("webrtc", "frames"),
    Channel.SCREEN: ("webrtc",),  # single pictures of that size have no legible letters
}


@dataclass(frozen=True, slots=True)
class Stream:
    """One channel of one attempt arriving at one media node, from `since` on (Unix seconds). `until` is None while it
    flows; an attempt has at most one such stream per channel. `boot_id` names the run of the node's process."""

    id: str
    attempt_id: str
    channel: Channel
    node_id: str
    boot_id: str
    path: StreamPath
    since: float
    until: float | None = None


_ASKED_FOR: dict[Channel, Callable[[Policy], bool]] = {
    Channel.CAMERA: lambda _: True,  # the microphone comes with it, in exams without a camera too
    Channel.SCREEN: lambda policy: policy.screen,
}


def channels_of(policy: Policy) -> tuple[Channel, ...]:
    """Return the channels that examinees may send in an exam under this policy."""
    return tuple(channel for channel in Channel if _ASKED_FOR[channel](policy))


def must_be_seen(policy: Policy) -> tuple[Channel, ...]:
    """Return the channels without which nobody is let in or begins under this policy."""
    return tuple(
        channel for channel, wanted in ((Channel.CAMERA, policy.camera), (Channel.SCREEN, policy.screen)) if wanted
    )


def stills_of(incident_type: str) -> tuple[Channel, ...]:
    """Return the channels of which a picture goes with an incident of this type, if they arrive: once the screen is no
    longer shared there is none of it to keep. What an LMS's log tells of is over when it is read: a picture of now
    would show something else."""
    if kind_of(incident_type).source is Source.LMS:
        return ()
    wanted = kind_of(incident_type).screen_still
    return tuple(channel for channel in Channel if wanted or channel is not Channel.SCREEN)
