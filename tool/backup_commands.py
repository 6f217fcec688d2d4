"""`invigil backup` and `invigil restore`, from the operator's command line."""

import socket
from pathlib import Path

import click

from tool import backup
from tool.config import Settings
from tool.installation import settings
from tool.private_files import keep_private


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the key-encryption key and the secret in data_dir in, too.")
def backup_command(folder: Path, with_keys: bool) -> None:
    """Copy the database and its evidence into FOLDER, while Invigil runs."""
    of = settings()
    keep_private(of)
    try:
        made = backup.backup(of, folder, with_keys=with_keys)
    except (backup.BackupFailed, OSError) as exc:
        raise click.ClickException(str(exc)) from exc
    items = sum(name.startswith(f"{backup.EVIDENCE}/") for name in made.files)
    click.echo(f"{folder} holds the database ({made.rows.get('attempts', 0)} attempts) and {items} items of evidence.")
    if made.missing:
        click.echo(
            f"{len(made.missing)} items that the database names were not in the store, or not as they were put; "
            f"{backup.MANIFEST} lists them.", err=True,
        )
    click.echo(_about_keys(of, with_keys))


def _about_keys(of: Settings, with_keys: bool) -> str:
    if of.key_encryption_key:
        return "The key-encryption key is not in it: it is in INVIGIL_KEY_ENCRYPTION_KEY, and yours to keep."
    if with_keys:
        return "The key-encryption key is in it: whoever gets this folder can sign as this tool."
    return (
        f"The key-encryption key ({of.data_dir / 'key-encryption-key'}) is not in it: keep a copy of that file in "
        "another place. Without it a restored installation cannot read its signing keys."
    )


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Set a database that is there aside first.")
def restore_command(folder: Path, replace: bool) -> None:
    """Bring the backup in FOLDER back, after checking all of it. Invigil must not run."""
    of = settings()
    if _answers(of.web_host, of.web_port):
        raise click.ClickException(
            f"Something answers on {of.web_host} port {of.web_port}. Stop Invigil first, then restore."
        )
    keep_private(of)
    try:
        done = backup.restore(of, folder, replace=replace)
        backup.check_counts(of, done.manifest)
    except (backup.BackupFailed, OSError) as exc:
        raise click.ClickException(str(exc)) from exc
    click.echo(f"Restored {done.manifest.rows.get('attempts', 0)} attempts and what belongs to them.")
    if done.set_aside is not None:
        click.echo(f"The database that was there is at {done.set_aside}; remove it when you need it no more.")
    if done.keys:
        click.echo(f"Brought back: {', '.join(done.keys)}.")
    if not of.key_encryption_key and not (of.data_dir / "key-encryption-key").exists():
        click.echo(
            f"Put the old key-encryption key at {of.data_dir / 'key-encryption-key'} before you start Invigil: without "
            "it the tool's signing keys cannot be read.", err=True,
        )
    click.echo("`invigil migrate` brings an older database to this version; `invigil serve` does it, too.")


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1.0):
            return True
    except OSError:
        return False
