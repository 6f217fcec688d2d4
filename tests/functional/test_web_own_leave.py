"""An examinee lets Invigil hand in for them: asked by the widget, answered in a tab, shown in the widget."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from lti_fakes import answer
from test_web_by_code import from_quiz
from web_bound import Coded, bind
from web_stage import PUBLIC_URL, Page, Socket, Stage

from integrations import registry
from integrations.oauth import PlatformToken
from integrations.quizzes import QuizInLms

LMS = "https://school.example"
TOKEN_URL = f"{LMS}/oauth/token"
DONE = "/connect/api/done"


class Asking(Coded):
    """An LMS that takes a hand-in of an untimed quiz from nobody but the examinee."""

    api_paths = ("/oauth/auth", "/oauth/token")
    personal_scopes = ("hand-in",)

    def needs_personal(self, quiz: QuizInLms | None) -> bool:
        return quiz is not None and quiz.time_limit_min is None

    def is_of(self, said: Any, user: str, subject: str) -> bool:
        return said.get("user") == subject


@pytest.fixture
def page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Page:
    """An examinee at an untimed quiz."""
    monkeypatch.setattr(registry, "PLAIN", Asking())
    stage.web.base.api_tokens.keep(PlatformToken(
        "reg-1", "key", "very-secret", "form", TOKEN_URL, "t", "r", 9e9, frozenset(), 1.0
    ))
    exam_id = str(stage.console().view["exam_id"])
    bind(stage, exam_id, time_limit_min=None)
    return from_quiz(stage, exam_id)


def answers_for(stage: Stage, page: Page, *, other: bool = False) -> None:
    """The LMS will give a token, of this examinee or of somebody else."""
    with stage.web.base.works() as work:
        subject = work.people.get(work.attempts.get(page.view["attempt_id"]).person_id).subject
    stage.platform.http.reply(TOKEN_URL, answer({
        "access_token": "own-1", "token_type": "Bearer", "refresh_token": "own-r", "expires_in": 3600,
        "user": "somebody" if other else subject,
    }))


def asked(widget: Socket) -> dict[str, str]:
    """Press; return what the LMS is asked."""
    url = urlsplit(widget.did("own_leave")["url"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{LMS}/oauth/auth"
    return dict(parse_qsl(url.query))


def done(stage: Stage, **query: str) -> Any:
    said = stage.http.get(DONE, query_string=query)
    assert (said.headers["Referrer-Policy"], said.headers["Cache-Control"]) == ("no-referrer", "no-store")
    return said


def kept(stage: Stage) -> int:
    return stage.rows("personal_tokens")


def test_the_widget_offers_it_and_shows_that_it_is_given(stage: Stage, page: Page) -> None:
    answers_for(stage, page)
    widget = stage.socket(page)
    assert widget.heard_last("attempt")["own_leave"] == "possible"
    query = asked(widget)
    state = query.pop("state")
    assert query == {
        "response_type": "code", "client_id": "key", "scope": "hand-in", "redirect_uri": f"{PUBLIC_URL}{DONE}",
    }
    said = done(stage, state=state, code="code-1")
    assert (said.status_code, "Thank you" in said.text) == (200, True)
    assert widget.heard_last("attempt")["own_leave"] == "given"
    assert kept(stage) == 1


def test_an_answer_is_taken_once(stage: Stage, page: Page) -> None:
    answers_for(stage, page)
    state = asked(stage.socket(page))["state"]
    done(stage, state=state, code="code-1")
    again = done(stage, state=state, code="code-1")
    assert (again.status_code, "too old" in again.text) == (403, True)
    assert len(stage.platform.http.to(TOKEN_URL)) == 1


def test_an_answer_is_taken_for_ten_minutes(stage: Stage, page: Page) -> None:
    answers_for(stage, page)
    state = asked(stage.socket(page))["state"]
    stage.clock.now += 601
    assert "too old" in done(stage, state=state, code="code-1").text
    assert kept(stage) == 0


def test_a_no_leaves_the_exam_as_it_was(stage: Stage, page: Page) -> None:
    widget = stage.socket(page)
    said = done(stage, state=asked(widget)["state"], error="access_denied")
    assert (said.status_code, "Go on with your exam without it" in said.text) == (403, True)
    assert widget.heard_last("attempt")["own_leave"] == "possible"


def test_somebody_elses_leave_is_not_taken(stage: Stage, page: Page) -> None:
    answers_for(stage, page, other=True)
    widget = stage.socket(page)
    said = done(stage, state=asked(widget)["state"], code="code-1")
    assert (said.status_code, "somebody else" in said.text) == (403, True)
    assert kept(stage) == 0


@pytest.mark.parametrize("state", ["own.", "own.never-given", "own.\u00e9"])
def test_a_state_that_nobody_gave_is_refused(stage: Stage, state: str) -> None:
    assert done(stage, state=state, code="code-1").status_code == 403


def test_nobody_is_asked_where_it_is_not_needed(stage: Stage, page: Page) -> None:
    bind(stage, page.view["exam_id"], time_limit_min=30)
    widget = stage.socket(page)
    assert widget.heard_last("attempt")["own_leave"] == "none"
    assert widget.ask("own_leave")["error"]["code"] == "no_leave"
