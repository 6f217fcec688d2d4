"""The sandbox LMS as a partner in LTI Client Side postMessages: what it answers to tools, and to whom it does not."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Playwright
from waitress.server import create_server

from integrations.sandbox import database, tools
from integrations.sandbox.app import build_app
from integrations.sandbox.config import SandboxConfig
from integrations.sandbox.tools import ToolDetails
from tests.browser import chromium
from tests.browser.people import by_testid
from tests.browser.stack import free_ports

_ASK = """([message, target]) => new Promise((done) => {
  const wait = setTimeout(() => done(null), 700);
  addEventListener('message', function heard(event) {
    if (event.data.subject !== message.subject + '.response') return;
    removeEventListener('message', heard); clearTimeout(wait); done({ ...event.data, origin: event.origin });
  });
  (target ? parent.frames[target] : opener || parent).postMessage(message, '*');
})"""


class EmptyPage(BaseHTTPRequestHandler):
    """Answers every address with a page that holds nothing: a tool that is nothing but an origin."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>tool</title>")

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Lms:
    """Addresses of a sandbox, of two tools that are registered with it, and of a stranger."""

    url: str
    tool: str
    other: str
    stranger: str


@contextmanager
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lms]:
    [port] = free_ports(1)
    config = SandboxConfig(tmp_path_factory.mktemp("lms"), f"http://localhost:{port}", port=port)
    server = create_server(build_app(config), host="127.0.0.1", port=port)
    threading.Thread(target=server.run, daemon=True).start()
    with origin() as tool, origin() as other, origin() as stranger:
        with closing(database.connect(config.database)) as db:
            for url in (tool, other):
                host = url.removeprefix("http://")
                details = ToolDetails(host, host, f"{url}/login", (), f"{url}/keys", f"{url}/", (), (), {}, {})
                tools.activate(db, tools.add(db, details, 0), 0)
        yield Lms(config.public_url, tool, other, stranger)
    server.close()


@pytest.fixture(scope="module")
def context(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    browser = chromium.start(playwright, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


def framed(context: BrowserContext, lms: Lms, storage: str) -> Frame:
    """Return the tool's frame on the course's tool page; its page stays open."""
    page = context.new_page()
    page.goto(f"{lms.url}/demo/teacher?storage={storage}")
    page.goto(f"{lms.url}/courses/1/tools/1")
    return next(frame for frame in page.frames if frame.url.startswith(lms.tool))


def opened_by(frame: Frame, origin: str) -> Frame:
    """Return a window of this origin that the page around the frame has opened."""
    with frame.page.expect_popup() as opened:
        frame.page.evaluate(f"window.open('{origin}/')")
    opened.value.wait_for_url(f"{origin}/")
    return opened.value.main_frame


def ask(frame: Frame, subject: str, *, target: str = "", **fields: Any) -> Any:
    """Return the answer to a message, None if there is none."""
    return frame.evaluate(_ASK, [{"subject": subject, "message_id": "m-1", **fields}, target])


def code(answer: Any) -> str:
    return str(answer["error"]["code"])


def offers(frame: Frame) -> dict[str, str | None]:
    found = ask(frame, "lti.capabilities")["supported_messages"]
    return {message["subject"]: message.get("frame") for message in found}


def test_parent_page_stores_for_each_tool_apart(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "parent")
    assert "lti_storage_target=_parent" in frame.url
    wanted = {"lti.capabilities": None, "lti.frameResize": None, "lti.put_data": None, "lti.get_data": None}
    assert offers(frame) == wanted
    stored = ask(frame, "lti.put_data", key="a", value="1")
    assert stored == {
        "subject": "lti.put_data.response", "message_id": "m-1", "key": "a", "value": "1", "origin": lms.url,
    }
    frame.goto(f"{lms.tool}/next")
    assert ask(frame, "lti.get_data", key="a")["value"] == "1"
    assert ask(opened_by(frame, lms.other), "lti.get_data", key="a")["value"] is None
    assert ask(opened_by(frame, lms.tool), "lti.get_data", key="a")["value"] == "1"
    ask(frame, "lti.put_data", key="a", value=None)
    assert ask(frame, "lti.get_data", key="a")["value"] is None


def test_storage_frame_stores_instead_of_the_page(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "frame")
    assert "lti_storage_target=lti_storage_frame" in frame.url
    assert offers(frame)["lti.put_data"] == "lti_storage_frame"
    assert code(ask(frame, "lti.put_data", key="a", value="1")) == "unsupported_subject"
    assert ask(frame, "lti.put_data", target="lti_storage_frame", key="a", value="1")["value"] == "1"
    frame.goto(f"{lms.tool}/next")
    assert ask(frame, "lti.get_data", target="lti_storage_frame", key="a")["value"] == "1"


def test_without_storage_none_is_offered(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "none")
    assert "lti_storage_target" not in frame.url
    assert set(offers(frame)) == {"lti.capabilities", "lti.frameResize"}
    assert code(ask(frame, "lti.put_data", key="a", value="1")) == "unsupported_subject"


def test_strangers_are_refused(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "parent")
    stranger = opened_by(frame, lms.stranger)
    for subject in ("lti.capabilities", "lti.put_data", "lti.get_data"):
        assert code(ask(stranger, subject, key="a", value="1")) == "wrong_origin"
    assert ask(stranger, "invigil.ready") is None


def test_window_that_the_page_opened_is_answered_too(context: BrowserContext, lms: Lms) -> None:
    page = context.new_page()
    page.goto(f"{lms.url}/demo/teacher?storage=parent")
    with page.expect_popup() as opened:
        page.click(by_testid("open-console"))
    window = opened.value.main_frame
    window.wait_for_url(f"{lms.tool}/login?*")
    assert ask(window, "lti.put_data", key="a", value="1")["value"] == "1"


@pytest.mark.parametrize(
    ("subject", "fields"),
    [
        ("lti.put_data", {"value": "1"}),
        ("lti.put_data", {"key": "", "value": "1"}),
        ("lti.put_data", {"key": "a", "value": 1}),
        ("lti.put_data", {"key": "a", "value": "1", "message_id": None}),
        ("lti.get_data", {"key": ["a"]}),
        ("lti.frameResize", {"height": "tall"}),
    ],
)
def test_wrong_message_is_told_so(context: BrowserContext, lms: Lms, subject: str, fields: dict[str, Any]) -> None:
    assert code(ask(framed(context, lms, "parent"), subject, **fields)) == "bad_request"


def test_unknown_message_is_told_so(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "parent")
    for subject in ("lti.showAlert", "lti.__proto__", "lti.constructor"):
        assert code(ask(frame, subject)) == "unsupported_subject"


def test_storage_is_bounded_by_characters_and_by_keys(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "parent")
    assert code(ask(frame, "lti.put_data", key="a", value="x" * 4096)) == "storage_exhaustion"
    assert "error" not in ask(frame, "lti.put_data", key="a", value="x" * 4095)
    assert "error" not in ask(frame, "lti.put_data", key="a", value="y")
    for number in range(63):
        assert "error" not in ask(frame, "lti.put_data", key=f"k{number}", value="1")
    assert code(ask(frame, "lti.put_data", key="one more", value="1")) == "storage_exhaustion"
    assert "error" not in ask(frame, "lti.put_data", key="a", value="z")


def test_frame_takes_the_height_it_asks_for_within_limits(context: BrowserContext, lms: Lms) -> None:
    frame = framed(context, lms, "none")
    for wanted, height in ((900, 900), (10, 200), (99_999, 5000)):
        assert ask(frame, "lti.frameResize", height=wanted)["height"] == height
        box = frame.page.locator(by_testid("tool-frame")).bounding_box()
        assert box is not None
        assert round(box["height"]) == height
