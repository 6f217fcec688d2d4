"""The socket drill in small: what must hold whatever the machine; its figures are those of `make drill-sockets`."""

from collections.abc import Iterator

import pytest

from tests.drills.socket_hall import Hall
from tests.drills.socket_patience import HALF_A_BODY, HALF_A_HEADER, slow_senders
from tests.drills.socket_reconnects import come_back
from tests.drills.socket_revocations import revoked_guest


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with Hall.furnished(tmp_path_factory.mktemp("hall"), 12) as hall:
        yield hall


async def test_a_revoked_guest_is_gone_and_the_others_stay(hall: Hall) -> None:
    lasted, late = await revoked_guest(hall)
    assert lasted < float("inf")
    assert late == 0


async def test_all_who_come_back_are_there_and_shown(hall: Hall) -> None:
    all_in_s, known_s = await come_back(hall, 12)
    assert max(all_in_s, known_s) < float("inf")


@pytest.mark.parametrize("first", [HALF_A_HEADER, HALF_A_BODY])
async def test_slow_senders_do_not_keep_others_from_an_answer(hall: Hall, first: bytes) -> None:
    meanwhile = await slow_senders(hall, 60, first, 2.5)
    assert meanwhile.begun == 60
    assert meanwhile.worst_s < float("inf")


def test_the_process_has_nothing_to_complain_of(hall: Hall) -> None:
    assert "Traceback" not in hall.web.log
