"""Every generated file, with what makes it. To add some, add a line."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tool.generate import incident_types_page, moodle, preset_revisions, registry_ts
from tool.web.wire import typescript

ROOT = Path(__file__).resolve().parents[2]
_SHARED = ROOT / "tool" / "browser" / "src" / "shared"

Maker = Callable[[], Mapping[Path, str]]
"""Returns the text of the files that it makes, by path."""

MAKERS: tuple[Maker, ...] = (
    lambda: {ROOT / "docs" / "incident-types.md": incident_types_page.render()},
    lambda: {_SHARED / "registry.gen.ts": registry_ts.render()},
    lambda: {_SHARED / "wire.gen.ts": typescript.render()},
    lambda: {preset_revisions.RECORD: preset_revisions.render()},
    moodle.render,
)


def stale() -> dict[Path, str]:
    """Return the files that are not as they would be if they were made now, with the text that they should have."""
    made = {path: text for make in MAKERS for path, text in make().items()}
    return {path: text for path, text in made.items() if not path.is_file() or path.read_text() != text}


def write(files: Mapping[Path, str]) -> None:
    """Write these files."""
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
