"""One suite for what an LMS's own API does with quizzes, run on every adapter that there is."""

from dataclasses import replace

import pytest
from test_integrations import ATTEMPT, EXAM, command, said

from integrations import registry
from integrations.base import AttemptInLms, ExamInLms, Integration, IntegrationFailed, NotThere, Verb
from integrations.quizzes import ApiConnection, PeopleGate, QuizInLms, Taking
from tests.fakes.ways_out import FakeCalls


@pytest.fixture(params=registry.ADAPTERS, ids=lambda adapter: adapter.name)
def adapter(request: pytest.FixtureRequest) -> Integration:
    found: Integration = request.param
    return found


TAKING = Taking("500", "900", 1, over=False)
GONE = IntegrationFailed("It was answered with 404.", retry=False, status=404)
REACHED = [
    (adapter, QuizInLms(kind, "7", "12", "34", "Midterm", "https://lms.test/quiz", 60))
    for adapter in registry.ADAPTERS for kind in adapter.quiz_kinds
]
"""Each kind of quiz that some adapter reaches. `test_a_quiz_is_reached_somewhere` keeps it from running empty."""
CODED = [(adapter, quiz) for adapter, quiz in REACHED if quiz.kind not in adapter.listed_kinds]
LISTED = [(adapter, quiz) for adapter, quiz in REACHED if quiz.kind in adapter.listed_kinds]
GATE = PeopleGate(frozenset({"1"}), 100, place=("/list",))


def bound(adapter: Integration, quiz: QuizInLms, **connection: float) -> ExamInLms:
    api = ApiConnection("https://lms.test", frozenset(adapter.api_scopes), 1.0, **connection)
    return replace(EXAM, quiz=quiz, api=api)


def test_a_quiz_is_reached_somewhere() -> None:
    assert CODED
    assert LISTED


def test_an_api_is_described_whole_or_not_at_all(adapter: Integration) -> None:
    reaches = bool(adapter.quiz_kinds) or adapter.api_grant == "client"
    assert all(kind and title for kind, title in adapter.quiz_kinds.items())
    assert adapter.logged_kinds <= set(adapter.quiz_kinds)
    assert set(adapter.listed_kinds) <= set(adapter.quiz_kinds)
    assert all(holds > 0 for holds in adapter.listed_kinds.values())
    assert all(path.startswith("/") == reaches for path in adapter.api_paths)
    assert len(set(adapter.api_scopes)) == len(adapter.api_scopes)
    assert not any(" " in scope for scope in adapter.api_scopes)


def test_without_quizzes_there_are_none_and_nobody_is_called(adapter: Integration) -> None:
    if adapter.quiz_kinds:
        return
    calls, quiz = FakeCalls(), QuizInLms("any", "7", "12")
    assert (adapter.quizzes("7", calls), adapter.log(quiz, TAKING, calls)) == ((), ())
    assert adapter.api_paths[1] or adapter.takings(quiz, calls) == ()
    for act in (
        lambda: adapter.quiz(quiz, calls), lambda: adapter.set_code(quiz, "x", calls),
        lambda: adapter.hand_over(quiz, "x"), lambda: adapter.let_in(quiz, GATE, "5", calls),
        lambda: adapter.take_out(quiz, GATE, "5", calls),
    ):
        with pytest.raises(IntegrationFailed) as failed:
            act()
        assert (failed.value.retry, failed.value.impossible) == (False, True)
    assert calls.sent == []


@pytest.mark.parametrize(("adapter", "quiz"), CODED)
def test_the_way_in_is_an_address_that_no_print_shows(adapter: Integration, quiz: QuizInLms) -> None:
    way = adapter.hand_over(quiz, "s3cret")
    assert way.url.startswith("https://lms.test/")
    assert ("s3cret" in way.url) != (way.code == "s3cret")
    assert "s3cret" not in repr(way)


@pytest.mark.parametrize(("adapter", "quiz"), REACHED)
def test_a_quiz_that_was_deleted_is_not_there(adapter: Integration, quiz: QuizInLms) -> None:
    acts = [lambda c: adapter.quiz(quiz, c)]
    if (adapter, quiz) in CODED:
        acts.append(lambda c: adapter.set_code(quiz, "x", c))
    for act in acts:
        with pytest.raises(NotThere):
            act(FakeCalls(GONE))


@pytest.mark.parametrize(("adapter", "quiz"), LISTED)
def test_a_quiz_of_a_list_has_no_code_and_its_address_is_the_way_in(adapter: Integration, quiz: QuizInLms) -> None:
    assert (adapter.hand_over(quiz, "").url, adapter.hand_over(quiz, "").code) == (quiz.url, "")
    with pytest.raises(IntegrationFailed, match="not told"):
        adapter.hand_over(replace(quiz, url=""), "")
    with pytest.raises(IntegrationFailed) as failed:
        adapter.set_code(quiz, "x", FakeCalls())
    assert failed.value.impossible


@pytest.mark.parametrize(("adapter", "quiz"), LISTED)
def test_whoever_is_let_in_or_taken_out_may_be_so_twice(adapter: Integration, quiz: QuizInLms) -> None:
    for act in (adapter.let_in, adapter.take_out):
        calls = FakeCalls({})
        act(quiz, GATE, "5", calls)
        [call] = calls.sent
        assert (call.harmless, call.leave) == (True, "api")
        assert set(call.scopes) <= set(adapter.api_scopes)
    adapter.take_out(quiz, GATE, "5", FakeCalls(GONE))
    with pytest.raises(IntegrationFailed) as failed:
        adapter.let_in(quiz, GATE, "5", FakeCalls(GONE))
    assert (failed.value.impossible, failed.value.retry) == (True, False)


@pytest.mark.parametrize(("adapter", "quiz"), CODED)
def test_setting_the_code_may_be_repeated_and_shows_it_in_no_address(adapter: Integration, quiz: QuizInLms) -> None:
    calls = FakeCalls({})
    adapter.set_code(quiz, "s3cret", calls)
    [call] = calls.sent
    assert (call.harmless, call.leave, "s3cret" in call.url) == (True, "api", False)
    assert set(call.scopes) <= set(adapter.api_scopes)


@pytest.mark.parametrize("attempt", [ATTEMPT, None])
@pytest.mark.parametrize(("adapter", "quiz"), REACHED)
def test_every_verb_is_said_once_of_a_quiz_too(
    adapter: Integration, quiz: QuizInLms, attempt: AttemptInLms | None
) -> None:
    for exam in (bound(adapter, quiz), bound(adapter, quiz, revoked_at=2.0), replace(EXAM, quiz=quiz)):
        found = adapter.capabilities(exam, attempt, ())
        assert sorted(c.verb for c in found) == sorted(Verb)
        assert all(c.means and c.means[0].isupper() for c in found)
        connected = exam.api is not None and exam.api.revoked_at is None
        assert any(c.possible for c in found if c.verb is not Verb.ROSTER) == connected


@pytest.mark.parametrize("verb", [v for v in Verb if v not in (Verb.GATE_START, Verb.RELEASE, Verb.ROSTER)])
@pytest.mark.parametrize(("adapter", "quiz"), REACHED)
def test_what_is_not_repeatable_is_looked_up_and_noted_or_goes_through_the_guard(
    adapter: Integration, quiz: QuizInLms, verb: Verb
) -> None:
    exam, calls = bound(adapter, quiz), FakeCalls(*[GONE] * 9)
    if not said(adapter, exam, ATTEMPT)[verb].possible:
        with pytest.raises(IntegrationFailed) as failed:
            adapter.perform(command(verb), exam, replace(ATTEMPT, user="500"), calls)
        assert not failed.value.retry
        assert calls.sent == []
        return
    with pytest.raises(IntegrationFailed):
        adapter.perform(command(verb), exam, replace(ATTEMPT, user="500"), calls)
    [first] = calls.sent
    assert first.leave == "api"
    assert set(first.scopes) <= set(adapter.api_scopes)
    assert first.harmless or not first.looked  # nothing had been looked at yet
