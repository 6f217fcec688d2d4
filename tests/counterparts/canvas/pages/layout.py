"""The page around everything: who is signed in, where one is, and the theme's own JavaScript."""

from typing import Any

from flask import render_template

from tests.counterparts.canvas.lti import places
from tests.counterparts.canvas.records import Course
from tests.counterparts.canvas.rest.door import world
from tests.counterparts.canvas.sessions import signed_in


def page(title: str, template: str, *, course: Course | None = None, **more: Any) -> str:
    """Return a page with what is around its content."""
    user = signed_in(world())
    return render_template(
        template, title=title, course=course, user=user, theme=bool(world().theme_script), env=_env(course),
        tools=[] if user is None or course is None else _tools(course, course.has_staff(user)), **more,
    )


def _tools(course: Course, staff: bool) -> list[tuple[str, str]]:
    return [
        (f"/courses/{course.id}/external_tools/{key.id}", key.configuration["client_name"])
        for key in world().lti_keys.values() if places.visible(key, "course_navigation", staff=staff)
    ]


def _env(course: Course | None) -> dict[str, Any]:
    """Return what pages keep in the global ENV, as far as a theme's script may look at it."""
    user = signed_in(world())
    return {
        "current_user_id": str(user.id) if user else None, "COURSE_ID": str(course.id) if course else None,
        "current_user_roles": [] if user is None or course is None else (
            ["user", "teacher"] if course.has_staff(user) else ["user", "student"]
        ),
        "DOMAIN_ROOT_ACCOUNT_ID": "1",
    }
