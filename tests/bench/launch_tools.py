"""The tools that are measured, each a server process of its own on this machine."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import certifi

from tests.bench.launch_platform import CERTIFICATE, CLIENT_ID, DEPLOYMENT_ID, Signer
from tests.browser.stack import free_ports
from tests.interop.web_process import ROOT, Process, WebProcess

LTIJS = ROOT / "tests" / "bench" / "ltijs"


@dataclass(frozen=True)
class Tool:
    """A running tool. `goal` is in the address to which it sends the browser after an accepted launch."""

    name: str
    port: int
    pid: int
    goal: str

    @property
    def launch_url(self) -> str:
        """The registered address of POST /lti/launch."""
        return f"http://127.0.0.1:{self.port}/lti/launch"

    def cpu_s(self) -> float:
        """Return the processor time in seconds that the process has used so far, all its threads together."""
        spent = 0
        for one in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            try:
                spent += int(one.read_text().split()[0])
            except OSError:
                continue  # a thread that has just ended
        return spent / 1e9


@dataclass(frozen=True)
class Tools:
    """Invigil and its door alone, PyLTI1p3 in three settings, and ltijs; `signer` is the platform of all."""

    signer: Signer
    door: Tool
    invigil: Tool
    cached: Tool
    plain: Tool
    fetched: Tool
    ltijs: Tool

    @property
    def all(self) -> tuple[Tool, ...]:
        """Every tool."""
        return self.door, self.invigil, self.cached, self.plain, self.fetched, self.ltijs


@contextmanager
def running(folder: Path) -> Iterator[Tools]:
    """Start the platform's key set and every tool; end them afterwards."""
    keys_port, tls_port, *ports = free_ports(7)
    signer = Signer(f"http://127.0.0.1:{keys_port}")
    signer.save(folder)
    by_tls, trusted = f"https://127.0.0.1:{tls_port}/jwks", _trusted(folder)
    with ExitStack() as stack:

        def start(name: str, *command: str, cwd: Path = ROOT, **environ: str) -> Process:
            process = Process(list(command), folder / f"{name}.log", "ready", environ, cwd)
            stack.callback(process.stop)
            return process

        def pylti(name: str, port: int, *arguments: str) -> Process:
            return start(
                name, sys.executable, "-m", "tests.bench.pylti_tool", str(port), signer.issuer, *arguments,
                REQUESTS_CA_BUNDLE=trusted,
            )

        started = [
            pylti("fetched", ports[0], by_tls, "fetched"),
            pylti("plain", ports[1], f"{signer.issuer}/jwks", "fetched"),
            pylti("cached", ports[2], by_tls, "cached"),
            start(
                "ltijs", "node", "tool.cjs", str(ports[3]), signer.issuer, by_tls, CLIENT_ID, cwd=LTIJS,
                NODE_EXTRA_CA_CERTS=trusted,
            ),
            start(
                "door", sys.executable, "-m", "tests.bench.door_tool", str(ports[4]), signer.issuer,
                f"{signer.issuer}/jwks",
            ),
            start(
                "keys", sys.executable, "-m", "tests.bench.launch_platform", str(keys_port), str(tls_port), str(folder)
            ),
        ]
        web = stack.enter_context(_invigil(folder, signer.issuer))
        for process in started:
            process.wait_until_ready()
        yield Tools(
            signer,
            Tool("Invigil, the lti door alone", ports[4], started[4].pid, "launch_id="),
            Tool("Invigil, whole web process", web.port, web.pid, "#ticket="),
            Tool("PyLTI1p3 2.0.0, set_public_key_caching", ports[2], started[2].pid, "launch_id="),
            Tool("PyLTI1p3 2.0.0, default, keys by plain HTTP", ports[1], started[1].pid, "launch_id="),
            Tool("PyLTI1p3 2.0.0, default, keys by TLS", ports[0], started[0].pid, "launch_id="),
            Tool("ltijs 5.9.9", ports[3], started[3].pid, "ltik="),
        )


def _trusted(folder: Path) -> str:
    """Return a file with the certificates that `requests` trusts by default and the platform's."""
    own = (folder / CERTIFICATE).read_bytes().partition(b"-----END PRIVATE KEY-----\n")[2]
    bundle = folder / "trusted.pem"
    bundle.write_bytes(Path(certifi.where()).read_bytes() + own)
    return str(bundle)


def _invigil(folder: Path, issuer: str) -> WebProcess:
    web = WebProcess(folder / "invigil")
    web.register(
        issuer=issuer, client_id=CLIENT_ID, auth=f"{issuer}/auth", token=f"{issuer}/token", jwks=f"{issuer}/jwks",
        deployment=DEPLOYMENT_ID,
    )
    return web
