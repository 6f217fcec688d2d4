"""What an LMS may answer: any JSON, a good answer in which something was replaced by any JSON, and what is no JSON."""

import json
from typing import Any

from hypothesis import strategies as st

from lti.ports import HttpAnswer, HttpFailed

TEXT = st.text(st.characters(codec=None, min_codepoint=0, max_codepoint=0x2FFFF), max_size=12)
"""Lone surrogates and control characters included: JSON can carry them."""
_WORDS = st.sampled_from(["", "running", "https://lms.test/x", "https://[::1", "$Canvas.user.id", "1e999", "\ud800"])
SCALARS = (
    st.just("\ud800") | st.none() | st.booleans() | st.integers() | st.just(10**400)
    | st.floats(allow_nan=False, allow_infinity=False) | TEXT | _WORDS
)
ANY = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT | _WORDS, inner, max_size=3), max_leaves=8
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, as a path of names and numbers."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, item in inner for place in _places(item, (*path, name)))]


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, head: _replaced(value[head], rest, new)}
    return [_replaced(item, rest, new) if number == head else item for number, item in enumerate(value)]


def strange(good: Any) -> st.SearchStrategy[bytes]:
    """Bodies like a good one, with one or two places replaced, or quite unlike it."""
    places = st.sampled_from(_places(good))

    @st.composite
    def altered(draw: st.DrawFn) -> Any:
        once = _replaced(good, draw(places), draw(ANY))
        again = st.sampled_from(_places(once))
        return _replaced(once, draw(again), draw(ANY)) if draw(st.booleans()) else once

    return (altered() | ANY).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40)


def answers(good: Any) -> st.SearchStrategy[HttpAnswer | HttpFailed]:
    """Answers with strange bodies: mostly 200, else another status; strange headers; or none at all."""
    statuses = st.just(200) | st.sampled_from([201, 204, 302, 400, 401, 403, 404, 415, 429, 500, 503])
    links = st.sampled_from([
        "<https://lms.test/two>; rel=next", "<//[::1>; rel=next", "<http://other.test>; rel=next", "<>; rel=next",
        "http://lms.test/two; rel=next", "<http://lms.test:x/two>; rel=next", '<"; rel=next',
    ])
    words = st.text(st.characters(codec="latin-1", exclude_categories=()), max_size=12)  # as headers are read
    headers = st.fixed_dictionaries({}, optional={"link": links | words, "retry-after": words | st.just("9" * 400)})
    lost = st.sampled_from([HttpFailed("There was no answer.", retry=True)])
    return st.builds(HttpAnswer, statuses, headers, strange(good)) | lost
