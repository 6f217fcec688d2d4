"""The one port: whose datagram it is, and what strangers get, which is nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aioice import stun

from tool.media.counters import Counters
from tool.media.transport.addresses import LOOPBACK, Reach
from tool.media.transport.path import Path
from tool.media.transport.port import MAX_TCP_FRAME, Port

KEY = b"k" * 32
LOOPBACK_ONLY = Reach((LOOPBACK,))


class FakeClient:
    def __init__(self, ufrag: str) -> None:
        self.ufrag = ufrag
        self.paths: list[tuple[Path, bool]] = []
        self.dtls: list[bytes] = []
        self.srtp: list[bytes] = []
        self.closed = 0

    def use(self, path: Path, *, nominated: bool) -> None:
        self.paths.append((path, nominated))

    def receive_dtls(self, data: bytes) -> None:
        self.dtls.append(data)

    def receive_srtp(self, data: bytes) -> None:
        self.srtp.append(data)

    def path_closed(self, path: Path) -> None:
        self.closed += 1


@asynccontextmanager
async def opened(reach: Reach = LOOPBACK_ONLY) -> AsyncIterator[Port]:
    port = Port(Counters(), KEY, reach)
    await port.open(0)
    try:
        yield port
    finally:
        await port.close()


@pytest.fixture
async def port():
    async with opened() as it:
        yield it


@pytest.fixture
def browser(port: Port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setblocking(False)
        udp.connect(("127.0.0.1", port.port))
        yield udp


def check(ufrag: str, password: str, *, nominate: bool = False) -> bytes:
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{ufrag}:theirs"
    if nominate:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(password.encode())
    return bytes(request)


async def answer(browser: socket.socket) -> stun.Message:
    data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(browser, 2048), 2)
    return stun.parse_message(data)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(2):
        while not condition():
            await asyncio.sleep(0.005)


async def nothing_comes(port: Port, browser: socket.socket, refused: int) -> None:
    await until(lambda: port.counters.stun_refused >= refused)
    with pytest.raises(BlockingIOError):
        browser.recv(2048)


async def test_a_check_with_the_right_password_opens_the_way(port: Port, browser: socket.socket) -> None:
    client = FakeClient(port.new_ufrag())
    port.register(client)
    password = port.password(client.ufrag)
    browser.send(b"\x80" * 20)
    browser.send(check(client.ufrag, password, nominate=True))
    response = await answer(browser)
    assert response.message_class == stun.Class.RESPONSE
    assert response.attributes["XOR-MAPPED-ADDRESS"] == browser.getsockname()
    assert response.check_message_integrity(password.encode())
    browser.send(b"\x16" + b"d" * 20)
    browser.send(b"\x80" + b"r" * 20)
    browser.send(b"\x80short")
    browser.send(check(client.ufrag, password))
    await answer(browser)
    assert [nominated for _, nominated in client.paths] == [True, False]
    assert client.dtls == [b"\x16" + b"d" * 20]
    assert client.srtp == [b"\x80" + b"r" * 20], "what came before the check was dropped"


async def test_a_wrong_password_gets_no_answer(port: Port, browser: socket.socket) -> None:
    client = FakeClient(port.new_ufrag())
    port.register(client)
    browser.send(check(client.ufrag, "guess"))
    browser.send(check("ffff", "guess"))
    browser.send(b"\x00\x01\x00\x00\x21\x12\xa4\x42" + b"0" * 12)
    browser.send(b"\x00" * 40)
    await nothing_comes(port, browser, 4)
    assert client.paths == []


async def test_a_browser_of_a_former_process_is_told_that_it_is_over(browser: socket.socket, port: Port) -> None:
    async with opened() as former:
        ufrag = former.new_ufrag()
        password = former.password(ufrag)
    browser.send(check(ufrag, password))
    response = await answer(browser)
    assert response.message_class == stun.Class.ERROR
    assert response.error_code == 400
    assert response.check_message_integrity(password.encode())


async def test_tcp_is_cut_into_datagrams_wherever_it_breaks(port: Port) -> None:
    client = FakeClient(port.new_ufrag())
    port.register(client)
    reader, writer = await asyncio.open_connection("127.0.0.1", port.port)
    framed = b"".join(
        len(d).to_bytes(2, "big") + d
        for d in (check(client.ufrag, port.password(client.ufrag)), b"\x16" + b"d" * 30, b"\x80" + b"r" * 30)
    )
    for at in range(0, len(framed), 7):
        writer.write(framed[at : at + 7])
        await writer.drain()
    size = int.from_bytes(await asyncio.wait_for(reader.readexactly(2), 2), "big")
    assert stun.parse_message(await reader.readexactly(size)).message_class == stun.Class.RESPONSE
    await until(lambda: client.srtp)
    assert (client.dtls, client.srtp) == ([b"\x16" + b"d" * 30], [b"\x80" + b"r" * 30])
    path = client.paths[0][0]
    path.send(b"hello")
    assert await asyncio.wait_for(reader.readexactly(7), 2) == b"\x00\x05hello"
    writer.close()
    await writer.wait_closed()
    await until(lambda: client.closed)
    assert port.strangers == 0


async def test_a_length_that_none_of_ours_has_ends_the_connection(port: Port) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port.port)
    writer.write((MAX_TCP_FRAME + 1).to_bytes(2, "big") + b"x")
    assert await asyncio.wait_for(reader.read(), 2) == b""
    writer.close()
    await writer.wait_closed()
    assert port.strangers == 0


async def test_closing_the_port_closes_every_tcp_connection() -> None:
    async with opened() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port.port)
        await until(lambda: port.strangers)
    assert await asyncio.wait_for(reader.read(), 2) == b""
    writer.close()
    await writer.wait_closed()
    assert port.strangers == 0
    assert not port.tcp_paths


async def test_a_taken_number_is_an_error(port: Port) -> None:
    second = Port(Counters(), KEY, LOOPBACK_ONLY)
    with pytest.raises(OSError, match="in use"):
        await second.open(port.port)


async def test_a_browser_is_answered_from_the_address_that_it_asked() -> None:
    async with opened(Reach(("127.0.0.1", "127.0.0.2"))) as port:
        assert port.hosts == ("127.0.0.1", "127.0.0.2")
        client = FakeClient(port.new_ufrag())
        port.register(client)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as browser:
            browser.setblocking(False)
            browser.bind(("127.0.0.1", 0))
            for host in port.hosts:
                browser.sendto(check(client.ufrag, port.password(client.ufrag)), (host, port.port))
                _, address = await asyncio.wait_for(asyncio.get_running_loop().sock_recvfrom(browser, 2048), 2)
                assert address == (host, port.port)
            first, second = (path for path, _ in client.paths)
            first.close()
            browser.sendto(b"\x80" + b"1" * 20, ("127.0.0.1", port.port))
            browser.sendto(b"\x80" + b"2" * 20, ("127.0.0.2", port.port))
            await until(lambda: client.srtp)
        assert (client.srtp, second.owner) == ([b"\x80" + b"2" * 20], client), "each way is closed by itself"


async def test_tcp_is_there_at_every_address() -> None:
    async with opened(Reach(("127.0.0.1", "127.0.0.2"))) as port:
        for host in port.hosts:
            _, writer = await asyncio.open_connection(host, port.port)
            writer.close()
            await writer.wait_closed()


async def test_an_address_that_has_gone_is_left_out() -> None:
    async with opened(Reach(("127.0.0.1", "203.0.113.77"))) as port:
        assert port.hosts == ("127.0.0.1",)


async def test_what_is_told_may_be_another_address() -> None:
    async with opened(Reach(("127.0.0.1",), ("203.0.113.7",))) as port:
        assert port.hosts == ("203.0.113.7",)


async def test_another_machine_gets_no_answer_where_only_this_one_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(Reach(("127.0.0.1",), here_only=True)) as port:
        client = FakeClient(port.new_ufrag())
        port.register(client)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as browser:
            browser.setblocking(False)
            browser.connect(("127.0.0.1", port.port))
            browser.send(check(client.ufrag, port.password(client.ufrag)))
            assert (await answer(browser)).message_class == stun.Class.RESPONSE
        monkeypatch.setattr("tool.media.transport.port.is_here", lambda address: False)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.setblocking(False)
            stranger.connect(("127.0.0.1", port.port))
            stranger.send(check(client.ufrag, port.password(client.ufrag)))
            await nothing_comes(port, stranger, 1)
        reader, writer = await asyncio.open_connection("127.0.0.1", port.port)
        assert await asyncio.wait_for(reader.read(), 2) == b""
        writer.close()
        assert port.strangers == 0
        assert len(client.paths) == 1
