"""The gate of a quiz that a list of people opens: whoever was admitted is in it, and nobody of them afterwards."""

from dataclasses import replace

import pytest

from integrations import registry
from integrations.base import IntegrationFailed
from tests.factories.gate_stage import GateStage, failing
from tests.fakes.list_lms import ListLms
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind
from tool.lms.gate_people import LAST, NAMELESS
from tool.lms.gate_seeing import HOPELESS_S, OFTEN_S, SELDOM_S
from tool.monitoring.exam import attempts, by_code
from tool.monitoring.exam.attempts import AttemptRefused
from tool.monitoring.exam.quiz_records import GateState
from tool.monitoring.exam.records import Attempt, Exam

G = GateState


@pytest.fixture
def lms() -> ListLms:
    return ListLms()


@pytest.fixture
def gates(lms: ListLms, monkeypatch: pytest.MonkeyPatch) -> GateStage:
    monkeypatch.setattr(registry, "ADAPTERS", (*registry.ADAPTERS, lms))
    return GateStage(lms)


def examinee(
    gates: GateStage, exam: Exam, name: str, state: AttemptState = AttemptState.ADMITTED, lms_id: str | None = None
) -> Attempt:
    """Somebody whom the LMS knows by their name; `lms_id` "" if no launch has told that."""
    person_id = gates.world.person(name)
    with gates.world.work() as work:
        known = work.people.get(person_id)
        work.people.save(replace(known, lms_id=name if lms_id is None else lms_id))
    return gates.world.attempt(state, exam=exam, subject=name, start_assessment_url="", session_data="")


def begin(gates: GateStage, attempt: Attempt) -> None:
    with gates.world.work() as work:
        by_code.begin(work, attempt.id, gates.world.now)


def told(lms: ListLms) -> list[tuple[str, str]]:
    return [(what, who) for what, who in lms.told if what in ("let_in", "take_out")]


def test_whoever_is_admitted_is_put_in_at_once_and_taken_out_at_the_end(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    assert lms.people == {"keeper"}
    waiting = examinee(gates, exam, "ada", AttemptState.WAITING)
    gates.keeper.run_once()
    assert lms.people == {"keeper"}
    gates.keeper.wake.clear()
    gates.world.decide(waiting.id, InterventionKind.ADMIT)
    assert gates.keeper.wake.is_set()
    gates.keeper.run_once()
    assert (lms.people, gates.row(exam).inside, gates.row(exam).let_in) == (
        {"keeper", "ada"}, ("ada", "keeper"), ("ada",),
    )
    assert gates.row(exam).next_at == gates.world.now + OFTEN_S
    begin(gates, waiting)
    gates.submit(waiting.id)
    gates.keeper.run_once()
    assert (lms.people, gates.row(exam).let_in) == ({"keeper"}, ())
    assert told(lms) == [("let_in", "ada"), ("take_out", "ada")]


def test_nobody_is_led_into_the_quiz_before_they_are_in_the_list(gates: GateStage) -> None:
    exam = gates.stands()
    ada = examinee(gates, exam, "ada")
    with pytest.raises(AttemptRefused) as refused:
        begin(gates, ada)
    assert (refused.value.code, str(refused.value)) == ("shut", by_code.NOT_YET)
    gates.keeper.run_once()
    begin(gates, ada)


def test_without_the_list_the_quiz_is_not_shut_and_nobody_gets_in(gates: GateStage, lms: ListLms) -> None:
    lms.fault = "There is no list. Make one."
    exam = gates.saved()
    ada = examinee(gates, exam, "ada")
    gates.keeper.run_once()
    assert (gates.row(exam).gate, gates.row(exam).trouble, gates.row(exam).seen_at) == (G.SETTING, lms.fault, None)
    assert told(lms) == []
    with pytest.raises(AttemptRefused):
        begin(gates, ada)
    lms.fault = ""
    gates.again(exam)
    gates.keeper.run_once()
    assert (gates.row(exam).gate, gates.row(exam).trouble, lms.people) == (G.SET, "", {"keeper", "ada"})


def test_a_list_that_is_taken_away_by_hand_is_said_and_found_again(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    lms.fault = "There is no list any more."
    gates.later(SELDOM_S)
    assert (gates.row(exam).gate, gates.row(exam).trouble) == (G.CHANGED, lms.fault)
    lms.fault = ""
    gates.later(SELDOM_S)
    assert (gates.row(exam).gate, gates.row(exam).trouble) == (G.SET, "")


def test_whom_the_teacher_has_put_in_stays(gates: GateStage, lms: ListLms) -> None:
    lms.people = {"keeper", "ada"}
    exam = gates.stands()
    ada = examinee(gates, exam, "ada", AttemptState.RUNNING)
    gates.keeper.run_once()
    gates.submit(ada.id)
    gates.keeper.run_once()
    gates.stop(exam)
    gates.keeper.run_once()
    assert (lms.people, told(lms), gates.found(exam)) == ({"keeper", "ada"}, [], None)


def test_who_is_put_in_is_kept_before_it_is_done_and_a_lost_answer_is_found(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    ada = examinee(gates, exam, "ada")

    def lost(what: str, who: str) -> None:
        if what == "let_in":
            assert gates.row(exam).let_in == ("ada",)
            lms.people.add("ada")
            raise IntegrationFailed("No answer.")

    lms.before = lost
    gates.keeper.run_once()
    assert (gates.row(exam).tries, gates.row(exam).trouble) == (1, "No answer.")
    lms.before = lambda _what, _who: None
    gates.later(SELDOM_S)
    assert (gates.row(exam).let_in, gates.row(exam).tries) == (("ada",), 0)
    assert told(lms) == [("let_in", "ada")]
    gates.submit(ada.id)
    gates.keeper.run_once()
    assert lms.people == {"keeper"}


def test_when_all_places_are_taken_it_is_said_and_the_next_waits(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    ada, _, cyd = (examinee(gates, exam, name) for name in ("ada", "bob", "cyd"))
    gates.keeper.run_once()
    assert lms.people == {"keeper", "ada", "bob"}
    row = gates.row(exam)
    assert (row.gate, row.holds) == (G.SET, 3)
    assert "holds 3 people" in row.trouble
    assert "a place: 1." in row.trouble
    with pytest.raises(AttemptRefused):
        begin(gates, cyd)
    gates.submit(ada.id)
    gates.keeper.run_once()
    assert (lms.people, gates.row(exam).trouble) == ({"keeper", "bob", "cyd"}, "")


def test_the_list_is_never_emptied(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    ada = examinee(gates, exam, "ada")
    gates.keeper.run_once()
    lms.people = {"ada"}  # somebody has taken the keeper out
    gates.submit(ada.id)
    gates.keeper.run_once()
    assert (lms.people, gates.row(exam).trouble) == ({"ada"}, LAST)
    gates.stop(exam)
    gates.keeper.run_once()
    assert (lms.people, gates.row(exam).gate) == ({"ada"}, G.LIFTING)
    lms.people = {"ada", "keeper"}
    gates.later(SELDOM_S)
    assert (lms.people, gates.found(exam)) == ({"keeper"}, None)


def test_after_a_stop_nobody_is_put_in_and_each_is_taken_out_at_their_end(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    ada = examinee(gates, exam, "ada", AttemptState.RUNNING)
    gates.keeper.run_once()
    bob = examinee(gates, exam, "bob", AttemptState.WAITING)
    gates.stop(exam, exam.title)
    gates.world.decide(bob.id, InterventionKind.ADMIT)
    gates.keeper.run_once()
    assert (lms.people, gates.row(exam).gate) == ({"keeper", "ada"}, G.LIFTING)
    gates.submit(ada.id)
    gates.keeper.run_once()
    assert (lms.people, gates.found(exam)) == ({"keeper"}, None)


def test_one_whom_the_list_does_not_take_keeps_no_other_out(gates: GateStage, lms: ListLms) -> None:
    lms.untaken = {"ada"}
    exam = gates.stands()
    examinee(gates, exam, "ada")
    examinee(gates, exam, "bob")
    gates.keeper.run_once()
    assert lms.people == {"keeper", "bob"}
    assert (gates.row(exam).trouble, gates.row(exam).next_at) == (
        "It does not take them.", gates.world.now + min(OFTEN_S, HOPELESS_S),
    )


def test_the_id_that_no_launch_has_told_is_looked_up_once(gates: GateStage, lms: ListLms) -> None:
    lms.known = {"ada": "lms-ada"}
    exam = gates.stands()
    ada = examinee(gates, exam, "ada", lms_id="")
    gates.keeper.run_once()
    gates.later(OFTEN_S)
    assert "lms-ada" in lms.people
    assert [each for each in lms.told if each[0] == "user_of"] == [("user_of", "ada")]
    begin(gates, ada)
    examinee(gates, exam, "bob", lms_id="")
    gates.keeper.run_once()
    assert gates.row(exam).trouble == NAMELESS


def test_an_lms_that_does_not_answer_is_asked_again(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    examinee(gates, exam, "ada")
    lms.before = failing(IntegrationFailed("No answer."), "quiz")
    gates.keeper.run_once()
    assert (gates.row(exam).gate, gates.row(exam).tries, lms.people) == (G.SET, 1, {"keeper"})
    lms.before = lambda _what, _who: None
    gates.later(SELDOM_S)
    assert lms.people == {"keeper", "ada"}


def test_a_deleted_quiz_is_gone_and_let_go(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    lms.has.clear()
    gates.later(SELDOM_S)
    assert gates.row(exam).gate is G.GONE
    gates.stop(exam)
    assert gates.found(exam) is None


def test_a_readmitted_examinee_is_put_in_again(gates: GateStage, lms: ListLms) -> None:
    exam = gates.stands()
    ada = examinee(gates, exam, "ada")
    gates.keeper.run_once()
    begin(gates, ada)
    gates.world.decide(ada.id, InterventionKind.TERMINATE, text="Enough.")
    gates.keeper.run_once()
    assert lms.people == {"keeper"}
    gates.world.decide(ada.id, InterventionKind.READMIT, text="Again.")
    with gates.world.work() as work:
        attempts.check_in(work, ada.id, gates.world.now, camera=True, microphone=True)
    gates.world.decide(ada.id, InterventionKind.ADMIT)
    gates.keeper.run_once()
    assert lms.people == {"keeper", "ada"}
