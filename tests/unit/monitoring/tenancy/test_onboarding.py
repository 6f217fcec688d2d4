"""How a school and its LMS come in: invitations, tickets, registrations that join, wait, are approved and end."""

from dataclasses import replace

import pytest

from tests.factories.world import PLATFORM, World
from tool.monitoring.tenancy import institutions, onboarding, platforms
from tool.monitoring.tenancy.institutions import OPERATOR, Administrator, AdminRefused
from tool.monitoring.tenancy.onboarding import InvitationRefused
from tool.monitoring.tenancy.platforms import NewPlatform
from tool.monitoring.tenancy.ports import AlreadyThere, InUse
from tool.monitoring.tenancy.records import Institution, Platform
from tool.monitoring.work import NotFound

SCHOOL = Administrator("school")
NEW = NewPlatform(
    name="moodle", issuer="https://new.test", client_id="c", auth_login_url="https://new.test/auth",
    auth_token_url="https://new.test/token", jwks_url="https://new.test/jwks", deployment_ids=frozenset({"1"}),
)
KNOWN = replace(NEW, issuer=PLATFORM.issuer, client_id=PLATFORM.client_id)


def test_invitation_works_once_and_not_after_its_time(world: World) -> None:
    with world.work() as work:
        code = onboarding.invite(work, " School ", world.now, 100)
        late = onboarding.invite(work, "New school", world.now, 100)
        assert onboarding.is_invited(work, code, world.now)
        assert onboarding.use_invitation(work, code, world.now + 99).id == "school"
        assert not onboarding.is_invited(work, code, world.now)
        for bad, when in ((code, 99), (late, 100), ("", 0), ("guess", 0)):
            with pytest.raises(InvitationRefused):
                onboarding.use_invitation(work, bad, world.now + when)


def test_ticket_works_once_within_its_minute(world: World) -> None:
    with world.work() as work:
        ticket, late = (onboarding.issue_ticket(work, {"a": 1}, world.now) for _ in range(2))
        assert onboarding.redeem_ticket(work, ticket, world.now + 59) == {"a": 1}
        assert onboarding.redeem_ticket(work, ticket, world.now) is None
        assert onboarding.redeem_ticket(work, late, world.now + 60) is None
        assert onboarding.redeem_ticket(work, "guess", world.now) is None


def waiting(world: World, new: NewPlatform = NEW, host: str = "new.test") -> Platform:
    with world.work() as work:
        return platforms.wait(work, replace(new, registered_at=host), world.now)


def deployments(world: World, platform_id: str) -> dict[str, bool]:
    with world.work() as work:
        return {d.deployment_id: d.allowed for d in work.platforms.deployments(platform_id)}


def test_a_platform_joins_once(world: World) -> None:
    with world.work() as work:
        made = platforms.join(work, SCHOOL, "school", NEW, world.now)
    assert (platforms.state_of(made), made.approved_at) == ("active", world.now)
    assert deployments(world, made.id) == {"1": True}
    for new in (NEW, KNOWN):
        with pytest.raises(AlreadyThere), world.work() as work:
            platforms.join(work, SCHOOL, "school", new, world.now)
        with pytest.raises(AlreadyThere):
            waiting(world, new)


def test_a_platform_joins_only_an_institution_that_its_admin_sees(world: World) -> None:
    for by, institution in ((Administrator("other"), "school"), (OPERATOR, "nothing")):
        with pytest.raises(NotFound), world.work() as work:
            platforms.join(work, by, institution, NEW, world.now)


def test_a_platform_that_was_off_comes_back_with_a_new_deployment(world: World) -> None:
    world.exam()
    with world.work() as work:
        platforms.change(work, SCHOOL, PLATFORM.id, world.now, active=False)
        back = platforms.join(work, SCHOOL, "school", replace(KNOWN, deployment_ids=frozenset({"2"})), world.now)
    assert (back.id, platforms.state_of(back), back.jwks_url) == (PLATFORM.id, "active", "https://new.test/jwks")
    assert deployments(world, PLATFORM.id) == {"d1": True, "2": True}


def test_a_waiting_platform_never_joins_by_name(world: World) -> None:
    with world.work() as work:
        work.institutions.add(Institution("sly", "Waiting: new.test", 1.0))
    made = [waiting(world, replace(NEW, client_id=str(n))) for n in range(3)]
    assert len({p.institution_id for p in made}) == 3
    assert not {p.institution_id for p in made} & {"school", "sly"}


def test_approval_into_a_known_a_new_and_an_own_institution(world: World) -> None:
    names = []
    for number, given in enumerate(("School", "New School", "")):
        made = waiting(world, replace(NEW, client_id=str(number)))
        with world.work() as work:
            approved = platforms.approve(work, OPERATOR, made.id, given, world.now)
            names.append(work.institutions.get(approved.institution_id).name)
    assert names == ["School", "New School", "new.test"]
    with world.work() as work:
        assert sorted(i.name for i in work.institutions.all()) == ["New School", "School", "new.test"]
    again = waiting(world, replace(NEW, client_id="again"))
    with pytest.raises(AdminRefused) as refused, world.work() as work:
        platforms.approve(work, OPERATOR, again.id, "", world.now)
    assert refused.value.code == "name_taken"


def test_off_is_not_waiting(world: World) -> None:
    with world.work() as work:
        off = platforms.change(work, SCHOOL, PLATFORM.id, world.now, active=False)
        with pytest.raises(AdminRefused):
            platforms.approve(work, OPERATOR, PLATFORM.id, "School", world.now)
    assert platforms.state_of(off) == "off"


def test_a_waiting_platform_is_switched_on_by_approval_only(world: World) -> None:
    made = waiting(world)
    with world.work() as work:
        with pytest.raises(AdminRefused):
            platforms.change(work, OPERATOR, made.id, world.now, active=True)
        named = platforms.change(work, OPERATOR, made.id, world.now, name="Their LMS")
    assert (named.name, platforms.state_of(named)) == ("Their LMS", "waiting")


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\x00b"])
def test_a_platform_needs_a_name(world: World, name: str) -> None:
    with pytest.raises(AdminRefused), world.work() as work:
        platforms.change(work, SCHOOL, PLATFORM.id, world.now, name=name)


def test_a_platform_with_exams_stays(world: World) -> None:
    world.exam()
    with pytest.raises(InUse), world.work() as work:
        platforms.remove(work, SCHOOL, PLATFORM.id, world.now)


def test_a_removed_platform_takes_a_waiting_institution_with_it_and_leaves_a_real_one(world: World) -> None:
    made = waiting(world)
    with world.work() as work:
        platforms.remove(work, OPERATOR, made.id, world.now)
        platforms.remove(work, SCHOOL, PLATFORM.id, world.now)
        assert [i.id for i in work.institutions.all()] == ["school"]


def test_an_admin_of_one_institution_reaches_no_other(world: World) -> None:
    made = waiting(world)
    other = Administrator(made.institution_id)
    with world.work() as work:
        assert [i.id for i in institutions.visible(work, other)] == [made.institution_id]
        assert len(institutions.visible(work, OPERATOR)) == 2
        for ask in (
            lambda: institutions.platform_of(work, other, PLATFORM.id),
            lambda: institutions.institution_of(work, other, "school"),
            lambda: platforms.allow_deployment(work, other, PLATFORM.id, "d1", world.now, allowed=False),
            lambda: institutions.change(work, other, "school", "Mine", {}, world.now),
        ):
            with pytest.raises(NotFound):
                ask()
    assert deployments(world, PLATFORM.id) == {"d1": True}


def test_a_role_rule_names_a_role_of_ours(world: World) -> None:
    with pytest.raises(AdminRefused) as refused, world.work() as work:
        institutions.change(work, SCHOOL, "school", "School", {"http://role": "king"}, world.now)
    assert refused.value.code == "bad_role"
