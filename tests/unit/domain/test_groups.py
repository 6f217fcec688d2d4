"""Who of the staff sees an examinee in which groups."""

import pytest

from tool.domain.groups import EVERYBODY, NOBODY, AllowedGroups


@pytest.mark.parametrize(
    ("groups", "of_everybody", "of_a", "of_a_and_b"),
    [
        (("a",), True, True, True), (("b",), True, False, True), (("a", "b"), True, True, True),
        (("c",), True, False, False), ((), True, False, False), (None, True, False, False),
    ],
)
def test_an_examinee_is_seen_by_any_of_their_groups_and_by_who_sees_everybody(
    groups: tuple[str, ...] | None, of_everybody: bool, of_a: bool, of_a_and_b: bool
) -> None:
    assert EVERYBODY.reach(groups) is of_everybody
    assert AllowedGroups.of(["a"]).reach(groups) is of_a
    assert AllowedGroups.of(["a", "b"]).reach(groups) is of_a_and_b
    assert not NOBODY.reach(groups)


def test_no_list_of_groups_is_everybody_and_an_empty_one_nobody() -> None:
    assert AllowedGroups.of(None) == EVERYBODY
    assert AllowedGroups.of([]) == NOBODY
