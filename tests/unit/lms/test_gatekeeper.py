"""The gate of a quiz: set, changed by hand, rotated, lifted; and what a dying process or a silent LMS leaves of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from integrations import registry
from integrations.base import ConnectionRevoked, IntegrationFailed, NotConnected
from tests.factories.world import PLATFORM, PROCTOR, World
from tests.fakes.quiz_lms import FAMILY, QuizLms, a_quiz
from tests.fakes.ways_out import outward
from tool.db.lti_stores import SqlRegistrations
from tool.db.sealing import Sealer
from tool.domain.attempt import AttemptState
from tool.lms.gate_codes import ALPHABET, LENGTH
from tool.lms.gatekeeper import OFTEN_S, SELDOM_S, SOON_S, UNCONNECTED_S, Gatekeeper
from tool.lms.reporting_line import FIRST_REST_S
from tool.monitoring.exam import attempts, quizzes
from tool.monitoring.exam.events import GateChanged
from tool.monitoring.exam.exams import ChoiceRefused
from tool.monitoring.exam.quizzes import CourseFacts, QuizFacts
from tool.monitoring.exam.records import BoundQuiz, Exam, GateState

G = GateState
COURSE = CourseFacts("platform-1", "d1", "course-1", "77", "Science")


class Killed(BaseException):
    """The process dies here."""


class NoHttp:
    def send(self, *args: object, **more: object) -> None:
        raise AssertionError("nothing goes out of this LMS's adapter")


class Stage:
    """A teacher, an LMS with quizzes, and the gatekeeper between them."""

    def __init__(self) -> None:
        self.world = World()
        self.lms = QuizLms()
        self.lms.put(a_quiz())
        self.sealer = Sealer([Fernet.generate_key().decode()])
        with self.world.work() as work:
            work.platforms.save(replace(PLATFORM, family=FAMILY))
        self.keeper = self.made()

    def made(self) -> Gatekeeper:
        world = self.world
        registration = SqlRegistrations(world.database, world.clock).by_id
        keeper = Gatekeeper(
            world.works, registration, outward(NoHttp(), world.clock), self.sealer, world.clock  # type: ignore[arg-type]
        )
        world.works.listen(keeper.heard)
        return keeper

    def bound(self, quiz_id: str = "q1", course: CourseFacts = COURSE) -> Exam:
        quiz = self.lms.has[quiz_id].quiz
        with self.world.work() as work:
            facts = QuizFacts(quiz.kind, quiz.id, quiz.title, quiz.assignment, quiz.url, quiz.time_limit_min)
            return quizzes.bind(work, course, facts, PROCTOR, self.world.now)

    def saved(self, quiz_id: str = "q1") -> Exam:
        exam = self.bound(quiz_id)
        with self.world.work() as work:
            quizzes.wanted(work, exam.id, PROCTOR, self.world.now)
        return exam

    def stands(self, quiz_id: str = "q1") -> Exam:
        exam = self.saved(quiz_id)
        self.keeper.run_once()
        assert self.row(exam).gate is G.SET
        return exam

    def row(self, exam: Exam) -> BoundQuiz:
        found = self.found(exam)
        assert found is not None
        return found

    def found(self, exam: Exam) -> BoundQuiz | None:
        with self.world.work() as work:
            return work.bound_quizzes.find(exam.id)

    def code(self, exam: Exam) -> str | None:
        """Return what the examinee's page would be given."""
        with self.world.work() as work:
            sealed = quizzes.current_code(work, exam.id)
        return None if sealed is None else self.sealer.unseal(sealed)

    def again(self, exam: Exam) -> None:
        with self.world.work() as work:
            quizzes.again(work, exam.id, PROCTOR, self.world.now)

    def stop(self, exam: Exam, typed: str = "") -> None:
        with self.world.work() as work:
            quizzes.stop(work, exam.id, typed, PROCTOR, self.world.now)

    def later(self, seconds: float) -> None:
        self.world.clock.forward(seconds)
        self.keeper.run_once()

    def submit(self, attempt_id: str) -> None:
        with self.world.work() as work:
            attempts.submitted(work, attempt_id, self.world.now)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    monkeypatch.setattr(registry, "ADAPTERS", (made.lms, *registry.ADAPTERS))
    return made


def failing(error: BaseException, *whats: str) -> Callable[[str, str], None]:
    """Fail every call, or those of these names."""
    def fail(what: str, _which: str) -> None:
        if not whats or what in whats:
            raise error

    return fail


def test_a_quiz_is_shut_once_the_teacher_has_saved_and_not_before(stage: Stage) -> None:
    exam = stage.bound()
    stage.later(SELDOM_S)
    assert stage.lms.told == []
    assert stage.code(exam) is None
    with stage.world.work() as work:
        quizzes.wanted(work, exam.id, PROCTOR, stage.world.now)
    assert stage.code(exam) is None  # not before it stands there
    stage.keeper.run_once()
    row, code = stage.row(exam), stage.lms.code()
    assert (row.gate, row.trouble, row.seen_at) == (G.SET, "", stage.world.now)
    assert stage.code(exam) == code
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert [what for what, _ in stage.lms.told] == ["quiz", "set_code", "quiz"]
    assert code not in row.code_secret
    assert row.before_secret.startswith("fernet:")


def test_saving_wakes_the_gatekeeper(stage: Stage) -> None:
    exam = stage.bound()
    stage.keeper.wake.clear()
    with stage.world.work() as work:
        quizzes.wanted(work, exam.id, PROCTOR, stage.world.now)
    assert stage.keeper.wake.is_set()


def test_saving_again_asks_nothing_of_the_lms(stage: Stage) -> None:
    exam = stage.stands()
    told = len(stage.lms.told)
    with stage.world.work() as work:
        quizzes.wanted(work, exam.id, PROCTOR, stage.world.now)
    stage.keeper.run_once()
    assert len(stage.lms.told) == told


def test_no_secret_shows_in_a_record(stage: Stage) -> None:
    exam = stage.stands()
    for shown in (repr(stage.lms.has["q1"]), repr(stage.row(exam)), repr(stage.world.events)):
        assert stage.lms.code() not in shown


def test_a_code_that_stood_there_before_is_put_back(stage: Stage) -> None:
    stage.lms.by_hand("teachers own")
    exam = stage.stands()
    assert stage.lms.code() != "teachers own"
    stage.stop(exam)
    assert stage.code(exam) is None
    stage.keeper.run_once()
    assert stage.lms.code() == "teachers own"
    assert stage.found(exam) is None
    with stage.world.work() as work:
        assert work.exams.get(exam.id).title == "Midterm"


def test_what_somebody_else_has_set_meanwhile_stays_when_proctoring_stops(stage: Stage) -> None:
    exam = stage.stands()
    stage.lms.by_hand("new and theirs")
    stage.stop(exam)
    stage.keeper.run_once()
    assert stage.lms.code() == "new and theirs"
    assert stage.found(exam) is None


def test_what_nobody_has_saved_is_let_go_without_a_call(stage: Stage) -> None:
    exam = stage.bound()
    stage.stop(exam)
    stage.keeper.run_once()
    assert stage.found(exam) is None
    assert stage.lms.told == []


@pytest.mark.parametrize(("found", "words"), [("", "removed the access code"), ("theirs", "changed the access code")])
def test_a_change_by_hand_is_told_and_not_overwritten_unasked(stage: Stage, found: str, words: str) -> None:
    exam = stage.stands()
    ours = stage.lms.code()
    stage.lms.by_hand(found)
    for _ in range(3):
        stage.later(SELDOM_S)
    row = stage.row(exam)
    assert (row.gate, stage.lms.code(), stage.code(exam)) == (G.CHANGED, found, None)
    assert words in row.trouble
    stage.again(exam)
    stage.keeper.run_once()
    assert (stage.row(exam).gate, stage.row(exam).trouble, stage.lms.code()) == (G.SET, "", ours)
    stage.stop(exam)
    stage.keeper.run_once()
    assert stage.lms.code() == ""  # what stood there before Invigil came


def test_a_change_that_was_undone_by_hand_is_none_any_more(stage: Stage) -> None:
    exam = stage.stands()
    ours = stage.lms.code()
    stage.lms.by_hand("theirs")
    stage.later(SELDOM_S)
    stage.lms.by_hand(ours)
    stage.later(SELDOM_S)
    assert (stage.row(exam).gate, stage.code(exam)) == (G.SET, ours)


def test_a_deleted_quiz_is_said_to_be_gone_and_can_be_let_go(stage: Stage) -> None:
    exam = stage.stands()
    kept = stage.lms.has.pop("q1")
    stage.later(SELDOM_S)
    assert stage.row(exam).gate is G.GONE
    assert "not in the LMS any more" in stage.row(exam).trouble
    stage.lms.put(kept)  # restored
    stage.later(SELDOM_S)
    assert stage.row(exam).gate is G.SET
    stage.lms.has.clear()
    stage.later(SELDOM_S)
    stage.stop(exam)
    assert stage.found(exam) is None


def test_a_quiz_that_is_deleted_while_its_code_is_taken_away_is_done(stage: Stage) -> None:
    exam = stage.stands()
    stage.stop(exam)
    stage.lms.has.clear()
    stage.keeper.run_once()
    assert stage.found(exam) is None


@pytest.mark.parametrize("dies_at", ["quiz", "set_code", "kept"])
def test_a_process_that_dies_on_the_way_leaves_what_the_next_one_finishes(stage: Stage, dies_at: str) -> None:
    stage.lms.by_hand("before")
    exam = stage.saved()
    if dies_at == "kept":  # after the LMS was told, before anything is kept of it
        def dies(what: str, _which: str) -> None:
            if what == "quiz" and stage.lms.told.count((what, "q1")) == 2:
                raise Killed
        stage.lms.before = dies
    else:
        stage.lms.before = failing(Killed(), dies_at)
    with pytest.raises(Killed):
        stage.keeper.run_once()
    assert stage.row(exam).gate is G.SETTING
    assert (stage.lms.code() == "before") is (dies_at != "kept")
    stage.lms.before = lambda *_: None
    stage.keeper = stage.made()
    stage.keeper.run_once()
    assert (stage.row(exam).gate, stage.code(exam)) == (G.SET, stage.lms.code())
    stage.stop(exam)
    stage.keeper.run_once()
    assert stage.lms.code() == "before"


def test_a_process_that_dies_while_it_puts_back_has_not_lost_it(stage: Stage) -> None:
    stage.lms.by_hand("before")
    exam = stage.stands()
    stage.stop(exam)
    seen = len(stage.lms.told)

    def dies(what: str, _which: str) -> None:
        if what == "quiz" and len(stage.lms.told) > seen + 2:
            raise Killed

    stage.lms.before = dies
    with pytest.raises(Killed):
        stage.keeper.run_once()
    assert stage.lms.code() == "before"
    assert stage.row(exam).gate is G.LIFTING
    stage.lms.before = lambda *_: None
    stage.keeper = stage.made()
    stage.keeper.run_once()
    assert stage.found(exam) is None
    assert stage.lms.code() == "before"


def test_an_lms_that_fails_is_asked_again_with_longer_waits(stage: Stage) -> None:
    exam = stage.saved()
    stage.lms.before = failing(IntegrationFailed("The quiz: the LMS answered 500.", status=500))
    stage.keeper.run_once()
    row = stage.row(exam)
    assert (row.gate, row.tries, row.trouble) == (G.SETTING, 1, "The quiz: the LMS answered 500.")
    assert row.next_at == stage.world.now + 2
    stage.later(2)
    assert stage.row(exam).next_at == stage.world.now + 4
    stage.lms.before = lambda *_: None
    stage.later(4)
    assert (stage.row(exam).gate, stage.row(exam).tries, stage.row(exam).trouble) == (G.SET, 0, "")


def test_a_code_that_the_lms_does_not_show_is_not_called_set(stage: Stage) -> None:
    stage.lms.keeps = lambda code: code[:5]
    exam = stage.saved()
    stage.keeper.run_once()
    assert stage.row(exam).gate is G.SETTING
    assert "does not show it" in stage.row(exam).trouble
    assert stage.code(exam) is None


@pytest.mark.parametrize(
    "error", [
        IntegrationFailed("The LMS did not answer."),
        IntegrationFailed("Too often.", status=429, after_s=40.0),
        IntegrationFailed("Rate Limit Exceeded", status=403),
    ],
)
def test_a_silent_or_throttling_lms_is_left_alone_with_all_its_quizzes(stage: Stage, error: IntegrationFailed) -> None:
    stage.lms.put(a_quiz("q2", "Final"))
    first, second = stage.saved("q1"), stage.saved("q2")
    stage.lms.before = failing(error)
    stage.keeper.run_once()
    assert len(stage.lms.told) == 1
    assert min(stage.row(first).next_at, stage.row(second).next_at) >= stage.world.now + FIRST_REST_S
    stage.lms.before = lambda *_: None
    stage.later(60)
    assert {stage.row(first).gate, stage.row(second).gate} == {G.SET}


def test_a_dead_platform_holds_up_no_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = QuizLms()
    dead.families = frozenset({"dead"})
    monkeypatch.setattr(registry, "ADAPTERS", (dead, *registry.ADAPTERS))
    with stage.world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", issuer="http://dead.test", family="dead"))
    dead.put(*(a_quiz(f"d{number}") for number in range(20)))
    course = replace(COURSE, platform_id="platform-2")
    with stage.world.work() as work:
        for listed in dead.has.values():
            quiz = QuizFacts(listed.quiz.kind, listed.quiz.id, f"Dead {listed.quiz.id}")
            quizzes.wanted(work, quizzes.bind(work, course, quiz, PROCTOR, 1.0).id, PROCTOR, 1.0)
    exam = stage.saved()
    places: list[Callable[[], None]] = []

    def hangs(_what: str, _which: str) -> None:
        places[1]()  # while this call hangs, another place is taken up
        assert stage.row(exam).gate is G.SET
        raise IntegrationFailed("The LMS did not answer.")

    dead.before = hangs
    stage.keeper.run_once(places.append)
    assert len(places) == 2
    places[0]()
    assert len(dead.told) == 1
    with stage.world.work() as work:
        assert work.bound_quizzes.due(stage.world.now, 100) == []  # the other nineteen are out of the way, too


def test_nobody_has_connected_the_api_is_said_and_looked_for_every_minute(stage: Stage) -> None:
    exam = stage.saved()
    for error in (NotConnected("Nobody has connected the LMS's API yet."), ConnectionRevoked("Connect it anew.")):
        stage.lms.before = failing(error)
        stage.later(UNCONNECTED_S)
        assert (stage.row(exam).gate, stage.row(exam).trouble) == (G.SETTING, str(error))
    stage.lms.before = lambda *_: None
    stage.later(UNCONNECTED_S)
    assert stage.row(exam).gate is G.SET


def test_a_gate_that_stands_goes_on_standing_when_it_cannot_be_looked_at(stage: Stage) -> None:
    exam = stage.stands()
    seen_at = stage.row(exam).seen_at
    stage.lms.before = failing(IntegrationFailed("The LMS did not answer."))
    stage.later(SELDOM_S)
    row = stage.row(exam)
    assert (row.gate, row.trouble, row.seen_at) == (G.SET, "The LMS did not answer.", seen_at)
    assert stage.code(exam) == stage.lms.code()


def test_a_fault_of_our_own_is_said_and_tried_again(stage: Stage) -> None:
    exam = stage.saved()
    stage.lms.before = failing(ZeroDivisionError())
    stage.keeper.run_once()
    assert "Internal error: ZeroDivisionError" in stage.row(exam).trouble
    assert stage.row(exam).next_at > stage.world.now


def test_a_platform_that_is_switched_off_is_not_called(stage: Stage) -> None:
    exam = stage.saved()
    with stage.world.work() as work:
        work.platforms.save(replace(PLATFORM, family=FAMILY, active=False))
    stage.keeper.run_once()
    assert stage.lms.told == []
    assert "switched off" in stage.row(exam).trouble


def test_it_looks_often_while_somebody_is_at_work_or_the_quiz_opens_soon(stage: Stage) -> None:
    exam = stage.stands()
    assert stage.row(exam).next_at == stage.world.now + SELDOM_S
    attempt = stage.world.attempt(AttemptState.RUNNING, exam=exam)
    stage.later(SELDOM_S)
    assert stage.row(exam).next_at == stage.world.now + OFTEN_S
    stage.submit(attempt.id)
    stage.keeper.run_once()
    opens_at = stage.world.now + SOON_S + 100
    stage.lms.has["q1"] = replace(stage.lms.has["q1"], opens_at=opens_at)
    stage.again(exam)
    stage.keeper.run_once()
    assert stage.row(exam).next_at == opens_at - SOON_S
    stage.later(100)
    assert stage.row(exam).next_at == stage.world.now + OFTEN_S


def test_a_code_that_was_handed_out_is_renewed_when_nobody_needs_it_any_more(stage: Stage) -> None:
    exam = stage.stands()
    first = stage.lms.code()
    stage.world.clock.forward(10)
    one = stage.world.attempt(AttemptState.RUNNING, exam=exam)
    two = stage.world.attempt(AttemptState.WAITING, exam=exam, subject="sub-2", attempt_number=2)
    stage.world.clock.forward(10)
    stage.submit(one.id)
    stage.keeper.run_once()
    assert stage.lms.code() == first  # somebody waits to be let in
    stage.submit(two.id)
    assert stage.keeper.wake.is_set()
    stage.keeper.run_once()
    assert stage.lms.code() != first
    assert (stage.row(exam).gate, stage.code(exam)) == (G.SET, stage.lms.code())
    second = stage.lms.code()
    stage.later(SELDOM_S)
    assert stage.lms.code() == second  # handed out to nobody so far


def test_whoever_never_began_has_used_no_code_up(stage: Stage) -> None:
    exam = stage.stands()
    first = stage.lms.code()
    stage.world.clock.forward(10)
    stage.submit(stage.world.attempt(AttemptState.WAITING, exam=exam).id)
    stage.keeper.run_once()
    assert stage.lms.code() == first


def test_a_renewal_that_broke_off_is_known_as_our_own(stage: Stage) -> None:
    exam = stage.stands()
    first = stage.lms.code()
    stage.world.clock.forward(10)
    stage.submit(stage.world.attempt(AttemptState.RUNNING, exam=exam).id)
    stage.lms.before = failing(IntegrationFailed("500", status=500), "set_code")
    stage.keeper.run_once()
    assert (stage.row(exam).gate, stage.lms.code(), stage.code(exam)) == (G.SETTING, first, None)
    stage.stop(exam)
    stage.lms.before = lambda *_: None
    stage.keeper.run_once()
    assert stage.lms.code() == ""
    assert stage.found(exam) is None


def test_what_a_teacher_wants_meanwhile_is_not_overwritten_by_an_answer_on_its_way(stage: Stage) -> None:
    exam = stage.saved()

    def stops(what: str, _which: str) -> None:
        if what == "set_code" and stage.row(exam).gate is G.SETTING:
            stage.stop(exam)

    stage.lms.before = stops
    stage.keeper.run_once()
    assert stage.lms.code() == ""
    assert stage.found(exam) is None


def test_looks_that_find_all_well_tell_nobody(stage: Stage) -> None:
    stage.stands()
    told = len(stage.world.told(GateChanged))
    stage.later(SELDOM_S)
    assert len(stage.world.told(GateChanged)) == told


def test_while_attempts_are_open_the_title_is_typed_to_stop(stage: Stage) -> None:
    exam = stage.stands()
    stage.world.attempt(AttemptState.RUNNING, exam=exam)
    with pytest.raises(ChoiceRefused, match="type its name"):
        stage.stop(exam, "Something else")
    assert stage.row(exam).gate is G.SET
    stage.stop(exam, "  midTERM ")
    assert stage.row(exam).gate is G.LIFTING
