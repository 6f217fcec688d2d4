"""A course's quizzes by the LMS's own API: listed, proctored once the set-up is saved, proctored no more."""

from dataclasses import replace
from typing import Any

import pytest
from lti_fakes import INSTRUCTOR, MEMBERSHIP
from web_stage import Page, Stage, ticket_of

from integrations import registry
from integrations.base import ConnectionRevoked, IntegrationFailed
from integrations.oauth import PlatformToken
from tests.fakes.quiz_lms import FAMILY, QuizLms, a_quiz
from tool.lms.quiz_lists import FAILURE_KEPT_S, KEPT_S

CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
TOKEN = PlatformToken(
    holder_id="reg-1", client_id="c", client_secret="s", client_says="form", token_url="https://lms.example/token",
    access_token="a", refresh_token="r", expires_at=2e9, scopes=frozenset(), connected_at=1.0,
)
SAVED = {"title": "Midterm", "preset": "high", "values": {}}


@pytest.fixture
def lms(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> QuizLms:
    """The stage's LMS has quizzes, and an administrator has connected its API."""
    made = QuizLms()
    made.put(a_quiz(), a_quiz("q2", "Final", opens_at=5.0, closes_at=9.0, published=False), a_quiz("q3", course="78"))
    monkeypatch.setattr(registry, "ADAPTERS", (made, *registry.ADAPTERS))
    with stage.web.base.works() as work:
        work.platforms.save(replace(work.platforms.get("reg-1"), family=FAMILY))
    stage.web.base.api_tokens.keep(TOKEN)
    return made


def course(stage: Stage, course_id: str = "77", subject: str = "teacher-1", **overrides: Any) -> Page:
    """A teacher opens the course's page."""
    custom = {"invigil_place": "course_navigation"} | ({"invigil_course": course_id} if course_id else {})
    given = {"sub": subject, "ROLES": [INSTRUCTOR], CUSTOM: custom, "RESOURCE_LINK": {"id": "course-1"}, **overrides}
    answer = stage.http.post("/api/course/session", json={"ticket": ticket_of(stage.launch(**given))})
    assert answer.status_code == 200, answer.text
    return Page("course", answer.json)


def listed(stage: Stage, page: Page) -> dict[str, Any]:
    answer = stage.http.get("/api/course/quizzes", headers=page.bearer)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def proctor(stage: Stage, page: Page, quiz_id: str = "q1", kind: str = "classic") -> Any:
    return stage.http.post("/api/course/quizzes", headers=page.bearer, json={"kind": kind, "quiz_id": quiz_id})


def set_up(stage: Stage, page: Page, quiz_id: str = "q1") -> Page:
    """Press "Proctor this quiz" and follow to the set-up page."""
    answer = proctor(stage, page, quiz_id)
    assert answer.status_code == 200, answer.text
    ticket = answer.json["url"].split("#ticket=")[1]
    return Page("setup", stage.http.post("/api/session", json={"ticket": ticket}).json)


def save(stage: Stage, page: Page) -> dict[str, Any]:
    answer = stage.http.put(f"/api/exams/{page.view['exam_id']}", headers=page.bearer, json=SAVED)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def gate(stage: Stage, page: Page, verb: str = "", **body: Any) -> Any:
    path = f"/api/exams/{page.view['exam_id']}/gate{verb}"
    return stage.http.open(path, method="POST" if verb else "GET", headers=page.bearer, json=body)


def shut(stage: Stage, quiz_id: str = "q1") -> Page:
    """A teacher has this quiz proctored, and it is shut."""
    page = set_up(stage, course(stage), quiz_id)
    save(stage, page)
    stage.web.base.gatekeeper.run_once()
    return page


def test_the_list_says_what_the_lms_says_and_what_is_proctored(stage: Stage, lms: QuizLms) -> None:
    lms.by_hand("secret of the teacher", "q2")
    page = shut(stage)
    stage.clock.now += KEPT_S
    seen = listed(stage, course(stage))
    shown = ("quiz_id", "title", "kind_words", "published", "has_code", "opens_at", "time_limit_min")
    assert [tuple(quiz[name] for name in shown) for quiz in seen["quizzes"]] == [
        ("q1", "Midterm", "Quiz", True, True, None, 60), ("q2", "Final", "Quiz", False, True, 5.0, 60),
    ]
    first, second = seen["quizzes"]
    assert (first["exam_id"], first["gate"]["state"]) == (page.view["exam_id"], "set")
    assert (second["exam_id"], second["gate"]) == (None, None)
    assert "secret of the teacher" not in str(seen)
    assert lms.code() not in str(seen)


def test_the_exam_learns_where_the_class_list_is(stage: Stage, lms: QuizLms) -> None:
    members = {"context_memberships_url": "https://lms.example/members", "service_versions": ["2.0"]}
    page = set_up(stage, course(stage, NRPS_SERVICE=members))
    with stage.web.base.works() as work:
        assert work.exams.get(page.view["exam_id"]).nrps_url == members["context_memberships_url"]


def test_nothing_is_shut_before_the_set_up_is_saved(stage: Stage, lms: QuizLms) -> None:
    teacher = course(stage)
    page = set_up(stage, teacher)
    stage.web.base.gatekeeper.run_once()
    assert lms.code() == ""
    exam = stage.http.get(f"/api/exams/{page.view['exam_id']}", headers=page.bearer).json
    assert (exam["title"], exam["standing"], exam["gate"]["state"]) == ("Midterm", "draft", "resting")
    assert stage.http.get("/api/course", headers=teacher.bearer).json["exams"] == []
    assert stage.web.base.gatekeeper.wake.is_set() is False
    saved = save(stage, page)
    assert (saved["standing"], saved["gate"]["state"]) == ("placed", "setting")
    assert stage.web.base.gatekeeper.wake.is_set()
    stage.web.base.gatekeeper.run_once()
    assert lms.code() != ""
    assert gate(stage, page).json["gate"]["state"] == "set"
    [shown] = stage.http.get("/api/course", headers=teacher.bearer).json["exams"]
    assert (shown["title"], shown["gate"]["state"], shown["preset"]) == ("Midterm", "set", "high")


def test_pressing_twice_and_two_teachers_make_one_exam(stage: Stage, lms: QuizLms) -> None:
    pages = [set_up(stage, course(stage, subject=who)) for who in ("teacher-1", "teacher-1", "teacher-2")]
    assert len({page.view["exam_id"] for page in pages}) == 1
    assert (stage.rows("exams"), stage.rows("bound_quizzes")) == (1, 1)
    save(stage, pages[0])
    save(stage, pages[2])
    stage.web.base.gatekeeper.run_once()
    assert [what for what, _ in lms.told].count("set_code") == 1


def test_the_exam_of_a_copied_course_is_taken_over(stage: Stage, lms: QuizLms) -> None:
    original = stage.console().view["exam_id"]
    copied = stage.console(
        RESOURCE_LINK={"id": "link-9", "title": "midterm"}, CONTEXT={"id": "course-2", "title": "Copy"},
        **{CUSTOM: {"invigil_exam": original}},
    ).view["exam_id"]
    assert copied != original
    page = set_up(stage, course(stage, CONTEXT={"id": "course-2", "title": "Copy"}))
    assert page.view["exam_id"] == copied


@pytest.mark.parametrize(
    ("error", "state", "words"), [
        (IntegrationFailed("The LMS did not answer in 10 s."), "failed", "Try again in a moment."),
        (IntegrationFailed("Refused (403).", retry=False, status=403), "failed", "whoever administers your LMS"),
        (ConnectionRevoked("…"), "revoked", "connect its API anew"),
        (ZeroDivisionError(), "failed", "whoever runs this Invigil"),
    ],
)
def test_why_there_is_no_list_is_said(stage: Stage, lms: QuizLms, error: Exception, state: str, words: str) -> None:
    def fails(_what: str, _which: str) -> None:
        raise error

    lms.before = fails
    teacher = course(stage)
    seen = listed(stage, teacher)
    assert (seen["state"], seen["quizzes"]) == (state, [])
    assert words in seen["words"]
    assert (proctor(stage, teacher).status_code, proctor(stage, teacher).json["code"]) == (409, "no_list")
    assert stage.http.get("/api/course", headers=teacher.bearer).status_code == 200
    lms.before = lambda *_: None
    stage.clock.now += FAILURE_KEPT_S
    assert listed(stage, teacher)["state"] == "ready"


def test_an_api_that_nobody_has_connected_is_not_called(stage: Stage, lms: QuizLms) -> None:
    stage.web.base.api_tokens.forget("reg-1")
    seen = listed(stage, course(stage))
    assert seen["state"] == "not_connected"
    assert "Ask whoever administers your LMS to connect its API" in seen["words"]
    stage.web.base.api_tokens.keep(replace(TOKEN, revoked_at=5.0))
    assert listed(stage, course(stage))["state"] == "revoked"
    assert listed(stage, course(stage, ""))["state"] == "no_course"
    assert lms.told == []


def test_an_lms_without_such_an_api_offers_no_list(stage: Stage) -> None:
    assert listed(stage, course(stage)) == {"state": "not_offered", "words": "", "quizzes": []}


def test_reloading_does_not_hammer_the_lms(stage: Stage, lms: QuizLms) -> None:
    for _ in range(5):
        listed(stage, course(stage))
    assert lms.told == [("quizzes", "77")]
    stage.clock.now += KEPT_S
    listed(stage, course(stage))
    listed(stage, course(stage, "78"))
    assert lms.told == [("quizzes", "77"), ("quizzes", "77"), ("quizzes", "78")]


def test_only_who_sets_up_proctors_and_stops(stage: Stage, lms: QuizLms) -> None:
    page = shut(stage)
    assistant = course(stage, subject="ta-1", ROLES=[ASSISTANT])
    answer = proctor(stage, assistant, "q2")
    assert (answer.status_code, answer.json["code"]) == (403, "teachers_only")
    opened = stage.http.post(
        f"/api/course/exams/{page.view['exam_id']}/open", headers=assistant.bearer, json={"surface": "console"}
    )
    ticket = opened.json["url"].split("#ticket=")[1]
    proctors = Page("console", stage.http.post("/api/session", json={"ticket": ticket}).json)
    assert gate(stage, proctors).json["gate"]["state"] == "set"
    for verb in ("/again", "/stop"):
        assert gate(stage, proctors, verb).json["code"] == "teachers_only"
    assert lms.code() != ""


def test_quizzes_of_other_courses_are_not_there(stage: Stage, lms: QuizLms) -> None:
    answer = proctor(stage, course(stage), "q3")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    shut(stage)
    elsewhere = course(stage, CONTEXT={"id": "course-2", "title": "Elsewhere"})  # says that it is the course 77, too
    assert [quiz["exam_id"] for quiz in listed(stage, elsewhere)["quizzes"]] == [None, None]
    answer = proctor(stage, elsewhere)
    assert (answer.status_code, answer.json["code"]) == (409, "elsewhere")


def test_a_change_by_hand_is_shown_to_teacher_and_proctors_and_set_again(stage: Stage, lms: QuizLms) -> None:
    page = shut(stage)
    ours = lms.code()
    console = stage.socket(replace_surface(page))
    console.heard()
    lms.by_hand("")
    assert gate(stage, page, "/again").json["gate"]["state"] == "set"  # what is not known to be changed is looked at
    stage.web.base.gatekeeper.run_once()
    shown = gate(stage, page).json["gate"]
    assert (shown["state"], "can begin without Invigil" in shown["trouble"]) == ("changed", True)
    assert console.heard_last("snapshot")["gate"]["state"] == "changed"
    assert gate(stage, page, "/again").json["gate"]["state"] == "setting"
    stage.web.base.gatekeeper.run_once()
    assert lms.code() == ours
    assert console.heard_last("snapshot")["gate"]["state"] == "set"


def replace_surface(page: Page) -> Page:
    """The same person's token is good for the console's socket, too."""
    return Page("console", page.view)


def test_stopping_asks_for_the_title_while_attempts_are_open(stage: Stage, lms: QuizLms) -> None:
    lms.by_hand("before")
    page = shut(stage)
    with stage.web.base.works() as work:
        exam = work.exams.get(page.view["exam_id"])
        work.exams.save(replace(exam, resource_link_id="link-1"))
    examinee, _socket = stage.running()
    assert examinee.view["exam_id"] == exam.id
    assert gate(stage, page).json["open_attempts"] == 1
    refused = gate(stage, page, "/stop", confirmed_title="Something")
    assert (refused.status_code, refused.json["code"]) == (409, "attempts_open")
    assert gate(stage, page, "/stop", confirmed_title="midterm").json["gate"]["state"] == "lifting"
    stage.web.base.gatekeeper.run_once()
    assert gate(stage, page).json["gate"] is None
    assert lms.code() == "before"
    with stage.web.base.works() as work:
        actions = [entry.action for entry in work.audit.of_exam(exam.id) if entry.action.startswith("gate.")]
    assert sorted(actions) == ["gate.bind", "gate.set", "gate.stop"]
    assert set_up(stage, course(stage)).view["exam_id"] != exam.id  # reports of the first one stay what they are


def test_no_quiz_is_proctored_anew_while_its_code_is_taken_away(stage: Stage, lms: QuizLms) -> None:
    page = shut(stage)
    gate(stage, page, "/stop")
    answer = proctor(stage, course(stage))
    assert (answer.status_code, answer.json["code"]) == (409, "lifting")
