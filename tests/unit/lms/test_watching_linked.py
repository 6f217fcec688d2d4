"""Quizzes that LTI starts, where the LMS's API shows who takes them: seen without being bound to anything."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from integrations import registry
from integrations.quizzes import LogWord
from tests.factories.watched_quizzes import WatchedQuizzes
from tests.fakes.lms import FakeLms
from tests.fakes.taken_quizzes import token
from tool.db.platform_tokens import SqlPlatformTokens
from tool.db.sealing import Sealer
from tool.domain.attempt import AttemptState
from tool.domain.intervention import InterventionKind
from tool.domain.lms import LmsRefused
from tool.lms.outbox import Dispatcher
from tool.monitoring.exam.records import Attempt
from tool.monitoring.exam.takings import strays

S = AttemptState


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> WatchedQuizzes:
    made = WatchedQuizzes()
    made.lms.watches_linked = True
    monkeypatch.setattr(registry, "ADAPTERS", made.adapters())
    with made.world.work() as work:
        work.bound_quizzes.remove(made.exam.id)
    return made


def connect(stage: WatchedQuizzes) -> None:
    SqlPlatformTokens(stage.world.database, Sealer((Fernet.generate_key().decode(),))).keep(token())


def examinee(stage: WatchedQuizzes, user: str) -> Attempt:
    """Somebody whom StartProctoring brought, and whom the LMS's API calls `user`."""
    attempt = stage.world.attempt(exam=stage.exam, subject=f"sub-{user}")
    with stage.world.work() as work:
        person = work.people.get(attempt.person_id)
        work.people.save(replace(person, lms_id=user, name=f"Name of {user}"))
    return attempt


def link_of(stage: WatchedQuizzes, attempt: Attempt) -> str:
    return stage.world.read(attempt.id).resource_link_id


def test_the_hand_in_ends_the_attempt_and_what_waited_for_it_goes_at_once(stage: WatchedQuizzes) -> None:
    connect(stage)
    attempt = examinee(stage, "7")
    stage.world.decide(attempt.id, InterventionKind.FLAG, text="A second person")
    lms = FakeLms(LmsRefused("Not handed in yet.", retry=True, after_s=600))
    dispatcher = Dispatcher(stage.world.works, lms, stage.world.clock)
    dispatcher.run_once()
    stage.lms.begins("7", stage.world.now, quiz=link_of(stage, attempt))
    stage.steps(40)
    known = stage.world.read(attempt.id)
    assert (known.state, known.lms_submission, lms.verbs) == (S.RUNNING, "s-7", ["flag"])
    stage.lms.hands_in("7", stage.world.now, quiz=link_of(stage, attempt))
    stage.steps(40)
    assert stage.world.read(attempt.id).state is S.SUBMITTED
    dispatcher.run_once()
    assert lms.verbs == ["flag", "flag", "annotate"]


def test_who_takes_it_without_an_attempt_is_seen(stage: WatchedQuizzes) -> None:
    connect(stage)
    attempt = examinee(stage, "7")
    stage.lms.begins("8", stage.world.now, quiz=link_of(stage, attempt))
    stage.steps(40)
    with stage.world.work() as work:
        seen = strays(work, stage.exam.platform_id, [stage.exam.id])
    assert [each.user for each in seen[stage.exam.id]] == ["8"]


def test_no_log_is_asked_for_where_the_lms_keeps_none(stage: WatchedQuizzes) -> None:
    connect(stage)
    attempt = examinee(stage, "7")
    stage.lms.begins("7", stage.world.now, quiz=link_of(stage, attempt))
    stage.lms.says("7", LogWord.PAGE_LEFT, stage.world.now)
    stage.steps(100)
    assert stage.http.asked
    assert stage.http.logs_asked() == []


def test_nobody_is_asked_before_the_api_is_connected_nor_where_it_tells_nothing(stage: WatchedQuizzes) -> None:
    examinee(stage, "7")
    stage.steps(40)
    assert stage.http.asked == []
    connect(stage)
    stage.lms.watches_linked = False
    stage.steps(40)
    assert stage.http.asked == []
    stage.lms.watches_linked = True
    stage.steps(40)
    assert stage.http.asked


def test_an_lms_that_falls_silent_is_said_and_ends_nothing(stage: WatchedQuizzes) -> None:
    connect(stage)
    attempt = examinee(stage, "7")
    stage.lms.begins("7", stage.world.now, quiz=link_of(stage, attempt))
    stage.steps(40)
    stage.http.hook = stage.http.hang
    stage.steps(400)
    assert stage.watching.unread_since(stage.exam.id) is not None
    assert stage.world.read(attempt.id).state is S.RUNNING
