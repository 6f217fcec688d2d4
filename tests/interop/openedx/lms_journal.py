"""What the tool sent to the played Open edX, kept for the test to read."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

calls: list[dict[str, Any]] = []


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep every POST with its answer's status, in the order of the answers."""

    def keep(request: HttpRequest) -> HttpResponse:
        body = request.body.decode("utf-8", "replace") if request.method == "POST" else ""
        response = get_response(request)
        if request.method == "POST":
            sent = {"path": request.path, "type": request.content_type, "body": body, "status": response.status_code}
            calls.append({**sent, "answer": response.content.decode("utf-8", "replace")})
        return response

    return keep
