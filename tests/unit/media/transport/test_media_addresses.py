"""Where the port listens and what browsers are told, for each way to set it."""

import ifaddr
import pytest

from tool.media.transport.addresses import MAX_TOLD, Reach, is_here, local_addresses, reach


def has(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Give this machine these addresses and no others."""
    own = [
        ifaddr.IP((text, 0, 2 if text.startswith("fe80") else 0) if ":" in text else text, 64, "eth0")
        for text in addresses
    ]
    adapter = ifaddr.Adapter(name="eth0", nice_name="eth0", ips=own, index=2)
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [adapter])


@pytest.fixture(autouse=True)
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    has(monkeypatch, "fe80::1", "fd00::2", "192.0.2.2", "::1", "169.254.3.4", "127.0.0.1", "10.8.0.1")


def test_without_a_host_all_addresses_are_listened_on_for_this_machine_only() -> None:
    everything = ("127.0.0.1", "::1", "10.8.0.1", "192.0.2.2", "fd00::2")
    assert reach("", "") == Reach(everything, (), here_only=True)
    assert reach("", "192.0.2.9") == Reach(everything, ("192.0.2.9",), here_only=True)


@pytest.mark.parametrize(
    ("host", "public", "bound", "told"),
    [
        ("127.0.0.1", "", "127.0.0.1", ()),
        ("192.0.2.2", "", "192.0.2.2", ()),
        ("192.0.2.2", "203.0.113.7", "192.0.2.2", ("203.0.113.7",)),
        ("0.0.0.0", "203.0.113.7", "0.0.0.0", ("203.0.113.7",)),
        ("0.0.0.0", "", "0.0.0.0", ("10.8.0.1", "192.0.2.2")),
        ("::", "", "::", ("10.8.0.1", "192.0.2.2", "fd00::2")),
    ],
)
def test_a_host_is_listened_on_for_everybody(host: str, public: str, bound: str, told: tuple[str, ...]) -> None:
    assert reach(host, public) == Reach((bound,), told)


def test_a_machine_without_a_network_has_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    has(monkeypatch, "127.0.0.1")
    assert reach("", "").bound == ("127.0.0.1",)
    assert reach("0.0.0.0", "").told == ("127.0.0.1",)


def test_a_host_of_many_networks_tells_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    has(monkeypatch, "127.0.0.1", *(f"10.0.{n}.1" for n in range(100)))
    assert len(local_addresses()) == MAX_TOLD
    assert local_addresses()[0] == "127.0.0.1"


def test_this_machine_is_known_by_every_address_it_has() -> None:
    here = ("127.0.0.1", "127.1.2.3", "::1", "192.0.2.2", "169.254.3.4", "fd00::2", "fe80::1%2")
    assert [host for host in (*here, "192.0.2.3", "fd00::3", "8.8.8.8") if is_here((host, 5000))] == list(here)
