"""The watch over an LMS that fails, hangs, is throttled or refuses, and over our own deaths: nobody is accused, nothing
is noted twice, and little is asked."""

import pytest

from integrations import registry
from integrations.quizzes import LogWord
from tests.factories.watched_quizzes import WatchedQuizzes
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind, ReasonCode
from tool.lms.watching import FAREWELL_S, SAID_AFTER_S
from tool.monitoring.exam.events import LmsWatchChanged
from tool.monitoring.work import DatabaseBusy

S = AttemptState


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> WatchedQuizzes:
    made = WatchedQuizzes()
    monkeypatch.setattr(registry, "ADAPTERS", made.adapters())
    return made


@pytest.mark.parametrize("status", [403, 500, 503])
def test_an_lms_that_fails_is_left_alone_accuses_nobody_and_is_said(stage: WatchedQuizzes, status: int) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.steps(60)
    heard = stage.world.now
    stage.http.status = status
    asked = len(stage.http.asked)
    stage.steps(20)
    assert stage.watching.unread_since(stage.exam.id) is None  # one answer that failed is not worth a word
    stage.steps(580)
    assert len(stage.http.asked) - asked <= 9
    since = stage.watching.unread_since(stage.exam.id)
    assert since is not None
    assert heard - 20 <= since <= heard + 20
    assert set(stage.world.told(LmsWatchChanged)) == {LmsWatchChanged(stage.exam.id)}
    assert (stage.world.read(attempt.id).state, stage.incidents(attempt)) == (S.RUNNING, [])
    stage.http.status = 200
    stage.lms.leaves("7", began + 100, began + 160)
    stage.steps(200)
    assert stage.watching.unread_since(stage.exam.id) is None
    assert [each.duration_s for each in stage.incidents(attempt)] == [60]


def test_an_lms_that_says_when_to_come_back_is_not_asked_before(stage: WatchedQuizzes) -> None:
    stage.examinee("7")
    stage.http.status, stage.http.headers = 429, {"retry-after": "300"}
    stage.steps(280)
    assert len(stage.http.asked) == 1
    stage.http.status = 200
    stage.steps(40)
    assert len(stage.http.asked) > 1


def test_an_lms_that_hangs_keeps_no_other_examinee_waiting_for_long(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.steps(40)
    stage.http.hook = stage.http.hang
    stage.steps(SAID_AFTER_S + 60)
    assert stage.watching.unread_since(stage.exam.id) is not None
    assert stage.world.read(attempt.id).state is S.RUNNING


def test_logs_that_the_lms_refuses_do_not_end_the_watch_over_who_is_done(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.lms.refuses_logs = True
    stage.steps(300)
    assert len(stage.http.logs_asked()) <= 4
    assert stage.watching.unread_since(stage.exam.id) is not None
    stage.lms.hands_in("7", stage.world.now)
    stage.steps(60)
    assert stage.world.read(attempt.id).state is S.SUBMITTED


def test_a_quiz_that_is_gone_ends_nobody_and_does_not_stop_the_others(stage: WatchedQuizzes) -> None:
    attempt = stage.examinee("7")
    other = stage.another_exam("link-2", "q2")
    second = stage.examinee("8", exam=other)
    stage.lms.gone.add("q1")
    stage.lms.begins("8", stage.world.now, quiz="q2")
    stage.steps(60)
    stage.lms.hands_in("8", stage.world.now, quiz="q2")
    stage.steps(60)
    assert stage.world.read(attempt.id).state is S.RUNNING
    assert stage.world.read(second.id).state is S.SUBMITTED


def test_what_dies_between_reading_and_keeping_is_read_again_and_kept_once(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 1, began + 31)
    stage.steps(8)

    def die(url: str) -> None:
        if "/log/" in url:
            raise SystemExit

    stage.http.hook = die
    with pytest.raises(SystemExit):
        stage.steps(60)
    assert len(stage.incidents(attempt)) <= 1
    stage.http.hook = lambda url: None
    for _ in range(3):
        stage.restarted()
        stage.steps(60)
    [incident] = stage.incidents(attempt)
    assert (incident.times, incident.duration_s, incident.end_known) == (1, 30, True)


def test_an_incident_that_a_dead_process_left_open_ends_as_the_log_says(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 1)
    stage.steps(80)
    assert [each.ended_at for each in stage.incidents(attempt)] == [None]
    stage.restarted()
    [incident] = stage.incidents(attempt)
    assert incident.ended_at is not None
    assert not incident.end_known
    stage.lms.says("7", LogWord.PAGE_BACK, began + 101)
    stage.steps(60)
    [incident] = stage.incidents(attempt)
    assert (incident.duration_s, incident.end_known, incident.times) == (100, True, 1)


def test_trouble_of_our_own_storage_is_not_the_lmss(stage: WatchedQuizzes, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = stage.examinee("7")
    stage.lms.begins("7", stage.world.now)
    stage.steps(40)
    stage.lms.hands_in("7", stage.world.now)

    def busy(*_: object) -> None:
        raise DatabaseBusy("busy")

    with monkeypatch.context() as patch:
        patch.setattr("tool.lms.watching.takings.settle", busy)
        stage.steps(100)
    assert stage.watching.unread_since(stage.exam.id) is None
    assert stage.world.read(attempt.id).state is S.RUNNING
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.SUBMITTED


def test_the_log_of_an_attempt_that_is_over_is_given_up_after_a_while(stage: WatchedQuizzes) -> None:
    attempt, began = stage.examinee("7"), stage.world.now
    stage.lms.begins("7", began)
    stage.lms.leaves("7", began + 1)
    stage.steps(80)
    stage.http.status = 500
    stage.world.decide(attempt.id, InterventionKind.TERMINATE, reason=ReasonCode.OTHER, text="Out.")
    stage.steps(FAREWELL_S + 20)
    [incident] = stage.incidents(attempt)
    assert incident.ended_at == incident.opened_at
    assert incident.unseen_s > FAREWELL_S
    asked = len(stage.http.asked)
    stage.steps(300)
    assert len(stage.http.asked) == asked


@pytest.mark.parametrize(("number", "for_s", "longest_s"), [(1, 300, 24), (7, 300, 24), (200, 150, 150)])
def test_thirty_calls_a_minute_are_the_most_for_a_course(
    stage: WatchedQuizzes, number: int, for_s: float, longest_s: float
) -> None:
    for user in range(number):
        stage.examinee(str(user))
        stage.lms.begins(str(user), stage.world.now)
    stage.steps(for_s)
    times = [at for at, _ in stage.http.asked]
    assert max(sum(at <= other < at + 60 for other in times) for at in times) <= 30
    last: dict[str, float] = {}
    gaps = [0.0]
    for at, url in stage.http.asked:
        if "/log/" in url:
            gaps.append(at - last.get(url, at))
            last[url] = at
    assert len(last) >= min(number, 45)
    assert max(gaps) <= longest_s


def test_twenty_courses_of_one_lms_share_its_limit(stage: WatchedQuizzes) -> None:
    for course in range(20):
        exam = stage.another_exam(f"link-of-{course}", f"q{course}x", f"course-{course}")
        for user in range(3):
            stage.examinee(f"{course}-{user}", exam=exam)
            stage.lms.begins(f"{course}-{user}", stage.world.now, quiz=f"q{course}x")
    stage.steps(240)
    times = [at for at, _ in stage.http.asked if at >= stage.world.now - 120]
    assert len(times) <= 2 * 125
