"""The stand-in for a Canvas as a process of its own, as a person starts it."""

import re
import subprocess
import sys
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]


def test_it_says_where_it_is_and_ends_when_told(tmp_path: Path) -> None:
    theme = tmp_path / "theme.js"
    theme.write_text("window.fromTheTheme = true;")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.counterparts.canvas", "--port", "0", "--theme", str(theme),
         "--tool", "http://tool.example/lti/register", "--callback", "http://tool.example/back"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        said = "".join(lines)
        address = re.search(r"Canvas: (http://localhost:\d+) ", said)
        assert address is not None, said
        assert f"{address[1]}/login/as/sue" in said
        assert f"{address[1]}/accounts/1/developer_keys/register?url=http%3A%2F%2Ftool.example%2Flti%2Fregister" in said
        assert re.search(r"REST: \d{14} \S{30,}", said)
        assert requests.get(f"{address[1]}/theme.js", timeout=10).text == theme.read_text()
    finally:
        process.terminate()
        process.stdout.close()
        assert process.wait(10) == 0
