"""The people of a proctored quiz, each a real browser: what they press and what they see."""

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Playwright, expect

from tests.browser import chromium
from tests.browser.stack import Stack

WAIT_MS = 15_000
_ANY = re.compile(r".+")
expect.set_options(timeout=WAIT_MS)

_WATCH_SCENES = """
() => {
  const changes = window.__scenes = [];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const same = (a, b) => b && a.every((v, i) => Math.abs(v - b[i]) < 60);
  let watched = null, candidate = null, seen = 0, since = 0;
  const look = () => {
    pen.drawImage(watched, 8, 8, 24, 24, 0, 0, 1, 1);
    const color = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    if (same(color, candidate)) seen += 1;
    else { candidate = color; seen = 1; since = Date.now(); }
    const last = changes[changes.length - 1];
    if (seen === 2 && !(last && same(color, last.color))) changes.push({ color, at: since });
    watched.requestVideoFrameCallback(look);
  };
  setInterval(() => {
    const video = document.querySelector('video[data-testid=preview], [data-testid=preview] video');
    if (video && video !== watched && video.videoWidth) { watched = video; video.requestVideoFrameCallback(look); }
  }, 50);
}
"""


_REMEMBER_SCREEN = """
(() => {
  const media = navigator.mediaDevices;
  if (!media?.getDisplayMedia) return;
  const real = media.getDisplayMedia.bind(media);
  media.getDisplayMedia = async (options) => window.__screen = await real(options);
})()
"""
_STOP_SCREEN = """() => {
  const [track] = window.__screen.getVideoTracks();
  track.stop();
  track.dispatchEvent(new Event('ended'));
}"""


def by_testid(name: str) -> str:
    """Return the CSS selector of a data-testid."""
    return f"[data-testid='{name}']"


class Person:
    """One browser with one person signed in to the sandbox LMS."""

    def __init__(
        self, playwright: Playwright, stack: Stack, folder: Path, name: str, camera: Path | None = None, *,
        width: int = 1440, height: int = 900, refuse: tuple[str, str] | None = None,
    ) -> None:
        self.stack = stack
        self.context: BrowserContext = chromium.start(
            playwright, folder / name, camera, width=width, height=height, refuse=refuse
        )
        self.context.set_default_timeout(WAIT_MS)
        self.page: Page = self.context.pages[0]
        self.errors: list[str] = []
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.context.on("console", lambda message: self._note(message.type, message.text))

    def close(self) -> None:
        """Close the browser."""
        self.context.close()

    def quiz_page(self, who: str, quiz: str, query: str = "") -> None:
        """Sign in through the demo link and open the quiz of this title."""
        self.page.goto(f"{self.stack.sandbox_url}/demo/{who}{query}")
        if not self.page.url.rstrip("/").split("?")[0].endswith(quiz_path(self.stack, quiz)):
            self.page.goto(self.stack.sandbox_url + quiz_path(self.stack, quiz))

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)


def quiz_path(stack: Stack, quiz: str) -> str:
    """Return the path of the quiz's page in the sandbox LMS."""
    return f"/quizzes/{QUIZZES[quiz]}"


QUIZZES = {"Cell biology midterm": 1, "Weekly quiz 3": 2}


def sandbox_attempts(stack: Stack, quiz: str) -> list[dict[str, Any]]:
    """Return how the quiz's attempts stand in the sandbox LMS's own database."""
    with urllib.request.urlopen(f"{stack.sandbox_url}/demo/state?quiz={QUIZZES[quiz]}", timeout=5) as answer:
        return list(json.load(answer)["attempts"])


class Teacher(Person):
    """Adds proctoring to a quiz by deep linking, reads the outcome."""

    def add_proctoring(
        self, quiz: str, *, allowed: str = "One A4 page of notes", message: str = "", screen: bool = False
    ) -> None:
        self.quiz_page("teacher", quiz)
        with self.context.expect_page() as opened:
            self.page.click(by_testid("add-proctoring"))
        setup = opened.value
        another = setup.locator(by_testid("chooser-another"))
        expect(another.or_(setup.locator(by_testid("exam-title")))).to_be_visible()
        if another.count():  # the course has exams already
            another.click()
        setup.check(by_testid("preset-standard"), force=True)
        if screen:
            setup.check(by_testid("screen"), force=True)
        setup.fill(by_testid("resource-input"), allowed)
        setup.click(by_testid("resource-add"))
        if message:
            setup.fill(by_testid("message"), message)
        setup.click(by_testid("add-to-course"))
        expect(setup.locator(by_testid("proctoring-done"))).to_be_visible()
        setup.wait_for_load_state()  # its script has told the other window
        setup.close()
        # the quiz page in the other window shows it without being touched
        expect(self.page.locator(by_testid("open-console"))).to_be_visible()

    def open_report(self, quiz: str, user: str) -> Page:
        self.quiz_page("teacher", quiz)
        with self.context.expect_page() as opened:
            self.page.locator(f"{by_testid('attempt-row')}[data-user='{user}'] {by_testid('report')}").click()
        report = opened.value
        expect(report.locator(by_testid("report"))).to_be_visible()
        return report


class Examinee(Person):
    """Takes the quiz with the widget beside it."""

    @property
    def widget(self) -> FrameLocator:
        return self.page.frame_locator(by_testid("widget-frame"))

    @property
    def quiz(self) -> FrameLocator:
        return self.page.frame_locator(by_testid("quiz-frame"))

    def in_widget(self, script: str) -> Any:
        """Evaluate a script in the widget's frame."""
        frame = next(f for f in self.page.frames if "/widget" in f.url)
        return frame.evaluate(script)

    def start(self, quiz: str, who: str = "ada") -> None:
        self.quiz_page("examinee", quiz, f"?as={who}")
        self.page.click(by_testid("start"))
        expect(self.widget.locator(by_testid("consent-check"))).to_be_visible()

    def check_in(self, *, screen: bool = False) -> None:
        widget = self.widget
        widget.locator(by_testid("consent-check")).check(force=True)
        widget.locator(by_testid("consent-continue")).click()
        widget.locator(by_testid("check-start")).click()
        if screen:
            widget.locator(by_testid("check-next")).click()
            widget.locator(by_testid("screen-share")).click()
            expect(widget.locator(by_testid("screen-preview"))).to_be_visible()
        widget.locator(by_testid("check-continue")).click()
        self.skip_calibration()
        expect(widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "waiting")

    def skip_calibration(self) -> None:
        """Skip the calibration of the gaze, where it is asked for; come into the waiting room."""
        skip = self.widget.locator(by_testid("gaze-skip"))
        expect(skip.or_(self.widget.locator(by_testid("widget-state")))).to_be_visible()
        if skip.count():
            skip.click()

    def remember_screen(self) -> None:
        """Keep what getDisplayMedia gives from the next page on, for `stop_screen`.

        Chromium makes the screen up (and says that it is a whole monitor): without a display there is no real one, and
        no bar with "Stop sharing" to press."""
        self.context.add_init_script(_REMEMBER_SCREEN)

    def share_screen(self) -> None:
        """Press the button that shares the screen, in a room; wait until it arrives."""
        self.widget.locator(by_testid("screen-share")).click()
        line = self.widget.locator(by_testid("screen-state"))
        expect(line).to_have_attribute("data-state", "on")
        expect(line).to_have_attribute("data-media", "live")

    def stop_screen(self) -> None:
        """End the share as the browser's own "Stop sharing" does: the track ends and says so."""
        self.in_widget(_STOP_SCREEN)

    def begin(self, *, fullscreen: bool = True) -> None:
        self.widget.locator(by_testid("begin")).click()
        expect(self.page.locator(by_testid("quiz-frame"))).to_be_visible()
        expect(self.widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", "running")
        if fullscreen:
            self.page.click(by_testid("enter-fullscreen"))
        expect(self.widget.locator(by_testid("media-state"))).to_have_attribute("data-state", "live")

    def answer(self, question: int, option: int = 0) -> None:
        field = self.quiz.locator(by_testid(f"question-{question}"))
        radio = field.locator("input[type=radio]")
        if radio.count():
            radio.nth(option).check()
            return
        text = field.locator("textarea, input[type=text]").or_(
            self.quiz.locator(f"textarea{by_testid(f'question-{question}')}, input{by_testid(f'question-{question}')}")
        )
        text.first.fill("Ribosomes <b>make</b> proteins 🧬")

    def next_page(self) -> None:
        self.quiz.locator(by_testid("next")).click()

    def watch_scenes(self) -> None:
        """From now on note in the widget which scene the camera shows, read from the picture itself."""
        self.in_widget(f"({_WATCH_SCENES})()")

    def scenes(self) -> list[dict[str, Any]]:
        """Return the noted changes: {color: [r, g, b], at: Unix ms}, oldest first."""
        return list(self.in_widget("window.__scenes || []"))

    def notices(self, kind: str) -> Locator:
        return self.widget.locator(f"{by_testid('notice')}[data-kind='{kind}']")


class Proctor(Person):
    """Watches in the live console."""

    console: Page

    def open_console(self, quiz: str, who: str = "proctor") -> None:
        self.quiz_page(who, quiz)
        with self.context.expect_page() as opened:
            self.page.click(by_testid("open-console"))
        self.console = opened.value
        expect(self.console.locator("[data-ready='true']")).to_be_visible()

    def tile(self, name: str) -> Locator:
        return self.console.locator("[data-testid^='tile-']", has_text=name)

    def admit(self, name: str) -> None:
        tile = self.tile(name)
        expect(tile).to_have_attribute("data-state", "waiting")
        expect(tile).to_have_attribute("data-unseen", "")  # its camera is seen, or a reason would be asked for
        tile.locator("[data-testid^='admit-']").click()

    def open_tile(self, name: str) -> None:
        self.tile(name).locator(".tile__open").click()
        expect(self.console.locator(by_testid("focus-view"))).to_be_visible()

    def wait_for_live_video(self) -> float:
        """Return the seconds from opening the tile to the first live frame on the screen."""
        video = self.console.locator(by_testid("focus-video"))
        expect(video).to_have_attribute("data-first-frame-ms", _ANY)
        return float(video.get_attribute("data-first-frame-ms") or "nan") / 1000

    def decide(self, action: str, *, reason: str = "", text: str = "") -> None:
        """Press an action of the focus view and, where it asks, give the reason and confirm."""
        self.console.click(by_testid(f"action-{action}"))
        if action in ("admit", "resume"):
            return
        if reason:
            self.console.select_option(by_testid("reason-select"), reason)
        if text:
            self.console.fill(by_testid("reason-text"), text)
        self.console.click(by_testid("confirm-action"))
        expect(self.console.locator(by_testid("confirm-action"))).to_have_count(0)

    def say(self, text: str) -> None:
        self.console.fill(by_testid("chat-input"), text)
        self.console.click(by_testid("chat-send"))

    def incidents(self) -> list[dict[str, Any]]:
        """Return what the activity list shows: {id, type, shown (Unix ms), at (Unix s)}."""
        return list(
            self.console.locator("[data-place='feed'][data-type]").evaluate_all(
                "items => items.map(i => ({id: i.dataset.id, type: i.dataset.type, shown: +i.dataset.shownAt, "
                "at: +i.dataset.at, started: +i.dataset.startedAt}))"
            )
        )
