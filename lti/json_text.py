"""Reading JSON that a stranger wrote: absurd nesting is refused before it can exhaust the interpreter's stack."""

import json
import re
from typing import Any

MAX_DEPTH = 64
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[{\]}]")


def parse(raw: bytes) -> Any:
    """Return the value; raise ValueError for what is not UTF-8 JSON, nested too deep, or holds NaN or Infinity."""
    text = raw.decode("utf-8-sig")
    if text.count("[") + text.count("{") > MAX_DEPTH:  # an ordinary message has not even so many
        _check_depth(text)
    return json.loads(text, parse_constant=_no_number)


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise ValueError("The JSON is nested too deep.")


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON.")
