"""Columns that staff add to a gradebook, and what is in them. Source: Canvas's page on custom gradebook columns."""

from typing import Any

from tests.counterparts.canvas.records import Column
from tests.counterparts.canvas.refusals import bad_field, bad_request, not_there
from tests.counterparts.canvas.rest.door import Caller, Rest, paged
from tests.counterparts.canvas.rest.params import truth

rest = Rest("columns")
_BASE = "/api/v1/courses/:course_id/custom_gradebook_columns"
_LONGEST = 255


@rest.route("GET", _BASE)
def listed(caller: Caller, course_id: int) -> Any:
    """Return a course's columns by their places; hidden ones only if `include_hidden`."""
    caller.staff(course_id)
    hidden = truth(caller.params.get("include_hidden", ""))
    found = [each for each in _columns(caller, course_id) if hidden or not each.hidden]
    return paged([_shown(each) for each in found])


@rest.route("POST", _BASE)
def make(caller: Caller, course_id: int) -> Any:
    """Make a column. Two may have the same title."""
    caller.staff(course_id)
    wanted = _wanted(caller, "column")
    title, number = _title(wanted.get("title")), caller.world.next_id("column")
    position = wanted.get("position") or len(_columns(caller, course_id)) + 1
    column = Column(number, course_id, title, int(position))
    _switch(column, wanted)
    caller.world.columns[number] = column
    return _shown(column)


@rest.route("PUT", f"{_BASE}/:id")
def change(caller: Caller, course_id: int, own_id: int) -> Any:
    """Change a column."""
    column, wanted = _column(caller, course_id, own_id), _wanted(caller, "column")
    column.title = _title(wanted["title"]) if "title" in wanted else column.title
    _switch(column, wanted)
    return _shown(column)


@rest.route("DELETE", f"{_BASE}/:id")
def remove(caller: Caller, course_id: int, own_id: int) -> Any:
    """Remove a column and what stands in it."""
    column = _column(caller, course_id, own_id)
    del caller.world.columns[column.id]
    return _shown(column)


@rest.route("GET", f"{_BASE}/:id/data")
def entries(caller: Caller, course_id: int, own_id: int) -> Any:
    """Return what stands in a column."""
    column = _column(caller, course_id, own_id)
    return paged([{"user_id": user, "content": content} for user, content in column.data.items()])


@rest.route("PUT", f"{_BASE}/:id/data/:user_id")
def enter(caller: Caller, course_id: int, own_id: int, user_id: int) -> Any:
    """Write into a student's field; nothing empties it."""
    column, wanted = _column(caller, course_id, own_id), _wanted(caller, "column_data")
    if user_id not in caller.world.course(course_id).students():
        raise not_there()
    content = str(wanted.get("content") or "")
    if len(content) > _LONGEST:
        raise bad_field("content", f"is too long (maximum is {_LONGEST} characters)", "too_long")
    if content:
        column.data[user_id] = content
    else:
        column.data.pop(user_id, None)
    return {"user_id": user_id, "content": content or None}


def _columns(caller: Caller, course_id: int) -> list[Column]:
    found = [each for each in caller.world.columns.values() if each.course_id == course_id]
    return sorted(found, key=lambda column: (column.position, column.id))


def _column(caller: Caller, course_id: int, column_id: int) -> Column:
    caller.staff(course_id)
    column = caller.world.columns.get(column_id)
    if column is None or column.course_id != course_id:
        raise not_there()
    return column


def _wanted(caller: Caller, name: str) -> dict[str, Any]:
    wanted = caller.params.get(name)
    if not isinstance(wanted, dict):
        raise bad_request(f"{name} is missing")
    return wanted


def _title(given: object) -> str:
    if not given:
        raise bad_field("title", "can't be blank", "blank")
    if len(str(given)) > _LONGEST:
        raise bad_field("title", f"is too long (maximum is {_LONGEST} characters)", "too_long")
    return str(given)


def _switch(column: Column, wanted: dict[str, Any]) -> None:
    for name in ("hidden", "read_only", "teacher_notes"):
        if name in wanted:
            setattr(column, name, truth(wanted[name]))


def _shown(column: Column) -> dict[str, Any]:
    return {
        "id": column.id, "title": column.title, "position": column.position, "hidden": column.hidden,
        "read_only": column.read_only, "teacher_notes": column.teacher_notes,
    }
