"""Where browsers find the media process."""

from collections.abc import Iterable
from dataclasses import dataclass

from tool.domain.stream import PATHS, Channel


@dataclass(frozen=True, slots=True)
class MediaUrls:
    """Addresses of the media process at `base` (http or https), and how long a token for it is good, in seconds."""

    base: str
    lifetime_s: float

    def whip(self, channels: Iterable[Channel], attempt_id: str) -> dict[Channel, str]:
        """Where these channels of an attempt are published."""
        return {channel: f"{self.base}/whip/{channel}/{attempt_id}" for channel in channels}

    def frames(self, channels: Iterable[Channel]) -> dict[Channel, str]:
        """WebSockets of the degraded path, single pictures, of those of these channels that have one."""
        return {channel: self._socket(f"/frames/{channel}") for channel in channels if "frames" in PATHS[channel]}

    @property
    def whep(self) -> dict[Channel, str]:
        """Where attempts are watched, by channel: POST to this and /<attempt id>."""
        return {channel: f"{self.base}/whep/{channel}" for channel in Channel}

    @property
    def tiles(self) -> str:
        """WebSocket of the thumbnails."""
        return self._socket("/tiles")

    def _socket(self, path: str) -> str:
        return "ws" + self.base.removeprefix("http") + path
