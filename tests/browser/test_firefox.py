"""An examinee in Firefox, which offers no loopback address: the picture comes by WebRTC all the same."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser import firefox
from tests.browser.firefox import Firefox
from tests.browser.looking import playing
from tests.browser.people import Proctor
from tests.browser.stack import Stack

QUIZ = "Cell biology midterm"
WIDGET = "/widget"
_STATE = "document.querySelector('[data-testid=widget-state]')?.dataset.attemptState"
_SKIPPED = "document.querySelector('[data-testid=gaze-skip]')?.click()"
_MEDIA = "document.querySelector('[data-testid=media-state]')?.dataset.state"

pytestmark = pytest.mark.skipif(not firefox.available(), reason="Debian's firefox-esr is not installed")


def test_an_examinee_in_firefox_is_seen_live(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    proctor = Proctor(playwright, stack, tmp_path, "proctor")
    with Firefox(tmp_path / "examinee") as examinee:
        examinee.goto(f"{stack.sandbox_url}/demo/examinee?as=ben")
        examinee.click("start")
        for step in ("consent-check", "consent-continue", "check-start", "check-continue"):
            examinee.click(step, WIDGET)
        examinee.wait(f"{_SKIPPED}, {_STATE} === 'waiting'", WIDGET)
        proctor.open_console(QUIZ)
        proctor.admit("Ben")
        examinee.click("begin", WIDGET)
        examinee.wait(f"{_STATE} === 'running'", WIDGET)
        examinee.wait(f"{_MEDIA} === 'live'", WIDGET)
        proctor.open_tile("Ben")
        proctor.wait_for_live_video()
        playing(proctor.console)
    proctor.close()
