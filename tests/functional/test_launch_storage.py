"""The script that speaks with the platform's storage, in Node with played windows (storage_script.mjs)."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_storage_script() -> None:
    cases = Path(__file__).with_name("storage_script.mjs")
    script = ROOT / "tool" / "web" / "http" / "templates" / "storage.js"
    done = subprocess.run(
        ["node", "--test", cases], env={**os.environ, "STORAGE_JS": str(script)}, capture_output=True, text=True,
        timeout=60, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout
