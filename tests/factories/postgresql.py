"""A PostgreSQL server of a test's own, where the machine has one; the test is left out where it has none."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_BIN = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), None)[0]


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Start a server with its data in the folder, and yield the address of its database for SQLAlchemy."""
    pytest.importorskip("psycopg", reason="PostgreSQL's driver, psycopg, is not installed")
    if _BIN is None:
        pytest.skip("PostgreSQL is not installed")
    data = folder / "server"
    data.mkdir()
    with TemporaryDirectory(prefix="pg") as sockets:  # the path of a socket has 107 characters at most
        yield from _served(folder, data, Path(sockets))


def _served(folder: Path, data: Path, sockets: Path) -> Iterator[str]:
    assert _BIN is not None
    as_user = ["setpriv", "--reuid=nobody", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(data, "nobody")
        shutil.chown(sockets, "nobody")
        for parent in (folder, *list(folder.parents)[:3]):
            parent.chmod(0o755)
    run = [*as_user, "env", "HOME=/"]
    subprocess.run(
        [*run, str(_BIN / "initdb"), "-D", str(data), "-U", "invigil", "--auth=trust"], check=True,
        capture_output=True,
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={sockets} -c fsync=off"
    control = [*run, str(_BIN / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True)
    try:
        yield f"postgresql+psycopg://invigil@/postgres?host={sockets}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
