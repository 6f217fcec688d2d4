"""Packs the two Moodle plugins into the zips that an administrator installs: the same bytes for the same source."""

import argparse
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLUGINS = ("quizaccess_invigil", "quiz_invigil")
TOP = "invigil"
"""The folder inside each zip: Moodle wants the name of the plugin without its type."""

LEFT_OUT = {"node_modules", "__pycache__"}
TIMESTAMP = (2000, 1, 1, 0, 0, 0)
RELEASE = re.compile(r"^\$plugin->release = '([^']+)';$", re.MULTILINE)
VERSION = re.compile(r"^\$plugin->version = (\d{10});", re.MULTILINE)
CHANGE = re.compile(r"^## (\d{10}) \(([^)]+)\)$", re.MULTILINE)


def release(plugin: Path) -> str:
    """Return the release that version.php names. Raise ValueError if it names none."""
    return _named(plugin, RELEASE, "release")


def version(plugin: Path) -> int:
    """Return the version that version.php names (date and two digits). Raise ValueError if it names none."""
    return int(_named(plugin, VERSION, "version"))


def _named(plugin: Path, pattern: re.Pattern[str], what: str) -> str:
    found = pattern.search((plugin / "version.php").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{plugin / 'version.php'} names no {what}")
    return found[1]


def changes(text: str) -> list[tuple[int, str]]:
    """Return version and release of each entry in the text of a CHANGES.md, in its order."""
    return [(int(number), name) for number, name in CHANGE.findall(text)]


def contents(plugin: Path) -> list[Path]:
    """Return the files that go into the zip, sorted: all but hidden ones and what tools have left there."""
    def goes(file: Path) -> bool:
        parts = file.relative_to(plugin).parts
        return file.is_file() and not any(part.startswith(".") or part in LEFT_OUT for part in parts)

    return sorted(filter(goes, plugin.rglob("*")), key=lambda file: file.relative_to(plugin).as_posix())


def pack(plugin: Path, into: Path) -> Path:
    """Write one zip into a folder, which is made if it is not there. Return the zip's path.

    Raise ValueError unless CHANGES.md begins with the version that is packed."""
    newest = version(plugin), release(plugin)
    if changes((plugin / "CHANGES.md").read_text(encoding="utf-8"))[:1] != [newest]:
        raise ValueError(f"{plugin / 'CHANGES.md'} must begin with {newest[0]} ({newest[1]})")
    into.mkdir(parents=True, exist_ok=True)
    target = into / f"{plugin.name}-{release(plugin)}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in contents(plugin):
            entry = zipfile.ZipInfo(f"{TOP}/{file.relative_to(plugin).as_posix()}", TIMESTAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            packed.writestr(entry, file.read_bytes())
    return target


def main(arguments: list[str] | None = None) -> int:
    """Pack both plugins and print where the zips are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="folder for the zips (default: dist)")
    into = parser.parse_args(arguments).into
    for name in PLUGINS:
        sys.stdout.write(f"{pack(HERE / name, into)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
