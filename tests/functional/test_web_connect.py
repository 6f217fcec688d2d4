"""The pages that lead an admin through connecting an LMS, and the shells and files that go with them."""

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from web_stage import Stage

from integrations.canvas.adapter import Canvas
from tool.cli import main
from tool.web.admin.connect import GUIDES, TITLES, ConnectPages
from tool.web.launch.description import tool_description

ADMIN_PAGE = Path(__file__).parents[2] / "tool" / "browser" / "src" / "admin"
ADDRESSES = [f"https://tool.example/lti/{name}" for name in ("login", "launch", "jwks.json", "config.json")]


def pages(folder: Path) -> ConnectPages:
    return ConnectPages("https://tool.example", tool_description("https://tool.example"), True, folder)


def test_the_overview_has_every_guide_and_every_address(stage: Stage) -> None:
    page = stage.http.get("/connect")
    assert page.status_code == 200
    for name, title in TITLES.items():
        assert f'<a href="/connect/{name}">{title}</a>' in page.text
    for address in [*ADDRESSES, "https://tool.example/lti/register", "https://tool.example/static/icon.svg"]:
        assert f"<code>{address}</code>" in page.text
    assert 'href="/connect"' in stage.http.get("/").text


def test_its_script_has_a_nonce_and_nothing_else_may_run(stage: Stage) -> None:
    page = stage.http.get("/connect")
    nonce = re.search(r'<script nonce="([^"]+)">', page.text)
    assert nonce
    assert f"script-src 'nonce-{nonce[1]}'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_guide_is_markdown_with_this_servers_addresses(tmp_path: Path) -> None:
    (tmp_path / "moodle.md").write_text(
        "# Moodle\n\nOpen `{{ register_url }}` or `{{ login_url }}`.\n\n| a | b |\n|---|---|\n| 1 | <b>2</b> |\n"
    )
    html = pages(tmp_path).guide("moodle")
    assert html is not None
    assert "<h1>Moodle</h1>" in html
    assert "<code>https://tool.example/lti/register</code>" in html
    assert "<td>&lt;b&gt;2&lt;/b&gt;</td>" in html


@pytest.mark.parametrize("name", ["nothing", "../moodle", "other.md", "..%2fmoodle"])
def test_there_are_no_other_guides(stage: Stage, name: str) -> None:
    assert pages(GUIDES).guide(name) is None
    assert stage.http.get(f"/connect/{name}").status_code == 404


@pytest.mark.parametrize("name", TITLES)
def test_every_guide_is_there_and_complete(stage: Stage, name: str) -> None:
    page = stage.http.get(f"/connect/{name}")
    assert page.status_code == 200
    assert "{{" not in page.text
    assert "<h1>" in page.text


WORDS = {
    "how the first registration link comes about": '`invigil invite "Name of your institution"`',
    "how the admin page is reached at first": '`invigil admin --institution "Name of your institution"`',
    "how long that link is good": "good once, for ten minutes",
    "the test": "Test this connection",
    "what is left to teachers": "## What a",
    "what works": "## What works",
    "what to do when it does not": "## When something does not work",
    "what to do when it waits or is off": "is not switched on yet, or no longer",
}
BY_HAND = {
    "where": "*The LMS has no dynamic registration: register by hand*", "the button": "*Register this LMS*",
    "by command": "`invigil platform add`", "its test": "`invigil platform test ID`",
    "launch": "{{ launch_url }}", "keys": "{{ jwks_url }}",
}
ONE_EACH = {"one client id per school": "Do not share one client ID between institutions"}
NEEDED = {
    "moodle": WORDS, "canvas": WORDS | BY_HAND | ONE_EACH, "blackboard": WORDS | BY_HAND | ONE_EACH,
    "open-edx": WORDS | BY_HAND | {"login": "{{ login_url }}"}, "other": WORDS | BY_HAND | {"login": "{{ login_url }}"},
}


def words_of(guide: str) -> str:
    """The guide with code blocks and lines run together, as people read it."""
    text = (GUIDES / f"{guide}.md").read_text(encoding="utf-8")
    blocks = re.sub(r"```\n(.*?)```", lambda block: "`" + block[1].strip().replace("\n", "` `") + "`", text, flags=re.S)
    return " ".join(blocks.replace("`.venv/bin/", "`").split())


@pytest.mark.parametrize("guide", TITLES)
def test_every_guide_says_what_an_admin_needs(guide: str) -> None:
    missing = [what for what, words in NEEDED[guide].items() if words not in words_of(guide)]
    assert missing == []


@pytest.mark.parametrize("guide", TITLES)
def test_every_command_in_a_guide_exists(guide: str) -> None:
    named = re.findall(r"`invigil ([^`]+)`", words_of(guide))
    assert named
    for line in named:
        command: click.Command = main
        words = shlex.split(line)
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("guide", TITLES)
def test_every_button_in_a_guide_is_on_the_admin_page(guide: str) -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in ADMIN_PAGE.glob("*.tsx"))
    for label in (
        "Make a registration link", "Test this connection", "Register this LMS", "Take new deployments without asking",
        "The LMS has no dynamic registration: register by hand", "Connect your LMS",
    ):
        assert label not in words_of(guide) or label in source, label


def test_canvas_reads_its_configuration(stage: Stage) -> None:
    answer = stage.http.get("/lti/config.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.json == json.loads(json.dumps(Canvas().description(tool_description("https://tool.example"))))


def test_the_icon_may_be_shown_by_an_lms(stage: Stage) -> None:
    (stage.static / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (stage.static / "other.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with stage.http.get("/static/icon.svg") as icon, stage.http.get("/static/other.svg") as other:
        assert icon.mimetype == "image/svg+xml"
        assert icon.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert other.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_nobody_frames_the_admin_page(stage: Stage) -> None:
    (stage.static / "admin.html").write_text("<!doctype html><title>admin</title>")
    page = stage.http.get("/admin")
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "form-action 'none'" in page.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_course_page_belongs_to_a_platform(stage: Stage) -> None:
    (stage.static / "course.html").write_text("<!doctype html><title>course</title>")
    assert stage.http.get("/course").status_code == 404
    page = stage.http.get("/course?platform=reg-1")
    assert "frame-ancestors 'self' https://lms.example;" in page.headers["Content-Security-Policy"]
