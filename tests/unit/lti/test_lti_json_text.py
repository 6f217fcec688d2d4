"""JSON from strangers."""

import pytest

from lti.json_text import MAX_DEPTH, parse, readable


def test_values() -> None:
    assert parse(b'\xef\xbb\xbf{"a": [1, "\\"[[[", {}], "b": "\\\\"}') == {"a": [1, '"[[[', {}], "b": "\\"}
    assert parse(b"[1.5, -1e308, 1" + b"0" * 400 + b"]") == [1.5, -1e308, 10**400]
    assert parse(b'"' + b"[" * 1000 + b'"') == "[" * 1000
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse(b"[" + b"[]," * 5000 + b"[]]")


def test_halves_of_surrogate_pairs_are_replaced_and_whole_ones_kept() -> None:
    raw = rb'{"\ud800a": ["\uDFFF", {"b": "\ud83d\ude00", "c": "\\ud800", "d": 1}]}'
    assert readable(raw) == {"\ufffda": ["\ufffd", {"b": "\U0001f600", "c": "\\ud800", "d": 1}]}
    assert readable(b'"plain"') == "plain"
    with pytest.raises(ValueError, match=r".*"):
        readable(b"{")


def test_string_without_an_end_is_gone_over_once() -> None:
    """With one look from each of its quotes to the end, these 4 MB would hold up the process for days."""
    many = b"[" + b"[]," * MAX_DEPTH
    with pytest.raises(ValueError, match="Unterminated string"):
        parse(many + b'"' + b'\\"' * 2_000_000)
    assert parse(many + b'"a\\\\", "[\\"["]')[MAX_DEPTH:] == ["a\\", '["[']


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"\xff", "{}".encode("utf-16"), b"NaN", b'{"exp": Infinity}', b"[" * (MAX_DEPTH + 1) + b"]" * 65,
        b"[" * 100_000, b'{"a":' * 100_000, b'"' * 99_999, b"9" * 5000, b"1e999", b'{"exp": -1e999}',
    ],
)
def test_what_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(raw)
