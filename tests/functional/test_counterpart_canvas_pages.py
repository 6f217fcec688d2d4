"""The stand-in for a Canvas as a browser sees it: a quiz with a code, the log, the gradebook, the theme's script."""

from collections.abc import Iterator

import pytest
from canvas_clients import as_teacher, running
from canvas_tool import Person

from tests.counterparts.canvas.seed import School


@pytest.fixture
def here() -> Iterator[School]:
    with running() as school:
        yield school


@pytest.fixture
def sue(here: School) -> Person:
    return Person(here.world.url, "sue")


def base(here: School) -> str:
    return f"/courses/{here.course.id}/quizzes/{here.final.id}"


def take(here: School, person: Person, **fields: str) -> str:
    """Press *Take the Quiz*; return the page that comes."""
    return person.post(f"{base(here)}/take?user_id={here.students[0].id}", **fields).text


def test_who_is_not_signed_in_is_asked_to(here: School) -> None:
    person = Person(here.world.url, "sue")
    person.get("/logout")
    assert person.get(base(here)).url.startswith(f"{here.world.url}/login?then=")


def test_without_a_code_the_quiz_opens_at_once(here: School, sue: Person) -> None:
    assert "Take the Quiz" in sue.get(base(here)).text
    assert "Which planet" in take(here, sue)
    assert "Resume Quiz" in sue.get(base(here)).text


def test_the_code_is_asked_for_and_a_wrong_one_refused(here: School, sue: Person) -> None:
    here.world.set_code_by_hand(here.final, "k7Q-pw")
    assert 'id="quiz_access_code"' in take(here, sue)
    assert "Incorrect access code" in take(here, sue, access_code="guess")
    assert here.final.takings == {}
    assert "Which planet" in take(here, sue, access_code="k7Q-pw")
    assert here.final.takings[here.students[0].id].state == "untaken"


def test_a_link_with_the_code_leads_to_a_button_that_does_not_ask(here: School, sue: Person) -> None:
    """A GET keeps the code in the session and begins nothing."""
    here.world.set_code_by_hand(here.final, "k7Q-pw")
    page = sue.get(f"{base(here)}/take?access_code=k7Q-pw").text
    assert "Take the Quiz" in page
    assert "k7Q-pw" not in page
    assert here.final.takings == {}
    assert "Which planet" in take(here, sue)


def test_a_changed_code_asks_again_while_answers_are_still_kept(here: School, sue: Person) -> None:
    here.world.set_code_by_hand(here.final, "first")
    take(here, sue, access_code="first")
    here.world.set_code_by_hand(here.final, "second")
    assert 'id="quiz_access_code"' in sue.get(f"{base(here)}/take").text
    question = here.final.questions[0]
    kept = sue.session.post(
        f"{here.world.url}{base(here)}/submissions/backup", json={f"question_{question.id}": "1"}, timeout=10
    )
    assert kept.json()["backup"] is True
    taking = here.final.takings[here.students[0].id]
    assert taking.answers == {question.id: 1}
    assert [line.kind for line in taking.log] == ["submission_created", "question_answered"]
    assert "Which planet" in sue.get(f"{base(here)}/take?access_code=second").text


def test_handing_in_forgets_the_code(here: School, sue: Person) -> None:
    here.final.allowed_attempts = 2
    here.world.set_code_by_hand(here.final, "k7Q-pw")
    take(here, sue, access_code="k7Q-pw")
    taking = here.final.takings[here.students[0].id]
    refused = sue.post(f"{base(here)}/submissions", validation_token="made up")
    assert refused.status_code == 403
    given = {f"question_{q.id}": str(q.right) for q in here.final.questions}
    done = sue.post(f"{base(here)}/submissions", validation_token=taking.validation_token, **given)
    assert "Score for this quiz: 3 out of 3" in done.text
    assert 'id="quiz_access_code"' in take(here, sue)


def test_time_that_is_over_hands_in(here: School, sue: Person) -> None:
    take(here, sue)
    taking = here.final.takings[here.students[0].id]
    as_teacher(here).get_course(here.course.id).get_quiz(here.final.id).set_extensions(
        [{"user_id": taking.user_id, "extend_from_now": 1}]
    )
    here.world.move_clock(61)
    question = f"question_{here.final.questions[0].id}"
    late = sue.session.post(f"{here.world.url}{base(here)}/submissions/backup", json={question: "1"}, timeout=10)
    assert late.status_code == 200  # five minutes of grace for what is on its way
    assert "Submitted." in sue.get(f"{base(here)}/take").text
    assert taking.state == "complete"


def test_the_page_writes_the_log_and_nothing_else_into_it(here: School, sue: Person) -> None:
    take(here, sue)
    taking = here.final.takings[here.students[0].id]
    seen = [{"event_type": kind} for kind in ("page_blurred", "page_focused", "submission_created", "made_up")]
    address = f"{here.world.url}{base(here)}/submissions/{taking.id}/events"
    sue.session.post(address, json={"quiz_submission_events": seen}, timeout=10)
    assert [line.kind for line in taking.log] == ["submission_created", "page_blurred", "page_focused"]


def test_a_closed_quiz_says_so(here: School, sue: Person) -> None:
    here.world.assignments[here.final.assignment_id].lock_at = here.world.now() - 1
    assert "This quiz is locked." in take(here, sue)
    assert here.final.takings == {}


def test_pages_of_a_quiz_are_framed_by_nobody_else(here: School, sue: Person) -> None:
    assert sue.get(base(here)).headers["X-Frame-Options"] == "SAMEORIGIN"


def test_staff_see_label_column_remark_and_a_held_grade(here: School, sue: Person) -> None:
    status, course, user = here.world.add_status("Under review"), here.course, here.students[0]
    take(here, sue)
    sue.post(
        f"{base(here)}/submissions", validation_token=here.final.takings[user.id].validation_token,
        **{f"question_{here.final.questions[0].id}": "1"},
    )
    canvas = as_teacher(here).get_course(course.id)
    canvas.get_assignment(here.final.assignment_id).get_submission(user.id).edit(
        comment={"text_comment": "Two incidents"}, submission={"custom_grade_status_id": status.id}
    )
    canvas.create_custom_column(column={"title": "Proctoring"})
    [column] = here.world.columns.values()
    column.data[user.id] = "flagged"
    here.world.assignments[here.final.assignment_id].submissions[user.id].posted_at = None
    tom = Person(here.world.url, "tom")
    book = tom.get(f"/courses/{course.id}/gradebook").text
    for words in ("Proctoring", "flagged", "Under review", "Hidden"):
        assert words in book
    grader = tom.get(
        f"/courses/{course.id}/gradebook/speed_grader?assignment_id={here.final.assignment_id}&student_id={user.id}"
    ).text
    assert [words in grader for words in ("Two incidents", "Under review", "Hidden", "flagged")] == [
        True, True, True, False
    ]
    own = sue.get(f"/courses/{course.id}/grades").text
    assert "Two incidents" not in own
    assert sue.get(f"/courses/{course.id}/gradebook").status_code == 403
    assert "The grade is not posted yet" in sue.get(base(here)).text


def test_the_themes_script_is_on_pages_once_there_is_one(here: School, sue: Person) -> None:
    assert "/theme.js" not in sue.get(base(here)).text
    here.world.theme_script = "window.fromTheTheme = true"
    page = sue.get(base(here)).text
    assert "/theme.js" in page
    assert f'"current_user_id": "{here.students[0].id}"' in page
    assert sue.get("/theme.js").text == "window.fromTheTheme = true"


def test_a_new_quiz_asks_for_its_code_in_a_frame_of_another_origin(here: School, sue: Person) -> None:
    here.world.set_code_by_hand(here.new_quiz, "new-pw")
    page = sue.get(f"/courses/{here.course.id}/assignments/{here.new_quiz.assignment_id}").text
    address = page.partition(' src="')[2].partition('"')[0]
    assert address.startswith(here.world.engine_url)
    assert "requires an access code" in sue.get(address).text
    assert "incorrect" in sue.post(f"{address}/begin", access_code="k7Q-pw").text
    assert "Which planet" in sue.post(f"{address}/begin", access_code="new-pw").text
    here.world.assignments[here.new_quiz.assignment_id].lock_at = here.world.now()
    assert "Submitted." in sue.get(address).text
    assert here.new_quiz.sessions[here.students[0].id].over
