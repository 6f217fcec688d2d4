"""The `invigil` command: start, prepare and look after an installation."""

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from tool import config, demo, doctor
from tool.db.admin import Administration
from tool.db.lti_stores import LEAD_S
from tool.monitoring.ports import AlreadyThere
from tool.supervisor import ProgramFailed, Supervisor


@click.group()
@click.version_option(package_name="invigil")
def main() -> None:
    """Live exam proctoring that lives inside the LMS."""


@main.command("serve")
def serve_command() -> None:
    """Start web, media and detection, and keep them alive. `invigil settings` lists the settings."""
    with _administration(_settings()):
        pass
    _run(Supervisor(demo.serve_programs({})).run())


@main.command("demo")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/demo"), help="Folder of the demo's data.")
@click.option("--web-port", default=8200, show_default=True)
@click.option("--media-port", default=8201, show_default=True)
@click.option("--rtp-port", default=8202, show_default=True)
@click.option("--sandbox-port", default=8300, show_default=True)
def demo_command(data: Path, web_port: int, media_port: int, rtp_port: int, sandbox_port: int) -> None:
    """Start the sandbox LMS and Invigil on this machine and print three links to open."""
    here = "http://127.0.0.1"
    settings = replace(
        _settings(), data_dir=data.resolve(), web_port=web_port, media_port=media_port, rtp_port=rtp_port,
        public_url=f"{here}:{web_port}", web_link_url=f"{here}:{web_port}", media_url=f"{here}:{media_port}",
        allow_private_platforms=True,
    )
    plan = demo.DemoPlan(settings, sandbox_port)
    with _administration(settings) as admin:
        known = any(platform.issuer == plan.sandbox_url for platform in admin.platforms())
        invitation = None if known else _registration_url(settings, admin, "Sandbox University")
    _run(demo.run(plan, _environ(settings), invitation))


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema."""
    with _administration(_settings()):
        click.echo("The database is up to date.")


@main.command("invite")
@click.argument("institution")
def invite_command(institution: str) -> None:
    """Print a one-time registration URL for INSTITUTION's LMS admin to paste into the LMS."""
    settings = _settings()
    with _administration(settings) as admin:
        click.echo(_registration_url(settings, admin, institution))


@main.group("platform")
def platform_group() -> None:
    """Registered LMSs."""


@platform_group.command("list")
def platform_list() -> None:
    """List the registered LMSs: id, state, issuer, client id."""
    with _administration(_settings()) as admin:
        for platform in admin.platforms():
            state = "active" if platform.active else "waiting"
            click.echo(f"{platform.id}  {state:7}  {platform.issuer}  {platform.client_id}")


@platform_group.command("add")
@click.option("--institution", required=True, help="Name of the institution that the LMS belongs to.")
@click.option("--issuer", required=True, help="The platform's issuer (often its address).")
@click.option("--client-id", required=True, help="Client id that the platform gave to Invigil.")
@click.option("--deployment-id", multiple=True, help="Deployment id; may be given several times.")
@click.option("--auth-url", required=True, help="Authentication request URL (OIDC).")
@click.option("--token-url", required=True, help="Access token URL.")
@click.option("--jwks-url", required=True, help="Public keyset URL.")
def platform_add(
    institution: str, issuer: str, client_id: str, deployment_id: tuple[str, ...],
    auth_url: str, token_url: str, jwks_url: str,
) -> None:
    """Register an LMS by hand, for those without dynamic registration."""
    settings = _settings()
    with _administration(settings) as admin:
        try:
            platform_id = admin.add_platform(
                institution=institution, issuer=issuer, client_id=client_id, deployment_ids=deployment_id,
                auth_login_url=auth_url, auth_token_url=token_url, jwks_url=jwks_url,
            )
        except AlreadyThere as exc:
            raise click.ClickException(f"{exc} `invigil platform list` shows it.") from exc
    click.echo(f"Registered as {platform_id}. Enter these in the LMS:")
    addresses = {"Login initiation URL": "login", "Redirect / launch URL": "launch", "Public keyset": "jwks.json"}
    for label, path in addresses.items():
        click.echo(f"  {label:22} {settings.public_url}/lti/{path}")


@main.group("keys")
def keys_group() -> None:
    """This tool's own signing keys."""


@keys_group.command("list")
def keys_list() -> None:
    """List the published keys, newest first, and say which one signs."""
    settings = _settings()
    with _administration(settings) as admin:
        keys = admin.tool_keys(config.key_encryption_keys(settings))
        signing = keys.current().kid
        for key in keys.all():
            click.echo(f"{key.kid}  {'signs' if key.kid == signing else 'published'}")


@keys_group.command("rotate")
def keys_rotate() -> None:
    """Make a new signing key. It is published now and signs in 15 minutes; the one before stays published a week."""
    settings = _settings()
    with _administration(settings) as admin:
        made = admin.tool_keys(config.key_encryption_keys(settings)).rotate()
    click.echo(f"{made.kid} is published and signs in {LEAD_S / 60:.0f} minutes.")


@main.command("settings")
def settings_command() -> None:
    """List every setting with its default and what it does."""
    for setting in fields(config.Settings):
        click.echo(f"{config.PREFIX}{setting.name.upper()}={setting.default}\n    {setting.metadata['doc']}")


@main.command("doctor")
def doctor_command() -> None:
    """Check that this machine has every library that Invigil loads."""
    complaints = doctor.complaints()
    for complaint in complaints:
        click.echo(complaint, err=True)
    sys.exit(1 if complaints else 0)


def _settings() -> config.Settings:
    try:
        return config.load()
    except config.ConfigError as exc:
        raise click.ClickException(str(exc)) from exc


@contextmanager
def _administration(settings: config.Settings) -> Iterator[Administration]:
    """Open the migrated database for the length of one command."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    admin = Administration(settings.db_url)
    try:
        admin.migrate()
        yield admin
    finally:
        admin.close()


def _registration_url(settings: config.Settings, admin: Administration, institution: str) -> str:
    code = admin.invite(institution, settings.invitation_lifetime_s)
    return f"{settings.public_url}/lti/register?invitation={code}"


def _environ(settings: config.Settings) -> dict[str, str]:
    return {config.PREFIX + f.name.upper(): str(getattr(settings, f.name)) for f in fields(settings)}


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except (demo.DemoFailed, ProgramFailed) as exc:
        raise click.ClickException(str(exc)) from exc


if __name__ == "__main__":
    main()
