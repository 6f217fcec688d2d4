"""Every generated file, with what makes its text. To add one, add a line."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tool.generate import incident_types_page, moodle, registry_ts
from tool.web.wire import typescript

ROOT = Path(__file__).resolve().parents[2]

TARGETS: Mapping[Path, Callable[[], str]] = {
    ROOT / "docs/incident-types.md": incident_types_page.render,
    ROOT / "tool/browser/src/shared/registry.gen.ts": registry_ts.render,
    ROOT / "tool/browser/src/shared/wire.gen.ts": typescript.render,
}
FAMILIES: tuple[Callable[[], Mapping[Path, str]], ...] = (moodle.render,)
"""Files that are made together: the words of the Moodle plugin, one file per language."""


def made() -> dict[Path, str]:
    """Return the text of every generated file as it would be made now."""
    files = {path: render() for path, render in TARGETS.items()}
    for render_all in FAMILIES:
        files.update(render_all())
    return files


def stale() -> list[Path]:
    """Return the files that do not say, or do not exist to say, what they would if they were made now."""
    return [path for path, text in made().items() if not path.is_file() or path.read_text() != text]


def write(paths: Iterable[Path]) -> None:
    """Make these files anew."""
    files = made()
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path])
