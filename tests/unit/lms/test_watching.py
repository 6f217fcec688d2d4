"""What the LMS's own word makes of attempts: whose taking is over, who takes the quiz unwatched, who left its page."""

import pytest

from integrations import registry
from integrations.quizzes import LogWord
from tests.factories.watched_quizzes import WatchedQuizzes
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.domain.policy import Policy, RuleChange
from tool.domain.preset import Preset
from tool.monitoring.exam import attempts
from tool.monitoring.exam.events import LmsWatchChanged
from tool.monitoring.exam.takings import PATIENCE_S

S, K = AttemptState, InterventionKind


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> WatchedQuizzes:
    made = WatchedQuizzes()
    monkeypatch.setattr(registry, "ADAPTERS", made.adapters())
    return made


def test_a_taking_that_is_over_in_the_lms_ends_its_attempt_though_the_page_is_gone(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.steps(40)
    known = stage.world.read(attempt.id)
    assert (known.state, known.lms_submission, known.lms_taking) == (S.RUNNING, "s-7", 1)
    stage.lms.hands_in("7", stage.world.now)
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.SUBMITTED


def test_who_was_handed_the_code_and_never_began_is_not_ended(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.steps(300)
    assert stage.world.read(attempt.id).state is S.RUNNING


def test_a_taking_from_before_the_attempt_ends_nothing(stage: WatchedQuizzes) -> None:
    stage.lms.begins("7", stage.world.now - 9000)
    stage.lms.hands_in("7", stage.world.now - 8000)
    attempt = stage.examinee("7")
    stage.steps(100)
    known = stage.world.read(attempt.id)
    assert (known.state, known.lms_taking) == (S.RUNNING, None)
    stage.lms.begins("7", stage.world.now, number=2)
    stage.steps(40)
    stage.lms.hands_in("7", stage.world.now)
    stage.steps(40)
    assert (stage.world.read(attempt.id).state, stage.world.read(attempt.id).lms_taking) == (S.SUBMITTED, 2)


def test_what_began_and_ended_between_two_readings_counts(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now + 3)
    stage.lms.hands_in("7", stage.world.now + 9)
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.SUBMITTED


def test_who_is_readmitted_is_not_ended_by_the_taking_that_was_over_then(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.steps(40)
    stage.world.decide(attempt.id, K.TERMINATE, reason=ReasonCode.OTHER, text="Out.")
    stage.lms.hands_in("7", stage.world.now)
    stage.world.clock.forward(100)
    stage.world.decide(attempt.id, K.READMIT, reason=ReasonCode.OTHER, text="A mistake.")
    with stage.world.work() as work:
        attempts.check_in(work, attempt.id, stage.world.now, camera=True, microphone=True)
    stage.world.decide(attempt.id, K.ADMIT)
    with stage.world.work() as work:
        attempts.begin(work, attempt.id, stage.world.now, stays=True)
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.RUNNING
    stage.lms.begins("7", stage.world.now, number=2)
    stage.steps(40)
    stage.lms.hands_in("7", stage.world.now)
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.SUBMITTED


def test_who_goes_on_to_another_taking_is_done_with_the_first_and_unwatched_in_the_second(
    stage: WatchedQuizzes,
) -> None:
    attempt = stage.examinee("7")
    stage.examinee("8")
    stage.lms.begins("7", stage.world.now)
    stage.steps(40)
    stage.lms.begins("7", stage.world.now, number=2)
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.SUBMITTED
    assert [(each.user, each.name) for each in stage.strays()] == [("7", "Name of 7")]


def test_who_is_in_the_quiz_without_an_attempt_is_told_of_once(stage: WatchedQuizzes) -> None:
    stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.lms.begins("99", stage.world.now + 1)
    stage.steps(200)
    stage.restarted()
    stage.steps(100)
    assert [(each.user, each.name, each.since) for each in stage.strays()] == [("99", "", 1_800_000_001.0)]
    assert stage.world.told(LmsWatchChanged) == [LmsWatchChanged(stage.exam.id)]


def test_who_waits_to_be_let_in_and_is_in_the_quiz_already_is_told_of(stage: WatchedQuizzes) -> None:
    stage.examinee("7", S.WAITING)
    stage.lms.begins("7", stage.world.now)
    stage.steps(40)
    assert [each.name for each in stage.strays()] == ["Name of 7"]


def test_those_of_before_the_quiz_was_bound_and_those_who_were_watched_are_no_strays(stage: WatchedQuizzes) -> None:
    stage.lms.begins("50", stage.world.now - 9000)
    stage.lms.hands_in("50", stage.world.now - 8000)
    stage.examinee("7")
    watched = stage.examinee("8")
    stage.lms.begins("8", stage.world.now)
    stage.steps(40)
    stage.world.decide(watched.id, K.TERMINATE, reason=ReasonCode.OTHER, text="Out.")
    stage.steps(PATIENCE_S - 20)
    assert stage.strays() == []  # the LMS is being told
    stage.steps(60)
    assert [each.user for each in stage.strays()] == ["8"]  # it was, and they are in the quiz still


def test_nobody_is_a_stray_where_launches_do_not_tell_whose_id_is_whose(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("")
    stage.lms.begins("7", stage.world.now)
    stage.steps(100)
    assert stage.strays() == []
    assert stage.world.read(attempt.id).lms_taking is None


def test_leaving_the_page_is_an_incident_with_the_times_of_the_log(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 5, began + 11)  # shorter than the rule
    stage.lms.leaves("7", began + 12, began + 46)
    stage.lms.says("7", LogWord.ANSWERED, began + 50)
    stage.steps(120)
    [incident] = stage.incidents(attempt)
    assert (incident.started_at, incident.ended_at, incident.duration_s) == (began + 12, began + 46, 34)
    assert (incident.end_known, incident.node_id, incident.debounce_s) == (True, "lms", 10.0)
    assert incident.opened_at >= began + 46
    assert incident.times == 1


def test_a_page_that_stays_away_is_open_and_ends_when_it_is_back(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 5)
    stage.steps(32)
    assert stage.incidents(attempt) == []  # its return may be on its way to the LMS
    stage.steps(60)
    [incident] = stage.incidents(attempt)
    assert incident.ended_at is None
    assert began + 15 <= incident.opened_at <= stage.world.now - 30
    stage.lms.says("7", LogWord.PAGE_BACK, began + 88)
    stage.steps(60)
    [incident] = stage.incidents(attempt)
    assert (incident.ended_at, incident.duration_s, incident.end_known) == (began + 88, 83, True)


def test_a_page_left_twice_without_a_return_counts_from_the_second_time(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 5)
    stage.lms.leaves("7", began + 60, began + 80)
    stage.steps(120)
    assert [(each.started_at, each.duration_s) for each in stage.incidents(attempt)] == [(began + 60, 20)]


def test_what_happens_before_the_exam_and_in_a_pause_does_not_count(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began - 300)
    stage.lms.leaves("7", began - 200, began - 100)
    stage.world.clock.forward(50)
    stage.world.decide(attempt.id, K.PAUSE)
    stage.lms.leaves("7", began + 30, began + 120)  # twenty seconds of it before the pause
    stage.lms.leaves("7", began + 130, began + 400)
    stage.world.clock.forward(200)
    stage.world.decide(attempt.id, K.RESUME)
    stage.steps(60)
    assert [(each.started_at, each.ended_at) for each in stage.incidents(attempt)] == [(began + 30, began + 50)]


def test_a_clock_that_is_wrong_by_minutes_is_put_right(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.http.ahead_s = 300.0
    stage.lms.begins("7", began + 300)
    stage.lms.leaves("7", began + 310, began + 340)
    stage.steps(100)
    [incident] = stage.incidents(attempt)
    assert incident.started_at == pytest.approx(began + 10, abs=1)
    assert incident.duration_s == 30


def test_what_was_left_unread_is_read_once_more_after_the_end(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.steps(30)
    left = stage.world.now
    stage.lms.leaves("7", left + 1, left + 31)
    stage.world.clock.forward(40)
    with stage.world.work() as work:
        attempts.submitted(work, attempt.id, stage.world.now)
    stage.steps(60)
    assert [each.duration_s for each in stage.incidents(attempt)] == [30]
    asked = len(stage.http.asked)
    stage.steps(600)
    assert len(stage.http.asked) == asked  # nobody is at work


def test_who_hands_in_while_away_was_away_until_then(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 100)
    stage.world.clock.forward(150)
    stage.lms.hands_in("7", began + 150)
    stage.steps(60)
    assert stage.world.read(attempt.id).state is S.SUBMITTED
    assert [(each.ended_at, each.end_known) for each in stage.incidents(attempt)] == [(began + 150, True)]


def test_an_exam_that_does_not_ask_for_it_has_none(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    policy = Policy.of(Preset.CUSTOM, changes={"quiz_left": RuleChange(enabled=False)})
    stage.world.with_policy(stage.exam, policy)
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 5, began + 95)
    stage.steps(120)
    assert stage.incidents(attempt) == []


def test_that_the_log_was_read_is_kept_at_first_and_after_the_end(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.steps(100)
    first = stage.world.read(attempt.id).log_read_at
    assert first is not None
    stage.steps(100)
    assert stage.world.read(attempt.id).log_read_at == first
    stage.lms.hands_in("7", stage.world.now)
    stage.steps(100)
    over = stage.world.read(attempt.id)
    assert over.ended_at is not None
    assert over.log_read_at is not None
    assert over.log_read_at >= over.ended_at


def test_a_log_that_is_refused_or_that_the_lms_does_not_keep_is_not_taken_for_read(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.lms.refuses_logs = True
    stage.steps(100)
    assert stage.http.logs_asked()
    assert stage.world.read(attempt.id).log_read_at is None


def test_no_log_is_asked_for_of_a_kind_of_quiz_that_has_none(stage: WatchedQuizzes) -> None:
    stage.lms.logged_kinds = frozenset()  # type: ignore[misc]  # another LMS
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.steps(100)
    known = stage.world.read(attempt.id)
    assert (known.lms_taking, known.log_read_at, stage.http.logs_asked()) == (1, None, [])
