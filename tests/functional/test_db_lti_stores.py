"""The stores of the LTI library on a real SQLite file: used once is used once, whoever asks at the same time."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from lti.ports import LaunchState, LaunchStates, Registration, Registrations, ToolKey, ToolKeys
from tests.factories.world import PLATFORM, World
from tool.db import housekeeping
from tool.db.engine import Database
from tool.db.lti_stores import LEAD_S, MAX_WAITING, OVERLAP_S, SqlRegistrations, SqlToolKeys, SqlUsedStates
from tool.db.rows import DeploymentRow, ToolKeyRow, UsedStateRow
from tool.db.sealing import CannotUnseal, Sealer
from tool.db.work import Works
from tool.link.tokens import Tokens
from tool.monitoring.exam import guests
from tool.monitoring.exam.groups import View
from tool.monitoring.exam.records import Staff
from tool.monitoring.tenancy import onboarding
from tool.monitoring.tenancy.records import Deployment
from tool.monitoring.work import NotFound
from tool.web.launch.states import SignedLaunchStates

FERNET_KEY = Fernet.generate_key().decode()
SEALER = Sealer([FERNET_KEY])
REGISTERED = Registration(
    id="platform-1", institution_id="school", issuer="http://lms.test", client_id="invigil",
    auth_login_url="http://lms.test/auth", auth_token_url="http://lms.test/token", jwks_url="http://lms.test/jwks",
    deployment_ids=frozenset({"d1"}),
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path / 'invigil.sqlite3'}")


def test_registration_is_found_by_issuer_and_client(world: World) -> None:
    stores: Registrations = SqlRegistrations(world.database, world.clock)
    found = stores.find("http://lms.test", "invigil")
    assert found is not None
    assert (found.id, found.institution_id, found.deployment_ids) == ("platform-1", "school", frozenset({"d1"}))
    assert stores.find("http://lms.test", None) == found
    assert stores.find("http://lms.test", "other") is None
    assert stores.find("http://other.test", None) is None


def test_what_another_process_changes_holds_at_once(world: World) -> None:
    stores = SqlRegistrations(world.database, world.clock)
    other = Database(str(world.database.engine.url))
    assert stores.find("http://lms.test", "invigil") == REGISTERED
    with Works(other)() as work:
        work.platforms.save(replace(work.platforms.get("platform-1"), active=False))
        work.platforms.save_deployment(Deployment("platform-1", "d1", False, 0.0))
    assert stores.find("http://lms.test", "invigil") == stores.by_id("platform-1")
    assert stores.by_id("platform-1") == replace(REGISTERED, active=False, deployment_ids=frozenset())
    other.close()


def test_issuer_alone_is_not_enough_when_it_has_two_clients(world: World) -> None:
    with world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", client_id="second", active=False, approved_at=1.0))
    stores = SqlRegistrations(world.database, world.clock)
    assert stores.find("http://lms.test", None) is None
    second = stores.find("http://lms.test", "second")
    assert second is not None
    assert (second.id, second.active) == ("platform-2", False)


def test_a_client_that_waits_for_approval_hides_no_other(world: World) -> None:
    with world.work() as work:
        work.platforms.add(replace(PLATFORM, id="platform-2", client_id="second", active=False))
    stores = SqlRegistrations(world.database, world.clock)
    found = stores.find("http://lms.test", None)
    assert found is not None
    assert found.id == "platform-1"
    assert stores.find("http://lms.test", "second") is not None


def test_deployment_is_learnt(world: World) -> None:
    stores = SqlRegistrations(world.database, world.clock)
    assert [stores.learn_deployment("platform-1", "d2", allowed=True) for _ in range(2)] == [True, True]
    assert stores.by_id("platform-1").deployment_ids == {"d1", "d2"}
    with pytest.raises(NotFound):
        stores.by_id("nobody")


def test_deployment_that_is_not_allowed_waits_and_stays_so(world: World) -> None:
    stores = SqlRegistrations(world.database, world.clock)
    assert [stores.learn_deployment("platform-1", "d2", allowed=False) for _ in range(2)] == [False, False]
    assert not stores.learn_deployment("platform-1", "d2", allowed=True), "only an admin allows what waits"
    assert stores.by_id("platform-1").deployment_ids == {"d1"}


def test_deployments_that_wait_are_bounded(world: World) -> None:
    stores = SqlRegistrations(world.database, world.clock)
    for n in range(MAX_WAITING + 5):
        assert not stores.learn_deployment("platform-1", f"waiting-{n}", allowed=False)
    with world.database.session() as session:
        waiting = session.scalars(select(DeploymentRow.deployment_id).where(DeploymentRow.allowed.is_(False))).all()
    assert len(waiting) == MAX_WAITING


def begun(states: LaunchStates, now: float) -> str:
    return states.issue(
        LaunchState("state-1", "nonce-1", "platform-1", "http://lms.test", "invigil", "f" * 64, "_parent", now + 600)
    )


def signed_states(world: World, secret: str = "s" * 40) -> LaunchStates:
    return SignedLaunchStates(Tokens(secret, world.clock), SqlUsedStates(world.database))


def used(world: World) -> int:
    with world.database.session() as session:
        return len(session.scalars(select(UsedStateRow.id)).all())


def test_login_is_read_as_often_as_one_likes_and_spent_once(world: World) -> None:
    states = signed_states(world)
    text = begun(states, world.now)
    login = states.read(text, world.now)
    assert login is not None
    assert (login.id, login.nonce, login.registration_id) == ("state-1", "nonce-1", "platform-1")
    assert (login.issuer, login.client_id) == ("http://lms.test", "invigil")
    assert (login.browser_hash, login.storage_target) == ("f" * 64, "_parent")
    assert states.read(text, world.now) == login
    assert used(world) == 0, "a login that nobody finishes leaves nothing"
    assert [states.consume(login) for _ in range(3)] == [True, False, False]
    assert used(world) == 1


def test_login_that_is_forged_changed_or_too_old_is_none(world: World) -> None:
    states = signed_states(world)
    text = begun(states, world.now)
    body, signature = text.split(".")
    session = Tokens("s" * 40, world.clock).mint("session", {"i": "x"}, 600)
    for forged in ("", "x", f"{body}.", f"{body[:-2]}AA.{signature}", "é.é", "a.b.c", session):
        assert states.read(forged, world.now) is None
    assert signed_states(world, "t" * 40).read(text, world.now) is None
    assert states.read(text, world.now + 600) is not None
    assert states.read(text, world.now + 601) is None


def test_only_one_of_many_gets_the_state(world: World) -> None:
    states = signed_states(world)
    login = states.read(begun(states, world.now), world.now)
    assert login is not None
    start = threading.Barrier(6)
    got: list[bool] = []

    def ask() -> None:
        start.wait(10)
        got.append(states.consume(login))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(got) == [False] * 5 + [True]


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
    states = SqlUsedStates(world.database)
    assert states.first_use("old", world.now - 90_000)
    assert states.first_use("fresh", world.now + 600)
    attempt = world.attempt()
    world.incident(attempt.id)
    with world.work() as work:
        onboarding.issue_ticket(work, {}, world.now - 61)
        ticket = onboarding.issue_ticket(work, {"kept": True}, world.now)
    assert housekeeping.tidy(world.database, world.now) == 2
    assert not states.first_use("fresh", world.now + 600), "what could still be replayed is remembered"
    with world.work() as work:
        assert onboarding.redeem_ticket(work, ticket, world.now) == {"kept": True}
    assert housekeeping.tidy(world.database, world.now + 31 * housekeeping.DAY_S) == 2


def test_guests_and_people_of_whom_nothing_else_is_kept_go_in_their_time(world: World) -> None:
    exam, staff = world.exam(), Staff("staff-1", "Tess Teacher")
    attempting = world.attempt(subject="attempting").person_id
    idle = world.person("idle")
    with world.work() as work:
        short, code = guests.invite(work, View(exam.id), "Gus Guest", 1, staff, world.now)
    with world.work() as work:
        joined = guests.join(work, code, world.now)
    assert joined is not None
    as_person = joined[1].id

    def kept(days: float) -> list[bool]:
        housekeeping.tidy(world.database, world.now + days * housekeeping.DAY_S)
        with world.work() as work:
            people = work.people.many([attempting, idle, as_person])
            return [bool(work.guests.in_exam(exam.id)), *(i in people for i in (attempting, idle, as_person))]

    assert kept(90) == [True, True, True, True], "the exam's retention is 90 days"
    assert kept(92) == [False, True, True, False]
    assert kept(401) == [False, True, False, False]
    assert short.exam_id == exam.id
