"""The `invigil` command: start, prepare and look after an installation."""

import asyncio
import sys
import time
from collections.abc import Coroutine
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from tool import config, demo, doctor, installation
from tool.backup_commands import backup_command, restore_command
from tool.db.lti_stores import LEAD_S
from tool.evaluation_command import evaluate_command
from tool.platform_commands import platform_group
from tool.supervisor import ProgramFailed, Supervisor


@click.group()
@click.version_option(package_name="invigil")
def main() -> None:
    """Live exam proctoring that lives inside the LMS."""


@main.command("serve")
def serve_command() -> None:
    """Start web, media and detection, and keep them alive. `invigil settings` lists the settings."""
    with installation.administration(installation.settings()):
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
        installation.settings(), data_dir=data.resolve(), web_port=web_port, media_port=media_port, rtp_port=rtp_port,
        public_url=f"{here}:{web_port}", web_link_url=f"{here}:{web_port}", media_url=f"{here}:{media_port}",
        allow_private_platforms=True, reserve_mb=8,
    )
    plan = demo.DemoPlan(settings, sandbox_port)
    with installation.administration(settings) as admin:
        demo.remember(settings)
        known = any(platform.issuer == plan.sandbox_url for platform in admin.platforms())
        invitation = None if known else installation.registration_url(settings, admin, "Sandbox University")
    _run(demo.run(plan, _environ(settings), invitation))


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema."""
    with installation.administration(installation.settings()):
        click.echo("The database is up to date.")


@main.command("invite")
@click.argument("institution")
def invite_command(institution: str) -> None:
    """Print a one-time registration URL for INSTITUTION's LMS admin to paste into the LMS."""
    settings = installation.settings()
    with installation.existing(settings, may_begin=True) as admin:
        click.echo(installation.registration_url(settings, admin, institution))


@main.command("admin")
@click.option("--institution", default=None, help="Only this institution; left out: all of them.")
def admin_command(institution: str | None) -> None:
    """Print a link to the admin page, good once, for ten minutes."""
    settings = installation.settings()
    with installation.existing(settings) as admin:
        known = admin.institution(institution) if institution is not None else None
        if institution is not None and known is None:
            raise click.ClickException(
                f"There is no institution “{institution}”. `invigil platform list` shows the names; "
                "`invigil invite NAME` makes a new one."
            )
        click.echo(installation.admin_url(settings, admin, known.id if known else None))


main.add_command(platform_group)
main.add_command(backup_command)
main.add_command(restore_command)
main.add_command(evaluate_command)


@main.group("keys")
def keys_group() -> None:
    """This tool's own signing keys."""


@keys_group.command("list")
def keys_list() -> None:
    """List the published keys, newest first, and say which one signs."""
    settings = installation.settings()
    with installation.existing(settings) as admin:
        keys = admin.tool_keys(config.key_encryption_keys(settings))
        signing = keys.current().kid
        for key in keys.all():
            click.echo(f"{key.kid}  {'signs' if key.kid == signing else 'published'}")


@keys_group.command("rotate")
def keys_rotate() -> None:
    """Make a new signing key. It is published now and signs in 15 minutes; the one before stays published a week."""
    settings = installation.settings()
    with installation.existing(settings) as admin:
        made = admin.tool_keys(config.key_encryption_keys(settings)).rotate()
    click.echo(f"{made.kid} is published and signs in {LEAD_S / 60:.0f} minutes.")


@main.command("settings")
def settings_command() -> None:
    """List every setting with its default and what it does."""
    for setting in fields(config.Settings):
        click.echo(f"{config.PREFIX}{setting.name.upper()}={setting.default}\n    {setting.metadata['doc']}")


@main.command("doctor")
def doctor_command() -> None:
    """Check that this machine has all that Invigil loads, libraries and networks, and that no event of a media node was
    set aside; say which LMS lets Invigil into its API no more, or soon will not.

    Name the networks that look at pictures, by the hash of their files."""
    settings, complaints = installation.settings(), doctor.complaints()
    for network in [] if complaints else doctor.networks():
        click.echo(network)
    apis = doctor.apis(installation.api_connections(settings), time.time())
    for remark in (*doctor.unmeasured(), *doctor.set_aside(settings.data_dir), *apis):
        click.echo(remark, err=True)
    for complaint in complaints:
        click.echo(complaint, err=True)
    sys.exit(1 if complaints else 0)


def _environ(settings: config.Settings) -> dict[str, str]:
    return {config.PREFIX + f.name.upper(): str(getattr(settings, f.name)) for f in fields(settings)}


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except (demo.DemoFailed, ProgramFailed) as exc:
        raise click.ClickException(str(exc)) from exc


if __name__ == "__main__":
    main()
