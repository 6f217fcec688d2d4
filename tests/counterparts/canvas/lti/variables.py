"""What Canvas puts in place of `$…` in custom parameters. What it does not know, or cannot say here, stays as it was.

Source: Canvas's page on variable substitutions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.counterparts.canvas.moments import written

if TYPE_CHECKING:
    from tests.counterparts.canvas.lti.launches import Scene

KNOWN = (
    "Canvas.user.id", "Canvas.user.loginId", "Canvas.user.globalId", "Canvas.masqueradingUser.id", "Canvas.course.id",
    "Canvas.course.name", "Canvas.assignment.id", "Canvas.assignment.title", "Canvas.assignment.published",
    "Canvas.assignment.dueAt.iso8601", "Canvas.assignment.unlockAt.iso8601", "Canvas.assignment.lockAt.iso8601",
    "Canvas.api.baseUrl", "Canvas.api.domain", "Canvas.rootAccount.id", "Canvas.account.id", "Canvas.account.name",
    "Canvas.membership.roles", "Canvas.enrollment.enrollmentState", "Person.name.full", "Person.email.primary",
    "User.id", "Context.id", "Context.title", "ResourceLink.id", "Message.documentTarget",
)


def filled(custom: Mapping[str, object], scene: "Scene") -> dict[str, str]:
    """Return custom parameters with what can be said in this launch."""
    values = _values(scene)
    return {
        name: values.get(str(value)[1:], str(value)) if str(value).startswith("$") else str(value)
        for name, value in custom.items()
    }


def _values(scene: "Scene") -> dict[str, str]:
    world, user = scene.world, scene.user
    values = {
        "Canvas.user.id": str(user.id), "Canvas.user.loginId": user.login, "User.id": user.lti_id,
        "Canvas.user.globalId": str(10_000_000_000_000 + user.id), "Canvas.api.baseUrl": world.url,
        "Canvas.api.domain": world.url.partition("://")[2], "Canvas.rootAccount.id": "1", "Canvas.account.id": "1",
        "Canvas.account.name": world.name, "Person.name.full": user.name, "Person.email.primary": user.email,
        "Message.documentTarget": "iframe",
    }
    if scene.course is not None:
        values |= {
            "Canvas.course.id": str(scene.course.id), "Canvas.course.name": scene.course.name,
            "Context.id": scene.course.lti_context_id, "Context.title": scene.course.name,
            "Canvas.membership.roles": str(scene.course.enrolments.get(user.id, "Account Admin")),
            "Canvas.enrollment.enrollmentState": "active",
        }
    if scene.link is not None:
        values["ResourceLink.id"] = scene.link.resource_id
    if scene.assignment is not None:
        dates = {name: written(getattr(scene.assignment, name)) for name in ("due_at", "unlock_at", "lock_at")}
        values |= {
            "Canvas.assignment.id": str(scene.assignment.id), "Canvas.assignment.title": scene.assignment.name,
            "Canvas.assignment.published": str(scene.assignment.published).lower(),
            "Canvas.assignment.dueAt.iso8601": dates["due_at"] or "",
            "Canvas.assignment.unlockAt.iso8601": dates["unlock_at"] or "",
            "Canvas.assignment.lockAt.iso8601": dates["lock_at"] or "",
        }
    if scene.acting is not None:
        values["Canvas.masqueradingUser.id"] = str(scene.acting.id)
    return values
