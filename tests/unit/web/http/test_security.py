"""Origins and policies."""

import pytest

from tool.web.http.security import app_page_csp, origin_of, plain_page_csp


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lms.example/auth?x=1", "https://lms.example"),
        ("http://localhost:8300/x", "http://localhost:8300"),
        ("http://[::1]:8300/x", "http://[::1]:8300"),
        ("HTTPS://LMS.example", "https://lms.example"),
        ("https://user:pass@lms.example/", "https://lms.example"),
        ("ftp://lms.example", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://a.example; script-src *", None),
        ("https://a.example' 'unsafe-inline", None),
        ("https://a.example:99999999", None),
        ("https://*", None),
        ("", None),
    ],
)
def test_origins(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin


def directives(policy: str) -> dict[str, str]:
    return {part.split(" ", 1)[0]: part.split(" ", 1)[1] for part in policy.split("; ")}


def test_a_page_of_the_application() -> None:
    policy = directives(
        app_page_csp("https://tool.example", "https://media.example", ["https://lms.example"], framed_by_self=False)
    )
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' wss://tool.example https://media.example wss://media.example"
    assert policy["frame-ancestors"] == policy["form-action"] == "https://lms.example"


def test_a_page_without_a_platform_is_framed_by_nobody() -> None:
    assert directives(app_page_csp("https://t", "https://m", [], framed_by_self=False))["frame-ancestors"] == "'none'"


def test_a_plain_page_runs_nothing() -> None:
    policy = directives(plain_page_csp("abc", frame_ancestors=["https:"]))
    assert policy["script-src"] == policy["form-action"] == "'none'"
    assert policy["style-src"] == "'nonce-abc'"
