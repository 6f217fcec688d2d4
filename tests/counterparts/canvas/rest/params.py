"""Parameters as Rails reads them: `quiz[access_code]=x` is {"quiz": {"access_code": "x"}}, `a[][b]=1` a list."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from flask import Request

from tests.counterparts.canvas.refusals import bad_request

_PART = re.compile(r"\[([^\]]*)\]")


def read(request: Request) -> dict[str, Any]:
    """Return the parameters of a call, those of its address first. A JSON array is under `_json`."""
    pairs = parse_qsl(request.query_string.decode(), keep_blank_values=True)
    found: dict[str, Any] = {}
    body = request.get_data(cache=True)
    if request.mimetype == "application/x-www-form-urlencoded":
        pairs += parse_qsl(body.decode(), keep_blank_values=True)
    elif request.mimetype == "multipart/form-data":
        pairs += [(name, value) for name, values in request.form.lists() for value in values]
    for name, value in pairs:
        _put(found, [name.split("[", 1)[0], *_PART.findall(name)], value)
    if request.mimetype == "application/json" and body:
        try:
            parsed = json.loads(body)
        except ValueError:
            raise bad_request("There was a problem in the JSON you submitted") from None
        found.update(parsed if isinstance(parsed, dict) else {"_json": parsed})
    return found


def _put(into: dict[str, Any], path: list[str], value: str) -> None:
    name, *rest = path
    if not rest:
        into[name] = value
    elif rest[0] == "":
        kept = into.setdefault(name, [])
        if len(rest) == 1:
            kept.append(value)
        else:
            _append(kept, rest[1:], value)
    else:
        inner = into.setdefault(name, {})
        if isinstance(inner, dict):
            _put(inner, rest, value)


def _append(kept: list[Any], path: list[str], value: str) -> None:
    """Put a value into the last thing of a list, or into a new one if the last has that name already."""
    if not kept or not isinstance(kept[-1], dict) or path[0] in kept[-1]:
        kept.append({})
    _put(kept[-1], path, value)


def truth(value: object) -> bool:
    """Return what a client means by a word for yes or no."""
    return str(value).lower() in ("true", "1", "yes", "on")
