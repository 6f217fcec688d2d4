"""What the port, its sockets and a connection know of each other: a way to a browser, and whose it is."""

from typing import Protocol

from tool.media.transport.addresses import Address


class Path(Protocol):
    """One way to a browser: a UDP address seen from one of ours, or a TCP connection."""

    owner: "Client | None"

    @property
    def address(self) -> Address:
        """Where the browser is, as it looks from here."""
        ...

    def send(self, data: bytes) -> None:
        """Send one datagram; it may be lost."""
        ...

    def unsent(self) -> int:
        """Return how many bytes wait to be sent; always 0 for UDP."""
        ...

    def close(self) -> None:
        """Give the way up."""
        ...


class Client(Protocol):
    """What the port must know of a connection: its ICE name, and where its datagrams go."""

    ufrag: str

    def use(self, path: Path, *, nominated: bool) -> None:
        """An authenticated STUN check came by this path."""
        ...

    def receive_dtls(self, data: bytes) -> None:
        """Take a DTLS datagram."""
        ...

    def receive_srtp(self, data: bytes) -> None:
        """Take an SRTP or SRTCP datagram."""
        ...

    def path_closed(self, path: Path) -> None:
        """The TCP connection is gone."""
        ...
