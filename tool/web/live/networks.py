"""From which network a page speaks to us, as an address says: so coarse that what a provider does is no change."""

from ipaddress import IPv4Address, IPv6Address, ip_interface

_IPV4_BITS = 24
_IPV6_BITS = 48


def network_of(address: str) -> tuple[int, int] | None:
    """Return the version of IP and the network that an address, or a part of a network (2001:db8::/64), lies in: IPv4
    /24, IPv6 /48; None for neither.

    A provider gives its customers other addresses of one such network in passing (IPv6 privacy addresses, RFC 8981)."""
    try:
        parsed: IPv4Address | IPv6Address = ip_interface(address).ip
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = _IPV4_BITS if isinstance(parsed, IPv4Address) else _IPV6_BITS
    return parsed.version, int(parsed) >> (parsed.max_prefixlen - bits)


class Networks:
    """The networks that one attempt's page has spoken from last: one of each version of IP, since a computer that has
    both uses them by turns."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}

    def moved(self, address: str) -> bool:
        """The page speaks from this address; return whether that is another network than before, of its version."""
        found = network_of(address)
        if found is None:
            return False
        version, network = found
        before = self._last.get(version)
        self._last[version] = network
        return before is not None and before != network
