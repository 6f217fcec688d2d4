"""`invigil platform`: the registered LMSs, from the operator's command line."""

import sys
import time

import click

from tool.installation import connection_report, existing, public_url, settings
from tool.monitoring.tenancy import platforms
from tool.monitoring.tenancy.records import Platform
from tool.web.admin import by_hand
from tool.web.launch.description import tool_description, values


@click.group("platform")
def platform_group() -> None:
    """Registered LMSs."""


@platform_group.command("list")
def list_command() -> None:
    """List the registered LMSs: id, institution, state, issuer, host that registered it, client id, last launch."""
    with existing(settings()) as admin:
        listed = admin.listed()
    rows = [("ID", "INSTITUTION", "STATE", "ISSUER", "REGISTERED AT", "CLIENT ID", "LAST LAUNCH")] if listed else []
    for one in listed:
        p = one.platform
        rows.append((
            p.id, one.institution.name, _state(p), p.issuer, p.registered_at or "by hand", p.client_id,
            _when(p.last_launch_at),
        ))
    widths = [max(len(row[i]) for row in rows) for i in range(6)] if rows else []
    for row in rows:
        click.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]))


@platform_group.command("add")
@click.option("--institution", required=True, help="Name of the institution that the LMS belongs to.")
@click.option("--name", default="", help="What to call the LMS; the institution's name if left out.")
@click.option("--issuer", required=True, help="The platform's issuer (often its address).")
@click.option("--client-id", required=True, help="Client id that the platform gave to Invigil.")
@click.option("--deployment-id", multiple=True, help="Deployment id; may be given several times.")
@click.option("--learn-deployments", is_flag=True, help="Let launches bring new deployments (often one per course).")
@click.option("--auth-url", required=True, help="Authentication request URL (OIDC).")
@click.option("--token-url", required=True, help="Access token URL.")
@click.option("--token-audience", default="", help="Audience of token requests, where it is not the access token URL.")
@click.option("--jwks-url", required=True, help="Public keyset URL.")
def add_command(
    institution: str, name: str, issuer: str, client_id: str, deployment_id: tuple[str, ...], learn_deployments: bool,
    auth_url: str, token_url: str, token_audience: str, jwks_url: str,
) -> None:
    """Register an LMS by hand, for those without dynamic registration."""
    of = settings()
    with existing(of, may_begin=True) as admin:
        new = by_hand.checked(
            name=name or institution, issuer=issuer, client_id=client_id, auth_login_url=auth_url,
            auth_token_url=token_url, jwks_url=jwks_url, token_audience=token_audience, deployment_ids=deployment_id,
            allow_private=of.allow_private_platforms, learns_deployments=learn_deployments,
        )
        platform_id = admin.add_platform(institution, new)
    click.echo(f"Registered as {platform_id}. Enter these in the LMS:")
    for label, value in values(tool_description(public_url(of))).items():
        click.echo(f"  {label:40} {value}")
    click.echo(f"Then test the connection: invigil platform test {platform_id}")


@platform_group.command("test")
@click.argument("platform_id")
def test_command(platform_id: str) -> None:
    """Try the connection to an LMS step by step; exit status 1 if a step failed."""
    of = settings()
    with existing(of) as admin:
        checks = connection_report(of, admin, platform_id)
    for check in checks:
        click.echo(f"{check.status:8} {check.title}: {check.text}")
    sys.exit(1 if any(check.status == "failed" for check in checks) else 0)


@platform_group.command("approve")
@click.argument("platform_id")
@click.option("--institution", default="", help="Institution that the LMS joins; a new name makes a new one.")
def approve_command(platform_id: str, institution: str) -> None:
    """Switch on an LMS that waits. Look at `invigil platform list` first: issuer and host must be the same school's."""
    with existing(settings()) as admin:
        joined = admin.approve(platform_id, institution)
    click.echo(f"{platform_id} is active and belongs to “{joined.name}”.")
    click.echo(f'A link for its admin: invigil admin --institution "{joined.name}"')


@platform_group.command("off")
@click.argument("platform_id")
def off_command(platform_id: str) -> None:
    """Refuse launches from an LMS and end its pages; nothing is lost. Its institution cannot switch it on again."""
    with existing(settings()) as admin:
        admin.switch(platform_id, on=False)
    click.echo(f"{platform_id} is off, and its institution cannot undo that.")
    click.echo(f"To switch it on again: invigil platform on {platform_id}")


@platform_group.command("on")
@click.argument("platform_id")
def on_command(platform_id: str) -> None:
    """Take launches from an LMS again."""
    with existing(settings()) as admin:
        admin.switch(platform_id, on=True)
    click.echo(f"{platform_id} is active.")


@platform_group.command("remove")
@click.argument("platform_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove_command(platform_id: str, yes: bool) -> None:
    """Forget an LMS that has no exams here."""
    with existing(settings()) as admin:
        if not yes:
            click.confirm(f"Forget {platform_id} and the people who came from there?", abort=True)
        admin.remove(platform_id)
    click.echo(f"{platform_id} is removed.")


def _state(platform: Platform) -> str:
    state = platforms.state_of(platform)
    return f"{state} (institution)" if state == "off" and platform.switched_off_by == "institution" else state


def _when(at: float | None) -> str:
    return "never" if at is None else time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))
