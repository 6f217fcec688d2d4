"""The whole story on the stand-in for a Canvas, in Chromium with third-party cookies blocked: connected, a quiz shut by
its code, an examinee let in by a proctor, and what the proctor decides there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.canvas_people import Administrator, Student, Teacher, check_in
from tests.browser.canvas_stage import CanvasStage
from tests.browser.looking import wait_for
from tests.browser.people import by_testid


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, playwright: Playwright) -> Iterator[CanvasStage]:
    """Both, registered with each other, and Canvas's API connected by its administrator."""
    folder = tmp_path_factory.mktemp("story")
    with CanvasStage(folder, live=True) as running:
        running.here.world.graphql_scopes = frozenset()
        with Administrator(playwright, running, folder, "ada") as ada:
            ada.connect_api()
        yield running


def test_a_quiz_is_shut_opened_taken_and_ended(
    stage: CanvasStage, playwright: Playwright, tmp_path: Path, face: Path
) -> None:
    world, final = stage.here.world, stage.here.final
    sue = stage.here.students[0]
    with (
        Teacher(playwright, stage, tmp_path, "tom") as tom,
        Student(playwright, stage, tmp_path, "sue", face) as student,
    ):
        tom.proctor(final, hold_grades=True)
        assert final.access_code
        tom.open_console("Final exam")
        companion = student.come("Final exam")
        check_in(companion)
        tom.admit("Sue")
        quiz = student.open_quiz(companion)
        quiz.get_by_role("button", name="Take the Quiz").click()
        quiz.get_by_label("Mercury").check()
        expect(quiz.locator("#last_saved_indicator")).to_have_text("Saved")
        taking = final.takings[sue.id]
        ends = taking.end_at or 0.0
        tom.look_at("Sue")
        tom.decide("extra")
        wait_for(lambda: (taking.end_at or 0.0) > ends + 60, "the extra time")
        tom.decide("flag")
        wait_for(lambda: any(column.data.get(sue.id) for column in world.columns.values()), "the flag", 15)
        tom.decide("block")
        wait_for(lambda: (taking.end_at or 0.0) < world.now() + 61, "the end")


def test_the_connection_test_is_green(stage: CanvasStage, playwright: Playwright, tmp_path: Path) -> None:
    with Administrator(playwright, stage, tmp_path, "ada") as ada:
        assert set(ada.test_connection().values()) == {"ok"}
