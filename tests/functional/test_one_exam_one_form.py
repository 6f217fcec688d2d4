"""One exam, one form: what deep linking opens, what counts as saved, and what adding an exam once more asks for."""

from typing import Any

import pytest
from lti_fakes import INSTRUCTOR, MEMBERSHIP, decode
from web_stage import DEEP_LINKING, PROCTORING, Page, Stage
from web_tenants import COURSE_2, CUSTOM, navigated

from lti import claims
from tool.db import housekeeping

ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
CHOSEN = {
    "title": "Algebra", "preset": "high", "values": {
        "microphone": False, "admission": "automatic", "require_fullscreen": True,
        "allowed_resources": ["Pocket calculator"], "message": "Good luck",
    },
}
DAY_S = 86400.0


def settings_place(**custom: str) -> dict[str, Any]:
    return {CUSTOM: {"invigil_place": "exam_settings", **custom}}


def visit(stage: Stage, title: str = "", back: str = "https://lms.example/dl", **overrides: Any) -> Page:
    """A teacher comes by deep linking."""
    asked = {**DEEP_LINKING["DL_SETTINGS"], "deep_link_return_url": back, "title": title}
    return stage.page(**{**DEEP_LINKING, "sub": "teacher-1", "DL_SETTINGS": asked, **overrides})


def read(stage: Stage, page: Page) -> dict[str, Any]:
    answer = stage.http.get(f"/api/exams/{page.view['exam_id']}", headers=page.bearer)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def save(stage: Stage, page: Page, **changes: Any) -> dict[str, Any]:
    body = {**CHOSEN, **changes}
    answer = stage.http.put(f"/api/exams/{page.view['exam_id']}", headers=page.bearer, json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def add(stage: Stage, page: Page, typed: str | None = None) -> Any:
    """Press "Add to course", with what was typed to confirm it."""
    body = {} if typed is None else {"confirmed_title": typed}
    return stage.http.post(f"/api/exams/{page.view['exam_id']}/deep-link", headers=page.bearer, json=body)


def linking(stage: Stage, page: Page) -> dict[str, Any]:
    answer = stage.http.get(f"/api/exams/{page.view['exam_id']}/linking", headers=page.bearer)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def listed(stage: Stage, page: Page) -> list[str]:
    return [exam["exam_id"] for exam in linking(stage, page)["exams"]]


def switched(stage: Stage, page: Page, exam_id: str) -> Page:
    """Choose another exam of the course instead; follow the address."""
    path = f"/api/exams/{page.view['exam_id']}/linking"
    answer = stage.http.post(path, headers=page.bearer, json={"exam_id": exam_id})
    assert answer.status_code == 200, answer.text
    return opened(stage, answer.json["url"])


def opened(stage: Stage, url: str) -> Page:
    view = stage.http.post("/api/session", json={"ticket": url.split("#ticket=")[1]}).json
    return Page(url.split("?")[0].rsplit("/", 1)[1], view)


def in_course(stage: Stage) -> list[str]:
    """The exams on the course's page."""
    answer = stage.http.get("/api/course", headers=navigated(stage, "course", INSTRUCTOR).bearer)
    return [exam["exam_id"] for exam in answer.json["exams"]]


def placed(stage: Stage, link: str = "link-7", **changes: Any) -> str:
    """Set an exam up, put it into the course and open it once by its link; return its id."""
    page = visit(stage)
    save(stage, page, **changes)
    assert add(stage, page).status_code == 200
    exam_id = str(page.view["exam_id"])
    assert by_link(stage, link, exam_id) == exam_id
    return exam_id


def by_link(stage: Stage, link: str, exam_id: str | None = None, **overrides: Any) -> str:
    """Open the console by a resource link; return the exam that it shows."""
    custom = {CUSTOM: {"invigil_exam": exam_id}} if exam_id else {}
    page = stage.console("teacher-1", RESOURCE_LINK={"id": link, "title": "Activity"}, **custom, **overrides)
    return str(page.view["exam_id"])


def with_an_open_attempt(stage: Stage, exam_id: str, link: str = "link-7", subject: str = "user-3") -> str:
    """Let somebody begin the exam; return the attempt."""
    page = stage.widget(subject, RESOURCE_LINK={"id": link, "title": "Activity"}, **{CUSTOM: {"invigil_exam": exam_id}})
    assert page.view["exam_id"] == exam_id
    return str(page.view["attempt_id"])


# ---- a new activity ----
def test_a_new_form_is_not_saved_and_not_in_the_course_until_it_is(stage: Stage) -> None:
    page = visit(stage, title="Weekly quiz")
    assert page.view["deep_linking"] is True
    assert (read(stage, page)["title"], read(stage, page)["standing"]) == ("Weekly quiz", "draft")
    assert listed(stage, page) == in_course(stage) == []
    assert save(stage, page)["standing"] == "saved"
    assert in_course(stage) == []
    assert add(stage, page).status_code == 200
    assert read(stage, page)["standing"] == "placed"
    assert in_course(stage) == [page.view["exam_id"]]


def test_what_a_form_starts_with_can_be_saved_as_it_is(stage: Stage) -> None:
    page = visit(stage)
    answer = save(stage, page, title="Exam", preset="standard", values={})
    assert (answer["standing"], answer["policy"]) == ("saved", read(stage, page)["policy"])


# ---- the LMS says which exam it is about ----
@pytest.mark.parametrize("how", ["by its parameter", "by its link"])
def test_deep_linking_from_an_existing_activity_opens_its_exam(stage: Stage, how: str) -> None:
    exam_id = placed(stage)
    exams = stage.rows("exams")
    said = {CUSTOM: {"invigil_exam": exam_id}} if "parameter" in how else {"RESOURCE_LINK": {"id": "link-7"}}
    page = visit(stage, **said)
    assert (page.view["exam_id"], page.view["deep_linking"]) == (exam_id, True)
    seen = read(stage, page)
    assert (seen["title"], seen["policy"]["preset"], seen["standing"]) == ("Algebra", "high", "placed")
    assert seen["policy"]["values"]["allowed_resources"] == ["Pocket calculator"]
    save(stage, page, preset="low")
    form = add(stage, page).json
    item = decode(form["jwt"], stage.web.base.keys.current())[claims.DL_CONTENT_ITEMS][0]
    assert item["custom"] == {"invigil_exam": exam_id}
    assert stage.rows("exams") == exams
    assert by_link(stage, "link-7") == exam_id


def test_an_exam_that_is_gone_or_of_another_platform_gives_a_new_form(stage: Stage) -> None:
    page = visit(stage, **{CUSTOM: {"invigil_exam": "0" * 32}})
    assert read(stage, page)["standing"] == "draft"


# ---- the LMS says nothing: the course's exams are offered ----
def test_the_courses_exams_are_offered_and_one_opens_in_the_same_visit(stage: Stage) -> None:
    mine = placed(stage)
    stage.clock.now += 1
    elsewhere = placed(stage, "link-8")
    stage.page(**{**DEEP_LINKING, "sub": "teacher-1"})  # somebody only looks
    page = visit(stage, title="algebra", back="https://lms.example/dl?visit=2")
    offered = linking(stage, page)
    assert [exam["exam_id"] for exam in offered["exams"]] == [mine, elsewhere]
    assert offered["asked_title"] == "algebra"
    chosen = switched(stage, page, mine)
    assert (chosen.surface, chosen.view["exam_id"], chosen.view["deep_linking"]) == ("setup", mine, True)
    assert chosen.view["person_name"] == page.view["person_name"]
    assert read(stage, chosen)["policy"]["preset"] == "high"
    assert add(stage, chosen).json["url"] == "https://lms.example/dl?visit=2"


def test_the_page_that_a_choice_opens_may_post_to_the_lms(stage: Stage) -> None:
    mine = placed(stage)
    page = visit(stage, back="https://pages.lms.example/dl")
    path = f"/api/exams/{page.view['exam_id']}/linking"
    url = stage.http.post(path, headers=page.bearer, json={"exam_id": mine}).json["url"]
    policy = stage.http.get(url.split("#")[0]).headers["Content-Security-Policy"]
    assert "form-action https://lms.example https://pages.lms.example;" in policy


def test_what_was_saved_but_never_added_is_offered_again_and_what_was_only_looked_at_is_not(stage: Stage) -> None:
    looked = visit(stage)
    kept = visit(stage)
    save(stage, kept)
    page = visit(stage)
    assert listed(stage, page) == [kept.view["exam_id"]]
    assert linking(stage, page)["exams"][0]["standing"] == "saved"
    assert looked.view["exam_id"] not in in_course(stage) + listed(stage, page)


def test_two_visits_do_not_answer_for_each_other(stage: Stage) -> None:
    exam_id = placed(stage)
    named = {CUSTOM: {"invigil_exam": exam_id}}
    first = visit(stage, back="https://lms.example/dl?of=tess", **named)
    second = visit(stage, back="https://lms.example/dl?of=theo", **named)
    assert add(stage, first).json["url"] == "https://lms.example/dl?of=tess"
    assert add(stage, second).json["url"] == "https://lms.example/dl?of=theo"


def test_only_exams_of_the_course_can_be_chosen_and_only_while_linking(stage: Stage) -> None:
    mine = placed(stage)
    page = visit(stage, **COURSE_2)
    draft = visit(stage)
    assert listed(stage, page) == []
    for exam_id in (mine, "nothing", draft.view["exam_id"]):
        path = f"/api/exams/{page.view['exam_id']}/linking"
        answer = stage.http.post(path, headers=page.bearer, json={"exam_id": exam_id})
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    console = stage.console("teacher-1", RESOURCE_LINK={"id": "link-7"})
    for method, path, body in (
        ("GET", "linking", None), ("POST", "linking", {"exam_id": mine}), ("POST", "deep-link", {}),
    ):
        answer = stage.http.open(f"/api/exams/{mine}/{path}", method=method, headers=console.bearer, json=body)
        assert (answer.status_code, answer.json["code"]) == (409, "not_linking")


# ---- copied courses ----
def test_a_copied_course_makes_a_new_exam_with_the_same_settings_and_says_so(stage: Stage) -> None:
    exam_id = placed(stage)
    page = visit(stage, **{CUSTOM: {"invigil_exam": exam_id}}, **COURSE_2)
    seen = read(stage, page)
    assert page.view["exam_id"] != exam_id
    assert (seen["copied"], seen["standing"], seen["title"]) == (True, "draft", "Algebra")
    assert (seen["policy"]["preset"], seen["policy"]["values"]["message"]) == ("high", "Good luck")
    assert save(stage, page, values={"message": "Another room"})["copied"] is False
    pattern = read(stage, visit(stage, **{CUSTOM: {"invigil_exam": exam_id}}))
    assert pattern["policy"]["values"]["message"] == "Good luck"


def test_a_copy_that_a_launch_made_says_so_until_it_is_saved(stage: Stage) -> None:
    exam_id = placed(stage)
    copy = by_link(stage, "link-9", exam_id, **COURSE_2)
    assert copy != exam_id
    page = visit(stage, RESOURCE_LINK={"id": "link-9"}, **{CUSTOM: {"invigil_exam": exam_id}}, **COURSE_2)
    assert (page.view["exam_id"], read(stage, page)["copied"]) == (copy, True)
    assert save(stage, page)["copied"] is False


def test_the_form_is_told_what_the_server_cannot_look_for(stage: Stage) -> None:
    exam_id = placed(stage)
    page = visit(stage, **{CUSTOM: {"invigil_exam": exam_id}})
    assert read(stage, page)["unmeasured"] == []
    stage.sight.unmeasured_signals = ("covered_face", "phone", "from a newer version")
    stage.sight.sees()
    assert read(stage, page)["unmeasured"] == save(stage, page)["unmeasured"] == ["face_covered", "phone_visible"]


# ---- adding an exam once more ----
def test_adding_once_more_while_attempts_are_open_wants_the_title_typed(stage: Stage) -> None:
    exam_id = placed(stage)
    attempt_id = with_an_open_attempt(stage, exam_id)
    page = visit(stage, **{CUSTOM: {"invigil_exam": exam_id}})
    assert read(stage, page)["open_attempts"] == 1
    assert linking(stage, page)["in_the_way"] == {"title": "Algebra", "open": 1}
    for typed in (None, "", "Geometry"):
        refused = add(stage, page, typed)
        assert (refused.status_code, refused.json["code"]) == (409, "attempts_open"), typed
        assert "Algebra" in refused.json["message"]
    assert add(stage, page, "  algebra ").status_code == 200
    for link in ("link-7", "link-8", "link-7"):
        assert by_link(stage, link, exam_id) == exam_id
    assert by_link(stage, "link-7") == exam_id, "the old link leads there without the parameter, too"
    assert stage.state_of(attempt_id) == "created"
    console = stage.socket(stage.console(RESOURCE_LINK={"id": "link-8"}, **{CUSTOM: {"invigil_exam": exam_id}}))
    assert [tile["attempt_id"] for tile in console.heard_last("snapshot")["tiles"]] == [attempt_id]


def test_adding_once_more_with_nobody_in_it_is_not_asked_about(stage: Stage) -> None:
    exam_id = placed(stage)
    page = visit(stage, **{CUSTOM: {"invigil_exam": exam_id}})
    assert linking(stage, page)["in_the_way"] is None
    assert add(stage, page).status_code == 200


def test_a_new_exam_under_the_name_of_one_that_goes_on_is_asked_about(stage: Stage) -> None:
    """An LMS that tells only the activity's name: the new exam may take the place of one that is being taken."""
    with_an_open_attempt(stage, placed(stage))
    page = visit(stage, title=" ALGEBRA")
    assert linking(stage, page)["in_the_way"] == {"title": "Algebra", "open": 1}
    save(stage, page, title="Algebra, second part")
    assert add(stage, page, "Algebra, second part").json["code"] == "attempts_open"
    assert add(stage, page, "Algebra").status_code == 200
    other = visit(stage, title="Geometry")
    assert linking(stage, other)["in_the_way"] is None
    assert add(stage, other).status_code == 200


def test_who_is_in_the_middle_stays_in_the_exam_that_was_begun(stage: Stage) -> None:
    begun = placed(stage)
    attempt_id = with_an_open_attempt(stage, begun)
    page = visit(stage)
    save(stage, page, title="Geometry")
    assert add(stage, page).status_code == 200
    replaced = {"RESOURCE_LINK": {"id": "link-7"}, CUSTOM: {"invigil_exam": page.view["exam_id"]}}
    again = stage.widget(**replaced)
    assert (again.view["exam_id"], again.view["attempt_id"]) == (begun, attempt_id)
    beside = stage.page(sub="user-3", **replaced)
    assert beside.view["attempt_id"] == attempt_id
    assert stage.widget("user-4", **replaced).view["exam_id"] == page.view["exam_id"]
    ended = stage.page(sub="user-3", MESSAGE_TYPE="LtiEndAssessment", ATTEMPT_NUMBER=1, **replaced)
    assert ended.view["attempt_id"] == attempt_id
    assert stage.state_of(attempt_id) == "abandoned", "ended, though it never got as far as the quiz"
    assert stage.widget(**{**PROCTORING, **replaced, "ATTEMPT_NUMBER": 2}).view["exam_id"] == page.view["exam_id"]


# ---- settings without deep linking ----
def test_a_link_opens_the_settings_of_its_exam(stage: Stage) -> None:
    exam_id = placed(stage)
    page = stage.page(sub="teacher-1", ROLES=[INSTRUCTOR], RESOURCE_LINK={"id": "link-7"}, **settings_place())
    assert (page.surface, page.view["exam_id"], page.view["deep_linking"]) == ("setup", exam_id, False)
    assert read(stage, page)["policy"]["preset"] == "high"
    assert save(stage, page, preset="low")["standing"] == "placed"
    assert add(stage, page).json["code"] == "not_linking"


def test_settings_are_for_teachers(stage: Stage) -> None:
    placed(stage)
    for role in (ASSISTANT, f"{MEMBERSHIP}#Learner"):
        answer = stage.launch(sub="ta-1", ROLES=[role], RESOURCE_LINK={"id": "link-7"}, **settings_place())
        assert answer.status_code == 403
        assert "#ticket=" not in answer.headers.get("Location", "")


def test_a_console_leads_to_the_settings_of_its_exam(stage: Stage) -> None:
    exam_id = placed(stage)
    console = stage.console("teacher-1", RESOURCE_LINK={"id": "link-7"})
    answer = stage.http.post(f"/api/exams/{exam_id}/set-up", headers=console.bearer)
    page = opened(stage, answer.json["url"])
    assert (page.surface, page.view["exam_id"], page.view["deep_linking"]) == ("setup", exam_id, False)
    assert page.view["role"] == "teacher"
    proctor = stage.console("ta-1", ROLES=[ASSISTANT], RESOURCE_LINK={"id": "link-7"})
    refused = stage.http.post(f"/api/exams/{exam_id}/set-up", headers=proctor.bearer)
    assert (refused.status_code, refused.json["code"]) == (403, "teachers_only")


# ---- what nobody needs goes ----
def test_forms_that_nobody_saved_are_tidied_away_and_exams_are_not(stage: Stage) -> None:
    keeps = [placed(stage)]
    visit(stage)
    kept = visit(stage)
    save(stage, kept)
    keeps.append(kept.view["exam_id"])
    assert stage.rows("linkings") == 3
    housekeeping.tidy(stage.web.base.database, stage.clock() + DAY_S - 60)
    assert stage.rows("exams") == 3
    housekeeping.tidy(stage.web.base.database, stage.clock() + DAY_S + 60)
    assert stage.rows("linkings") == 0
    with stage.web.base.works() as work:
        assert sorted(work.exams.ids()) == sorted(keeps)
    housekeeping.tidy(stage.web.base.database, stage.clock() + 91 * DAY_S)
    with stage.web.base.works() as work:
        assert work.exams.ids() == keeps[:1]
