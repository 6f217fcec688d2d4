"""The real web process on a real migrated SQLite, with a played platform in front of it and a script behind it."""

import shutil
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "lti"))

from lti_fakes import DEEP_LINKING, INSTRUCTOR, LEARNER, PROCTORING, FakePlatform

from lti.ports import Registration
from migrations import schema
from tests.fakes.sight import AllSeeing
from tool.config import Settings
from tool.db.engine import Database
from tool.evidence.stores import MemoryStore
from tool.link.media_client import MediaUnreachable
from tool.link.messages import MediaCommand
from tool.monitoring.tenancy.events import PlatformSwitched
from tool.monitoring.tenancy.records import Institution, Platform
from tool.web.app import create_app
from tool.web.foundations import Parts

__all__ = ["DEEP_LINKING", "INSTRUCTOR", "LEARNER", "PROCTORING", "FakePlatform", "Stage", "made_template"]

PUBLIC_URL = "https://tool.example"
REVIEW = {
    "MESSAGE_TYPE": "LtiSubmissionReviewRequest",
    "FOR_USER": {"user_id": "user-3"},
    "AGS_ENDPOINT": {"scope": [], "lineitem": "https://lms.example/line/1"},
}
EXAM_2 = {"RESOURCE_LINK": {"id": "link-2", "title": "Other exam"}}


def made_template(folder: Path) -> Path:
    """Migrate an empty database once; every test gets a copy."""
    path = folder / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@dataclass
class Page:
    """What a browser holds after a launch: the surface it is at and its session."""

    surface: str
    view: dict[str, Any]

    @property
    def token(self) -> str:
        return str(self.view["token"])

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Socket:
    """One Socket.IO connection of a page."""

    def __init__(self, client: Any, namespace: str) -> None:
        self.client = client
        self.namespace = namespace

    def ask(self, event: str, body: object = None) -> dict[str, Any]:
        """Send a request and return its acknowledgement."""
        args = () if body is None else (body,)
        return self.client.emit(event, *args, namespace=self.namespace, callback=True)  # type: ignore[no-any-return]

    def did(self, event: str, body: object = None) -> dict[str, Any]:
        """Send a request that must succeed and return its result."""
        ack = self.ask(event, body)
        assert ack["ok"], ack
        return ack["result"]  # type: ignore[no-any-return]

    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what came in since the last call."""
        return [(e["name"], e["args"][0]) for e in self.client.get_received(self.namespace)]

    def heard_last(self, name: str) -> dict[str, Any]:
        """Return the last event of this name among what came in."""
        found = [body for event, body in self.heard() if event == name]
        assert found, f"no {name} came"
        return found[-1]

    @property
    def connected(self) -> bool:
        return bool(self.client.is_connected(self.namespace))

    def close(self) -> None:
        self.client.disconnect(self.namespace)


class Stage:
    """Everything a test needs to play teacher, examinee, proctor, platform and media node."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.platform = FakePlatform()
        self.clock = self.platform.clock
        self.commands: list[MediaCommand] = []
        self.refusal: MediaUnreachable | None = None
        self.sight = AllSeeing(self.clock)
        self.evidence = MemoryStore()
        self.static = folder / "static"
        self.static.mkdir()
        for name in ("widget", "console", "setup", "report", "course", "exams", "admin", "uef"):
            (self.static / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>")
        shutil.copy(template, folder / "invigil.sqlite3")
        self.settings = Settings(
            data_dir=folder, public_url=PUBLIC_URL, media_url="https://media.example", secret="s" * 40
        )
        self.web = create_app(self.settings, self.parts)
        self.register(self.platform.registration, "Testing School")

    @property
    def parts(self) -> Parts:
        return Parts(
            clock=self.clock, steady=self.clock, sleep=self.platform.nap, http=self.platform.http,
            send_command=self._take, sight=self.sight, evidence=self.evidence, static_dir=self.static,
        )

    def _take(self, command: MediaCommand) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.commands.append(command)

    def restart(self) -> None:
        """Begin a new run of the process on the same database."""
        self.web.base.database.close()
        self.web = create_app(self.settings, self.parts)
        self.__dict__.pop("http", None)

    def register(self, registration: Registration, school: str) -> None:
        with self.web.base.works() as work:
            work.institutions.add(Institution(registration.institution_id, school, self.clock()))
            platform = Platform(
                registration.id, registration.institution_id, "School LMS", registration.issuer,
                registration.client_id, registration.auth_login_url, registration.auth_token_url,
                registration.jwks_url, registration.token_audience, registration.active, self.clock(),
            )
            work.platforms.add(platform, registration.deployment_ids)

    @cached_property
    def http(self) -> Any:
        return self.web.flask.test_client()

    def begin(self, browser: Any = None, **extra: str) -> Any:
        """Begin a login in a browser (the stage's own unless named) and return the answer."""
        query = {
            "iss": self.platform.registration.issuer, "client_id": self.platform.registration.client_id,
            "login_hint": "hint", "target_link_uri": f"{PUBLIC_URL}/lti/launch",
            **extra,
        }
        return (browser or self.http).get("/lti/login", query_string=query)

    def login(self, browser: Any = None) -> dict[str, str]:
        """Begin a login; return the query that the platform's login address gets."""
        response = self.begin(browser)
        assert response.status_code == 302, response.text
        return dict(parse_qsl(urlsplit(response.location).query))

    def form(self, **overrides: Any) -> dict[str, str]:
        """Log in and return the form that the platform would have the browser post."""
        return self.answered(self.login(), **overrides)

    def answered(self, asked: dict[str, str], **overrides: Any) -> dict[str, str]:
        """Return the form with which the platform answers a login."""
        claims = self.platform.claims(asked["nonce"], **overrides)
        return {"state": asked["state"], "id_token": self.platform.id_token(claims)}

    def browser(self) -> Any:
        """Return another browser, with a cookie jar of its own."""
        return self.web.flask.test_client()

    def launch(self, **overrides: Any) -> Any:
        """Log in, launch, and return the answer."""
        return self.http.post("/lti/launch", data=self.form(**overrides))

    def page(self, **overrides: Any) -> Page:
        """Launch, follow to the page and return the session that it opens."""
        response = self.launch(**overrides)
        assert response.status_code == 303, response.text
        opened = self.http.post("/api/session", json={"ticket": ticket_of(response)})
        assert opened.status_code == 200, opened.text
        return Page(urlsplit(response.location).path.removeprefix("/"), opened.json)

    def widget(self, subject: str = "user-3", **overrides: Any) -> Page:
        """An examinee comes to check in."""
        return self.page(**{"sub": subject, **PROCTORING, **overrides})

    def console(self, subject: str = "proctor-1", **overrides: Any) -> Page:
        """A proctor opens the console."""
        return self.page(**{"sub": subject, "name": "Grace Hopper", "ROLES": [INSTRUCTOR], **overrides})

    def socket(self, page: Page, name: str = "page-1") -> Socket:
        """Connect the Socket.IO of a page that calls itself so."""
        namespace = "/console" if page.surface == "console" else "/examinee"
        return self.connect(namespace, {"token": page.token, "page": name})

    def connect(self, namespace: str, auth: object) -> Socket:
        client = self.web.sockets.test_client(self.web.flask, namespace=namespace, auth=auth)
        return Socket(client, namespace)

    def running(self, subject: str = "user-3", **overrides: Any) -> tuple[Page, Socket]:
        """Take an examinee through check-in, admission and Begin to the page beside the quiz."""
        check_in = self.widget(subject, **overrides)
        socket = self.socket(check_in)
        socket.did("consent", {"agreed": True})
        socket.did("check_in", {"camera": True, "microphone": True})
        proctor = self.socket(self.console(**overrides))
        proctor.did("decide", {"attempt_id": check_in.view["attempt_id"], "kind": "admit"})
        socket.did("begin", {})
        socket.close()
        proctor.close()
        page = self.page(sub=subject, **overrides)
        return page, self.socket(page)

    def switch(self, platform_id: str, *, active: bool) -> None:
        """Switch a platform on or off, as an admin does."""
        with self.web.base.works() as work:
            work.platforms.save(replace(work.platforms.get(platform_id), active=active))
            work.emit(PlatformSwitched(platform_id, active))

    def state_of(self, attempt_id: str) -> str:
        with self.web.base.works() as work:
            return str(work.attempts.get(attempt_id).state.value)

    def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.web.base.database.session() as session:
            return int(session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def ticket_of(response: Any) -> str:
    """Return the ticket in the fragment of a launch's redirect."""
    return parse_qs(urlsplit(response.location).fragment)["ticket"][0]
