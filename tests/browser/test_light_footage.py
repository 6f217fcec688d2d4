"""The check-in's hint about light, on real faces in ordinary light: nobody is told that the light comes from behind."""

import base64
import csv
import json
import os
import subprocess
from pathlib import Path

import cv2
import pytest

FOLDER = os.environ.get("INVIGIL_FOOTAGE", "")
BROWSER = Path(__file__).resolve().parents[2] / "tool" / "browser"
_JUDGE = """
const { judge, limitsOf, measure } = await import(process.argv[1]);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const pictures = JSON.parse(Buffer.concat(chunks));
const verdict = picture => judge(measure(new Uint8ClampedArray(Buffer.from(picture, "base64")), 64), limitsOf([]));
console.log(JSON.stringify(pictures.map(verdict)));
"""

pytestmark = [
    pytest.mark.footage,
    pytest.mark.skipif(not FOLDER, reason="INVIGIL_FOOTAGE does not point at the labelled pictures"),
]


def as_the_browser_sees_it(path: Path) -> str:
    """Return the picture as the check-in draws it for measuring: 64 by 48, RGBA, in base64."""
    picture = cv2.imread(str(path))
    assert picture is not None, path
    small = cv2.resize(picture, (64, 48), interpolation=cv2.INTER_AREA)
    return base64.b64encode(cv2.cvtColor(small, cv2.COLOR_BGR2RGBA).tobytes()).decode()


def verdicts(pictures: list[str], folder: Path) -> list[str]:
    """Return what the browser's own code says of each."""
    bundle = folder / "light.mjs"
    subprocess.run(
        [
            BROWSER / "node_modules/.bin/esbuild", BROWSER / "src/widget/device/light.ts", "--bundle", "--format=esm",
            f"--outfile={bundle}", "--log-level=error",
            "--define:import.meta.glob=noWords", "--banner:js=const noWords = () => ({});",  # Vite's own; not needed
        ],
        check=True,
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _JUDGE, str(bundle)], input=json.dumps(pictures), text=True,
        stdout=subprocess.PIPE, check=True,
    )
    said: list[str] = json.loads(done.stdout)
    return said


def test_no_face_in_ordinary_light_is_taken_for_one_with_the_light_behind_it(tmp_path: Path) -> None:
    with (Path(FOLDER) / "labels.csv").open(newline="") as file:
        names = [row["file"] for row in csv.DictReader(file) if row["faces"] != "0"]
    pictures = [as_the_browser_sees_it(Path(FOLDER) / name) for name in names]
    said = dict(zip(names, verdicts(pictures, tmp_path), strict=True))
    assert [name for name, verdict in said.items() if verdict == "backlit"] == []
