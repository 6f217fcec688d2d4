"""Drives Debian's firefox-esr over WebDriver BiDi, as far as one person at a quiz needs it.

Playwright's own channel for it sends commands that this Firefox does not know, so this speaks the protocol itself:
https://www.w3.org/TR/webdriver-bidi/, a command and its answer at a time."""

import json
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Self

from tests.browser.line import Line

EXECUTABLE = "/usr/bin/firefox-esr"
WAIT_S = 20.0
_READY = "WebDriver BiDi listening on "
_PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
}
_AT_REST = """async element => {
  if (!element || element.disabled) return false;
  element.scrollIntoView({ block: 'center' });
  const where = () => { const { x, y } = element.getBoundingClientRect(); return `${x} ${y}`; };
  const before = where();
  await new Promise(done => setTimeout(done, 250));
  return element.isConnected && before === where();
}"""


def available() -> bool:
    """Whether Debian's firefox-esr is installed."""
    return shutil.which(EXECUTABLE) is not None


class Firefox:
    """A Firefox with one tab and a camera that is made up. A context manager."""

    def __init__(self, profile: Path, preferences: dict[str, bool | int | str] | None = None) -> None:
        self._profile = profile
        self._preferences = _PREFERENCES | (preferences or {})
        self._said: list[str] = []
        self._number = 0

    def __enter__(self) -> Self:
        self._profile.mkdir(parents=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in self._preferences.items()]
        (self._profile / "user.js").write_text("\n".join(lines))
        self._process = subprocess.Popen(
            [
                EXECUTABLE, "--headless", "--no-remote", "--profile", str(self._profile),
                "--remote-debugging-port", "0", "about:blank",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self._connect()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        self._end()

    def goto(self, url: str) -> None:
        """Open a page; return when it is loaded."""
        self._command("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def evaluate(self, script: str, frame: str = "") -> Any:
        """Return the value of an expression: a string, a number, a boolean or None; None too where there is no frame.

        `frame` is a part of the address of a frame in the page; empty is the page itself."""
        context = self._frame(frame)
        if context is None:
            return None
        return self._evaluate(script, context)["result"].get("value")

    def wait(self, script: str, frame: str = "", seconds: float = WAIT_S) -> Any:
        """Evaluate again and again until the value is true; return it. AssertionError when it takes too long."""
        until = time.monotonic() + seconds
        while True:
            value = self.evaluate(script, frame)
            if value:
                return value
            if time.monotonic() > until:
                shown = self.evaluate("document.body.innerText", frame)
                raise AssertionError(f"not within {seconds:.0f} s: {script}; {frame or 'the page'} shows {shown!r}")
            time.sleep(0.1)

    def click(self, testid: str, frame: str = "") -> None:
        """Press the mouse on the element with this data-testid once it is there and can be: some steps want a person's
        press, and a script's does not do."""
        element = f"document.querySelector('[data-testid={testid}]')"
        self.wait(f"({_AT_REST})({element})", frame)
        context = self._frame(frame)
        found = self._evaluate(element, context)["result"]
        place = {"type": "element", "element": {"sharedId": found["sharedId"]}}
        press = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": place},
            {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": press}
        self._command("input.performActions", context=context, actions=[mouse])

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said.append(line.rstrip())

    def _connect(self) -> None:
        until = time.monotonic() + WAIT_S
        while not (found := [line for line in self._said if _READY in line]):
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("Firefox did not start:\n" + "\n".join(self._said))
            time.sleep(0.05)
        self._line = Line(found[0].split(_READY)[1] + "/session", WAIT_S * 2)
        self._command("session.new", capabilities={})
        self._tab = self._command("browsingContext.getTree")["contexts"][0]["context"]

    def _end(self) -> None:
        with self._process as process:  # at its end it is waited for, and its pipe closed
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _evaluate(self, script: str, context: str | None) -> Any:
        answer = self._command("script.evaluate", expression=script, target={"context": context}, awaitPromise=True)
        if answer["type"] != "success":
            raise AssertionError(f"{script}: {answer['exceptionDetails']['text']}")
        return answer

    def _frame(self, part: str) -> str | None:
        tab = self._command("browsingContext.getTree", root=self._tab)["contexts"][0]
        if not part:
            return str(tab["context"])
        pending = list(tab["children"])
        while pending:
            frame = pending.pop(0)
            if part in frame["url"]:
                return str(frame["context"])
            pending += frame["children"] or []
        return None

    def _command(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        self._line.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._line.receive())
            if answer.get("id") != self._number:
                continue
            if answer["type"] == "error":
                raise AssertionError(f"{method}: {answer['message']}")
            return answer["result"]
