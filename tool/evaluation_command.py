"""`invigil evaluate`: how well detection does on somebody's own labelled pictures and videos."""

import json
import sys
from pathlib import Path

import click


@click.command("evaluate")
@click.argument("where", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture (SVG), too.")
@click.option("--sweeps/--no-sweeps", default=True, help="Whether every picture is also made darker, smaller, ...")
@click.option(
    "--calibrate", type=click.FloatRange(0.0, 8.0), default=0.0, metavar="SECONDS", show_default="none",
    help="In the first so many seconds of every video the person looks at the middle of the screen.",
)
def evaluate_command(where: Path, shape: str, picture: Path | None, *, sweeps: bool, calibrate: float) -> None:
    """Measure detection on the pictures, videos and recordings of WHERE: a CSV of labels, or a folder with labels.csv
    in it."""
    from tool.evaluation import report  # noqa: PLC0415 - the networks are not loaded for other commands
    from tool.evaluation.evaluate import evaluate  # noqa: PLC0415
    from tool.evaluation.instruments import of_this_machine  # noqa: PLC0415
    from tool.evaluation.labels import BadLabels, read  # noqa: PLC0415

    def progress(name: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{name}", nl=False, err=True)

    try:
        found = evaluate(read(where), of_this_machine(), sweeps=sweeps, calibrate_s=calibrate, progress=progress)
    except BadLabels as exc:
        raise click.ClickException(str(exc)) from exc
    progress("")
    if picture is not None:
        picture.write_text(report.as_svg(found))
    click.echo(json.dumps(report.as_json(found), indent=1) if shape == "json" else report.as_text(found))
