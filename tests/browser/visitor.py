"""A teacher whose browser keeps few cookies or none, and what was sent on the way to the tool."""

import re
import time
from enum import Enum, auto
from pathlib import Path
from typing import Self

from playwright.sync_api import Frame, Locator, Page, Playwright, Request, expect

from tests.browser import chromium
from tests.browser.people import WAIT_MS, by_testid
from tests.browser.stack import Stack

SURFACE = re.compile(r"/course\?")


class Cookies(Enum):
    """Where the tool can keep cookies and other data: in frames too if they are partitioned (Chromium's setting "block
    third-party cookies"), in windows of its own only (Safari), nowhere."""

    PARTITIONED = auto()
    OWN_WINDOW = auto()
    NOWHERE = auto()


class Visitor:
    """One browser, signed in to the sandbox LMS as the teacher, whose pages offer `storage` to tools. A context
    manager."""

    def __init__(
        self, playwright: Playwright, stack: Stack, folder: Path, *, storage: str = "none",
        cookies: Cookies = Cookies.PARTITIONED,
    ) -> None:
        self.stack = stack
        self.folder = folder
        refused_in = {Cookies.PARTITIONED: "", Cookies.OWN_WINDOW: stack.sandbox_url, Cookies.NOWHERE: "*"}[cookies]
        self.context = chromium.start(
            playwright, folder / "teacher", refuse=(stack.tool_url, refused_in) if refused_in else None
        )
        self.context.set_default_timeout(WAIT_MS)
        self.requests: list[Request] = []
        self.context.on("request", self._note)
        self.page: Page = self.context.pages[0]
        self.page.goto(f"{stack.sandbox_url}/demo/teacher?storage={storage}")

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open_course_tool(self) -> float:
        """Open the tool in a frame of the course's page; return when (monotonic seconds)."""
        self.page.bring_to_front()  # a tab behind another one does not paint frames of other sites: presses miss
        self.page.goto(f"{self.stack.sandbox_url}/courses/1")
        began = time.monotonic()
        self.page.click(by_testid("course-tool"))
        return began

    @property
    def frame(self) -> Frame:
        """The tool's frame, wherever it has got to."""
        handle = self.page.locator(by_testid("tool-frame")).element_handle()
        found = handle.content_frame()
        if found is None:
            raise AssertionError("the tool's frame has no page")
        return found

    @property
    def button(self) -> Locator:
        """The button of the page that asks whose session it is, in the tool's frame."""
        return self.page.frame_locator(by_testid("tool-frame")).get_by_role("button", name="Open Invigil")

    def sees_surface(self, where: Page | Frame | None = None) -> None:
        """Wait until the tool's list of the course's exams is there, filled."""
        place = where or self.frame
        place.wait_for_url(SURFACE)
        expect(place.locator(f"{by_testid('course')}[data-ready='true']")).to_be_visible()

    def sent(self, path: str) -> list[Request]:
        """Return the requests to this path of the tool so far."""
        return [r for r in self.requests if r.url.split("?")[0] == f"{self.stack.tool_url}{path}"]

    def shot(self, name: str) -> None:
        """Leave a screenshot beside the profile."""
        self.page.screenshot(path=self.folder / f"{name}.png")


def cookie_of(request: Request) -> str:
    """Return the Cookie header that the browser really sent."""
    return request.all_headers().get("cookie", "")
