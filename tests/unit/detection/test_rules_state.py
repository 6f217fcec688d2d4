"""What an engine remembers: enough for another one to go on, and readable as older processes have written it."""

import json

import pytest

from tests.unit.detection.play import bare, engine, look, opened, seen, watch
from tool.detection.state import EngineState
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.link import codec

STANDARD = PRESETS[Preset.STANDARD].rules
FACES = [0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("after", [3, 5, 8, 12])
def test_an_heir_goes_on_with_looks_where_another_engine_stopped(after: int) -> None:
    subject, heir = engine(*STANDARD), engine(*STANDARD)
    looks = [look(float(n), faces=faces) for n, faces in enumerate(FACES)]
    before = watch(subject, looks[:after])
    heir.take_up(codec.decode(codec.encode(subject.state()), EngineState))

    mine, theirs = watch(subject, looks[after:]), watch(heir, looks[after:])
    assert opened(before + mine) == ["face_missing"]
    assert bare(theirs) == bare(mine)


def test_what_an_older_process_kept_can_still_be_read() -> None:
    subject, heir = engine(*STANDARD), engine(*STANDARD)
    subject.observe([seen("tab_hidden", 100)])
    written = json.loads(codec.encode(subject.state()))
    for kept in written["watches"]:
        del kept["looks"], kept["times"]
    heir.take_up(codec.decode(json.dumps(written).encode(), EngineState))

    assert heir.state() == subject.state()
    assert heir.tick(110) == subject.tick(110) != []


def test_a_state_moves_to_another_clock_with_all_its_moments() -> None:
    subject, heir = engine(*STANDARD), engine(*STANDARD)
    watch(subject, [look(float(n), faces=0) for n in range(4)])
    heir.take_up(subject.state().shifted(1000.0))

    assert opened(watch(heir, [look(1004, faces=0), look(1005, faces=0)])) == ["face_missing"]
