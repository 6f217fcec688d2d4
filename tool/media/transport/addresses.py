"""Which addresses the port listens on, which of them browsers are told, and whose browsers are served."""

import ipaddress
import socket
from dataclasses import dataclass

import ifaddr

LOOPBACK = "127.0.0.1"
MAX_TOLD = 16
"""More addresses are not told, nor listened on one by one: browsers try each with each of their own."""

Address = tuple[str, int] | tuple[str, int, int, int]
"""As the socket module writes it: host and port, and for IPv6 flow and scope."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`bound`: the addresses to listen on. `told`: those to tell browsers instead, the best first; none: those bound.

    `here_only`: only browsers on this machine are served, by whatever address of it they come."""

    bound: tuple[str, ...]
    told: tuple[str, ...] = ()
    here_only: bool = False


def reach(host: str, public_host: str) -> Reach:
    """Return what the two settings mean; OSError if a name in them has no address.

    Without a host it is every address of this machine for browsers on this machine: Firefox neither offers loopback
    nor sends from another address to it, so that it could not reach a port that listens on loopback alone."""
    told: tuple[str, ...] = (_resolved(public_host),) if public_host else ()
    if not host:
        return Reach(local_addresses(), told, here_only=True)
    bound = _resolved(host)
    if not told and ipaddress.ip_address(bound).is_unspecified:
        told = _of_the_network(ipv6=":" in bound)
    return Reach((bound,), told)


def local_addresses() -> tuple[str, ...]:
    """Return the addresses of this machine's interfaces: loopback first, then IPv4, then IPv6; never more than
    MAX_TOLD. Those that hold on one link only are left out, since a candidate cannot name the link."""
    found = {LOOPBACK}
    for adapter in ifaddr.get_adapters():
        found.update(ip.ip if isinstance(ip.ip, str) else ip.ip[0] for ip in adapter.ips)
    usable = [ip for ip in map(ipaddress.ip_address, found) if not ip.is_link_local and not ip.is_multicast]
    usable.sort(key=lambda ip: (not ip.is_loopback, ip.version, ip.packed))
    return tuple(map(str, usable[:MAX_TOLD]))


def is_here(address: Address) -> bool:
    """Whether a peer with this address is on this machine."""
    ip = ipaddress.ip_address(address[0].partition("%")[0])
    return ip.is_loopback or any(
        str(ip) == (own.ip if isinstance(own.ip, str) else own.ip[0])
        for adapter in ifaddr.get_adapters() for own in adapter.ips
    )


def _of_the_network(*, ipv6: bool) -> tuple[str, ...]:
    """Return what other machines may reach when the port listens everywhere; loopback if there is nothing else."""
    own = [ip for ip in local_addresses() if ipv6 or ":" not in ip]
    return tuple(ip for ip in own if not ipaddress.ip_address(ip).is_loopback) or tuple(own)


def _resolved(host: str) -> str:
    """Return the IP address of `host`: a candidate with a name in it is not understood by every browser."""
    return str(socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)[0][4][0])
