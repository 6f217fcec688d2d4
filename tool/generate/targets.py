"""Every generated file, with what makes its text. To add one, add a line."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tool.generate import incident_types_page, registry_ts
from tool.web.wire import typescript

ROOT = Path(__file__).resolve().parents[2]

TARGETS: Mapping[Path, Callable[[], str]] = {
    ROOT / "docs/incident-types.md": incident_types_page.render,
    ROOT / "tool/browser/src/shared/registry.gen.ts": registry_ts.render,
    ROOT / "tool/browser/src/shared/wire.gen.ts": typescript.render,
}


def stale() -> list[Path]:
    """Return the files that do not say, or do not exist to say, what they would if they were made now."""
    return [path for path, render in TARGETS.items() if not path.is_file() or path.read_text() != render()]


def write(paths: Iterable[Path]) -> None:
    """Make these files anew."""
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TARGETS[path]())
