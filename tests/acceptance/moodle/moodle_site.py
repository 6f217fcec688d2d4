"""What people press in Moodle: an admin registers a tool, a teacher adds it to a course, anybody opens it."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import BrowserContext, FrameLocator, Page, Playwright, Response, expect

from tests.browser import chromium

WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)

COURSE_NAME = "Invigil acceptance"
_CHOOSER = "[data-action=open-chooser]:not([data-beforemod])"

_UNTIL_IT_WORKS = """
button => new Promise(done => {
  const look = () => button.onclick ? done() : setTimeout(look, 50);
  look();
})
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in. `key` is a name for folders and pictures."""

    key: str
    username: str
    password: str


TEACHER = Account("teacher", "inv-teacher", "Teach-er-2026")
STUDENT = Account("student", "inv-student", "Stud-ent-2026")


class Visitor:
    """One person with a browser of their own, signed in to Moodle. Every `picture` lies in `pictures`."""

    def __init__(self, playwright: Playwright, site: str, folder: Path, account: Account, pictures: Path) -> None:
        self.site = site.rstrip("/")
        self._account = account
        self._pictures = pictures
        self.context: BrowserContext = chromium.start(playwright, folder / account.key)
        self.context.set_default_timeout(WAIT_MS)
        self.page: Page = self.context.pages[0]
        self.complaints: list[str] = []
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("console", lambda said: self._note(said.type, said.text))
        # guided tours would cover what is to be pressed
        self.context.route(
            "**/*tool_usertours_fetch_and_start_tour*", lambda route: route.fulfill(json=[{"error": False, "data": {}}])
        )
        self._sign_in(account)

    def close(self) -> None:
        """Close the browser."""
        self.context.close()

    def open(self, path: str) -> None:
        """Open a page of Moodle and wait until it is quiet: many of its pages fill themselves after loading."""
        self.page.goto(f"{self.site}{path}", wait_until="networkidle")

    def picture(self, name: str, page: Page | None = None) -> None:
        """Keep what the page looks like now."""
        (page or self.page).screenshot(path=self._pictures / f"{name}.png")

    @property
    def tool(self) -> FrameLocator:
        """The frame in which Moodle shows an external tool in an activity's page."""
        return self.page.frame_locator("#contentframe")

    def _sign_in(self, account: Account) -> None:
        self.open("/login/index.php")
        self.page.fill("#username", account.username)
        self.page.fill("#password", account.password)
        self.page.click("#loginbtn")
        self.page.wait_for_load_state("networkidle")
        if "/login/index.php" in self.page.url:
            raise RuntimeError(
                f"Moodle does not let {account.username} in. docs/acceptance-moodle.md says how the accounts are made."
            )

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)


class Admin(Visitor):
    """The site's administrator, on the page where external tools are managed."""

    def register_tool(self, address: str) -> None:
        """Paste a dynamic registration address; press Done there; return when Moodle has closed the tool's page."""
        if self._paste(address).status == HTTPStatus.OK:  # there is another tool of this address: Moodle asks first
            self._answer("Register as a new external tool")
        done = self.registration.get_by_role("button", name="Done")
        expect(done).to_be_visible()
        self.picture("02-registered")
        done.click()
        expect(self.page.locator("#registration-choice-container")).to_be_visible()

    def register_again(self, address: str, button: str) -> FrameLocator:
        """Paste an address of a tool that is there; press what Moodle then offers; return the tool's frame."""
        self._paste(address)
        self._answer(button)
        return self.registration

    @property
    def registration(self) -> FrameLocator:
        """The frame in which Moodle opens a tool's registration page."""
        return self.page.frame_locator("#external-registration-template-container iframe")

    def _paste(self, address: str) -> Response:
        self.open("/mod/lti/toolconfigure.php")
        self.page.fill("#tool-url", address)
        self.picture("01-registration-address-pasted")
        with self.page.expect_response(lambda answer: "/mod/lti/startltiadvregistration.php" in answer.url) as asked:
            self.page.click("#tool-create-button")
        return asked.value

    def _answer(self, button: str) -> None:
        """Answer Moodle's question about a tool of the same address; its buttons do nothing before its script runs."""
        choice = self.registration.get_by_role("button", name=button)
        choice.evaluate(_UNTIL_IT_WORKS)
        choice.click()

    def activate(self, tool_id: str) -> None:
        """Press Activate on the card of a pending tool."""
        self.open("/mod/lti/toolconfigure.php")
        card = self.page.locator(_card(tool_id))
        expect(card.locator(".badge")).to_have_text(re.compile("Pending"))
        card.locator("a.activate").click()
        expect(card.locator(".badge")).to_have_text(re.compile("Active"))
        self.picture("03-activated")

    def remove_tool(self, tool_id: str) -> None:
        """Delete the tool."""
        self.open("/mod/lti/toolconfigure.php")
        self.page.locator(f"{_card(tool_id)} a.delete").click()
        self.page.locator(".modal.show").get_by_role("button", name="Delete").click()
        expect(self.page.locator(_card(tool_id))).to_have_count(0)


class Teacher(Visitor):
    """Teaches the course of the acceptance run."""

    def course_id(self) -> str:
        """Return Moodle's number of the course."""
        self.open("/my/courses.php")
        href = self.page.locator("a[href*='/course/view.php?id=']", has_text=COURSE_NAME).first.get_attribute("href")
        return number_in(str(href), "id")

    def show_in_chooser(self, course_id: str, tool_id: str) -> None:
        """Offer the tool in the course's activity chooser."""
        self.open(f"/mod/lti/coursetools.php?id={course_id}")
        switch = self.page.locator(f"#showinactivitychooser-toggle-{tool_id}")
        if not switch.is_checked():
            with self.page.expect_response(lambda answer: "mod_lti_toggle_showinactivitychooser" in answer.url):
                switch.check(force=True)
        self.picture("04-offered-in-the-course")

    def add_from_chooser(self, course_id: str, tool_id: str) -> None:
        """Choose the tool in the activity chooser; Moodle's form for the new activity opens."""
        self._edit(course_id)
        chooser = self.page.locator(_CHOOSER).first
        if not chooser.is_visible():  # since 5.0 it is an entry of a menu
            self.page.locator(f".dropdown:has({_CHOOSER}) > [data-bs-toggle=dropdown]").first.click()
        chooser.click()
        entry = self.page.locator(f".modal.show a[href*='typeid={tool_id}&'], .modal.show a[href$='typeid={tool_id}']")
        expect(entry.first).to_be_visible()
        self.picture("05-activity-chooser")
        add = self.page.locator(".modal.show [data-action=add-selected-chooser-option]")
        chosen_first = add.count() > 0  # since 5.1 the entry is only marked; the button adds it
        entry.first.click()
        if chosen_first:
            add.click()
        self.page.wait_for_load_state("networkidle")

    def select_content(self) -> FrameLocator:
        """Open the tool's content selection; return its frame."""
        self.page.locator("#id_selectcontent").click()
        return self.page.frame_locator(".modal.show iframe")

    def save_and_open(self) -> str:
        """Save the new activity and open it; return Moodle's number of it."""
        self.page.click("#id_submitbutton")
        self.page.wait_for_url(re.compile(r"/mod/lti/view\.php"))
        return number_in(self.page.url, "id")

    def delete_activity(self, course_id: str, activity_id: str) -> None:
        """Delete the activity from the course."""
        self.open(f"/course/view.php?id={course_id}")
        key = self.page.evaluate("M.cfg.sesskey")
        self.open(f"/course/mod.php?delete={activity_id}&sesskey={key}")
        self.page.get_by_role("button", name=re.compile("^(Delete|Yes|Continue)$")).click()
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator(f"li.activity[data-id='{activity_id}']")).to_have_count(0)

    def gradebook_row(self, course_id: str, user_id: str, activity: str) -> str:
        """Return what the gradebook's user report says of one activity: grade, range, percentage, feedback."""
        self.open(f"/grade/report/user/index.php?id={course_id}&userid={user_id}")
        row = self.page.locator("table.user-grade tr", has_text=activity)
        row.scroll_into_view_if_needed()
        return " ".join(row.inner_text().split())

    def _edit(self, course_id: str) -> None:
        self.open(f"/course/view.php?id={course_id}")
        switch = self.page.locator("input[name=setmode]").first
        if not switch.is_checked():
            with self.page.expect_navigation(wait_until="networkidle"):
                switch.evaluate("box => { box.checked = true; box.form.submit(); }")


def number_in(url: str, parameter: str) -> str:
    """Return the number that a parameter of the address has."""
    found = re.search(rf"[?&]{parameter}=(\d+)", url)
    assert found is not None, url
    return found[1]


def _card(tool_id: str) -> str:
    return f".tool-card[data-type-id='{tool_id}']"
