"""No page of a course tells a held mark: the examinee and a classmate open every one that could, and do not find it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.moodle.refused_site import Person

PASSWORD = "Held-Mark-2026"
MARK = re.compile(r"63[.,]73|72[.,]99|1[.,]00\s*/\s*1[.,]37")
WRITTEN_OVER = re.compile(r"51[.,]17|58[.,]61")
_SCRIPT = Path(__file__).with_name("held_marks.php")
_TIMEOUT_S = 60

# {course}, {cm}, {attempt} and {user}, the examinee's
QUIZ = [
    "/mod/quiz/index.php?id={course}", "/mod/quiz/view.php?id={cm}", "/mod/quiz/review.php?attempt={attempt}&cmid={cm}",
    "/mod/quiz/reviewquestion.php?attempt={attempt}&slot=1&cmid={cm}",
    "/mod/quiz/summary.php?attempt={attempt}&cmid={cm}", "/mod/quiz/attempt.php?attempt={attempt}&cmid={cm}",
    "/mod/quiz/grade.php?id={cm}&userid={user}",
    "/mod/quiz/report.php?id={cm}&mode=overview", "/mod/quiz/report.php?id={cm}&mode=responses",
    "/mod/quiz/report.php?id={cm}&mode=statistics", "/mod/quiz/accessrule/invigil/shell.php?cmid={cm}",
]
GRADES = [
    "/grade/report/index.php?id={course}", "/grade/report/user/index.php?id={course}&userid={user}",
    "/grade/report/overview/index.php", "/grade/report/overview/index.php?id={course}&userid={user}",
    "/grade/report/grader/index.php?id={course}", "/grade/report/history/index.php?id={course}",
    "/grade/report/outcomes/index.php?id={course}", "/grade/export/txt/index.php?id={course}",
    "/course/user.php?id={course}&user={user}&mode=grade",
]
COURSE = [
    "/course/view.php?id={course}", "/course/overview.php?id={course}", "/course/recent.php?id={course}",
    "/report/outline/user.php?id={user}&course={course}&mode=outline",
    "/report/outline/user.php?id={user}&course={course}&mode=complete",
    "/report/log/user.php?id={user}&course={course}&mode=all", "/report/completion/user.php?id={user}&course={course}",
    "/blocks/completionstatus/details.php?course={course}&user={user}", "/badges/view.php?type=2&id={course}",
    "/user/view.php?id={user}&course={course}", "/user/index.php?id={course}",
]
OWN = [
    "/my/", "/my/courses.php", "/user/profile.php", "/badges/mybadges.php",
    "/calendar/view.php?view=month&course={course}", "/message/output/popup/notifications.php",
]
PAGES = [*QUIZ, *GRADES, *COURSE, *OWN]
SHOWING = [
    "/mod/quiz/index.php?id={course}", "/mod/quiz/view.php?id={cm}", "/mod/quiz/review.php?attempt={attempt}&cmid={cm}",
    "/grade/report/user/index.php?id={course}&userid={user}", "/grade/report/overview/index.php",
    "/course/view.php?id={course}", "/course/recent.php?id={course}",
    "/report/outline/user.php?id={user}&course={course}&mode=complete",
]


class HeldSite:
    """A context manager: what `held_marks.php` makes is removed at its end."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.made: dict[str, Any] = {}
        self.people: dict[str, Person] = {}

    def __enter__(self) -> "HeldSite":
        php = os.environ.get("MOODLE_PHP", "php").split()
        self._process = subprocess.Popen(
            [*php, str(_SCRIPT), os.environ["MOODLE_DIR"], PASSWORD], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        self.made = self._read()
        self.people = {
            name: Person(self.url).sign_in(user["username"], PASSWORD) for name, user in self.made["users"].items()
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=120)
        if self._process.returncode:
            raise RuntimeError("held_marks.php failed; what it says is above. It may have left its course and people.")

    def decide(self, what: str) -> None:
        """Let something be decided about the attempt: hold, clear, override."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        self._read()

    def telling(self, person: str, mark: re.Pattern[str] = MARK) -> list[str]:
        """Return those of the pages on which this person finds the mark."""
        return [page for page in PAGES if mark.search(self._page(person, page))]

    def _page(self, person: str, page: str) -> str:
        made = self.made
        path = page.format(
            course=made["course"], cm=made["cmid"], attempt=made["attempt"], user=made["users"]["examinee"]["id"]
        )
        # as a frame does: the shell's own pages open in one
        headers = {"Sec-Fetch-Dest": "iframe"}
        return self.people[person].session.get(self.url + path, headers=headers, timeout=_TIMEOUT_S).text

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                return dict(json.loads(line))
        raise RuntimeError("held_marks.php ended without an answer.")


@pytest.fixture(scope="module")
def site() -> Iterator[HeldSite]:
    if "MOODLE_DIR" not in os.environ:
        pytest.skip("MOODLE_DIR does not say where Moodle's code is; docs/acceptance-moodle.md")
    with HeldSite(os.environ["INVIGIL_MOODLE_URL"]) as made:
        yield made


def test_a_held_mark_is_on_no_page(site: HeldSite) -> None:
    site.decide("hold")
    assert site.telling("examinee") == []
    assert site.telling("classmate") == []
    # the people who decide read it in the quiz's own results
    assert "/mod/quiz/report.php?id={cm}&mode=overview" in site.telling("teacher")


def test_let_go_it_is_where_it_belongs(site: HeldSite) -> None:
    site.decide("clear")
    found = site.telling("examinee")
    assert [page for page in SHOWING if page not in found] == []
    # the block shows it to everybody, on the pages of the course and on no other
    assert "/course/view.php?id={course}" in site.telling("classmate")


def test_a_grade_written_over_a_held_mark_is_on_no_page(site: HeldSite) -> None:
    site.decide("clear")
    site.decide("override")
    assert "/course/view.php?id={course}" in site.telling("classmate", WRITTEN_OVER)
    site.decide("hold")
    assert site.telling("examinee", WRITTEN_OVER) == []
    assert site.telling("classmate", WRITTEN_OVER) == []
    assert site.telling("examinee") == []
    assert "/grade/report/grader/index.php?id={course}" in site.telling("teacher", WRITTEN_OVER)
    site.decide("clear")
    assert "/grade/report/user/index.php?id={course}&userid={user}" in site.telling("examinee", WRITTEN_OVER)
