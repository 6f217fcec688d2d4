"""`make drill-canvas`: how soon a decision is in the LMS, how much the LMS is asked, and what its troubles do.

First people in Chromium, with web and media processes, beside the tests' stand-in for a Canvas: from a press to what is
in Canvas. Then 200 students in one course, and the calls that came in any minute of three. Then the troubles, each with
what Invigil says of it. Exits 0 only if all of it holds. No real Canvas takes part."""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Playwright, expect, sync_playwright

from tests.browser.canvas_people import Administrator, Student, Teacher, begun, check_in, noted
from tests.browser.canvas_stage import CanvasStage
from tests.browser.looking import wait_for
from tests.browser.people import by_testid
from tests.data.scenes import Scene, make_camera_video
from tests.drills import canvas_troubles as troubles
from tests.drills.canvas_pace import busiest_minute

STUDENTS, WATCHED_S, MOST_CALLS = 200, 180.0, 30
GATE_S, CODE_S, EXTRA_S, FLAG_S = 2.0, 1.0, 5.0, 10.0
_TIMEOUT_S = 2.0


class Table:
    """Prints what was measured, and counts what is missed."""

    def __init__(self) -> None:
        self.missed = 0

    def line(self, holds: bool, what: str) -> None:
        """Print one line."""
        self.missed += not holds
        print(f"  {'ok    ' if holds else 'MISSED'}  {what}", flush=True)

    def took(self, what: str, since: float, limit: float) -> None:
        """Print how long it took since a press (monotonic seconds)."""
        seconds = time.monotonic() - since
        self.line(seconds <= limit, f"{what}: {seconds:.1f} s (at most {limit:.0f} s)")


def people(playwright: Playwright, folder: Path, table: Table) -> None:
    """Play one examinee's way and a proctor's decisions."""
    face = make_camera_video(folder / "face.mjpeg", ((Scene.FACE, 4.0),))
    with CanvasStage(folder, live=True) as stage:
        with Administrator(playwright, stage, folder, "ada") as ada:
            ada.connect_api()
        with (
            Teacher(playwright, stage, folder, "tom") as tom,
            Student(playwright, stage, folder, "sue", face) as student,
        ):
            _decided(stage, tom, student, table)
        stage.lti.on = False
        said = _tested(stage)
        table.line(said != "", f"the tool is switched off in Canvas, and the connection test says: {said}")


def _decided(stage: CanvasStage, tom: Teacher, student: Student, table: Table) -> None:
    world, final, sue = stage.here.world, stage.here.final, stage.here.students[0]
    setup = tom.choose(final)
    setup.locator(by_testid("save")).click()
    pressed = time.monotonic()
    wait_for(lambda: bool(final.access_code), "the gate", 60)
    table.took("the gate is set, from saving", pressed, GATE_S)
    expect(setup.locator(by_testid("gate"))).to_have_attribute("data-state", "set")
    tom.open_console("Final exam")
    companion = student.come("Final exam")
    check_in(companion)
    tom.admit("Sue")
    pressed = time.monotonic()
    expect(companion.locator(by_testid("begin"))).to_be_visible()
    table.took("the quiz can be opened, from the press on Admit", pressed, CODE_S)
    pressed = time.monotonic()
    quiz = student.open_quiz(companion)
    expect(quiz.get_by_role("button", name="Take the Quiz")).to_be_visible()
    table.took("Canvas has taken the code, from the press on Begin", pressed, CODE_S)
    taking = begun(quiz, final, sue)
    ends = taking.end_at or 0.0
    tom.look_at("Sue")
    pressed = time.monotonic()
    tom.decide("extra")
    wait_for(lambda: (taking.end_at or 0.0) > ends + 60, "the extra time", 60)
    table.took("more time in Canvas, from opening the dialog", pressed, EXTRA_S)
    pressed = time.monotonic()
    tom.decide("flag", "other_person")
    wait_for(lambda: noted(world, sue) != "", "the flag", 60)
    table.took("the flag in the column for staff, from opening the dialog", pressed, FLAG_S)


def _tested(stage: CanvasStage) -> str:
    """Return what the connection test says first of what does not work, "" if all does."""
    number = stage.invigil.command("platform", "list").splitlines()[1].split()[0]
    try:
        stage.invigil.command("platform", "test", number)
    except RuntimeError as exc:
        return next((line for line in str(exc).splitlines() if "failed" in line), "")
    return ""


def trouble(folder: Path, table: Table) -> None:
    """Play the troubles, each in a hall of its own."""
    plays: list[Callable[[Path], troubles.Found]] = [
        *(partial(troubles.with_a_decision, name=name, timeout_s=_TIMEOUT_S) for name in troubles.OF_A_DECISION),
        troubles.with_a_deleted_quiz, troubles.with_a_full_bucket,
    ]
    for number, play in enumerate(plays):
        place = folder / f"trouble-{number}"
        place.mkdir()
        found = play(place)
        got = f"{found.sent} sent, {found.minutes:.0f} minutes got; " if found.sent else ""
        table.line(found.well, f"{found.trouble}: {got}said: {found.said}")


def main() -> int:
    """Print the table; return the number of limits that are missed."""
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("people", "course"):
            (folder / part).mkdir()
        print("From a press to what is in the stand-in for a Canvas:")
        with sync_playwright() as playwright:
            people(playwright, folder / "people", table)
        print(f"{STUDENTS} students at work in one course, for {WATCHED_S:.0f} s of both sides' clock:")
        most = busiest_minute(folder / "course", STUDENTS, WATCHED_S)
        table.line(most <= MOST_CALLS, f"REST calls in the busiest minute: {most} (at most {MOST_CALLS})")
        print(f"Troubles while {troubles.MINUTES} more minutes are given, or a gate is looked after:")
        trouble(folder, table)
    return table.missed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
