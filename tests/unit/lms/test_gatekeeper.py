"""The gate of a quiz: set, changed by hand, renewed, lifted."""

from dataclasses import replace

import pytest

from tests.factories.gate_stage import GateStage
from tests.factories.world import PROCTOR
from tool.domain.attempt import AttemptState
from tool.lms.gate_codes import ALPHABET, LENGTH
from tool.lms.gate_seeing import OFTEN_S, SELDOM_S, SOON_S
from tool.monitoring.exam import quizzes
from tool.monitoring.exam.events import GateChanged
from tool.monitoring.exam.exams import ChoiceRefused
from tool.monitoring.exam.quiz_records import GateState

G = GateState


def test_a_quiz_is_shut_once_the_teacher_has_saved_and_not_before(gates: GateStage) -> None:
    exam = gates.bound()
    gates.later(SELDOM_S)
    assert gates.lms.told == []
    assert gates.code(exam) is None
    with gates.world.work() as work:
        quizzes.wanted(work, exam.id, PROCTOR, gates.world.now)
    assert gates.code(exam) is None  # not before it stands there
    gates.keeper.run_once()
    row, code = gates.row(exam), gates.lms.code()
    assert (row.gate, row.trouble, row.seen_at) == (G.SET, "", gates.world.now)
    assert gates.code(exam) == code
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert [what for what, _ in gates.lms.told] == ["quiz", "set_code", "quiz"]
    assert code not in row.code_secret
    assert row.before_secret.startswith("fernet:")


def test_saving_wakes_the_gatekeeper(gates: GateStage) -> None:
    exam = gates.bound()
    gates.keeper.wake.clear()
    with gates.world.work() as work:
        quizzes.wanted(work, exam.id, PROCTOR, gates.world.now)
    assert gates.keeper.wake.is_set()


def test_saving_again_asks_nothing_of_the_lms(gates: GateStage) -> None:
    exam = gates.stands()
    told = len(gates.lms.told)
    with gates.world.work() as work:
        quizzes.wanted(work, exam.id, PROCTOR, gates.world.now)
    gates.keeper.run_once()
    assert len(gates.lms.told) == told


def test_no_secret_shows_in_a_record(gates: GateStage) -> None:
    exam = gates.stands()
    for shown in (repr(gates.lms.has["q1"]), repr(gates.row(exam)), repr(gates.world.events)):
        assert gates.lms.code() not in shown


def test_a_code_that_stood_there_before_is_put_back(gates: GateStage) -> None:
    gates.lms.by_hand("teachers own")
    exam = gates.stands()
    assert gates.lms.code() != "teachers own"
    gates.stop(exam)
    assert gates.code(exam) is None
    gates.keeper.run_once()
    assert gates.lms.code() == "teachers own"
    assert gates.found(exam) is None
    with gates.world.work() as work:
        assert work.exams.get(exam.id).title == "Midterm"


def test_what_somebody_else_has_set_meanwhile_stays_when_proctoring_stops(gates: GateStage) -> None:
    exam = gates.stands()
    gates.lms.by_hand("new and theirs")
    gates.stop(exam)
    gates.keeper.run_once()
    assert gates.lms.code() == "new and theirs"
    assert gates.found(exam) is None


def test_what_nobody_has_saved_is_let_go_without_a_call(gates: GateStage) -> None:
    exam = gates.bound()
    gates.stop(exam)
    gates.keeper.run_once()
    assert gates.found(exam) is None
    assert gates.lms.told == []


@pytest.mark.parametrize(("found", "words"), [("", "removed the access code"), ("theirs", "changed the access code")])
def test_a_change_by_hand_is_told_and_not_overwritten_unasked(gates: GateStage, found: str, words: str) -> None:
    exam = gates.stands()
    ours = gates.lms.code()
    gates.lms.by_hand(found)
    for _ in range(3):
        gates.later(SELDOM_S)
    row = gates.row(exam)
    assert (row.gate, gates.lms.code(), gates.code(exam)) == (G.CHANGED, found, None)
    assert words in row.trouble
    gates.again(exam)
    gates.keeper.run_once()
    assert (gates.row(exam).gate, gates.row(exam).trouble, gates.lms.code()) == (G.SET, "", ours)
    gates.stop(exam)
    gates.keeper.run_once()
    assert gates.lms.code() == ""  # what stood there before Invigil came


def test_a_change_that_was_undone_by_hand_is_none_any_more(gates: GateStage) -> None:
    exam = gates.stands()
    ours = gates.lms.code()
    gates.lms.by_hand("theirs")
    gates.later(SELDOM_S)
    gates.lms.by_hand(ours)
    gates.later(SELDOM_S)
    assert (gates.row(exam).gate, gates.code(exam)) == (G.SET, ours)


def test_a_deleted_quiz_is_said_to_be_gone_and_can_be_let_go(gates: GateStage) -> None:
    exam = gates.stands()
    kept = gates.lms.has.pop("q1")
    gates.later(SELDOM_S)
    assert gates.row(exam).gate is G.GONE
    assert "not in the LMS any more" in gates.row(exam).trouble
    gates.lms.put(kept)  # restored
    gates.later(SELDOM_S)
    assert gates.row(exam).gate is G.SET
    gates.lms.has.clear()
    gates.later(SELDOM_S)
    gates.stop(exam)
    assert gates.found(exam) is None


def test_a_quiz_that_is_deleted_while_its_code_is_taken_away_is_done(gates: GateStage) -> None:
    exam = gates.stands()
    gates.stop(exam)
    gates.lms.has.clear()
    gates.keeper.run_once()
    assert gates.found(exam) is None


def test_it_looks_often_while_somebody_is_at_work_or_the_quiz_opens_soon(gates: GateStage) -> None:
    exam = gates.stands()
    assert gates.row(exam).next_at == gates.world.now + SELDOM_S
    attempt = gates.world.attempt(AttemptState.RUNNING, exam=exam)
    gates.later(SELDOM_S)
    assert gates.row(exam).next_at == gates.world.now + OFTEN_S
    gates.submit(attempt.id)
    gates.keeper.run_once()
    opens_at = gates.world.now + SOON_S + 100
    gates.lms.has["q1"] = replace(gates.lms.has["q1"], opens_at=opens_at)
    gates.again(exam)
    gates.keeper.run_once()
    assert gates.row(exam).next_at == opens_at - SOON_S
    gates.later(100)
    assert gates.row(exam).next_at == gates.world.now + OFTEN_S


def test_a_code_that_was_handed_out_is_renewed_when_nobody_needs_it_any_more(gates: GateStage) -> None:
    exam = gates.stands()
    first = gates.lms.code()
    gates.world.clock.forward(10)
    one = gates.world.attempt(AttemptState.RUNNING, exam=exam)
    two = gates.world.attempt(AttemptState.WAITING, exam=exam, subject="sub-2", attempt_number=2)
    gates.world.clock.forward(10)
    gates.submit(one.id)
    gates.keeper.run_once()
    assert gates.lms.code() == first  # somebody waits to be let in
    gates.submit(two.id)
    assert gates.keeper.wake.is_set()
    gates.keeper.run_once()
    assert gates.lms.code() != first
    assert (gates.row(exam).gate, gates.code(exam)) == (G.SET, gates.lms.code())
    second = gates.lms.code()
    gates.later(SELDOM_S)
    assert gates.lms.code() == second  # handed out to nobody so far


def test_whoever_never_began_has_used_no_code_up(gates: GateStage) -> None:
    exam = gates.stands()
    first = gates.lms.code()
    gates.world.clock.forward(10)
    gates.submit(gates.world.attempt(AttemptState.WAITING, exam=exam).id)
    gates.keeper.run_once()
    assert gates.lms.code() == first


def test_looks_that_find_all_well_tell_nobody(gates: GateStage) -> None:
    gates.stands()
    told = len(gates.world.told(GateChanged))
    gates.later(SELDOM_S)
    assert len(gates.world.told(GateChanged)) == told


def test_while_attempts_are_open_the_title_is_typed_to_stop(gates: GateStage) -> None:
    exam = gates.stands()
    gates.world.attempt(AttemptState.RUNNING, exam=exam)
    with pytest.raises(ChoiceRefused, match="type its name"):
        gates.stop(exam, "Something else")
    assert gates.row(exam).gate is G.SET
    gates.stop(exam, "  midTERM ")
    assert gates.row(exam).gate is G.LIFTING
