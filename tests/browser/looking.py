"""Waiting for what must happen, and reading what the pages and the LMS show."""

import time
from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import Page

from tests.browser.people import Examinee, sandbox_attempts
from tests.browser.stack import Stack
from tests.data.scenes import Scene, scene_of

QUIZ = "Weekly quiz 3"


def attempt_of(stack: Stack, login: str) -> dict[str, Any]:
    """Return how this person's attempt stands in the LMS."""
    return next(a for a in sandbox_attempts(stack, QUIZ) if a["user"] == login)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Look until it is so; raise AssertionError naming `what` when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.1)


def wait_for_calm_memory(stack: Stack) -> float:
    """Return the memory (MB) once detection is warm and the figure no longer grows."""
    wait_for(lambda: any("detection process is ready" in line for line in stack.log), "a detection process", 30)
    last, now = 0.0, stack.memory_mb("web", "media")
    while now > last + 1:
        time.sleep(1.0)
        last, now = now, stack.memory_mb("web", "media")
    return now


def wait_for_a_look(stack: Stack) -> None:
    """Wait until the media process, which may have just started, has looked at a picture: only then can it keep one."""
    wait_for(lambda: requests.get(f"{stack.media_url}/stats", timeout=5).json()["counters"]["looks"], "a look", 60)


def wait_for_scene(examinee: Examinee, scene: Scene) -> None:
    """Wait until the camera has just changed to this scene."""
    before = len(examinee.scenes())
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        changes = examinee.scenes()
        if len(changes) > before and scene_of(changes[-1]["color"]) is scene:
            return
        examinee.page.wait_for_timeout(50)
    raise AssertionError(f"the camera did not show {scene.name}")


def post_answers(examinee: Examinee) -> int:
    """Post the open quiz page's form as its own script would; return the HTTP status."""
    frame = next(f for f in examinee.page.frames if "/pages/" in f.url)
    return int(
        frame.evaluate(
            "async () => { const form = document.querySelector('[data-testid=quiz-form]');"
            " return (await fetch(form.action, {method: 'POST', body: new FormData(form)})).status; }"
        )
    )


def live_again(stack: Stack, examinee: Examinee) -> float:
    """Return the Unix time at which the widget, after having noticed the loss, says that its video is live again."""
    return float(
        examinee.in_widget(
            """() => new Promise((done, fail) => {
              const began = Date.now(); let lost = false;
              const look = () => {
                const state = document.querySelector('[data-testid=media-state]').dataset.state;
                if (state !== 'live') lost = true;
                if (lost && state === 'live') return done(Date.now() / 1000);
                if (Date.now() - began > 20000) return fail(new Error('not live after 20 s, state ' + state));
                setTimeout(look, 20);
              };
              look();
            })"""
        )
    )


def playing(console: Page, testid: str = "focus-video") -> None:
    """Wait until this video of the focus view, the camera's if nothing is said, shows new frames."""
    console.evaluate(
        """testid => new Promise((done, fail) => {
          const video = document.querySelector(`[data-testid=${testid}]`);
          let frames = 0;
          const next = () => ++frames === 5 ? done() : video.requestVideoFrameCallback(next);
          video.requestVideoFrameCallback(next);
          setTimeout(() => fail(new Error(`${frames} new frames in 10 s`)), 10000);
        })""",
        testid,
    )


def delay(shown_ms: str | None, pressed_s: str | None) -> float:
    """Return the seconds from a press (Unix s) to what was shown (Unix ms)."""
    return float(shown_ms or "nan") / 1000 - float(pressed_s or "nan")
