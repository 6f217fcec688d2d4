"""Who sits at the browser: a cookie of this Canvas, set by `/login/as/<login>`."""

from urllib.parse import quote

from flask import redirect, request, session
from werkzeug.exceptions import HTTPException

from tests.counterparts.canvas.records import User
from tests.counterparts.canvas.world import CanvasWorld

COOKIE = "canvas_session"


class SignInFirst(HTTPException):
    """Sends a browser to the page on which people sign in, and back from there."""

    code = 302

    def __init__(self) -> None:
        super().__init__(response=redirect(f"/login?then={quote(request.full_path)}"))


def signed_in(world: CanvasWorld) -> User | None:
    """Return who is signed in, None if nobody."""
    return world.users.get(session.get("user_id", 0))


def somebody(world: CanvasWorld) -> User:
    """Return who is signed in; send everybody else to sign in."""
    user = signed_in(world)
    if user is None:
        raise SignInFirst
    return user


def entered_code(quiz_id: int) -> str | None:
    """Return the access code that this session has entered for a quiz."""
    found: str | None = session.get(f"quiz_{quiz_id}_code")
    return found


def enter_code(quiz_id: int, code: str) -> None:
    """Keep the access code that was entered."""
    session[f"quiz_{quiz_id}_code"] = code


def forget_code(quiz_id: int) -> None:
    """Have the quiz ask again: it was handed in."""
    session.pop(f"quiz_{quiz_id}_code", None)
