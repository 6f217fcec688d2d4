"""What a teacher reads of Canvas's means: exactly what this kind of quiz can do with this connection."""

from dataclasses import replace

import pytest

from integrations.base import Capability, ExamInLms, Verb
from integrations.canvas import endpoints
from integrations.canvas.adapter import Canvas
from integrations.lti_only.adapter import LtiOnly
from integrations.quizzes import ApiConnection, QuizInLms
from tests.factories.canvas_answers import API, AT, ATTEMPT, CLASSIC, NEW, UNTIMED, exam

NEVER = {Verb.PAUSE, Verb.RESUME, Verb.GRADE}
BY_LTI = {Verb.ROSTER}
"""Needs no leave of Canvas's API."""
HELD = {Verb.HOLD_GRADE, Verb.RELEASE_GRADE}


def said(quiz: QuizInLms = CLASSIC, api: ApiConnection | None = API) -> dict[Verb, Capability]:
    return {each.verb: each for each in Canvas().capabilities(exam(quiz, api), ATTEMPT, ("LtiResourceLinkRequest",))}


def impossible(quiz: QuizInLms = CLASSIC, api: ApiConnection | None = API) -> set[Verb]:
    return {verb for verb, each in said(quiz, api).items() if not each.possible}


@pytest.mark.parametrize("quiz", [CLASSIC, NEW, UNTIMED])
@pytest.mark.parametrize("api", [API, None, replace(API, revoked_at=AT), replace(API, scopes=frozenset({"x"}))])
def test_every_verb_is_said_once(quiz: QuizInLms, api: ApiConnection | None) -> None:
    found = Canvas().capabilities(exam(quiz, api), None, ())
    assert sorted(each.verb for each in found) == sorted(Verb)
    assert all(each.means[0].isupper() for each in found)


def test_without_a_quiz_of_canvass_it_is_an_lms_like_others() -> None:
    plain = ExamInLms("e", "link-1", api=API)
    assert Canvas().capabilities(plain, ATTEMPT, ()) == LtiOnly().capabilities(plain, ATTEMPT, ())


@pytest.mark.parametrize(("quiz", "more"), [(CLASSIC, set()), (NEW, set()), (UNTIMED, {Verb.EXTRA_TIME})])
def test_with_the_connection_all_is_possible_but_what_canvas_cannot_do(quiz: QuizInLms, more: set[Verb]) -> None:
    assert impossible(quiz) == NEVER | more


@pytest.mark.parametrize(
    ("api", "words"), [(None, "nobody has connected"), (replace(API, revoked_at=AT), "must connect it anew")]
)
def test_without_leave_nothing_is_possible_and_the_reason_is_said(api: ApiConnection | None, words: str) -> None:
    found = said(api=api)
    assert impossible(api=api) == set(Verb) - BY_LTI
    assert all(words in found[verb].means for verb in set(Verb) - NEVER - BY_LTI)
    assert found[Verb.TERMINATE].means.startswith("Closed in Invigil's panel; Canvas keeps the quiz open:")


def test_a_scope_that_the_key_lacks_is_named_where_it_is_needed() -> None:
    lacking = replace(API, scopes=API.scopes - {endpoints.EXTEND.scope})
    assert impossible(api=lacking) == NEVER | {Verb.TERMINATE, Verb.EXTRA_TIME, Verb.READMIT}
    assert endpoints.EXTEND.scope in said(api=lacking)[Verb.EXTRA_TIME].means
    assert impossible(NEW, lacking) == NEVER


def test_an_lms_that_named_no_scopes_is_taken_at_its_word() -> None:
    assert impossible(api=replace(API, scopes=frozenset())) == NEVER


def test_what_an_untimed_quiz_cannot_do_is_said() -> None:
    found = said(UNTIMED)
    assert "stays open in Canvas" in found[Verb.TERMINATE].means
    assert "no time limit" in found[Verb.EXTRA_TIME].means


def test_a_survey_without_an_assignment_has_no_place_for_grades_and_dates() -> None:
    survey = replace(UNTIMED, assignment="")
    assert impossible(survey) == NEVER | HELD | {Verb.EXTRA_TIME, Verb.TERMINATE}


def test_a_kind_that_nobody_knows_can_do_nothing() -> None:
    assert impossible(replace(CLASSIC, kind="odd")) == set(said(replace(CLASSIC, kind="odd"))) - BY_LTI
