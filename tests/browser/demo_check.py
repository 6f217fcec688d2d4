"""`make demo-check`: a proctored quiz from end to end in real browsers, without a person; prints what it measured.

Exits 0 only if every step happened and every limit was met."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.browser import chromium, story_end, story_exam
from tests.browser.looking import wait_for_calm_memory
from tests.browser.measure import Timeline
from tests.browser.people import Examinee, Person, Proctor, Teacher
from tests.browser.stack import Stack
from tests.data.scenes import Scene, make_camera_video

MEMORY_LIMIT_MB = 600


@dataclass(frozen=True)
class Extent:
    """How often the repeated parts of the story are played."""

    tile_openings: int = 8
    camera_loops: int = 4
    warnings: int = 20
    media_crashes: int = 3


def main() -> int:
    """Run the check; return the exit status."""
    if not chromium.available():
        print("Chromium is missing. To get it: apt-get install chromium")
        return 2
    timeline = Timeline()
    with tempfile.TemporaryDirectory(prefix="invigil-check-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            with Stack(folder / "data") as stack, sync_playwright() as playwright:
                start(timeline, stack)
                run(timeline, stack, playwright, folder, Extent())
                stop(timeline, stack)
        except Exception as exc:
            timeline.failures.append(f"ended early: {type(exc).__name__}: {exc}")
    return timeline.finish()


def run(timeline: Timeline, stack: Stack, playwright: Playwright, folder: Path, extent: Extent) -> None:
    """Play the whole story once, in the order in which it happens at a school."""
    camera = make_camera_video(folder / "camera.mjpeg", story_exam.LOOP)
    plain = make_camera_video(folder / "plain.mjpeg", ((Scene.FACE, 4.0),))
    teacher = Teacher(playwright, stack, folder, "teacher")
    proctor = Proctor(playwright, stack, folder, "proctor")
    ada = Examinee(playwright, stack, folder, "ada", camera)
    ben = Examinee(playwright, stack, folder, "ben", plain)
    people: list[Person] = [teacher, proctor, ada, ben]
    try:
        story_exam.before_the_exam(timeline, stack, teacher, proctor, ada)
        story_exam.watch(timeline, proctor, ada, extent.tile_openings, extent.camera_loops)
        story_exam.browser_signals(timeline, proctor, ada)
        story_exam.talk(timeline, proctor, ada)
        story_exam.press(timeline, proctor, ada, extent.warnings)
        story_end.pause_and_resume(timeline, stack, proctor, ada)
        story_end.crash(timeline, stack, proctor, ada, extent.media_crashes)
        story_end.block(timeline, stack, proctor, ada)
        story_end.submit(timeline, stack, proctor, ben)
        story_end.afterwards(timeline, stack, teacher)
        check_errors(timeline, people)
    except Exception:
        keep_evidence(people, stack)
        raise
    finally:
        for person in people:
            person.close()


def start(timeline: Timeline, stack: Stack) -> None:
    """First start (empty database, registration), memory at rest, second start."""
    took = f"({stack.started_in_s:.1f} s)"
    timeline.check("sandbox LMS, web and media are up; Invigil is registered over LTI", True, took)
    stack.__exit__()
    stack.log.clear()
    stack.restart()
    timeline.check("the second start takes less than 5 s", stack.started_in_s < 5, f"({stack.started_in_s:.1f} s)")
    memory = wait_for_calm_memory(stack)
    timeline.check(
        f"web + media + detection at rest hold at most {MEMORY_LIMIT_MB} MB",
        memory <= MEMORY_LIMIT_MB, f"({memory:.0f} MB)",
    )


def stop(timeline: Timeline, stack: Stack) -> None:
    """An interrupt ends every process, with status 0."""
    with timeline.step("Ctrl-C stops everything"):
        stack.__exit__()
        if stack.exit_status != 0:
            raise AssertionError(f"exit status {stack.exit_status}")


def check_errors(timeline: Timeline, people: list[Person]) -> None:
    """No page of anybody may have printed an error of its own."""
    for person in people:
        bad = _bad(person.errors)
        name = type(person).__name__.lower()
        timeline.check(f"no script error in the {name}'s browser", not bad, str(bad[:2]) if bad else "")


def _bad(errors: list[str]) -> list[str]:
    """Leave out what a browser prints about requests that were cut off by our own crashes."""
    return [e for e in errors if "ERR_" not in e and "Failed to load resource" not in e and "WebSocket" not in e]


def keep_evidence(people: list[Person], stack: Stack) -> None:
    """Leave screenshots and the log of a failed run where a person can look at them."""
    folder = Path(tempfile.mkdtemp(prefix="invigil-failed-"))
    for person in people:
        for n, page in enumerate(person.context.pages):
            page.screenshot(path=folder / f"{type(person).__name__.lower()}-{n}.png")
    (folder / "log.txt").write_text("\n".join(stack.log))
    print(f"Screenshots and log of the failure: {folder}")


if __name__ == "__main__":
    sys.exit(main())
