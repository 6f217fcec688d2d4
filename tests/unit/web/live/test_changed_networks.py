"""Which addresses are of one network, and when a page has moved to another."""

import pytest

from tool.web.live.networks import Networks, network_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("192.0.2.1", "::ffff:192.0.2.9", True),
        ("2001:db8:1:2::1", "2001:db8:1:ffff:1:2:3:4", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("2001:db8:1:2::/64", "2001:db8:1:3::/64", True),
        ("2001:db8:1:2::/64", "2001:db8:2:2::/64", False),
    ],
)
def test_addresses_of_one_network(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@pytest.mark.parametrize("address", ["", "localhost", "192.0.2", "unknown", "a" * 100])
def test_what_is_no_address_is_no_network_and_no_move(address: str) -> None:
    networks = Networks()
    networks.moved("192.0.2.1")
    assert network_of(address) is None
    assert not networks.moved(address)
    assert not networks.moved("192.0.2.2")


def test_a_computer_with_both_versions_of_ip_does_not_move_by_using_them_by_turns() -> None:
    networks = Networks()
    for address in ("192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"):
        assert not networks.moved(address)
    assert networks.moved("2001:db8:5::1")
    assert networks.moved("198.51.100.1")
