"""The gate of a quiz when a process dies on the way, or the LMS fails, is silent, or has enough of being asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from integrations import registry
from integrations.base import ConnectionRevoked, IntegrationFailed, NotConnected
from tests.factories.gate_stage import COURSE, GateStage, failing
from tests.factories.world import PLATFORM, PROCTOR
from tests.fakes.quiz_lms import FAMILY, QuizLms, a_quiz
from tool.domain.attempt import AttemptState
from tool.lms.gate_seeing import SELDOM_S
from tool.lms.gatekeeper import UNCONNECTED_S
from tool.lms.reporting_line import FIRST_REST_S
from tool.monitoring.exam import quizzes
from tool.monitoring.exam.quiz_records import GateState
from tool.monitoring.exam.quizzes import QuizFacts
from tool.monitoring.tenancy import platforms
from tool.monitoring.tenancy.institutions import OPERATOR

G = GateState


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("dies_at", ["quiz", "set_code", "kept"])
def test_a_process_that_dies_on_the_way_leaves_what_the_next_one_finishes(gates: GateStage, dies_at: str) -> None:
    gates.lms.by_hand("before")
    exam = gates.saved()
    if dies_at == "kept":  # after the LMS was told, before anything is kept of it
        def dies(what: str, _which: str) -> None:
            if what == "quiz" and gates.lms.told.count((what, "q1")) == 2:
                raise Killed
        gates.lms.before = dies
    else:
        gates.lms.before = failing(Killed(), dies_at)
    with pytest.raises(Killed):
        gates.keeper.run_once()
    assert gates.row(exam).gate is G.SETTING
    assert (gates.lms.code() == "before") is (dies_at != "kept")
    gates.lms.before = lambda *_: None
    gates.keeper = gates.made()
    gates.keeper.run_once()
    assert (gates.row(exam).gate, gates.code(exam)) == (G.SET, gates.lms.code())
    gates.stop(exam)
    gates.keeper.run_once()
    assert gates.lms.code() == "before"


def test_a_process_that_dies_while_it_puts_back_has_not_lost_it(gates: GateStage) -> None:
    gates.lms.by_hand("before")
    exam = gates.stands()
    gates.stop(exam)
    seen = len(gates.lms.told)

    def dies(what: str, _which: str) -> None:
        if what == "quiz" and len(gates.lms.told) > seen + 2:
            raise Killed

    gates.lms.before = dies
    with pytest.raises(Killed):
        gates.keeper.run_once()
    assert gates.lms.code() == "before"
    assert gates.row(exam).gate is G.LIFTING
    gates.lms.before = lambda *_: None
    gates.keeper = gates.made()
    gates.keeper.run_once()
    assert gates.found(exam) is None
    assert gates.lms.code() == "before"


def test_an_lms_that_fails_is_asked_again_with_longer_waits(gates: GateStage) -> None:
    exam = gates.saved()
    gates.lms.before = failing(IntegrationFailed("The quiz: the LMS answered 500.", status=500))
    gates.keeper.run_once()
    row = gates.row(exam)
    assert (row.gate, row.tries, row.trouble) == (G.SETTING, 1, "The quiz: the LMS answered 500.")
    assert row.next_at == gates.world.now + 2
    gates.later(2)
    assert gates.row(exam).next_at == gates.world.now + 4
    gates.lms.before = lambda *_: None
    gates.later(4)
    assert (gates.row(exam).gate, gates.row(exam).tries, gates.row(exam).trouble) == (G.SET, 0, "")


def test_a_code_that_the_lms_does_not_show_is_not_called_set(gates: GateStage) -> None:
    gates.lms.keeps = lambda code: code[:5]
    exam = gates.saved()
    gates.keeper.run_once()
    assert gates.row(exam).gate is G.SETTING
    assert "does not show it" in gates.row(exam).trouble
    assert gates.code(exam) is None


@pytest.mark.parametrize(
    "error", [
        IntegrationFailed("The LMS did not answer."),
        IntegrationFailed("Too often.", status=429, after_s=40.0),
        IntegrationFailed("Rate Limit Exceeded", status=403),
    ],
)
def test_a_silent_or_throttling_lms_is_left_alone_with_all_quizzes(gates: GateStage, error: IntegrationFailed) -> None:
    gates.lms.put(a_quiz("q2", "Final"))
    first, second = gates.saved("q1"), gates.saved("q2")
    gates.lms.before = failing(error)
    gates.keeper.run_once()
    assert len(gates.lms.told) == 1
    assert min(gates.row(first).next_at, gates.row(second).next_at) >= gates.world.now + FIRST_REST_S
    gates.lms.before = lambda *_: None
    gates.later(60)
    assert {gates.row(first).gate, gates.row(second).gate} == {G.SET}


def test_a_dead_platform_holds_up_no_other(gates: GateStage, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = QuizLms()
    dead.families = frozenset({"dead"})
    monkeypatch.setattr(registry, "ADAPTERS", (dead, *registry.ADAPTERS))
    with gates.world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", issuer="http://dead.test", family="dead"))
    dead.put(*(a_quiz(f"d{number}") for number in range(20)))
    course = replace(COURSE, platform_id="platform-2")
    with gates.world.work() as work:
        for listed in dead.has.values():
            quiz = QuizFacts(listed.quiz.kind, listed.quiz.id, f"Dead {listed.quiz.id}")
            quizzes.wanted(work, quizzes.bind(work, course, quiz, PROCTOR, 1.0).id, PROCTOR, 1.0)
    exam = gates.saved()
    places: list[Callable[[], None]] = []

    def hangs(_what: str, _which: str) -> None:
        places[1]()  # while this call hangs, another place is taken up
        assert gates.row(exam).gate is G.SET
        raise IntegrationFailed("The LMS did not answer.")

    dead.before = hangs
    gates.keeper.run_once(places.append)
    assert len(places) == 2
    places[0]()
    assert len(dead.told) == 1
    with gates.world.work() as work:
        assert work.bound_quizzes.due(gates.world.now, 100) == []  # the other nineteen are out of the way, too


def test_nobody_has_connected_the_api_is_said_and_looked_for_every_minute(gates: GateStage) -> None:
    exam = gates.saved()
    for error in (NotConnected("Nobody has connected the LMS's API yet."), ConnectionRevoked("Connect it anew.")):
        gates.lms.before = failing(error)
        gates.later(UNCONNECTED_S)
        assert (gates.row(exam).gate, gates.row(exam).trouble) == (G.SETTING, str(error))
    gates.lms.before = lambda *_: None
    gates.later(UNCONNECTED_S)
    assert gates.row(exam).gate is G.SET


def test_a_gate_that_waits_is_seen_to_as_soon_as_the_api_is_connected(gates: GateStage) -> None:
    exam = gates.saved()
    gates.lms.before = failing(NotConnected("Nobody has connected the LMS's API yet."))
    gates.keeper.run_once()
    gates.lms.before = lambda *_: None
    gates.keeper.wake.clear()
    gates.keeper.run_once()
    assert gates.row(exam).gate is G.SETTING
    with gates.world.work() as work:
        platforms.api_connected(work, OPERATOR, "platform-1", gates.world.now)
    assert gates.keeper.wake.is_set()
    gates.keeper.run_once()
    assert gates.row(exam).gate is G.SET


def test_a_connection_made_anew_ends_the_rest_of_a_silent_lms(gates: GateStage) -> None:
    exam = gates.saved()
    gates.lms.before = failing(IntegrationFailed("The LMS did not answer."))
    gates.keeper.run_once()
    gates.lms.before = lambda *_: None
    with gates.world.work() as work:
        platforms.api_connected(work, OPERATOR, "platform-1", gates.world.now)
    gates.keeper.run_once()
    assert gates.row(exam).gate is G.SET


def test_a_gate_that_stands_goes_on_standing_when_it_cannot_be_looked_at(gates: GateStage) -> None:
    exam = gates.stands()
    seen_at = gates.row(exam).seen_at
    gates.lms.before = failing(IntegrationFailed("The LMS did not answer."))
    gates.later(SELDOM_S)
    row = gates.row(exam)
    assert (row.gate, row.trouble, row.seen_at) == (G.SET, "The LMS did not answer.", seen_at)
    assert gates.code(exam) == gates.lms.code()


def test_a_fault_of_our_own_is_said_and_tried_again(gates: GateStage) -> None:
    exam = gates.saved()
    gates.lms.before = failing(ZeroDivisionError())
    gates.keeper.run_once()
    assert "Internal error: ZeroDivisionError" in gates.row(exam).trouble
    assert gates.row(exam).next_at > gates.world.now


def test_a_platform_that_is_switched_off_is_not_called(gates: GateStage) -> None:
    exam = gates.saved()
    with gates.world.work() as work:
        work.platforms.save(replace(PLATFORM, family=FAMILY, active=False))
    gates.keeper.run_once()
    assert gates.lms.told == []
    assert "switched off" in gates.row(exam).trouble


def test_a_renewal_that_broke_off_is_known_as_our_own(gates: GateStage) -> None:
    exam = gates.stands()
    first = gates.lms.code()
    gates.world.clock.forward(10)
    gates.submit(gates.world.attempt(AttemptState.RUNNING, exam=exam).id)
    gates.lms.before = failing(IntegrationFailed("500", status=500), "set_code")
    gates.keeper.run_once()
    assert (gates.row(exam).gate, gates.lms.code(), gates.code(exam)) == (G.SETTING, first, None)
    gates.stop(exam)
    gates.lms.before = lambda *_: None
    gates.keeper.run_once()
    assert gates.lms.code() == ""
    assert gates.found(exam) is None


def test_what_a_teacher_wants_meanwhile_is_not_overwritten_by_an_answer_on_its_way(gates: GateStage) -> None:
    exam = gates.saved()

    def stops(what: str, _which: str) -> None:
        if what == "set_code" and gates.row(exam).gate is G.SETTING:
            gates.stop(exam)

    gates.lms.before = stops
    gates.keeper.run_once()
    assert gates.lms.code() == ""
    assert gates.found(exam) is None
