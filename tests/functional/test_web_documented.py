"""docs/events.md names every route and every Socket.IO event, and none that is not there."""

import re
from pathlib import Path

from web_stage import Stage

from tool.web.live import console, examinee

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "events.md").read_text()


def section(namespace: str) -> str:
    return DOC.split(f"### Namespace {namespace}")[1].split("\n##")[0]


def documented(namespace: str, direction: str) -> set[str]:
    return {m.group(1) for m in re.finditer(rf"^\| `(\w+)` \| {direction} \|", section(namespace), re.MULTILINE)}


def requests_of(stage: Stage, namespace: str) -> set[str]:
    handlers = stage.web.sockets.server.namespace_handlers
    return set(handlers[namespace].requests)


def sent_by(file: str, door: str) -> set[str]:
    source = (ROOT / "tool" / "web" / "live" / file).read_text()
    return set(re.findall(rf'{door}\(\s*(?:[\w.]+,\s*)?"(\w+)"', source))


def test_every_route(stage: Stage) -> None:
    routes = {
        (method, rule.rule)
        for rule in stage.web.flask.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    written = {
        (method, path)
        for methods, path in re.findall(r"`((?:GET|POST|PUT)(?:, POST)?) (/[^`]*)`", DOC.split("## HTTP")[1])
        for method in methods.split(", ")
    }
    assert written == routes


def test_every_request_of_a_browser(stage: Stage) -> None:
    assert documented(examinee.NAMESPACE, "widget → server") == requests_of(stage, examinee.NAMESPACE)
    assert documented(console.NAMESPACE, "console → server") == requests_of(stage, console.NAMESPACE)


def test_every_event_to_a_browser() -> None:
    to_widget = sent_by("listeners.py", "_to_widget") | sent_by("examinee.py", r"self\.emit")
    to_console = sent_by("listeners.py", "_to_console") | sent_by("console.py", r"self\.emit")
    to_console |= sent_by("listeners.py", "_to_every_console")
    to_console |= sent_by("listeners.py", "_about") | sent_by("listeners.py", "_to_each_kind")
    to_console |= sent_by("listeners.py", r"self\.emit") & {"pace"}  # to whoever has the attempt open
    to_console |= sent_by("../app.py", r"self\.sockets\.emit")  # to all consoles
    assert documented(examinee.NAMESPACE, "server → widget") == to_widget
    assert documented(console.NAMESPACE, "server → console") == to_console
