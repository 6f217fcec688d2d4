"""The people of a proctored quiz in the stand-in for a Canvas, each a real browser: what they press, what they see."""

from pathlib import Path

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Playwright, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser import chromium
from tests.browser.canvas_stage import CanvasStage
from tests.browser.people import WAIT_MS, by_testid
from tests.counterparts.canvas.quiz_records import NewQuiz, Quiz, Taking
from tests.counterparts.canvas.records import User
from tests.counterparts.canvas.world import CanvasWorld

Place = Page | FrameLocator
"""Where Invigil's page is: a tab of its own, or a frame of Canvas's."""


_OPENINGS, _OPENS_WITHIN_MS = 3, 6_000


class Visitor:
    """One browser with one person signed in to Canvas; third-party cookies are blocked. A context manager."""

    def __init__(
        self, playwright: Playwright, stage: CanvasStage, folder: Path, login: str, camera: Path | None = None
    ) -> None:
        self.stage, self.login = stage, login
        self.context: BrowserContext = chromium.start(playwright, folder / login, camera)
        self.context.set_default_timeout(WAIT_MS)
        self.page: Page = self.context.pages[0]
        self.failures: list[str] = []
        self.context.on("weberror", lambda error: self.failures.append(str(error.error)))

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def go(self, path: str) -> None:
        """Sign in and open a page of Canvas."""
        self.page.goto(self.stage.at(self.login, path))

    def open_tool(self, start: str) -> FrameLocator:
        """Press Invigil in the navigation of a page; return the frame in which Canvas shows it.

        Under load Playwright may lose a frame that changes its process on its way, and never see it again: the page is
        then opened once more, as a person would do with a page that stays empty."""
        self.page.bring_to_front()  # a tab behind another one does not paint frames of other sites: presses miss
        for _ in range(_OPENINGS):
            self.go(start)
            self.page.get_by_role("link", name="Invigil").click()
            if self._sees_the_tool():
                break
        return self.page.frame_locator("#tool_content")

    def _sees_the_tool(self) -> bool:
        tool = self.page.frame_locator("#tool_content").locator("main")
        try:
            tool.first.wait_for(timeout=_OPENS_WITHIN_MS)
        except PlaywrightTimeout:
            return False
        return True

    def in_course(self) -> FrameLocator:
        """Press Invigil in the course's navigation."""
        return self.open_tool(f"/courses/{self.stage.here.course.id}")


class Administrator(Visitor):
    """Connects Canvas's API, and tests the connection."""

    def connect_api(self) -> None:
        """Enter the API key, and give leave in Canvas."""
        admin, key = self.open_tool("/accounts/1"), self.stage.rest
        admin.locator(by_testid("api-address")).fill(self.stage.url)
        admin.locator(by_testid("api-client_id")).fill(key.client_id)
        admin.locator(by_testid("api-client_secret")).fill(key.secret)
        with self.context.expect_page() as opened:
            admin.locator(by_testid("connect-api")).click()
        consent = opened.value
        consent.get_by_role("button", name="Authorize").click()
        expect(consent.locator("body")).to_contain_text("connected")
        consent.close()
        self.page.bring_to_front()
        expect(admin.locator(f"{by_testid('lms-api')}[data-state='connected']")).to_be_visible()

    def test_connection(self) -> dict[str, str]:
        """Press *Test this connection*; return what came of each check, by its name."""
        admin = self.open_tool("/accounts/1")
        admin.locator(by_testid("test-connection")).click()
        checks = admin.locator("[data-testid^='check-']")
        expect(checks.first).to_be_visible()
        return dict(checks.evaluate_all("all => all.map(each => [each.dataset.testid, each.dataset.status])"))


class Teacher(Visitor):
    """Has quizzes proctored, and is their proctor."""

    console: Page

    def proctor(self, quiz: Quiz | NewQuiz, *, hold_grades: bool = False, screen: bool = False) -> Page:
        """Choose the quiz in Invigil's list, save its set-up, wait until the gate is set; return the set-up page."""
        setup = self.choose(quiz)
        if hold_grades:
            self.hold_grades(setup)
        if screen:
            setup.check(by_testid("screen"), force=True)
        setup.locator(by_testid("save")).click()
        expect(setup.locator(by_testid("gate"))).to_have_attribute("data-state", "set")
        return setup

    def choose(self, quiz: Quiz | NewQuiz) -> Page:
        """Press *Proctor this quiz* in Invigil's list; return the set-up page."""
        number = quiz.id if isinstance(quiz, Quiz) else quiz.assignment_id
        course = self.in_course()
        with self.context.expect_page() as opened:
            course.locator(f"{by_testid('quiz')}[data-quiz='{number}'] {by_testid('proctor')}").click()
        setup = opened.value
        expect(setup.locator(by_testid("gate"))).to_have_attribute("data-state", "resting")
        return setup

    def hold_grades(self, setup: Page) -> None:
        """Have grades of flagged attempts held back."""
        setup.locator(by_testid("preset-custom")).click()
        setup.locator(by_testid("hold-grades")).check(force=True)

    def open_console(self, title: str) -> None:
        """Open the console of an exam from Invigil's list."""
        exam = self.in_course().locator(by_testid("exam"), has_text=title)
        with self.context.expect_page() as opened:
            exam.locator(by_testid("open-console")).click()
        self.console = opened.value
        expect(self.console.locator("[data-ready='true']")).to_be_visible()

    def tile(self, name: str) -> Locator:
        """Return a person's tile in the console."""
        return self.console.locator("[data-testid^='tile-']", has_text=name)

    def admit(self, name: str) -> None:
        """Let somebody in whose camera is seen."""
        tile = self.tile(name)
        expect(tile).to_have_attribute("data-state", "waiting")
        expect(tile).to_have_attribute("data-unseen", "")
        tile.locator("[data-testid^='admit-']").click()

    def look_at(self, name: str) -> None:
        """Open a person's tile."""
        self.tile(name).locator(".tile__open").click()
        expect(self.console.locator(by_testid("focus-view"))).to_be_visible()

    def explained(self, kind: str) -> str:
        """Press an incident of the console's feed; return all that its line in the timeline says."""
        self.console.locator(f"[data-place='feed'][data-type='{kind}'] .feed__open").click()
        line = self.console.locator(f"[data-place='timeline'][data-type='{kind}']")
        line.locator("summary").click()
        return line.inner_text()

    def decide(self, action: str, reason: str = "") -> None:
        """Press an action of the focus view, give the reason where one is asked for, and confirm."""
        expect(self.console.locator(by_testid("confirm-action"))).to_have_count(0)
        self.console.click(by_testid(f"action-{action}"))
        if reason:
            self.console.select_option(by_testid("reason-select"), reason)
        self.console.click(by_testid("confirm-action"))
        expect(self.console.locator(by_testid("confirm-action"))).to_have_count(0)


class Student(Visitor):
    """Takes a quiz in Canvas, with Invigil beside it."""

    def come(self, title: str) -> Page:
        """Come by the course's navigation and press the exam; return Invigil's page, a tab of its own."""
        exam = self.in_course().locator(by_testid("own-exam"), has_text=title)
        with self.context.expect_page() as opened:
            exam.locator(by_testid("own-open")).click()
        return opened.value

    def at_the_quiz(self, quiz: Quiz) -> FrameLocator:
        """Open the quiz's own page; return Invigil's frame, which the theme's script puts there."""
        self.go(f"/courses/{quiz.course_id}/quizzes/{quiz.id}")
        return self.panel

    @property
    def panel(self) -> FrameLocator:
        """Invigil's frame beside the quiz, as the page has it now."""
        return self.page.frame_locator("#invigil-panel iframe")

    def give_leave(self, companion: Place) -> None:
        """Let Invigil hand in: press, authorize in Canvas, close that tab; the panel says thank you."""
        with self.context.expect_page() as opened:
            companion.locator(by_testid("give-leave")).click()
        canvas = opened.value
        canvas.get_by_role("button", name="Authorize").click()
        expect(canvas.get_by_role("heading", name="Thank you")).to_be_visible()
        canvas.close()
        expect(companion.locator(by_testid("own-leave"))).to_have_attribute("data-standing", "given")

    def open_quiz(self, companion: Place, name: str = "begin") -> Page:
        """Press the button that opens the quiz; return Canvas's page."""
        with self.context.expect_page() as opened:
            companion.locator(by_testid(name)).click()
        return opened.value


def check_in(place: Place, *, screen: bool = False) -> None:
    """Agree, check the camera, share the screen if that is asked for, come into the waiting room."""
    place.locator(by_testid("consent-check")).check(force=True)
    place.locator(by_testid("consent-continue")).click()
    place.locator(by_testid("check-start")).click()
    if screen:
        place.locator(by_testid("check-next")).click()
        place.locator(by_testid("screen-share")).click()
        expect(place.locator(by_testid("screen-preview"))).to_be_visible()
    place.locator(by_testid("check-continue")).click()
    skip, state = place.locator(by_testid("gaze-skip")), place.locator(by_testid("widget-state"))
    expect(skip.or_(state).first).to_be_visible()
    if skip.count():
        skip.click()
    expect(state).to_have_attribute("data-attempt-state", "waiting")


def begun(page: Page, quiz: Quiz, user: User) -> Taking:
    """Begin the quiz on its page in Canvas, and answer; return the taking."""
    page.get_by_role("button", name="Take the Quiz").click()
    page.get_by_label("Mercury").check()
    expect(page.locator("#last_saved_indicator")).to_have_text("Saved")
    return quiz.takings[user.id]


def noted(world: CanvasWorld, user: User) -> str:
    """Return what stands in a student's columns for staff."""
    return " ".join(column.data.get(user.id, "") for column in world.columns.values())
