"""What people press in a Moodle that has the plugin: connect it, switch it on in the quiz form, take the quiz."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.acceptance.moodle.moodle_site import Teacher, Visitor
from tests.browser.people import by_testid

PLUGIN = "/mod/quiz/accessrule/invigil"
_SCRIPT = Path(__file__).with_name("quiz.php")


class Quiz:
    """A quiz of three pages, made and read by Moodle's own code. `MOODLE_DIR` says where that is."""

    def __init__(self, course: str) -> None:
        made = self._run("make", course)
        self.cmid, self.name = int(made["cmid"]), str(made["name"])

    def read(self) -> dict[str, Any]:
        """Return how the newest attempt stands in Moodle's database."""
        return self._run("read", str(self.cmid))

    def rename(self, name: str) -> None:
        """Give it a name, also one that Moodle's form would not take."""
        self._run("rename", str(self.cmid), name)

    def remove(self) -> None:
        """Delete the quiz."""
        self._run("remove", str(self.cmid))

    @staticmethod
    def _run(*words: str) -> dict[str, Any]:
        php = os.environ.get("MOODLE_PHP", "php").split()
        done = subprocess.run(
            [*php, str(_SCRIPT), os.environ["MOODLE_DIR"], *words], capture_output=True, text=True, timeout=120,
            check=True,
        )
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def connect(admin: Visitor, address: str) -> None:
    """Paste the registration address in the plugin's page, press Done in the tool's; return when it is connected."""
    admin.open(f"{PLUGIN}/connect.php")
    again = admin.page.locator("details summary")
    if again.count():
        again.click()
    admin.page.fill("#quizaccess_invigil_url", address)
    admin.picture("p01-address-pasted")
    admin.page.locator("form:has(#quizaccess_invigil_url) button[type=submit]").click()
    frame = admin.page.frame_locator("iframe")
    admin.page.wait_for_load_state("networkidle")
    admin.picture("p02-tools-page")
    done = frame.get_by_role("button", name="Done")
    expect(done).to_be_visible()
    admin.picture("p02-registered")
    done.click()
    expect(admin.page.locator("#selftest")).to_be_visible()


def self_test(admin: Visitor) -> dict[str, str]:
    """Run the self-test; return what came of each check by its title."""
    admin.page.locator("form:has(input[name=action][value=test]) button").click()
    rows = admin.page.locator(".quizaccess_invigil-connect li")
    expect(rows.first).to_be_visible()
    admin.picture("p03-self-test")
    return {row.locator("strong").inner_text(): row.locator(".badge").inner_text() for row in rows.all()}


def disconnect(admin: Visitor) -> None:
    """Cut the connection and delete the tool; return when Moodle says that it is gone."""
    admin.open(f"{PLUGIN}/connect.php?action=disconnect")
    admin.picture("p15-disconnecting")
    admin.page.locator("form:has(input[name=action][value=delete]) button").click()
    expect(admin.page.locator("#quizaccess_invigil_url")).to_be_visible()


def switch_on(teacher: Teacher, quiz: Quiz) -> None:
    """Tick "Proctor this quiz" in the quiz form, and that the screen is captured, too."""
    teacher.open(f"/course/modedit.php?update={quiz.cmid}")
    section = teacher.page.locator("fieldset", has=teacher.page.locator("#id_invigil_enabled"))
    if not teacher.page.locator("#id_invigil_enabled").is_visible():
        section.locator("a[data-toggle=collapse], a[data-bs-toggle=collapse]").first.click()
    teacher.page.locator("#id_invigil_enabled").check()
    teacher.page.locator("#id_invigil_screen").check()
    teacher.page.locator("#id_invigil_enabled").scroll_into_view_if_needed()
    teacher.picture("p04-quiz-form")
    teacher.page.click("#id_submitbutton")
    teacher.page.wait_for_url(re.compile(r"/mod/quiz/view\.php"))
    teacher.picture("p05-quiz-page-of-the-teacher")


class Shell:
    """The page around the attempt, as the examinee has it open."""

    def __init__(self, student: Visitor) -> None:
        self.student = student

    @property
    def page(self) -> Page:
        return self.student.page

    @property
    def widget(self) -> FrameLocator:
        return self.page.frame_locator("iframe[data-region=widget]")

    @property
    def quiz(self) -> FrameLocator:
        return self.page.frame_locator("iframe[data-region=quiz]")

    @property
    def cover(self) -> Locator:
        return self.page.locator("[data-region=cover]")

    @property
    def network_lost(self) -> Locator:
        """Moodle's own note on the quiz's page that nothing can be saved."""
        return self.quiz.locator("#connection-error")

    def save_by_itself(self) -> None:
        """Have Moodle's page save now, as it does by itself every minute."""
        self.page.evaluate(
            "document.querySelector('iframe[data-region=quiz]').contentWindow.M.mod_quiz.autosave.save_changes()"
        )

    def start(self, quiz: Quiz) -> None:
        """Press "Attempt quiz" and go on through Moodle's question before the start."""
        self.student.open(f"/mod/quiz/view.php?id={quiz.cmid}")
        self.student.picture("p06-quiz-page-of-the-examinee")
        self.page.locator("form[action*=startattempt]:not(#mod_quiz_preflight_form) button[type=submit]").first.click()
        go_on = self.page.locator("#id_submitbutton")
        expect(go_on).to_be_visible()
        expect(self.page.locator(".invigil-about")).to_contain_text("take this quiz on a computer")
        self.student.picture("p07-before-the-start")
        go_on.click()
        self.page.wait_for_url(re.compile(r"/accessrule/invigil/shell\.php"))

    def agree(self) -> None:
        """Read the rules and agree to them; once in an attempt."""
        expect(self.widget.locator(by_testid("consent-check"))).to_be_visible()
        self.student.picture("p08-check-in")
        self.widget.locator(by_testid("consent-check")).check(force=True)
        self.widget.locator(by_testid("consent-continue")).click()

    def check_in(self) -> None:
        """Check the camera, share the screen, wait to be admitted."""
        self.widget.locator(by_testid("check-start")).click()
        self.widget.locator(by_testid("check-next")).click()
        self.widget.locator(by_testid("screen-share")).click()
        expect(self.widget.locator(by_testid("screen-preview"))).to_be_visible()
        self.student.picture("p08-screen-shared")
        self.widget.locator(by_testid("check-continue")).click()
        skip = self.widget.locator(by_testid("gaze-skip"))
        expect(skip.or_(self.widget.locator(by_testid("widget-state")))).to_be_visible()
        if skip.count():
            skip.click()
        self.expect_state("waiting")

    def begin(self) -> None:
        """Press Begin; the quiz opens without the page being left. Go on without the full screen that is asked for."""
        self.page.evaluate("window.here = true")
        self.widget.locator(by_testid("begin")).click()
        expect(self.quiz.locator("#responseform")).to_be_visible()
        self.expect_state("running")
        self.page.locator("[data-region=fullscreen-skip]").click()

    def expect_state(self, state: str) -> None:
        """Wait until the widget shows this state of the attempt."""
        expect(self.widget.locator(by_testid("widget-state"))).to_have_attribute("data-attempt-state", state)

    def press_next(self) -> None:
        """Save this page and go to the next."""
        self.quiz.locator("#mod_quiz-next-nav").click()

    def post_as_it_stands(self) -> dict[str, Any]:
        """Send the open page's form to Moodle as its Next button would, past the cover; say what comes back."""
        return dict(
            self.page.evaluate(
                """async () => {
                     const quiz = document.querySelector('iframe[data-region=quiz]').contentDocument;
                     const form = quiz.querySelector('#responseform');
                     const body = new URLSearchParams(new FormData(form));
                     body.set('next', 'Next page');
                     const post = {method: 'POST', body, redirect: 'manual'};
                     const said = await fetch(form.action, post);
                     const auto = await fetch(form.action.replace('processattempt', 'autosave.ajax'), post);
                     return {save: said.status, kind: said.type, auto: await auto.text()};
                   }"""
            )
        )
