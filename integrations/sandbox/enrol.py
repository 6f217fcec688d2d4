"""`register`: does from the command line what an admin's browser does to register a tool with a running sandbox."""

import html
import re
from contextlib import closing
from urllib.parse import urlsplit

import requests

from integrations.sandbox import app, database, handles, tools
from integrations.sandbox.config import SandboxConfig
from integrations.sandbox.lti13 import registration
from integrations.sandbox.tools import Tool
from integrations.sandbox.web.admin import registration_address

TIMEOUT_S = (3.05, 30.0)


class EnrolmentFailed(Exception):
    """The tool is not registered. The message says why and what to do."""


def register(config: SandboxConfig, address: str, now: float, *, replace: bool = False) -> str:
    """Register and activate the tool at this registration address; return what was done. Raises EnrolmentFailed.

    A tool that is there already is only activated if it waits; `replace` removes it first and registers anew."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise EnrolmentFailed("The registration address must start with http:// or https://.")
    _check_running(config)
    app.prepare_data(config)
    with closing(database.connect(config.database)) as db:
        known = tools.at_domain(db, parts.netloc)
        if known is not None and replace:
            tools.remove(db, known, now)
        elif known is not None and known.active:
            return f"{known.details.name} is already registered (client_id {known.client_id}) and active."
        elif known is not None:
            tools.activate(db, known, now)
            return f"{known.details.name} was registered before (client_id {known.client_id}); it is active now."
        token = handles.issue(db, "registration", {}, now + registration.TOKEN_LIFE_S)
        _visit(registration_address(address, config.url("/lti/openid-configuration"), token))
        tool = _arrived(tools.all_tools(db), parts.netloc)
        if not handles.was_used(db, "registration", token) or tool is None:
            raise EnrolmentFailed(f"{parts.netloc} answered, but no registration came in. Look at the tool's log.")
        links = tools.activate(db, tool, now)
    proctored = ", ".join(link.title for link in links)
    return f"Registered {tool.details.name} (client_id {tool.client_id}) and activated it." + (
        f" It proctors: {proctored}." if proctored else ""
    )


def _arrived(known: list[Tool], domain: str) -> Tool | None:
    return next((tool for tool in reversed(known) if tool.details.domain == domain), None)


def _check_running(config: SandboxConfig) -> None:
    try:
        answer = requests.get(config.url("/healthz"), timeout=TIMEOUT_S)
    except requests.RequestException as problem:
        raise EnrolmentFailed(f"No sandbox answers at {config.public_url}. Start it with `serve` first.") from problem
    if answer.status_code != requests.codes.ok:
        raise EnrolmentFailed(f"{config.public_url}/healthz answered {answer.status_code}: no healthy sandbox.")


def _visit(address: str) -> None:
    host = urlsplit(address).netloc
    try:
        answer = requests.get(address, timeout=TIMEOUT_S, headers={"Accept": "text/html"})
    except requests.RequestException as problem:
        raise EnrolmentFailed(f"The tool at {host} cannot be reached. Is it running?") from problem
    if not answer.ok:
        raise EnrolmentFailed(f"The tool at {host} answered {answer.status_code}: {_plain(answer.text)}")


def _plain(page: str) -> str:
    """Return the words of a page, for a terminal."""
    body = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"(?s)<[^>]*>", " ", body)).split())[:300]
