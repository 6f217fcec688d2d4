"""Starts Debian's Chromium as one person: own profile, third-party cookies blocked, the camera a file or none."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

EXECUTABLE = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
)
_BLOCK_THIRD_PARTY_COOKIES = {"profile": {"cookie_controls_mode": 1}}


def available() -> bool:
    """Whether Debian's Chromium is installed."""
    return shutil.which(EXECUTABLE) is not None


def start(
    playwright: Playwright, profile: Path, camera: Path | None = None, *, width: int = 1440, height: int = 900
) -> BrowserContext:
    """Return a running browser with the profile in `profile`; close it with `.close()`."""
    (profile / "Default").mkdir(parents=True, exist_ok=True)
    (profile / "Default" / "Preferences").write_text(json.dumps(_BLOCK_THIRD_PARTY_COOKIES))
    flags = [*_FLAGS]
    if camera is not None:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=EXECUTABLE, headless=True, args=flags, viewport={"width": width, "height": height}
    )
