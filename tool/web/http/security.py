"""What every answer says to the browser about what may run, frame, connect and be sent where."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from flask import Response

_CAPTURES = ("camera", "microphone", "display-capture", "window-management")
_PERMISSIONS = "fullscreen=(self), autoplay=(self), geolocation=(), payment=(), usb=(), serial=()"
CAPTURING = ", ".join(f"{feature}=(self)" for feature in _CAPTURES) + f", {_PERMISSIONS}"
"""The Permissions-Policy of the one page that may use camera, microphone and screen, and ask how many displays there
are: the widget."""
_NOT_CAPTURING = ", ".join(f"{feature}=()" for feature in _CAPTURES) + f", {_PERMISSIONS}"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # strict-origin and not no-referrer: with the latter the form to the platform would carry "Origin: null".
    "Referrer-Policy": "strict-origin",
    "Permissions-Policy": _NOT_CAPTURING,
    "Cross-Origin-Resource-Policy": "same-origin",
}


def origin_of(url: str) -> str | None:
    """Return scheme://host[:port] of an absolute http(s) URL, or None if it is not one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if not all(c.isalnum() or c in ".-_[]:" for c in host):
        return None  # would end the directive or begin another one
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def socket_origin(origin: str) -> str:
    """Return the WebSocket twin of an http(s) origin."""
    return "ws" + origin.removeprefix("http")


def csp(directives: Mapping[str, Iterable[str]]) -> str:
    """Return a Content-Security-Policy: nothing but what is listed; an empty list means 'none'."""
    strict: dict[str, Iterable[str]] = {"default-src": (), "base-uri": (), "form-action": (), "frame-ancestors": ()}
    merged = {**strict, **directives}
    return "; ".join(f"{name} {' '.join(sources) or chr(39) + 'none' + chr(39)}" for name, sources in merged.items())


def app_page_csp(own_origin: str, media_origin: str, platform_origins: Iterable[str], *, framed_by_self: bool) -> str:
    """Return the policy of a page of the browser application that belongs to one platform."""
    platforms = sorted(set(platform_origins))
    return csp(
        {
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "font-src": ["'self'"],
            "worker-src": ["'self'"],
            "img-src": ["'self'", "blob:", "data:"],
            "media-src": ["'self'", "blob:"],
            "connect-src": [
                "'self'", socket_origin(own_origin), media_origin, socket_origin(media_origin),
            ],
            "form-action": platforms,
            "frame-ancestors": [*(["'self'"] if framed_by_self else []), *platforms],
        }
    )


def plain_page_csp(
    nonce: str, *, frame_ancestors: Iterable[str], script: bool = False, form_action: Iterable[str] = ()
) -> str:
    """Return the policy of a self-contained page: its own <style nonce>, at most its own <script nonce>, no network."""
    allowed = [f"'nonce-{nonce}'"]
    return csp(
        {
            "style-src": allowed, "script-src": allowed if script else [], "frame-ancestors": frame_ancestors,
            "form-action": form_action,
        }
    )


def harden(response: Response) -> Response:
    """Add the headers that every answer carries."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
