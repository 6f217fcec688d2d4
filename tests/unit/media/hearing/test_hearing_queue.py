"""Stretches of sound are heard together, within what they may cost, and the one that ends processes is set aside."""

import sys
from pathlib import Path

import pytest

from tool.detection.heard import SoundFacts
from tool.media.aside import ASIDE_S, Aside
from tool.media.counters import Counters
from tool.media.hearing.jobs import Heard, SoundAnswer, SoundPacket
from tool.media.hearing.listening import BATCH, COLLECT_S, Listening
from tool.media.processes import WorkerFailed

FACTS = SoundFacts(2.0, 2.0, 0.0, -100.0, -50.0, -40.0, -60.0, "m")
POISON = b"poison"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += max(0.0, seconds)


class Process:
    """Stands in for the process: hears everything, dies over poison."""

    returncode = None


class Hall:
    """A queue whose process is played; `jobs` are the attempts heard together, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, cpu_share: float = 0.5, cpu_s: float = 0.0) -> None:
        self.clock, self.counters = Clock(), Counters()
        self.listening = Listening(
            (), cpu_share, self.counters, Aside(self.clock), clock=self.clock, sleep=self.clock.sleep
        )
        self.jobs: list[list[str]] = []
        self.heard: list[str] = []
        self._cpu_s = cpu_s
        monkeypatch.setattr(self.listening, "_ask", self._ask)

    async def _ask(self, _process: object, batch: dict) -> SoundAnswer:
        self.jobs.append(list(batch))
        if any(waiting.packets[0].opus == POISON for waiting in batch.values()):
            raise WorkerFailed("it died")
        self.clock.now += self._cpu_s
        return SoundAnswer(1, tuple(Heard(FACTS) for _ in batch), self._cpu_s)

    def submit(self, *attempts: str, opus: bytes = b"x") -> None:
        for attempt_id in attempts:
            self.listening.submit(
                attempt_id, [SoundPacket(1, 0, opus)], lambda _heard, name=attempt_id: self.heard.append(name)
            )

    async def turn(self) -> None:
        await self.listening._turn(Process())


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Hall:
    return Hall(monkeypatch)


async def test_what_waits_is_heard_together_a_batch_at_a_time(hall: Hall) -> None:
    hall.submit(*(f"a{n}" for n in range(BATCH + 3)))
    await hall.turn()
    await hall.turn()
    assert [len(job) for job in hall.jobs] == [BATCH, 3]
    assert (hall.counters.sounds_heard, hall.listening.waiting) == (BATCH + 3, 0)


async def test_a_newer_stretch_takes_the_place_of_the_older_and_that_is_counted(hall: Hall) -> None:
    hall.submit("a", "b")
    hall.clock.now += 3.0
    hall.submit("a")
    await hall.turn()
    assert hall.jobs == [["a", "b"]]
    assert hall.heard == ["a", "b"]
    assert hall.counters.sounds_replaced == 1
    assert hall.listening.wait_s == 3.0


async def test_it_rests_until_its_share_of_the_processor_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(monkeypatch, cpu_share=0.1, cpu_s=0.2)
    began = hall.clock.now
    for _ in range(5):
        hall.submit("a")
        await hall.turn()
    assert hall.clock.now - began == pytest.approx(5 * 0.2 / 0.1)


async def test_cheap_sound_is_gathered_for_a_moment(hall: Hall) -> None:
    began = hall.clock.now
    hall.submit("a")
    await hall.turn()
    assert hall.clock.now - began == COLLECT_S


async def test_without_a_share_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(monkeypatch, cpu_share=0.0)
    hall.submit("a")
    assert (hall.listening.enabled, hall.listening.waiting) == (False, 0)


async def test_who_ends_processes_is_found_and_set_aside_and_all_others_are_heard(hall: Hall) -> None:
    async def again() -> None:
        hall.submit("bad", opus=POISON)
        hall.submit("a", "b")
        while hall.listening.waiting:
            try:
                await hall.turn()
            except WorkerFailed:
                continue

    await again()
    assert hall.jobs == [["bad", "a", "b"]]
    assert hall.counters.sounds_lost == 3
    for _ in range(3):
        await again()
    assert hall.jobs[1:4] == [["bad"], ["a"], ["b"]]
    assert hall.jobs.count(["bad"]) == 2
    assert hall.heard == ["a", "b"] * 3
    assert hall.counters.sound_attempts_set_aside == 1
    assert hall.counters.sounds_set_aside == 1
    hall.clock.now += ASIDE_S
    await again()
    assert hall.jobs.count(["bad"]) == 3


async def test_an_attempt_that_ended_is_not_heard(hall: Hall) -> None:
    hall.submit("a", "b")
    hall.listening.withdraw("a")
    await hall.turn()
    assert hall.heard == ["b"]


async def test_a_real_process_that_speaks_nonsense_is_replaced(tmp_path: Path) -> None:
    script = tmp_path / "nonsense.py"
    script.write_text("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\1\\xc1'); sys.stdout.flush(); input()")
    listening = Listening((sys.executable, str(script)), 0.5, Counters())
    with pytest.raises(WorkerFailed, match="Listens"):
        await listening._serve()
    assert (listening.ready, listening.pids) == (False, set())
