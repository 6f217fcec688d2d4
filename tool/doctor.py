"""Says plainly what a machine lacks and how to get it, before anything fails with a stack trace: a system library, a
network's file; and which connection to an LMS's own API has ended, or will."""

import importlib
import re
import time
from collections.abc import Mapping
from pathlib import Path

from integrations.oauth import PlatformToken
from tool.detection.networks import models
from tool.detection.object_models import unusable
from tool.link.spool import REFUSED

_MODULES = ("cv2", "av", "pylibsrtp", "ai_edge_litert.interpreter", "onnxruntime", "eventlet", "aiortc")
_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libsrtp2.so.1": "libsrtp2-1",
}
_LIBRARY = re.compile(r"(lib[\w.+-]+\.so[\w.]*)")

ENDS_SOON_S = 14 * 86400.0
"""So long before a connection ends by itself it is said."""


def complaints() -> list[str]:
    """Return one sentence for each part that cannot be loaded on this machine; none means all is well."""
    found = []
    for name in _MODULES:
        try:
            importlib.import_module(name)
        except ImportError as exc:
            found.append(_explain(name, str(exc)))
    for model in models.MODELS:
        try:
            models.read(model)
        except models.ModelMissing as exc:
            found.append(str(exc))
    return found


def networks() -> list[str]:
    """Return one sentence for each network that finds faces: its name, the package whose wheel it was taken from, and
    the SHA-256 of its file. A file with another is refused."""
    return [
        f"Network: {model.name}, taken from the wheel of {models.SOURCE}, SHA-256 {model.sha256}"
        for model in models.MODELS
    ]


def set_aside(data_dir: Path) -> list[str]:
    """Return one sentence for each media node with events here that web could not apply; none means all is well."""
    folders = sorted(data_dir.glob(f"spool/*/{REFUSED}"))
    counted = [(folder, len(list(folder.glob("*.json")))) for folder in folders]
    return [
        f"{folder}: web could not apply {count} event{'s' if count > 1 else ''} of this media node. "
        "docs/operations.md says what to do."
        for folder, count in counted if count
    ]


def apis(connected: Mapping[str, PlatformToken], now: float) -> list[str]:
    """Return one sentence for each connection to an LMS's own API that the LMS has taken back, or that ends soon since
    nothing renews it; none means all is well. `connected` is by the platform's name, `now` Unix seconds."""
    said = ((name, _of_api(token, now)) for name, token in connected.items())
    return [f"{name}: {words} Connect it anew on Invigil's admin page." for name, words in said if words]


def _of_api(token: PlatformToken, now: float) -> str:
    if token.revoked_at is not None:
        return f"its API lets Invigil in no more, as was found on {_day(token.revoked_at)}."
    lasts = token.grant == "client" or token.refresh_token != ""
    if lasts or token.expires_at - now > ENDS_SOON_S:
        return ""
    how = "ended" if token.expires_at <= now else "ends"
    return f"the connection to its API {how} on {_day(token.expires_at)}, and nothing renews it."


def _day(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))


def unmeasured() -> list[str]:
    """Return one sentence for each thing that is not detected on this machine though the rest is; none: all is."""
    why = unusable()
    if not why:
        try:
            importlib.import_module("onnxruntime")
        except ImportError as exc:
            why = _explain("onnxruntime", str(exc))
    what = "Other screens, phones and people without a face"
    return [f"{what} are not looked for here; all else is. {why}"] if why else []


def _explain(module: str, error: str) -> str:
    match = _LIBRARY.search(error)
    if match is None:
        return f"The Python package {module} cannot be loaded: {error}. Remove .venv and run `make` again."
    library = match.group(1)
    package = _PACKAGES.get(library)
    how = f"apt-get install {package}" if package else f"apt-file search {library} names the package to install"
    return f"The system library {library}, which {module} needs, is missing. To get it: {how}"
