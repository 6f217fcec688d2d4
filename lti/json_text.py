"""Reading JSON that a stranger wrote: absurd nesting is refused before it can exhaust the interpreter's stack."""

import json
import math
import re
from typing import Any

MAX_DEPTH = 64
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""A string, to the end of the text if it has none. It gives nothing back (`*+`), so that no text is gone over twice."""
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that may be one half of a surrogate pair without the other."""
_BRACKET = re.compile(r"[\[{\]}]")


def parse(raw: bytes) -> Any:
    """Return the value; raise ValueError for what is not UTF-8 JSON, nested too deep, or holds a number that is none:
    NaN, Infinity, or one too large to be told from it."""
    text = raw.decode("utf-8-sig")
    if text.count("[") + text.count("{") > MAX_DEPTH:  # an ordinary message has not even so many
        _check_depth(text)
    return json.loads(text, parse_constant=_no_number, parse_float=_finite)


def readable(raw: bytes) -> Any:
    """Return the value as `parse` does, with halves of surrogate pairs replaced (U+FFFD), which no database
    holds: for answers, of which no text has to go back exactly as it came. Raise ValueError."""
    value = parse(raw)
    return _mended(value) if _HALF.search(raw.decode("utf-8-sig")) else value


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(name): _mended(item) for name, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise ValueError("The JSON is nested too deep.")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON.")
