"""Where browsers find the media process."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaUrls:
    """Addresses of the media process at `base` (http or https), and how long a token for it is good, in seconds."""

    base: str
    lifetime_s: float

    def whip(self, attempt_id: str) -> str:
        """Where this attempt's camera is published."""
        return f"{self.base}/whip/{attempt_id}"

    def screen_whip(self, attempt_id: str) -> str:
        """Where this attempt's screen is published."""
        return f"{self.base}/screen/whip/{attempt_id}"

    @property
    def whep(self) -> str:
        """Where attempts are watched: POST to this and /<attempt id>."""
        return f"{self.base}/whep"

    @property
    def screen_whep(self) -> str:
        """Where shared screens are watched: POST to this and /<attempt id>."""
        return f"{self.base}/screen/whep"

    @property
    def frames(self) -> str:
        """WebSocket of the degraded path: single pictures."""
        return self._socket("/frames")

    @property
    def tiles(self) -> str:
        """WebSocket of the thumbnails."""
        return self._socket("/tiles")

    def _socket(self, path: str) -> str:
        return "ws" + self.base.removeprefix("http") + path
