"""The unit of work on a real SQLite file: isolation between threads, order of commit and news, tenancy."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories.world import PLATFORM, World
from tool.db.engine import Database, DatabaseBusy, Turn
from tool.db.work import Works
from tool.domain.attempt import OPEN_STATES
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.monitoring.tenancy.ports import AlreadyThere
from tool.monitoring.tenancy.records import Institution
from tool.monitoring.work import NotFound

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 1), ("busy_timeout", 5)]
)
def test_sqlite_is_set_up_as_it_must_be(world: World, pragma: str, value: object) -> None:
    with world.database.engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_rolled_back_work_leaves_nothing(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        add_and_fail(world)
    with world.work() as work:
        assert work.institutions.named("Lost") is None
    assert world.events == []


def add_and_fail(world: World) -> None:
    with world.work() as work:
        work.institutions.add(Institution("lost", "Lost", 1.0))
        work.emit("never told")
        raise ZeroDivisionError


def test_news_come_after_the_commit_and_a_failing_listener_stops_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[object] = []

    def look(event: object) -> None:
        with world.work() as work:
            seen.append(work.institutions.named(str(event)))

    def fail(event: object) -> None:
        raise ZeroDivisionError

    works = Works(world.database)
    for listener in (fail, look):
        works.listen(listener)
    with works() as work:
        made = Institution("new", "New", 1.0)
        work.institutions.add(made)
        work.emit("New")
        assert seen == []
    assert seen == [made]
    assert "A listener failed on str" in caplog.text


def test_units_of_work_do_not_nest(world: World) -> None:
    with world.work(), pytest.raises(DatabaseBusy, match="nest"), world.work():
        pass
    with world.work() as work:
        assert work.platforms.all() == [PLATFORM]


def test_a_turn_that_never_comes_is_an_error() -> None:
    turn = Turn(timeout_s=0.01)
    holder = threading.Thread(target=turn.take)
    holder.start()
    holder.join()
    with pytest.raises(DatabaseBusy, match="open for more than"):
        turn.take()


def test_threads_that_read_and_then_write_lose_nothing(world: World) -> None:
    attempt = world.attempt()
    errors: list[BaseException] = []

    def add_minutes() -> None:
        try:
            for _ in range(10):
                with world.work() as work:
                    read = work.attempts.lock(attempt.id)
                    work.attempts.save(replace(read, extra_minutes=read.extra_minutes + 1))
        except BaseException as exc:  # told to the test
            errors.append(exc)

    threads = [threading.Thread(target=add_minutes) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert world.read(attempt.id).extra_minutes == 40


def test_two_processes_take_turns(world: World, tmp_path: Path) -> None:
    attempt = world.attempt()
    other = Works(Database(f"sqlite:///{tmp_path / 'invigil.sqlite3'}"))
    began = threading.Event()

    def second() -> None:
        began.set()
        with other() as work:
            read = work.attempts.lock(attempt.id)
            work.attempts.save(replace(read, extra_minutes=read.extra_minutes + 1))

    thread = threading.Thread(target=second)
    with world.work() as work:
        read = work.attempts.lock(attempt.id)
        thread.start()
        assert began.wait(5)
        work.attempts.save(replace(read, extra_minutes=read.extra_minutes + 1))
    thread.join(10)
    assert world.read(attempt.id).extra_minutes == 2


GREEN = """
import eventlet
eventlet.monkey_patch()
import sys
sys.path.insert(0, {root!r})
from dataclasses import replace
from tests.factories.world import World
world = World("sqlite:///{file}")
attempt = world.attempt()
def add():
    with world.work() as work:
        read = work.attempts.lock(attempt.id)
        eventlet.sleep(0.02)
        work.attempts.save(replace(read, extra_minutes=read.extra_minutes + 1))
ticks = []
def tick():
    while True:
        ticks.append(1)
        eventlet.sleep(0.005)
clock = eventlet.spawn(tick)
for thread in [eventlet.spawn(add) for _ in range(5)]:
    thread.wait()
clock.kill()
print(world.read(attempt.id).extra_minutes, len(ticks) >= 10)
"""


def test_green_threads_wait_for_each_other_without_stopping_the_process(tmp_path: Path) -> None:
    script = GREEN.format(root=str(ROOT), file=tmp_path / "green.sqlite3")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
    )
    assert done.stdout.split() == ["5", "True"], done.stderr


def test_records_survive_the_round_trip(world: World) -> None:
    attempt = world.attempt(attempt_number={"odd": [1, None]})
    world.incident(attempt.id)
    exam_policy = PRESETS[Preset.HIGH].with_values(allowed_resources=("Bücher 📚",), message="'; DROP TABLE exams;--")
    with world.work() as work:
        exam = replace(work.exams.get(attempt.exam_id), policy=exam_policy, ags_scopes=("a", "b"))
        work.exams.save(exam)
    fresh = Works(Database(str(world.database.engine.url)))
    with fresh() as work:
        assert work.attempts.get(attempt.id) == attempt
        assert work.exams.get(exam.id) == exam
        assert work.attempts.in_states(OPEN_STATES) == [attempt]
        assert [i.id for i in work.incidents.of_attempt(attempt.id)] == ["incident-1"]


def test_exam_and_attempt_are_found_only_within_their_tenant(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        assert work.exams.on_platform("platform-1", attempt.exam_id).id == attempt.exam_id
        assert work.attempts.within(attempt.exam_id, attempt.id) == attempt
        for look in (
            lambda: work.exams.on_platform("platform-2", attempt.exam_id),
            lambda: work.attempts.within("exam-2", attempt.id),
            lambda: work.attempts.get("nobody"),
            lambda: work.attempts.lock("nobody"),
            lambda: work.attempts.save(replace(attempt, id="nobody")),
        ):
            with pytest.raises(NotFound):
                look()
        assert work.exams.by_link("platform-2", "link-1") is None
        assert work.people.known("platform-2", "sub-1") is None


def test_the_database_itself_refuses_orphans_and_doubles(world: World) -> None:
    attempt = world.attempt()
    with pytest.raises(IntegrityError), world.work() as work:
        work.attempts.add(replace(attempt, id="new", exam_id="no-such-exam"))
    with pytest.raises(AlreadyThere), world.work() as work:
        work.attempts.add(replace(attempt, id="twin"))
    with pytest.raises(AlreadyThere), world.work() as work:
        work.platforms.add(replace(PLATFORM, id="twin"))
