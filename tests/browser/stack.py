"""The demo as a process of its own on free ports: what the browser tests and the demo check drive."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

_READY = "Ctrl-C stops everything"


class Stack:
    """`invigil demo` with its data in a temporary folder; a context manager. `log` keeps every line it printed."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.web_port, self.media_port, self.rtp_port, self.sandbox_port = free_ports(4)
        self.log: list[str] = []
        self.started_in_s = 0.0
        self._ready = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    @property
    def sandbox_url(self) -> str:
        return f"http://localhost:{self.sandbox_port}"

    @property
    def tool_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def media_url(self) -> str:
        return f"http://127.0.0.1:{self.media_port}"

    def __enter__(self) -> "Stack":
        began = time.monotonic()
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "tool.cli", "demo", "--data", str(self.data),
                "--web-port", str(self.web_port), "--media-port", str(self.media_port),
                "--rtp-port", str(self.rtp_port), "--sandbox-port", str(self.sandbox_port),
            ],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        if not self._ready.wait(60):
            self.__exit__()
            raise RuntimeError("The demo did not start:\n" + "\n".join(self.log[-60:]))
        self.started_in_s = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        if process.stdout is not None:
            process.stdout.close()

    @property
    def exit_status(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def _read(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        try:
            for line in process.stdout:
                self.log.append(line.rstrip())
                if _READY in line:
                    self._ready.set()
        except ValueError:
            return  # closed while reading: the stack is ending

    def pid(self, name: str) -> int:
        """Return the process id of `web`, `media` or `sandbox` as it runs now."""
        module = {"web": "tool.web", "media": "tool.media", "sandbox": "integrations.sandbox"}[name]
        if self._process is None:
            raise RuntimeError("the stack is not running")
        for pid in _children(self._process.pid):
            if module in _command(pid):
                return pid
        raise RuntimeError(f"{name} is not running")

    def restart(self) -> None:
        """Start again after an end, on the same data."""
        self._ready.clear()
        self.__enter__()

    def freeze(self, name: str) -> None:
        """Stop one process where it stands (SIGSTOP); `kill` ends it."""
        os.kill(self.pid(name), signal.SIGSTOP)

    def kill(self, name: str) -> None:
        """Kill -9 one process, as a crash would."""
        os.kill(self.pid(name), signal.SIGKILL)

    def memory_mb(self, *names: str) -> float:
        """Return the resident memory in MB (proportional set size) of these processes and their descendants."""
        total = 0
        for name in names:
            for pid in _tree(self.pid(name)):
                total += _pss_kb(pid)
        return total / 1024


def free_ports(count: int) -> list[int]:
    """Return ports that are free for TCP and UDP right now, all different."""
    with ExitStack() as held:
        ports = []
        for _ in range(count):
            tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            tcp.bind(("127.0.0.1", 0))
            ports.append(int(tcp.getsockname()[1]))
        return ports


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(p) for p in listing.read_text().split()]
        except OSError:
            continue
    return found


def _tree(pid: int) -> list[int]:
    return [pid, *(d for child in _children(pid) for d in _tree(child))]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _pss_kb(pid: int) -> int:
    try:
        match = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0
    return int(match.group(1)) if match else 0
