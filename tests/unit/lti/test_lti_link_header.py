"""The Link header, as RFC 8288 has it and as platforms send it."""

import pytest

from lti.link_header import parse, target_of

NEXT = "https://lms.example/members?page=2"


@pytest.mark.parametrize(
    "header",
    [
        f'<{NEXT}>; rel="next"', f"<{NEXT}>; rel=next", f"<{NEXT}>;rel=next", f'< {NEXT} > ; REL = "NEXT"',
        f'<{NEXT}>; title="a, b"; rel="next"', f'<{NEXT}>; title="a; rel=prev"; rel="next"',
        f'<{NEXT}>; title="say \\"hi\\", <you>"; rel="next"', f'<{NEXT}>; rel="last next"',
        f'<{NEXT}>; rel=" Next\tlast "',
        f"<{NEXT}>; rel=last next", f"<{NEXT}>; rel='next'", f'<{NEXT}>; rel="next', f"<{NEXT}>; rel=next;",
        f'<{NEXT}>; ; crossorigin; rel="next"; rel="prev"', f"<{NEXT}>; title*=UTF-8''a%2Cb; rel=next",
        f'<https://lms.example/1>; rel="first", <{NEXT}>; rel="next"',
        f'<https://lms.example/1>;rel="first",<{NEXT}>;rel="next",<https://lms.example/9>;rel="last"',
        f'<https://lms.example/1>; rel="prev"; title="next, rel=next", <{NEXT}>; rel="next"',
        f'<https://lms.example/1>, <{NEXT}>; rel="next"', f', ,<{NEXT}>; rel="next", ',
        f'{NEXT}; rel="next"', f'<{NEXT}; rel="next"', f'{NEXT}>; rel="next"', f"{NEXT};rel=next",
        f'https://lms.example/1; rel="first", {NEXT}; rel="next"',
        f'<https://lms.example/1; rel="first", <{NEXT}; rel="next"',
    ],
)
def test_next(header: str) -> None:
    assert target_of(header, "next") == NEXT


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("<?page=2,3;a=1>; rel=next", "?page=2,3;a=1"), ("/m?a=1;b=2,c; rel=next", "/m?a=1;b=2,c"),
        ("<>; rel=next", ""), ("<https://X/Page?Token=AbC>; rel=next", "https://X/Page?Token=AbC"),
    ],
)
def test_address_is_left_as_it_came(header: str, target: str) -> None:
    assert target_of(header, "next") == target


@pytest.mark.parametrize(
    "header",
    [
        "", " , ,", f"<{NEXT}>", f'<{NEXT}>; rel="prev"', f'<{NEXT}>; rel="prev"; rel="next"',
        f'<{NEXT}>; title="rel=next"',
        f'<{NEXT}>; rel="nextish x-next https://rel.example/next"', f"<{NEXT}>; rev=next", f"<{NEXT}>; rel",
        f"{NEXT}", '<https://lms.example/next>; rel="last"', 'rubbish "" <x>; rel=last',
    ],
)
def test_no_next(header: str) -> None:
    assert target_of(header, "next") is None


@pytest.mark.parametrize(
    "header",
    ['"https://lms.example/2"; rel="next"', '<https://lms.example/1>; rel="first" "x"; rel="next"',
     "<https://lms.ex<ample/2>x; rel=next", 'a b; rel="next"'],
)
def test_next_that_cannot_be_read_is_told_from_none(header: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        target_of(header, "next")


@pytest.mark.parametrize(
    "hostile",
    ["a," * 30_000 + '"', "<a" * 30_000, '"' * 60_000, ";" * 60_000, "<a>;" + " " * 60_000 + '"', "<a>" * 20_000],
)
def test_header_of_64_kilobytes_is_read_to_its_end(hostile: str) -> None:
    """Each part is looked at once: with anything more, these would hold up the process for minutes."""
    links, unread = parse(hostile)
    assert len(links) <= 20_000
    assert len(unread) <= 2 * len(hostile)
