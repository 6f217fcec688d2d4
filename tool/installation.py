"""The installation that a command is about: its settings, its database, its addresses, and its refusals in words."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import msgspec
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from integrations.base import NotConnected
from integrations.oauth import PlatformToken
from lti.checkup import Check
from lti.http import RequestsHttp
from migrations import schema
from tool import config, demo
from tool.db.admin import Administration
from tool.lms.api_leave import ApiLeave
from tool.lms.connection import ConnectionTest
from tool.monitoring.tenancy.institutions import AdminRefused
from tool.monitoring.tenancy.ports import AlreadyThere, InUse
from tool.monitoring.work import NotFound, StorageTrouble
from tool.private_files import keep_private
from tool.web.http.sessions import AdminSession
from tool.web.launch.description import tool_description

ADMIN_LINK_LIFETIME_S = 600.0


def settings() -> config.Settings:
    """Return the settings; end the command with a sentence if one cannot be used. In a demo's folder those of the demo
    hold, unless the environment says otherwise."""
    try:
        found = config.load()
        beside = demo.remembered(found.data_dir)
        return config.load({**beside, **os.environ}) if beside else found
    except config.ConfigError as exc:
        raise click.ClickException(str(exc)) from exc


@contextmanager
def existing(of: config.Settings, *, may_begin: bool = False) -> Iterator[Administration]:
    """Open an installation that is there. A command that only looks, or that was meant for the demo, makes none:
    it ends with a sentence that says where to look. `may_begin`: it makes one, where there is no demo."""
    if not _is_there(of):
        there = of.data_dir / "demo"
        if demo.remembered(there):
            command = click.get_current_context().command_path.partition(" ")[2]
            raise click.ClickException(
                f"There is no installation in {of.data_dir}/. The demo keeps its data in {there}: run "
                f"`{config.PREFIX}DATA_DIR={there} invigil {command}`."
            )
        if not may_begin:
            raise click.ClickException(
                f"There is no installation in {of.data_dir}/. `invigil serve` makes one; {config.PREFIX}DATA_DIR names "
                "its folder."
            )
    with administration(of) as admin:
        yield admin


def api_connections(of: config.Settings) -> dict[str, PlatformToken]:
    """Return how LMSs' own APIs are connected, by the platform's name; of those switched on. Changes nothing: where no
    installation of this version is there, or it cannot be read, there are none. What no key opens is left out."""
    if not _is_there(of):
        return {}
    found: dict[str, PlatformToken] = {}
    admin = Administration(of.db_url)
    try:
        if schema.current(admin.database) != schema.newest():
            return {}
        tokens = admin.api_tokens(config.key_encryption_keys(of))
        for platform in admin.platforms():
            with suppress(NotConnected):
                token = tokens.find(platform.id) if platform.active else None
                if token is not None:
                    found[f"{platform.name} ({platform.id})"] = token
    except (StorageTrouble, SQLAlchemyError):
        return {}
    finally:
        admin.close()
    return found


def _is_there(of: config.Settings) -> bool:
    """Say whether there is a database. Whether there is one on a server is seen when it is opened."""
    file = make_url(of.db_url).database if of.db_url.startswith("sqlite") else None
    return file is None or Path(file).is_file()


@contextmanager
def administration(of: config.Settings) -> Iterator[Administration]:
    """Open the migrated database for the length of one command; what is refused ends the command with a sentence."""
    keep_private(of)
    admin = Administration(of.db_url)
    try:
        schema.upgrade(admin.database)
        yield admin
    except AlreadyThere as exc:
        raise click.ClickException(f"{exc} `invigil platform list` shows it.") from exc
    except NotFound as exc:
        raise click.ClickException(f"{exc} `invigil platform list` shows those that there are.") from exc
    except InUse as exc:
        raise click.ClickException(f"{exc} To do so: `invigil platform off ID`.") from exc
    except StorageTrouble as exc:
        raise click.ClickException(f"{exc} Nothing was changed; try again.") from exc
    except AdminRefused as exc:
        raise click.ClickException(f"{exc}{_HINTS.get(exc.code, '')}") from exc
    finally:
        admin.close()


def registration_url(of: config.Settings, admin: Administration, institution: str) -> str:
    """Return a fresh registration link for the institution, good once."""
    code = admin.invite(institution, of.invitation_lifetime_s)
    return f"{public_url(of)}/lti/register?invitation={code}"


def admin_url(of: config.Settings, admin: Administration, institution_id: str | None) -> str:
    """Return a fresh link to the admin page, good once: of one institution, or of all of them."""
    session = AdminSession(
        institution_id=institution_id, platform_id=None, person_id=None, person_name="Administrator",
        began_at=time.time(),
    )
    ticket = admin.ticket(msgspec.to_builtins(session), ADMIN_LINK_LIFETIME_S)
    return f"{public_url(of)}/admin#ticket={ticket}"


def connection_report(of: config.Settings, admin: Administration, platform_id: str) -> list[Check]:
    """Try the platform's connection; raise NotFound if there is no such platform."""
    http = RequestsHttp(
        timeout_s=of.http_timeout_s, allow_private=of.allow_private_platforms, ca_bundle=of.ca_bundle
    )
    sealing = config.key_encryption_keys(of)
    keys, leave = admin.tool_keys(sealing), ApiLeave(admin.api_tokens(sealing), http, time.time)
    jwks_url = tool_description(public_url(of)).jwks_url
    test = ConnectionTest(admin.works, admin.registrations().by_id, keys, http, jwks_url, leave, time.time)
    return test(platform_id)


def public_url(of: config.Settings) -> str:
    """Return the address under which browsers reach this installation, without a slash at its end."""
    return of.public_url.rstrip("/")


_HINTS = {
    "waiting": " To approve it: `invigil platform approve ID --institution NAME`.",
    "not_waiting": " `invigil platform list` shows its state; `invigil platform on ID` switches one on that is off.",
    "name_taken": " Add: --institution NAME.",
}
