"""Which addresses this tool may call on a platform's word, so that nobody can turn it against its own network."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_URL_CHARS = 4096
_IPV4_WITHIN = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0/96", "::/96", "64:ff9b::/96")))
"""IPv6 that ends in the IPv4 address it leads to: mapped, compatible, NAT64 (RFC 4291, RFC 6052)."""
_NOT_PUBLIC = tuple(
    map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "2001::/32", "192.88.99.0/24"))
)
"""What `is_global` of some Pythons lets through: local NAT64, site-local, Teredo (whose IPv4 is somebody's router), and
the relays of 6to4."""


class AddressRefused(Exception):
    """The tool does not call this address. The message says why, in words for an admin."""


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Lets through public https addresses only; with `allow_private` also http and private or loopback networks.

    `check` looks at the URL, `check_peer` at the address that was really connected to, so that a name which resolves
    differently the second time (DNS rebinding) gains nothing."""

    allow_private: bool = False

    def check(self, url: str) -> None:
        """Raise AddressRefused unless the URL is one to call."""
        host = _host(url, ("https", "http") if self.allow_private else ("https",))
        try:
            ipaddress.ip_address(host)
        except ValueError:
            if not self.allow_private and (host == "localhost" or host.endswith(".localhost")):
                raise AddressRefused("The address is in a private network.") from None
        else:
            self.check_peer(host)

    def check_peer(self, address: str) -> None:
        """Raise AddressRefused unless this IP address may be talked to."""
        ip = _meant(ipaddress.ip_address(address.partition("%")[0]))
        if ip.is_multicast or ip.is_unspecified:
            raise AddressRefused("The address is not that of one machine.")
        if not self.allow_private and (not ip.is_global or any(ip in network for network in _NOT_PUBLIC)):
            raise AddressRefused("The address is in a private network.")


def _meant(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the IPv4 address that packets to an IPv6 address end up at, by its own form; other addresses as they
    are."""
    if isinstance(ip, ipaddress.IPv4Address) or ip.is_unspecified or ip.is_loopback:
        return ip
    if any(ip in network for network in _IPV4_WITHIN):
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.sixtofour or ip


def _host(url: str, schemes: tuple[str, ...]) -> str:
    if len(url) > MAX_URL_CHARS or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused("The address is not a plain URL.")
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise AddressRefused("The address is not a plain URL.") from None
    if parts.scheme not in schemes:
        raise AddressRefused(f"The address must begin with {' or '.join(s + '://' for s in schemes)}.")
    if not host or parts.username is not None or parts.password is not None:
        raise AddressRefused("The address must name a host and carry no user name.")
    return host.rstrip(".").lower()


def is_web_address(url: str) -> bool:
    """Whether a browser may be sent there: http or https, with a host. Never `javascript:` or the like."""
    try:
        _host(url, ("https", "http"))
    except AddressRefused:
        return False
    return True


def origin(url: str) -> str:
    """Return scheme://host[:port] of a web address; the default port is left out, as browsers do."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
