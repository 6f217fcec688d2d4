"""Starts Debian's Chromium as one person: own profile, third-party cookies blocked, the camera a file or none."""

import json
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

EXECUTABLE = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
)
_BLOCK_THIRD_PARTY_COOKIES = 1
_BLOCK = 2


def available() -> bool:
    """Whether Debian's Chromium is installed."""
    return shutil.which(EXECUTABLE) is not None


def start(
    playwright: Playwright, profile: Path, camera: Path | None = None, *, width: int = 1440, height: int = 900,
    refuse: tuple[str, str] | None = None,
) -> BrowserContext:
    """Return a running browser with the profile in `profile`; close it with `.close()`.

    `refuse`: the first origin keeps no cookie and no other data, not even partitioned, in windows of the second; with
    "*" as the second in none at all."""
    (profile / "Default").mkdir(parents=True, exist_ok=True)
    (profile / "Default" / "Preferences").write_text(json.dumps(_preferences(refuse)))
    flags = [*_FLAGS]
    if camera is not None:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=EXECUTABLE, headless=True, args=flags, viewport={"width": width, "height": height}
    )


def _preferences(refuse: tuple[str, str] | None) -> dict[str, Any]:
    profile: dict[str, Any] = {"cookie_controls_mode": _BLOCK_THIRD_PARTY_COOKIES}
    if refuse is not None:
        profile["content_settings"] = {"exceptions": {"cookies": {",".join(refuse): {"setting": _BLOCK}}}}
    return {"profile": profile}
