"""The command line: serving, stopping, registering a tool, and its errors."""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest
import requests

from integrations.sandbox.__main__ import main, parser
from integrations.sandbox.config import Storage

DEADLINE_S = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + DEADLINE_S
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        try:
            if requests.get(url, timeout=1).status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.02)
    raise AssertionError(f"{url} did not answer")


@pytest.fixture
def site(tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "integrations.sandbox", "serve", "--port", str(port), "--public-url", url]
    process = subprocess.Popen([*command, "--data", str(tmp_path)], stderr=subprocess.PIPE, text=True)
    try:
        wait_for(f"{url}/healthz", process)
        yield url, tmp_path, process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


class ToolPage(http.server.BaseHTTPRequestHandler):
    """A tool's registration page that registers at once, as dynamic registration does."""

    def do_GET(self) -> None:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if query.get("invitation") != "good":
            self.answer(403, b"<h1>This invitation is &lt;not&gt; valid.</h1><script>x</script>")
            return
        origin = f"http://{self.headers['Host']}"
        endpoint = requests.get(query["openid_configuration"], timeout=5).json()["registration_endpoint"]
        body = {
            "response_types": ["id_token"],
            "initiate_login_uri": f"{origin}/login",
            "redirect_uris": [f"{origin}/launch"],
            "client_name": "Page tool",
            "jwks_uri": f"{origin}/jwks",
            "token_endpoint_auth_method": "private_key_jwt",
            "https://purl.imsglobal.org/spec/lti-tool-configuration": {
                "domain": self.headers["Host"],
                "target_link_uri": f"{origin}/launch",
            },
        }
        headers = {"Authorization": f"Bearer {query['registration_token']}"}
        assert requests.post(endpoint, json=body, headers=headers, timeout=5).status_code == 200
        self.answer(200, b"done")

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def tool():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ToolPage)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def register(site, url: str, *more: str) -> int:
    return main(["register", "--public-url", site[0], "--data", str(site[1]), "--registration-url", url, *more])


def test_register_activates_the_tool_and_says_so_when_it_is_there(site, tool, capsys):
    address = f"{tool}/register?invitation=good"
    assert register(site, address) == 0
    assert "It proctors: Cell biology midterm" in capsys.readouterr().out
    assert register(site, f"{tool}/register?invitation=used") == 0
    assert "already registered" in capsys.readouterr().out
    assert register(site, address, "--replace") == 0
    assert "Registered Page tool" in capsys.readouterr().out


def test_register_says_what_the_tool_said(site, tool, capsys):
    assert register(site, f"{tool}/register?invitation=bad") == 1
    assert "403: This invitation is <not> valid." in capsys.readouterr().err


def test_register_says_when_nothing_answers(tmp_path, capsys):
    url = f"http://127.0.0.1:{free_port()}"
    assert main(["register", "--public-url", url, "--data", str(tmp_path), "--registration-url", url]) == 1
    assert "Start it with `serve` first" in capsys.readouterr().err


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_serve_stops_on_a_signal_and_comes_back_with_its_data(site, sign):
    url, data, process = site
    assert json.loads(requests.get(f"{url}/lti/jwks.json", timeout=5).text)["keys"][0]["kid"]
    os.kill(process.pid, sign)
    _, log = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, log
    assert "stopped" in log
    assert (data / "platform-key.pem").stat().st_mode & 0o777 == 0o600
    assert (data / "cookie-secret").stat().st_mode & 0o777 == 0o600


def test_file_that_is_no_database_is_refused(tmp_path, capsys):
    (tmp_path / "sandbox.sqlite3").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    assert main(["serve", "--data", str(tmp_path)]) == 1
    assert "sandbox:" in capsys.readouterr().err


def test_storage_is_set_by_option_or_environment(monkeypatch, capsys):
    assert parser().parse_args(["serve"]).storage is Storage.PARENT
    assert parser().parse_args(["serve", "--storage", "none"]).storage is Storage.NONE
    monkeypatch.setenv("SANDBOX_STORAGE", "frame")
    assert parser().parse_args(["serve"]).storage is Storage.FRAME
    monkeypatch.setenv("SANDBOX_STORAGE", "cloud")
    with pytest.raises(SystemExit):
        parser().parse_args(["serve"])
    assert "cloud" in capsys.readouterr().err
