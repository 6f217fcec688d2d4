"""The stores of the LTI library on a real SQLite file: used once is used once, whoever asks at the same time."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from lti.ports import LaunchState, LaunchStates, Registrations, ToolKey, ToolKeys
from tests.factories.world import PLATFORM, World
from tool.db import housekeeping
from tool.db.lti_stores import LEAD_S, OVERLAP_S, SqlLaunchStates, SqlRegistrations, SqlToolKeys
from tool.db.rows import ToolKeyRow
from tool.db.sealing import CannotUnseal, Sealer
from tool.monitoring import onboarding
from tool.monitoring.ports import NotFound

FERNET_KEY = Fernet.generate_key().decode()
SEALER = Sealer([FERNET_KEY])
STATE = LaunchState("state-1", "nonce-1", "platform-1", "http://tool.test/widget", 100.0, 700.0)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")


def test_registration_is_found_by_issuer_and_client(world: World) -> None:
    stores: Registrations = SqlRegistrations(world.database)
    found = stores.find("http://lms.test", "invigil")
    assert found is not None
    assert (found.id, found.institution_id, found.deployment_ids) == ("platform-1", "school", frozenset({"d1"}))
    assert stores.find("http://lms.test", None) == found
    assert stores.find("http://lms.test", "other") is None
    assert stores.find("http://other.test", None) is None


def test_issuer_alone_is_not_enough_when_it_has_two_clients(world: World) -> None:
    with world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", client_id="second", active=False))
    stores = SqlRegistrations(world.database)
    assert stores.find("http://lms.test", None) is None
    second = stores.find("http://lms.test", "second")
    assert second is not None
    assert (second.id, second.active) == ("platform-2", False)


def test_deployment_is_learnt(world: World) -> None:
    stores = SqlRegistrations(world.database)
    for _ in range(2):
        stores.learn_deployment("platform-1", "d2")
    assert stores.by_id("platform-1").deployment_ids == {"d1", "d2"}
    with pytest.raises(NotFound):
        stores.by_id("nobody")


def test_launch_state_is_consumed_once(world: World) -> None:
    states: LaunchStates = SqlLaunchStates(world.database)
    states.put(STATE)
    assert states.consume("state-1", 200.0) == STATE
    assert states.consume("state-1", 200.0) is None
    assert states.consume("unknown", 200.0) is None


def test_expired_launch_state_is_not_given_out(world: World) -> None:
    states = SqlLaunchStates(world.database)
    states.put(STATE)
    assert states.consume("state-1", 700.0) is None


def test_only_one_of_many_gets_the_state(world: World) -> None:
    states = SqlLaunchStates(world.database)
    states.put(STATE)
    start = threading.Barrier(6)
    got: list[LaunchState | None] = []

    def ask() -> None:
        start.wait(10)
        got.append(states.consume("state-1", 200.0))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [g for g in got if g is not None] == [STATE]


def test_first_key_is_made_and_stays(world: World) -> None:
    made: list[ToolKey] = []

    def generate() -> ToolKey:
        made.append(ToolKey(f"kid-{len(made) + 1}", "pem"))
        return made[-1]

    keys: ToolKeys = SqlToolKeys(world.database, world.clock, SEALER, generate)
    assert keys.current() == keys.current() == made[0]
    assert keys.all() == made


def test_rotated_key_signs_and_the_old_one_stays_published(world: World) -> None:
    numbers = iter(range(1, 9))
    keys = SqlToolKeys(world.database, world.clock, SEALER, lambda: ToolKey(f"kid-{next(numbers)}", "pem"))
    first = keys.current()
    world.clock.forward(LEAD_S + 1)
    second = keys.rotate()
    assert keys.all() == [second, first]
    assert keys.current() == first, "platforms have not had time to fetch the new key"
    world.clock.forward(LEAD_S)
    assert keys.current() == second
    world.clock.forward(OVERLAP_S - 1)
    third = keys.rotate()
    assert keys.all() == [third, second, first], "a platform may still have the old key set"
    world.clock.forward(1)
    fourth = keys.rotate()
    assert keys.all() == [fourth, third, second]


def test_private_keys_lie_sealed_and_old_plain_ones_are_sealed_too(world: World) -> None:
    with world.database.session() as session:
        session.add(ToolKeyRow(kid="old", private_pem="-----BEGIN OLD-----", created_at=1.0))
    keys = SqlToolKeys(world.database, world.clock, SEALER, lambda: ToolKey("new", "-----BEGIN NEW-----"))
    keys.rotate()
    assert [key.private_pem for key in keys.all()] == ["-----BEGIN NEW-----", "-----BEGIN OLD-----"]
    with world.database.session() as session:
        assert not any("BEGIN" in row.private_pem for row in session.scalars(select(ToolKeyRow)))


def test_keys_can_be_read_after_the_encryption_key_was_changed_in_two_steps(world: World) -> None:
    made = SqlToolKeys(world.database, world.clock, SEALER).current()
    other = Fernet.generate_key().decode()
    assert SqlToolKeys(world.database, world.clock, Sealer([other, FERNET_KEY])).current() == made
    with pytest.raises(CannotUnseal, match="INVIGIL_KEY_ENCRYPTION_KEY"):
        SqlToolKeys(world.database, world.clock, Sealer([other])).current()


def test_housekeeping_removes_only_what_is_of_no_more_use(world: World) -> None:
    states = SqlLaunchStates(world.database)
    states.put(replace(STATE, state="old", expires_at=world.now - 90_000))
    states.put(replace(STATE, state="fresh", expires_at=world.now + 600))
    attempt = world.attempt()
    world.incident(attempt.id)
    with world.work() as work:
        onboarding.issue_ticket(work, {}, world.now - 61)
        ticket = onboarding.issue_ticket(work, {"kept": True}, world.now)
    assert housekeeping.tidy(world.database, world.now) == 2
    assert states.consume("fresh", world.now) is not None
    with world.work() as work:
        assert onboarding.redeem_ticket(work, ticket, world.now) == {"kept": True}
    assert housekeeping.tidy(world.database, world.now + 31 * housekeeping.DAY_S) == 2
