"""Reading JSON that a stranger wrote: absurd nesting is refused before it can exhaust the interpreter's stack."""

import json
import math
import re
from typing import Any

MAX_DEPTH = 64
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[{\]}]")


def parse(raw: bytes) -> Any:
    """Return the value; raise ValueError for what is not UTF-8 JSON, nested too deep, or holds a number that is none:
    NaN, Infinity, or one too large to be told from it."""
    text = raw.decode("utf-8-sig")
    if text.count("[") + text.count("{") > MAX_DEPTH:  # an ordinary message has not even so many
        _check_depth(text)
    return json.loads(text, parse_constant=_no_number, parse_float=_finite)


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
