"""Other dates for some people. Source: Canvas's page on assignment overrides."""

from typing import Any

from tests.counterparts.canvas.moments import read, written
from tests.counterparts.canvas.quiz_records import Assignment, Override
from tests.counterparts.canvas.refusals import bad_field, bad_request, not_there
from tests.counterparts.canvas.rest.door import Caller, Rest, paged

rest = Rest("overrides")
_BASE = "/api/v1/courses/:course_id/assignments/:assignment_id/overrides"
_DATES = ("due_at", "unlock_at", "lock_at")


@rest.route("GET", _BASE)
def listed(caller: Caller, course_id: int, assignment_id: int) -> Any:
    """Return the overrides of an assignment."""
    assignment = _assignment(caller, course_id, assignment_id)
    return paged([_shown(assignment, each) for each in assignment.overrides.values()])


@rest.route("POST", _BASE)
def make(caller: Caller, course_id: int, assignment_id: int) -> Any:
    """Make an override for students of the course who are in no other one of this assignment."""
    assignment, wanted = _assignment(caller, course_id, assignment_id), _wanted(caller)
    students = _students(caller, course_id, wanted.get("student_ids"))
    _check_free(assignment, students, None)
    title = wanted.get("title") or f"{len(students)} student{'' if len(students) == 1 else 's'}"
    override = Override(caller.world.next_id("override"), title, students, _dates(wanted))
    assignment.overrides[override.id] = override
    return _shown(assignment, override)


@rest.route("GET", f"{_BASE}/:id")
def one(caller: Caller, course_id: int, assignment_id: int, own_id: int) -> Any:
    """Return one override."""
    return _shown(*_found(caller, course_id, assignment_id, own_id))


@rest.route("PUT", f"{_BASE}/:id")
def change(caller: Caller, course_id: int, assignment_id: int, own_id: int) -> Any:
    """Change an override. Dates that are left out do not hold any more, as in Canvas."""
    assignment, override = _found(caller, course_id, assignment_id, own_id)
    wanted = _wanted(caller)
    if "student_ids" in wanted:
        students = _students(caller, course_id, wanted["student_ids"])
        _check_free(assignment, students, override)
        override.student_ids = students
    override.title = wanted.get("title", override.title)
    override.dates = _dates(wanted)
    return _shown(assignment, override)


@rest.route("DELETE", f"{_BASE}/:id")
def remove(caller: Caller, course_id: int, assignment_id: int, own_id: int) -> Any:
    """Remove an override, and return it once more."""
    assignment, override = _found(caller, course_id, assignment_id, own_id)
    del assignment.overrides[override.id]
    return _shown(assignment, override)


def _assignment(caller: Caller, course_id: int, assignment_id: int) -> Assignment:
    caller.staff(course_id)
    return caller.world.assignment(course_id, assignment_id)


def _found(caller: Caller, course_id: int, assignment_id: int, override_id: int) -> tuple[Assignment, Override]:
    assignment = _assignment(caller, course_id, assignment_id)
    if override_id not in assignment.overrides:
        raise not_there()
    return assignment, assignment.overrides[override_id]


def _wanted(caller: Caller) -> dict[str, Any]:
    wanted = caller.params.get("assignment_override")
    if not isinstance(wanted, dict):
        raise bad_request("missing param 'assignment_override'")
    return wanted


def _students(caller: Caller, course_id: int, given: object) -> list[int]:
    ids = [int(str(each)) for each in given if str(each).isdigit()] if isinstance(given, list) else []
    if not ids:
        raise bad_request("one of student_ids, group_id, or course_section_id is required")
    unknown = set(ids) - set(caller.world.course(course_id).students())
    if unknown:
        raise bad_request(f"unknown student ids: {sorted(unknown)}")
    return ids


def _check_free(assignment: Assignment, students: list[int], own: Override | None) -> None:
    taken = {user for each in assignment.overrides.values() if each is not own for user in each.student_ids}
    if taken & set(students):
        raise bad_field("assignment_override_students", "already belongs to an assignment override", "taken")


def _dates(wanted: dict[str, Any]) -> dict[str, float | None]:
    return {name: read(wanted[name]) for name in _DATES if name in wanted}


def _shown(assignment: Assignment, override: Override) -> dict[str, Any]:
    return {
        "id": override.id, "assignment_id": assignment.id, "title": override.title,
        "student_ids": override.student_ids, "all_day": False,
        **{name: written(at) for name, at in override.dates.items()},
    }
