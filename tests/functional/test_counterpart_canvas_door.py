"""The stand-in for a Canvas at its door: tokens, scopes, OAuth2, the throttle, and what a test is told of it."""

import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from canvas_clients import client, running
from canvasapi.exceptions import Forbidden, InvalidAccessToken, Unauthorized

from tests.counterparts.canvas.app import scopes
from tests.counterparts.canvas.records import ApiKey, Token
from tests.counterparts.canvas.refusals import Refused
from tests.counterparts.canvas.seed import School

BACK = "http://tool.example/oauth/back"
QUIZZES = "url:GET|/api/v1/courses/:course_id/quizzes"
SUBMISSION = "url:GET|/api/v1/courses/:course_id/assignments/:assignment_id/submissions/:user_id"


@pytest.fixture
def here() -> Iterator[School]:
    with running() as school:
        yield school


def a_token(here: School, *allowed: str, includes: bool = True) -> Token:
    key = here.world.add_api_key("Tool", [BACK], allowed, includes=includes)
    return here.world.issue(here.teacher, key, frozenset(allowed))


def get(here: School, path: str, token: str) -> requests.Response:
    return requests.get(here.world.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=10)


def test_it_says_whose_token_it_is(here: School) -> None:
    canvas = client(here, here.world.own_token(here.teacher))
    assert canvas.get_current_user().name == "Tom Teacher"
    assert [course.name for course in canvas.get_courses()] == ["Astronomy"]
    people = canvas.get_course(here.course.id).get_users(include=["enrollments"])
    assert {(each.login_id, each.enrollments[0]["type"]) for each in people} >= {
        ("sue", "StudentEnrollment"), ("tina", "TaEnrollment")
    }


def test_no_token_a_wrong_one_and_one_that_ran_out(here: School) -> None:
    nobody = requests.get(f"{here.world.url}/api/v1/users/self", timeout=10)
    assert nobody.status_code == 401
    assert nobody.json()["errors"] == [{"message": "user authorization required"}]
    wrong = get(here, "/api/v1/users/self", "made-up")
    assert (wrong.status_code, wrong.json()) == (401, {"errors": [{"message": "Invalid access token."}]})
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")
    canvas = client(here, a_token(here, QUIZZES).value)
    here.world.move_clock(3_601)
    with pytest.raises(InvalidAccessToken):
        list(canvas.get_courses())


def test_scopes_are_those_of_the_routes(here: School) -> None:
    """What the tool asks for (the facts of Canvas's API) is known here, each spelt so."""
    course, v1 = "/api/v1/courses/:course_id", "/api/quiz/v1/courses/:course_id"
    assert {
        f"url:GET|{course}/quizzes", f"url:GET|{course}/quizzes/:id", f"url:PUT|{course}/quizzes/:id",
        f"url:GET|{course}/quizzes/:quiz_id/submissions", f"url:GET|{course}/quizzes/:quiz_id/submissions/:id/events",
        f"url:POST|{course}/quizzes/:quiz_id/extensions", f"url:POST|{course}/assignments/:assignment_id/overrides",
        f"url:PUT|{course}/assignments/:assignment_id/overrides/:id",
        f"url:DELETE|{course}/assignments/:assignment_id/overrides/:id",
        f"url:PUT|{course}/assignments/:assignment_id/submissions/:user_id",
        f"url:GET|{course}/custom_gradebook_columns", f"url:POST|{course}/custom_gradebook_columns",
        f"url:PUT|{course}/custom_gradebook_columns/:id/data/:user_id", f"url:GET|{v1}/quizzes/:assignment_id",
        f"url:PATCH|{v1}/quizzes/:assignment_id", f"url:POST|{v1}/accommodations",
    } <= set(scopes())


def test_a_scope_that_is_missing_is_told_from_a_bad_token(here: School) -> None:
    course = client(here, a_token(here, QUIZZES, "url:GET|/api/v1/courses/:id").value).get_course(here.course.id)
    assert len(list(course.get_quizzes())) == 2
    with pytest.raises(Unauthorized, match="Insufficient scopes") as caught:
        course.get_quiz(here.final.id)
    assert not isinstance(caught.value, InvalidAccessToken)


def test_a_scoped_key_never_calls_graphql_unless_a_test_says_so(here: School) -> None:
    canvas = client(here, a_token(here, QUIZZES).value)
    query = 'query { course(id: "1") { customGradeStatusesConnection { nodes { _id } } } }'
    with pytest.raises(Unauthorized, match="Insufficient scopes"):
        canvas.graphql(query)
    here.world.graphql_scopes = frozenset({QUIZZES})
    assert canvas.graphql(query)["data"]["course"]["customGradeStatusesConnection"]["nodes"] == []


@pytest.mark.parametrize("includes", [True, False])
def test_a_key_may_drop_includes(here: School, includes: bool) -> None:
    path = f"/api/v1/courses/{here.course.id}/assignments/{here.final.assignment_id}/submissions/{here.students[0].id}"
    row = get(here, f"{path}?include[]=submission_comments", a_token(here, SUBMISSION, includes=includes).value).json()
    assert ("submission_comments" in row) is includes


# OAuth2


def granted(here: School, key: ApiKey, answer: str = "yes", **more: str) -> str:
    """Go through the consent page as the administrator; return the address to which it leads."""
    person = requests.Session()
    person.get(f"{here.world.url}/login/as/ada", timeout=10)
    asked = {"client_id": key.client_id, "response_type": "code", "redirect_uri": BACK, "state": "s1", **more}
    shown = person.get(f"{here.world.url}/login/oauth2/auth?{urlencode(asked)}", timeout=10, allow_redirects=False)
    if shown.status_code != 200:
        return shown.headers.get("Location", str(shown.status_code))
    ticket = shown.text.partition('name="ticket" value="')[2].partition('"')[0]
    told = person.post(
        f"{here.world.url}/login/oauth2/accept", data={"ticket": ticket, "answer": answer}, timeout=10,
        allow_redirects=False,
    )
    return told.headers["Location"]


def exchange(here: School, key: ApiKey, **more: str) -> requests.Response:
    body = {"client_id": key.client_id, "client_secret": key.secret, **more}
    return requests.post(f"{here.world.url}/login/oauth2/token", data=body, timeout=10)


def a_key(here: School) -> ApiKey:
    return here.world.add_api_key("Tool", [BACK], [QUIZZES, SUBMISSION])


def test_a_person_allows_and_the_tool_gets_what_was_asked(here: School) -> None:
    key = a_key(here)
    query = parse_qs(urlsplit(granted(here, key, scope=QUIZZES)).query)
    assert query["state"] == ["s1"]
    asked = {"grant_type": "authorization_code", "code": query["code"][0], "redirect_uri": BACK}
    body = exchange(here, key, **asked).json()
    assert (body["token_type"], body["expires_in"], body["user"]["name"]) == ("Bearer", 3600, "Ada Admin")
    assert get(here, f"/api/v1/courses/{here.course.id}/quizzes", body["access_token"]).status_code == 200
    again = exchange(here, key, **asked)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_token_is_renewed_until_it_is_taken_back(here: School) -> None:
    key = a_key(here)
    token = here.world.issue(here.teacher, key, frozenset({QUIZZES}))
    first = exchange(here, key, grant_type="refresh_token", refresh_token=token.refresh).json()
    assert "refresh_token" not in first
    assert first["access_token"] != token.value
    assert get(here, f"/api/v1/courses/{here.course.id}/quizzes", token.value).status_code == 401
    assert get(here, f"/api/v1/courses/{here.course.id}/quizzes", first["access_token"]).status_code == 200
    here.world.revoke(key.client_id)
    gone = exchange(here, key, grant_type="refresh_token", refresh_token=token.refresh)
    assert (gone.status_code, gone.json()) == (
        400, {"error": "invalid_request", "error_description": "refresh_token not found"}
    )


def test_a_tool_ends_its_own_token(here: School) -> None:
    token = a_token(here, QUIZZES)
    address, bearer = f"{here.world.url}/login/oauth2/token", {"Authorization": f"Bearer {token.value}"}
    assert requests.delete(address, headers=bearer, timeout=10).status_code == 200
    assert requests.delete(address, headers=bearer, timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"scope": "url:GET|/api/v1/accounts"}, "invalid_scope"), ({"scope": ""}, "invalid_scope"),
        ({"scope": QUIZZES, "response_type": "token"}, "unsupported_response_type"),
        ({"scope": QUIZZES, "redirect_uri": "http://evil.example"}, "400"), ({"client_id": "1"}, "401"),
    ],
)
def test_what_a_key_may_not_ask(here: School, more: dict[str, str], told: str) -> None:
    assert told in granted(here, a_key(here), **more)


def test_a_person_says_no(here: School) -> None:
    address = granted(here, a_key(here), answer="no", scope=QUIZZES)
    assert parse_qs(urlsplit(address).query)["error"] == ["access_denied"]


def test_a_wrong_secret_and_a_wrong_code(here: School) -> None:
    key = a_key(here)
    wrong = exchange(here, key, client_secret="x", grant_type="refresh_token")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert exchange(here, key, code="x").json()["error_description"] == "authorization_code not found"


# The throttle, faults, the journal


def test_every_answer_says_what_is_left_and_a_full_bucket_refuses(here: School) -> None:
    token = a_token(here, QUIZZES).value
    path = f"/api/v1/courses/{here.course.id}/quizzes"
    first = get(here, path, token)
    assert float(first.headers["X-Request-Cost"]) == 0.25
    assert 590 < float(first.headers["X-Rate-Limit-Remaining"]) < 600
    here.world.throttle.fill(token)
    refused = get(here, path, token)
    assert (refused.status_code, refused.text) == (403, "403 Forbidden (Rate Limit Exceeded)\n")
    assert get(here, path, here.world.own_token(here.teacher)).status_code == 200
    here.world.move_clock(30)
    assert get(here, path, token).status_code == 200


def test_a_bucket_leaks_no_faster_than_it_should(here: School) -> None:
    here.world.throttle.size, here.world.throttle.leak, here.world.throttle.cost = 40.0, 0.0, 20.0
    path = f"/api/v1/courses/{here.course.id}/quizzes"
    token = here.world.own_token(here.teacher)
    assert [get(here, path, token).status_code for _ in range(3)] == [200, 200, 403]


def test_calls_at_the_same_time_are_each_charged_in_advance(here: School) -> None:
    """Where one after the other has room, two at once have none."""
    throttle = here.world.throttle
    throttle.size = 40.0
    assert [throttle.enter("t"), throttle.enter("t"), throttle.enter("another")] == [True, False, True]
    throttle.leave("t")
    assert throttle.enter("t")


def test_a_call_hangs_until_it_is_let_go(here: School) -> None:
    release = here.world.hang_next("/quizzes")
    path, token = f"/api/v1/courses/{here.course.id}/quizzes", here.world.own_token(here.teacher)
    with pytest.raises(requests.Timeout):
        requests.get(here.world.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=0.2)
    assert get(here, path, token).status_code == 200
    threading.Timer(0.0, release.set).start()


def test_too_many_as_ordered(here: School) -> None:
    canvas = client(here, here.world.own_token(here.teacher))
    here.world.throttle_next("/courses")
    with pytest.raises(Forbidden, match="Rate Limit Exceeded"):
        list(canvas.get_courses())
    assert len(list(canvas.get_courses())) == 1


def test_what_came_is_kept_in_order_and_counted(here: School) -> None:
    course = client(here, here.world.own_token(here.teacher)).get_course(here.course.id)
    course.get_quiz(here.final.id).edit(quiz={"access_code": "k7Q-pw"})
    [put] = here.world.received("PUT", "/quizzes/")
    assert (put.status, put.body) == (200, "quiz%5Baccess_code%5D=k7Q-pw")
    assert sum(here.world.journal.per_minute().values()) == 3


def test_a_course_is_copied_with_codes_and_without_students(here: School) -> None:
    here.world.set_code_by_hand(here.final, "k7Q-pw")
    here.world.set_code_by_hand(here.new_quiz, "new-pw")
    copy = here.world.copy_course(here.course, "Astronomy, next year")
    copied = [quiz for quiz in here.world.quizzes.values() if quiz.course_id == copy.id]
    assert [(quiz.title, quiz.access_code) for quiz in copied] == [("Final exam", "k7Q-pw"), ("Practice", None)]
    [new] = [quiz for quiz in here.world.new_quizzes.values() if quiz.course_id == copy.id]
    assert new.settings["student_access_code"] == "new-pw"
    assert (copy.students(), copy.lti_context_id == here.course.lti_context_id) == ([], False)
    with pytest.raises(Refused):
        here.world.quiz(copy.id, here.final.id)


def test_pages_look_things_up_with_their_cookie_and_change_nothing(here: School) -> None:
    address = f"{here.world.url}/api/v1/courses/{here.course.id}/quizzes/{here.final.id}"
    browser = requests.Session()
    browser.get(f"{here.world.url}/login/as/sue", timeout=10)
    assert browser.get(address, headers={"Accept": "application/json"}, timeout=10).json()["title"] == "Final exam"
    assert browser.get(address, timeout=10).text.startswith("while(1);")
    assert browser.put(address, data={"quiz[title]": "Mine"}, timeout=10).status_code == 401
