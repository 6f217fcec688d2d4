"""Files of an installation are for its own user alone: what is made from now on, and what is there."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from tool.config import Settings

log = logging.getLogger(__name__)

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077


def keep_private(settings: Settings) -> None:
    """Call it at the start of each process: nothing that it makes can be read by others, and neither can the folders,
    the database and its companions, the keys and the spool that are there. Evidence lies in a folder of its own, which
    nobody else can enter."""
    os.umask(_OTHERS)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for path in _existing(settings):
        _restrict(path)


def _existing(settings: Settings) -> Iterator[Path]:
    spool = settings.data_dir / "spool"
    yield from (settings.data_dir, settings.evidence_path, spool)
    yield from (path for path in settings.data_dir.iterdir() if path.is_file())
    yield from spool.rglob("*")


def _restrict(path: Path) -> None:
    try:
        if path.stat().st_mode & _OTHERS:
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
    except FileNotFoundError:
        pass  # not made yet, or gone meanwhile: a spooled event, say
    except PermissionError:
        log.warning("%s can be read by others, and belongs to somebody else.", path)
