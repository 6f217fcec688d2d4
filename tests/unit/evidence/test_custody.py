import hashlib
import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tool.evidence.custody import BrokenLink, Item, chain, first_broken, link, start


def item(n: int) -> Item:
    return Item(hashlib.sha256(bytes([n])).hexdigest(), 1_700_000_000.0 + n, "media-1")


ITEMS = [item(n) for n in range(5)]
LINKS = chain("attempt", ITEMS)
items = st.builds(
    Item,
    st.binary(max_size=4).map(lambda b: hashlib.sha256(b).hexdigest()),
    st.floats(0, 4e9),
    st.text(max_size=10),
)


def test_a_link_is_the_hash_of_the_one_before_and_the_item() -> None:
    previous = hashlib.sha256(b"invigil custody 1\0attempt").digest()
    body = previous + bytes.fromhex(ITEMS[0].sha256) + struct.pack(">d", 1_700_000_000.0) + b"media-1"

    assert LINKS[0].digest == hashlib.sha256(body).hexdigest()
    assert LINKS[1] == link(LINKS[0].digest, ITEMS[1])


def test_a_whole_chain_has_no_broken_link() -> None:
    assert first_broken("attempt", LINKS, head=LINKS[-1].digest) is None
    assert first_broken("attempt", (), head=start("attempt")) is None


@pytest.mark.parametrize("index", range(5))
@pytest.mark.parametrize(
    "change", [{"sha256": item(9).sha256}, {"captured_at": 1.0}, {"source": "media-2"}], ids=lambda c: next(iter(c))
)
def test_a_changed_item_is_named(index: int, change: dict) -> None:
    links = list(LINKS)
    links[index] = replace(links[index], item=replace(links[index].item, **change))

    broken = first_broken("attempt", links)
    assert broken is not None
    assert broken.index == index
    assert "does not follow" in broken.reason


def test_a_changed_item_with_its_link_made_anew_breaks_the_next() -> None:
    links = list(LINKS)
    links[1] = link(links[0].digest, item(9))

    broken = first_broken("attempt", links)
    assert broken is not None
    assert broken.index == 2


def test_a_missing_an_added_and_a_moved_link_are_named() -> None:
    missing, added = [*LINKS[:2], *LINKS[3:]], [*LINKS[:2], LINKS[0], *LINKS[2:]]
    moved = [LINKS[1], LINKS[0], *LINKS[2:]]

    for links, index in ((missing, 2), (added, 2), (moved, 0)):
        broken = first_broken("attempt", links)
        assert broken is not None
        assert broken.index == index


def test_links_cut_off_the_end_are_noticed_by_the_recorded_head() -> None:
    assert first_broken("attempt", LINKS[:3]) is None
    assert first_broken("attempt", LINKS[:3], head=LINKS[-1].digest) == BrokenLink(
        3, "The chain does not end with the recorded head."
    )


def test_a_chain_belongs_to_its_attempt() -> None:
    broken = first_broken("other attempt", LINKS)

    assert broken is not None
    assert broken.index == 0


@pytest.mark.parametrize("hash_", ["", "00", "G" * 64, item(1).sha256.upper(), " " + item(1).sha256])
def test_a_hash_that_is_none_is_a_broken_link_not_a_crash(hash_: str) -> None:
    links = [*LINKS[:2], replace(LINKS[2], item=replace(LINKS[2].item, sha256=hash_))]

    broken = first_broken("attempt", links)
    assert broken is not None
    assert broken.index == 2
    with pytest.raises(ValueError, match="64 small hexadecimal"):
        link(LINKS[0].digest, replace(ITEMS[0], sha256=hash_))


@settings(deadline=None)
@given(st.lists(items, max_size=6), st.data())
def test_any_chain_verifies_and_any_single_change_is_found_where_it_is(given_items: list[Item], data) -> None:
    links = list(chain("a", given_items))
    assert first_broken("a", links) is None
    if not links:
        return
    index = data.draw(st.integers(0, len(links) - 1))
    other = data.draw(items.filter(lambda i: i != links[index].item))
    links[index] = replace(links[index], item=other)
    broken = first_broken("a", links)
    assert broken is not None
    assert broken.index == index
