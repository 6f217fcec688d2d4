"""The script that a Canvas administrator puts into the theme, with this server's address filled in."""

import json
from pathlib import Path

_FILE = Path(__file__).parent / "theme" / "invigil.js"
_PLACE = '"{{ launch_url }}"'


def theme_script(launch_url: str) -> str:
    """Return the script's text for this launch address."""
    return _FILE.read_text("utf-8").replace(_PLACE, json.dumps(launch_url).replace("<", "\\u003c"))
