"""Numbers as platforms send them: as JSON has them, or as text, as some databases hand them out ("100", "87.50")."""

import math
import re

_MOST_CHARS = 64
_TEXT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number(value: object) -> float | None:
    """Return a number, or the number that text holds with a point for its fraction; None for anything else: truth
    values, NaN, what is too large, and text with a comma, which means one thing here and another there."""
    if isinstance(value, str):
        text = value.strip()
        value = float(text) if len(text) <= _MOST_CHARS and _TEXT.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None
