"""What nobody judges of a quiz in a window of the LMS's own, and what its log is worth."""

import pytest

from tool.domain.incident_types.registry import KINDS
from tool.domain.out_of_sight import QuizLog, is_out_of_sight, log_of_attempt, not_judged


def test_all_that_is_about_the_quizs_page_is_not_judged_there_and_nothing_else() -> None:
    about = {name for name, kind in KINDS.items() if kind.about_quiz_page}
    assert {"tab_hidden", "fullscreen_left"} <= about
    assert set(not_judged(QuizLog.READ)) == about
    assert {name for name, kind in KINDS.items() if is_out_of_sight(kind, own_window=True)} == about
    assert not any(is_out_of_sight(kind, own_window=False) for kind in KINDS.values())


@pytest.mark.parametrize(("log", "told"), [
    (QuizLog.NONE, False), (QuizLog.UNREAD, False), (QuizLog.OFFERED, True), (QuizLog.PARTLY, True),
    (QuizLog.READ, True),
])
def test_what_only_the_log_tells_is_not_judged_without_one(log: QuizLog, told: bool) -> None:
    assert ("quiz_left" not in not_judged(log)) is told


@pytest.mark.parametrize(("kept", "read_at", "ended_at", "stands"), [
    (False, None, 9.0, QuizLog.NONE), (True, None, None, QuizLog.UNREAD), (True, None, 9.0, QuizLog.UNREAD),
    (True, 5.0, None, QuizLog.READ), (True, 5.0, 9.0, QuizLog.PARTLY), (True, 9.0, 9.0, QuizLog.READ),
])
def test_how_an_attempts_log_stands(
    kept: bool, read_at: float | None, ended_at: float | None, stands: QuizLog
) -> None:
    assert log_of_attempt(kept=kept, read_at=read_at, ended_at=ended_at) is stands
