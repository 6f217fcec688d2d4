"""The few settings of a sandbox, given on the command line, so that nothing else reads arguments or the environment."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit


class Storage(StrEnum):
    """Who keeps data for tools whose cookies the browser refuses (LTI postMessage Storage): nobody, as in Moodle; the
    page that shows the tool, as in Canvas; or a hidden frame of that page, as in Blackboard."""

    NONE = "none"
    PARENT = "parent"
    FRAME = "frame"

    @property
    def target(self) -> str | None:
        """The `lti_storage_target` that login initiations carry: a frame's name, `_parent` for the page itself."""
        return {Storage.NONE: None, Storage.PARENT: "_parent", Storage.FRAME: STORAGE_FRAME}[self]


STORAGE_FRAME = "lti_storage_frame"


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """Where the sandbox listens, how it is reached (`public_url`, no trailing slash) and where it keeps its data."""

    data_dir: Path
    public_url: str = "http://localhost:8300"
    host: str = "127.0.0.1"
    port: int = 8300
    threads: int = 8
    storage: Storage = Storage.PARENT

    @property
    def issuer(self) -> str:
        """The platform's issuer identifier."""
        return self.public_url

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "sandbox.sqlite3"

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over https."""
        return urlsplit(self.public_url).scheme == "https"

    def url(self, path: str) -> str:
        """Return the absolute address of `path`, which starts with a slash."""
        return self.public_url + path
