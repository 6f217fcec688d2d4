"""People and courses: who I am, who is in a course. Sources: Canvas's pages on users and courses."""

from typing import Any

from tests.counterparts.canvas.records import Course, User
from tests.counterparts.canvas.refusals import not_allowed, not_there
from tests.counterparts.canvas.rest.door import Caller, Rest, caller, paged

rest = Rest("people")


@rest.blueprint.get("/api/v1/users/self")
def myself() -> Any:
    """Return whose token it is. The scope is that of one user."""
    return shown(caller("url:GET|/api/v1/users/:id").user)


@rest.route("GET", "/api/v1/users/:id")
def user(caller: Caller, own_id: int) -> Any:
    """Return a person: oneself, or anybody to administrators."""
    found = caller.world.users.get(own_id)
    if found is None:
        raise not_there()
    if found is not caller.user and not caller.user.admin:
        raise not_allowed()
    return shown(found)


@rest.route("GET", "/api/v1/courses")
def courses(caller: Caller) -> Any:
    """Return the caller's courses."""
    mine = [c for c in caller.world.courses.values() if caller.user.admin or caller.user.id in c.enrolments]
    return paged([_course(each) for each in mine])


@rest.route("GET", "/api/v1/courses/:id")
def course(caller: Caller, own_id: int) -> Any:
    """Return a course."""
    return _course(caller.course(own_id))


@rest.route("GET", "/api/v1/courses/:course_id/search_users")
@rest.route("GET", "/api/v1/courses/:course_id/users")
def members(caller: Caller, course_id: int) -> Any:
    """Return who is in a course, with their part in it if asked by `include[]=enrollments`."""
    found = caller.course(course_id)
    people = []
    for number, role in found.enrolments.items():
        body = shown(caller.world.users[number])
        if caller.includes("enrollments"):
            body["enrollments"] = [
                {"course_id": course_id, "user_id": number, "type": str(role), "role": str(role),
                 "enrollment_state": "active"}
            ]
        people.append(body)
    return paged(people)


def shown(user: User) -> dict[str, Any]:
    """Return a person as Canvas shows one."""
    first, _, last = user.name.rpartition(" ")
    return {
        "id": user.id, "name": user.name, "short_name": user.name, "sortable_name": f"{last}, {first}",
        "created_at": "2026-01-05T08:00:00Z", "login_id": user.login, "email": user.email,
    }


def _course(course: Course) -> dict[str, Any]:
    return {
        "id": course.id, "name": course.name, "course_code": course.code, "account_id": course.account_id,
        "workflow_state": "available", "lti_context_id": course.lti_context_id,
    }
