"""Tests of a course in Learn, found by their gradebook columns, and how one stands.

Source: the public Swagger of Learn 3900.123.0, which gives a content item no schema, and Anthology's pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from integrations.base import IntegrationFailed, NotThere
from integrations.blackboard import api, condition_words, conditions
from integrations.http import Call
from integrations.people_gates import Door
from integrations.quizzes import HandOver, ListedQuiz, QuizInLms

KIND = "test"
_PROVIDER = "resource/x-bb-assessment"
_FIELDS = "id,name,contentId,scoreProviderHandle,grading,availability"
_READING = "Reading the test"


def listed(course: str, calls: Door) -> list[ListedQuiz]:
    """Return the tests of a course. Raise IntegrationFailed."""
    path, query = api.columns_path(course), {"fields": _FIELDS}
    columns = api.listed(calls, path, "Reading the gradebook columns", "gradebook", query)
    return [_of_column(course, column) for column in columns if _is_test(column)]


def read(quiz: QuizInLms, calls: Door) -> ListedQuiz:
    """Return how a test stands, its release condition included. Raise IntegrationFailed; NotThere if it is deleted."""
    call = Call("GET", api.content_path(quiz.course, quiz.id), _READING, leave="api")
    reply = api.answered(calls, call, "contents")
    says = reply.json
    if not isinstance(says, dict):
        raise IntegrationFailed(f"{_READING}: the answer of Learn is not as expected.")
    now = QuizInLms(
        KIND, quiz.course, quiz.id, quiz.assignment, api.text(says, "title") or quiz.title,
        _page(says, reply.url) or quiz.url, quiz.time_limit_min, quiz.attempts,
    )
    return ListedQuiz(now, published=_available(says), people=conditions.gate(quiz, calls))


def hand_over(quiz: QuizInLms) -> HandOver:
    """Return the test's page. Raise IntegrationFailed if it is not known."""
    if not quiz.url:
        raise IntegrationFailed(condition_words.NO_ADDRESS, retry=False)
    return HandOver(quiz.url)


def user_of(course: str, subject: str, calls: Door) -> str:
    """Return Learn's primary id of a person of the course, "" if they are not in it. Raise IntegrationFailed."""
    path = f"{api.PUBLIC}/v1/courses/{api.ref(course)}/users/{api.ref(subject)}?fields=userId"
    try:
        enrolled = api.send(calls, "GET", path, "Looking up a student", "people")
    except NotThere:
        return ""
    return api.text(enrolled, "userId") if isinstance(enrolled, dict) else ""


def _is_test(column: Mapping[str, Any]) -> bool:
    return api.text(column, "scoreProviderHandle") == _PROVIDER and bool(
        api.text(column, "contentId") and api.text(column, "id")
    )


def _of_column(course: str, column: Mapping[str, Any]) -> ListedQuiz:
    grading = column.get("grading")
    allowed = grading.get("attemptsAllowed") if isinstance(grading, dict) else None
    single = isinstance(allowed, int) and not isinstance(allowed, bool) and allowed > 0
    quiz = QuizInLms(
        KIND, course, api.text(column, "contentId"), api.text(column, "id"), api.text(column, "name"),
        attempts=allowed if single else None,
    )
    return ListedQuiz(quiz, published=_available(column))


def _available(says: Mapping[str, Any]) -> bool:
    """Whether students may come to it at all; what is not said is taken to be so."""
    availability = says.get("availability")
    return not isinstance(availability, dict) or availability.get("available") != "No"


def _page(says: Mapping[str, Any], asked: str) -> str:
    """Return the address of the test's own page, "" if none is named, or one beside the Learn that was asked."""
    links = says.get("links")
    for link in links if isinstance(links, list) else ():
        page = api.text(link, "href") if isinstance(link, dict) and api.text(link, "rel") == "alternate" else ""
        if not page:
            continue
        try:
            address = urljoin(asked, page)
            there, here = urlsplit(address), urlsplit(asked)
        except ValueError:
            continue
        if there.scheme in ("https", "http") and (there.scheme, there.netloc) == (here.scheme, here.netloc):
            return address
    return ""
