"""What a connection to a real web process may send, and that what is more ends it and nobody else's."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from tests.drills.raw_socket import Closed, RawSocket, frame
from tests.drills.socket_floods import FLOODS, Flood, suffer
from tests.drills.socket_hall import Hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder: Path = tmp_path_factory.mktemp("hall")
    with Hall.furnished(folder, 10) as hall:
        yield hall


@pytest.mark.parametrize("flood", FLOODS, ids=lambda flood: flood.name)
async def test_a_flood_is_ended_and_the_others_go_on(hall: Hall, flood: Flood) -> None:
    outcome = await suffer(hall, flood, 1.0)
    assert outcome.ended > 0
    assert outcome.answered > 0
    assert outcome.lost == 0
    assert "Traceback" not in hall.web.log


async def test_readings_of_ten_minutes_offline_pass_at_once(hall: Hall) -> None:
    async with await RawSocket.open(hall.web.port, "/examinee", hall.widget(9)) as widget:
        await widget.ask("grant")
        for batch in range(10):
            items = [
                {"id": f"0f8fad5b-d9cb-469f-a165-{batch:06}{i:06}", "signal": "tab_hidden", "active": True, "at": 1.5}
                for i in range(50)
            ]
            ack = await widget.ask("observe", {"items": items})
            assert ack["ok"], ack
            assert len(ack["result"]["ids"]) == 50
        assert not widget.ended.is_set()


async def test_a_message_in_pieces_is_one_message(hall: Hall) -> None:
    async with await RawSocket.open(hall.web.port, "/examinee", hall.widget(9)) as widget:
        whole = b'42/examinee,["help",{"kind":"question"}]'
        await widget.pour(_in_pieces(whole))
        async with asyncio.timeout(5):
            while not any(event == "attempt" and body["help_open"] for _, event, body in widget.heard):
                await asyncio.sleep(0.02)


async def test_a_flood_by_polling_is_ended(hall: Hall) -> None:
    """Many in one body, many bodies, one that says it is larger than it may be, one that cannot be read."""
    address = f"{hall.web.url}/socket.io/?EIO=4&transport=polling"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as http:
        for body in ("3" + "\x1e3" * 15, "4" + "x" * 60_000, "4" + "x" * 70_000, "2", "4" + "[" * 60_000):
            sid = (await _text(http.get(address)))[1].split('"sid":"')[1].split('"')[0]
            for _ in range(20):
                status, _text_of_it = await _text(http.post(f"{address}&sid={sid}", data=body))
                if status != 200:
                    break
            assert status == 400
            assert (await _text(http.get(f"{address}&sid={sid}")))[0] == 400


async def test_who_comes_back_again_and_again_is_told_to_wait(hall: Hall) -> None:
    let_in = 0
    with suppress(Closed):
        while let_in < 100:
            async with await RawSocket.open(hall.web.port, "/examinee", hall.widget(8)):
                let_in += 1
    assert 20 <= let_in < 100
    async with await RawSocket.open(hall.web.port, "/examinee", hall.widget(7)) as other:
        assert not other.ended.is_set()


async def _text(asked: object) -> tuple[int, str]:
    async with asked as answer:  # type: ignore[attr-defined]
        return answer.status, await answer.text()


def _in_pieces(whole: bytes) -> bytes:
    return frame(whole[:9], final=False) + frame(b"are you there?", opcode=9) + frame(whole[9:], opcode=0)
