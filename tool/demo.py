"""The demo: a sandbox LMS and Invigil on one machine, registered with each other over LTI."""

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tool.config import PREFIX, Settings
from tool.supervisor import Program, Supervisor

_READY_S = 60.0
REMEMBERED = "demo.json"
"""File in the demo's data folder with its addresses, so that commands beside it make links that work."""
_TO_REMEMBER = (
    "web_port", "media_port", "rtp_port", "public_url", "web_link_url", "media_url", "allow_private_platforms",
)


class DemoFailed(Exception):
    """The demo cannot run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Where the demo runs. The sandbox uses another host name than Invigil on purpose: browsers see two sites."""

    settings: Settings
    sandbox_port: int = 8300

    @property
    def sandbox_url(self) -> str:
        """Address of the sandbox LMS for browsers."""
        return f"http://localhost:{self.sandbox_port}"

    @property
    def sandbox_data(self) -> Path:
        """Folder of the sandbox LMS's database and keys."""
        return self.settings.data_dir / "sandbox"

    def links(self) -> dict[str, str]:
        """Return the three links to open, by person."""
        return {who: f"{self.sandbox_url}/demo/{who}" for who in ("teacher", "examinee", "proctor")}


def remember(settings: Settings) -> None:
    """Write down where the demo runs, in its data folder; no secrets."""
    values = {PREFIX + name.upper(): str(getattr(settings, name)) for name in _TO_REMEMBER}
    (settings.data_dir / REMEMBERED).write_text(json.dumps(values, indent=1))


def remembered(data_dir: Path) -> dict[str, str]:
    """Return the settings that a demo in this folder runs with, as variables; none if it is no demo's."""
    file = data_dir / REMEMBERED
    if not file.is_file():
        return {}
    found: dict[str, str] = json.loads(file.read_text())
    return found


def serve_programs(environ: dict[str, str]) -> list[Program]:
    """Return the programs of `invigil serve`: both planes."""
    return [
        Program("web", (sys.executable, "-m", "tool.web"), environ),
        Program("media", (sys.executable, "-m", "tool.media"), environ),
    ]


async def run(plan: DemoPlan, environ: dict[str, str], registration_url: str | None) -> None:
    """Run the demo until it is interrupted; first register the sandbox at `registration_url`, unless it is None.

    Raise DemoFailed if a part does not come up."""
    sandbox = Program("sandbox", _sandbox("serve", plan, "--host", "127.0.0.1", "--port", str(plan.sandbox_port)))
    supervisor = Supervisor([*serve_programs(environ), sandbox])

    async def introduce() -> None:
        settings = plan.settings
        for name, url in (
            ("web", settings.public_url), ("media", settings.media_url), ("the sandbox LMS", plan.sandbox_url)
        ):
            await _wait_for(name, f"{url}/healthz")
        if registration_url is not None:
            await _register(plan, registration_url)
        _print_links(plan, supervisor)

    await supervisor.run(introduce)


def _sandbox(verb: str, plan: DemoPlan, *more: str) -> tuple[str, ...]:
    return (
        sys.executable, "-m", "integrations.sandbox", verb,
        "--public-url", plan.sandbox_url, "--data", str(plan.sandbox_data), *more,
    )


async def _register(plan: DemoPlan, url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *_sandbox("register", plan, "--registration-url", url),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise DemoFailed(f"The sandbox LMS could not register Invigil:\n{output.decode(errors='replace')}")


async def _wait_for(name: str, url: str) -> None:
    deadline = asyncio.get_running_loop().time() + _READY_S
    while not await asyncio.to_thread(_answers, url):
        if asyncio.get_running_loop().time() > deadline:
            raise DemoFailed(f"{name} did not come up within {_READY_S:.0f} s; its log above says why.")
        await asyncio.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - a loopback address of our own settings
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _print_links(plan: DemoPlan, supervisor: Supervisor) -> None:
    lines = ["", "Invigil is ready. Open these, each in a browser profile (or private window) of its own:", ""]
    lines += [f"  {who:9} {url}" for who, url in plan.links().items()]
    pids = ", ".join(f"{name} {pid}" for name, pid in sorted(supervisor.pids().items()))
    lines += ["", f"Processes: supervisor {os.getpid()}, {pids}. Ctrl-C stops everything.", ""]
    print("\n".join(lines), flush=True)
