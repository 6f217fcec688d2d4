"""A database that another process has, or that has no room: reading goes on, writing is refused in two words."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.world import World
from tool.chat import messages
from tool.chat.records import Speaker
from tool.db.engine import Database
from tool.db.lti_stores import SqlUsedStates
from tool.db.room import Reserve, Room
from tool.db.storage_errors import trouble_of
from tool.db.work import Works
from tool.domain.intervention import InterventionKind
from tool.monitoring.work import DatabaseBusy, StorageFull

ROOT = Path(__file__).resolve().parents[2]
STUDENT = Speaker("examinee", "person-1", "Ada Examinee")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")
    made.database.patience._sleep = lambda _s: None
    made.database.patience._limit_s = 0.05
    return made


@pytest.fixture
def foreigner(world: World) -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(str(world.database.engine.url.database), isolation_level=None)
    yield other
    other.close()


def say(world: World, attempt_id: str, text: str) -> None:
    with world.work() as work:
        exam_id = work.attempts.get(attempt_id).exam_id
        messages.post(work, exam_id, attempt_id, STUDENT, text, world.now, client_id=text[:20])


def test_reading_goes_on_while_another_process_has_the_database(world: World, foreigner: sqlite3.Connection) -> None:
    attempt = world.attempt()
    foreigner.execute("BEGIN IMMEDIATE")
    with world.work() as work:
        assert work.attempts.get(attempt.id) == attempt
    assert world.database.state == "busy"


def test_writing_is_refused_meanwhile_and_is_possible_again_afterwards(
    world: World, foreigner: sqlite3.Connection
) -> None:
    attempt = world.attempt()
    foreigner.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        say(world, attempt.id, "lost?")
    with pytest.raises(DatabaseBusy):
        SqlUsedStates(world.database).first_use("state", 1.0)
    foreigner.execute("ROLLBACK")
    world.database.patience._probe_at = 0.0
    say(world, attempt.id, "kept")
    assert world.database.state == "ok"
    with world.work() as work:
        assert [m.text for m in work.chat.of_attempt(attempt.id)] == ["kept"]


def test_a_short_lock_of_another_process_is_waited_for(world: World, foreigner: sqlite3.Connection) -> None:
    attempt = world.attempt()
    world.database.patience._limit_s = 60.0
    world.database.patience._sleep = lambda _s: foreigner.execute("ROLLBACK") and None
    foreigner.execute("BEGIN IMMEDIATE")
    say(world, attempt.id, "kept")


GREEN = """
import eventlet
eventlet.monkey_patch()
import sqlite3, sys
sys.path.insert(0, {root!r})
from tests.factories.world import World
world = World("sqlite:///{file}")
attempt = world.attempt()
other = sqlite3.connect({file!r}, isolation_level=None)
other.execute("BEGIN IMMEDIATE")
eventlet.spawn_after(0.4, other.execute, "ROLLBACK")
ticks = []
def tick():
    while True:
        ticks.append(1)
        eventlet.sleep(0.005)
eventlet.spawn(tick)
with world.work() as work:
    work.attempts.save(work.attempts.lock(attempt.id))
print(len(ticks) >= 10)
"""


def test_green_threads_run_on_while_one_waits_for_another_process(tmp_path: Path) -> None:
    script = GREEN.format(root=str(ROOT), file=str(tmp_path / "green.sqlite3"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
    )
    assert done.stdout.split() == ["True"], done.stderr


def fill(world: World, attempt_id: str) -> None:
    for n in range(200):
        say(world, attempt_id, f"{n} " + "x" * 900)


def full_database(world: World) -> None:
    """Let SQLite find no room for one more page, as on a full disk."""
    with world.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def test_no_room_is_said_as_such_and_nothing_is_half_kept(world: World) -> None:
    attempt = world.attempt()
    full_database(world)
    with pytest.raises(StorageFull):
        fill(world, attempt.id)
    assert world.database.state == "full"
    with world.work() as work:
        kept = work.chat.of_attempt(attempt.id)
    assert [m.text.split()[0] for m in kept] == [str(n) for n in range(len(kept))]


class Disk:
    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, _folder: Path) -> int:
        return self.free


def test_while_the_disk_is_full_decisions_go_through_and_other_new_rows_do_not(tmp_path: Path) -> None:
    disk, reserve = Disk(10_000), Reserve(tmp_path / "reserve", 1000)
    room = Room(reserve, disk)
    world = World(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")
    attempt = world.attempt()
    database = Database(str(world.database.engine.url), room)
    world.works = Works(database)
    room.look()
    assert reserve.held
    disk.free = 100
    room.look()
    assert (room.full, reserve.held, database.state) == (True, False, "full")
    with pytest.raises(StorageFull):
        say(world, attempt.id, "not now")
    world.decide(attempt.id, InterventionKind.FLAG, text="Please look.")
    disk.free = 1399
    room.look()
    assert room.full
    disk.free = 1400
    room.look()
    assert (room.full, reserve.held, database.state) == (False, True, "ok")
    say(world, attempt.id, "now")


def test_a_reserve_is_room_in_truth_and_for_its_owner_alone(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", 100_000)
    assert reserve.hold()
    found = reserve.path.stat()
    assert found.st_blocks * 512 >= 100_000
    assert found.st_mode & 0o077 == 0


class Server(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def test_a_database_server_says_it_in_other_words() -> None:
    assert isinstance(trouble_of(Server("53100")), StorageFull)
    assert isinstance(trouble_of(Server("57P03")), DatabaseBusy)
    assert isinstance(trouble_of(Server("08006"), disconnected=True), DatabaseBusy)
    assert trouble_of(Server("23505")) is None
