"""Who ends detection processes is not looked at for a while; all others are."""

import asyncio
import logging
from types import SimpleNamespace

import pytest

from tool.media.aside import ASIDE_S, REMEMBERED_S, Aside
from tool.media.counters import Counters
from tool.media.looks.analysis import Analysis, WorkerFailed
from tool.media.looks.jobs import Look, pack


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Pipe:
    """The standard input of a process, broken or not."""

    def __init__(self, broken: bool) -> None:
        self.broken = broken

    def write(self, data: bytes) -> None:
        pass

    async def drain(self) -> None:
        if self.broken:
            raise BrokenPipeError


def dying(*, returncode: int | None = None, broken: bool = False, answer: bytes = b"") -> SimpleNamespace:
    """Return a process that says `answer` to a picture and then is gone."""
    stdout = asyncio.StreamReader()
    stdout.feed_data(answer)
    stdout.feed_eof()
    return SimpleNamespace(stdin=Pipe(broken), stdout=stdout, returncode=returncode)


async def work(analysis: Analysis, process: SimpleNamespace) -> None:
    """Have the process work on the next picture."""
    await analysis._one(process, await analysis._take())


def offer(analysis: Analysis, key: str) -> None:
    analysis.submit(key, "jpeg", b"1", 0.0, lambda look: None)


async def killed(analysis: Analysis, key: str, **how: object) -> None:
    offer(analysis, key)
    with pytest.raises(WorkerFailed):
        await work(analysis, dying(**how))


def test_two_strikes_set_aside_for_a_while_and_one_more_does_so_again() -> None:
    clock = Clock()
    aside = Aside(clock)
    assert not aside.strike("a")
    assert not aside.holds("a")
    assert aside.strike("a")
    assert (aside.holds("a"), aside.holds("b")) == (True, False)
    clock.now += ASIDE_S
    assert not aside.holds("a")
    assert aside.strike("a")
    assert aside.holds("a")
    clock.now += REMEMBERED_S
    assert not aside.strike("a")


def test_what_is_remembered_is_forgotten_in_time() -> None:
    clock = Clock()
    aside = Aside(clock)
    for n in range(50):
        aside.strike(f"a{n}")
    clock.now += REMEMBERED_S
    aside.strike("b")
    assert list(aside._records) == ["b"]


async def test_who_killed_two_processes_is_set_aside_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    clock, counters = Clock(), Counters()
    analysis = Analysis(("true",), 1, counters, Aside(clock))
    await killed(analysis, "bad/camera")
    offer(analysis, "bad/camera")
    assert analysis.waiting == 1
    offer(analysis, "bad/screen")
    with caplog.at_level(logging.WARNING), pytest.raises(WorkerFailed):
        await work(analysis, dying())
    assert "bad" in caplog.text
    assert (counters.attempts_set_aside, counters.frames_set_aside, analysis.waiting) == (1, 1, 0)
    offer(analysis, "bad/camera")
    assert (counters.frames_set_aside, analysis.waiting) == (2, 0)
    offer(analysis, "good/camera")
    await work(analysis, dying(answer=pack(Look(analysis._next_id, 0.0))))
    assert counters.looks == 1
    clock.now += ASIDE_S
    offer(analysis, "bad/camera")
    assert analysis.waiting == 1


@pytest.mark.parametrize("how", [{"returncode": -9}, {"broken": True}])
async def test_a_process_that_died_before_it_had_the_picture_is_nobodys_fault(how: dict[str, object]) -> None:
    counters = Counters()
    analysis = Analysis(("true",), 1, counters, Aside(Clock()))
    for _ in range(5):
        await killed(analysis, "a/camera", **how)
    offer(analysis, "a/camera")
    assert (counters.attempts_set_aside, analysis.waiting) == (0, 1)


async def test_a_process_that_hangs_counts_as_one_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tool.media.looks.analysis.JOB_S", 0.0)
    analysis = Analysis(("true",), 1, Counters(), Aside(Clock()))
    for _ in range(2):
        offer(analysis, "a/camera")
        hanging = SimpleNamespace(stdin=Pipe(broken=False), stdout=asyncio.StreamReader(), returncode=None)
        with pytest.raises(WorkerFailed, match="no answer"):
            await work(analysis, hanging)
    offer(analysis, "a/camera")
    assert analysis.waiting == 0


def test_pictures_that_come_unread_are_told_until_one_is_looked_at_again() -> None:
    clock = Clock()
    aside = Aside(clock)
    aside.strike("a")
    aside.arrived("a", "camera")
    assert aside.unread() == {}
    aside.strike("a")
    assert aside.unread() == {}
    aside.arrived("a", "camera")
    aside.arrived("a", "screen")
    aside.arrived("b", "camera")
    clock.now += 2.0
    aside.looked("a", "camera")  # another process, with a picture of before
    assert aside.unread() == {"a": {"camera": 2.0, "screen": 2.0}}
    clock.now += ASIDE_S
    aside.arrived("a", "camera")
    assert aside.unread()["a"]["camera"] == 0.0
    aside.looked("a", "camera")
    aside.arrived("a", "camera")
    assert aside.unread() == {"a": {"screen": 62.0}}
    aside.strike("a")
    aside.arrived("a", "camera")
    assert aside.unread()["a"]["camera"] == 0.0
    clock.now += REMEMBERED_S
    assert aside.unread() == {}


async def test_what_is_submitted_while_set_aside_is_told_as_unread() -> None:
    clock = Clock()
    analysis = Analysis(("true",), 1, Counters(), Aside(clock))
    for _ in range(2):
        await killed(analysis, "bad/camera")
    assert (analysis.holds("bad"), analysis.unread()) == (True, {})
    offer(analysis, "bad/camera")
    offer(analysis, "good/camera")
    assert analysis.unread() == {"bad": {"camera": 0.0}}
    await work(analysis, dying(answer=pack(Look(analysis._next_id, 0.0))))
    clock.now += ASIDE_S
    offer(analysis, "bad/camera")
    await work(analysis, dying(answer=pack(Look(analysis._next_id, 0.0))))
    assert (analysis.holds("bad"), analysis.unread()) == (False, {})
