"""Invigil's web process beside the stand-in for a Canvas, registered with each other; for tests in browsers."""

import html
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import requests

from tests.acceptance.moodle.invigil_web import InvigilWeb
from tests.browser.invigil_live import InvigilLive
from tests.counterparts.canvas.app import scopes
from tests.counterparts.canvas.records import ApiKey, LtiKey
from tests.counterparts.canvas.seed import School, school
from tests.counterparts.canvas.server import CanvasServer
from tool.web.admin.lms_api import DONE_PATH


class CanvasStage:
    """A context manager. `here` is the school with its world, `invigil` the web process, `lti` the tool's key there.

    `rest` is a developer key for REST with every scope, to be connected. `live`: the media process runs, too."""

    def __init__(self, data: Path, *, live: bool = False) -> None:
        self.here: School = school()
        self.invigil: InvigilWeb = InvigilLive(data) if live else InvigilWeb(data)
        self.canvas = CanvasServer(self.here.world)
        self.lti: LtiKey
        self.rest: ApiKey

    @property
    def url(self) -> str:
        """Return the address of the Canvas."""
        return self.canvas.url

    def __enter__(self) -> "CanvasStage":
        self.canvas.__enter__()
        self.invigil.__enter__()
        self._register()
        self.rest = self.here.world.add_api_key("Invigil", [f"{self.invigil.url}{DONE_PATH}"], scopes())
        return self

    def __exit__(self, *_: object) -> None:
        self.invigil.__exit__()
        self.canvas.__exit__(None, None, None)

    def at(self, login: str, path: str) -> str:
        """Return the address that signs somebody in and leads them to a page."""
        return f"{self.url}/login/as/{login}?then={path}"

    def look_at_the_gate(self) -> None:
        """Let the time pass until Invigil looks at the quizzes that it has shut."""
        with closing(sqlite3.connect(self.invigil.settings.data_dir / "invigil.sqlite3", timeout=10)) as database:
            database.execute("UPDATE bound_quizzes SET next_at = 0 WHERE gate != 'resting'")
            database.commit()

    @property
    def course_tool(self) -> str:
        """Return the path of the tool in the course's navigation."""
        return f"/courses/{self.here.course.id}/external_tools/{self.lti.id}"

    def _register(self) -> None:
        """Register as the administrator does, with an invitation: nobody has to approve it."""
        invitation = self.invigil.command("invite", self.here.world.name)
        admin = requests.Session()
        admin.get(f"{self.url}/login/as/ada", timeout=10)
        page = admin.get(f"{self.url}/accounts/1/developer_keys/register", params={"url": invitation}, timeout=10)
        frame = re.search(r'<iframe name="registration"[^>]* src="([^"]+)"', page.text)
        if frame is None:
            raise RuntimeError(page.text)
        requests.get(html.unescape(frame[1]), timeout=20).raise_for_status()
        [self.lti] = self.here.world.lti_keys.values()
