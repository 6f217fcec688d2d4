"""Registered LMSs from their registration on: joined or waiting, approved, switched off and on, removed."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tool.monitoring.tenancy import onboarding
from tool.monitoring.tenancy.events import ApiConnected, PlatformSwitched
from tool.monitoring.tenancy.institutions import (
    NAME_LIMIT,
    OPERATOR,
    WAITING_PREFIX,
    Administrator,
    AdminRefused,
    audit,
    checked_name,
    institution_of,
    platform_of,
)
from tool.monitoring.tenancy.ports import AlreadyThere, TenancyWork
from tool.monitoring.tenancy.records import Deployment, Institution, Platform, Switcher
from tool.monitoring.work import NotFound

WAITING_LIMIT = 50
"""Registrations that may wait for approval at a time; more are refused."""
WAITING_LIFETIME_S = 30 * 86400.0
"""A registration that nobody has approved for so long makes room for others."""
_ISSUER_LIMIT, _ID_LIMIT, _ADDRESS_LIMIT = 500, 200, 2048

_IN_USE = "This LMS is registered already, with this client id, and is in use. There is nothing left to do."
_ANOTHERS = (
    "This issuer and client id belong to another institution on this server. Each school needs a client id of its own: "
    "let the LMS make a new application or key for your school, and register with that one."
)
_KNOWN = (
    "Invigil knows this issuer and client id. If they are yours, there is nothing left to do, or whoever administers "
    "the LMS in Invigil can switch it on again. If another school registered them, yours needs a client id of its own: "
    "let the LMS make a new application or key, and register with that one."
)
_OPERATORS_OFF = (
    "Whoever runs this Invigil server has switched this LMS off. Only they can undo that: ask them. They do it with "
    "`invigil platform on` or on their admin page."
)

State = Literal["active", "waiting", "off"]


@dataclass(frozen=True, slots=True)
class NewPlatform:
    """What is known of an LMS when it is registered. `deployment_ids` is empty when the LMS did not say."""

    name: str
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    token_audience: str | None = None
    deployment_ids: frozenset[str] = frozenset()
    family: str = ""
    scopes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    learns_deployments: bool = False
    registered_at: str = ""


def state_of(platform: Platform) -> State:
    """Return whether the platform takes launches, waits for its first approval, or was switched off."""
    if platform.active:
        return "active"
    return "waiting" if platform.approved_at is None else "off"


def join(work: TenancyWork, by: Administrator, institution_id: str, new: NewPlatform, now: float) -> Platform:
    """Keep the platform, active, as this institution's.

    One with the same issuer and client id is replaced (and keeps its id) if it only waited, or if this institution has
    switched it off; raise AlreadyThere if it is in use or another institution's. Raise AdminRefused (`operator_only`:
    whoever runs the server has switched it off) or NotFound."""
    institution_of(work, by, institution_id)
    _check(new)
    former = _same(work, new)
    if former is not None and state_of(former) != "waiting":
        if former.institution_id != institution_id:
            raise AlreadyThere(_ANOTHERS)
        if state_of(former) == "active":
            raise AlreadyThere(_IN_USE)
        _check_may_undo(by, former)
    platform = _platform(former.id if former else work.new_id(), institution_id, new, now, active=True)
    if former is None:
        work.platforms.add(platform, new.deployment_ids)
    else:
        _replace(work, former, platform, new.deployment_ids, now)
    audit(work, by, "platform.register", platform.id, now)
    return platform


def wait(work: TenancyWork, new: NewPlatform, now: float) -> Platform:
    """Keep the platform, not active, under an institution of its own, until whoever runs the server approves it.

    The same registration again changes nothing; raise AlreadyThere if the platform is known otherwise, AdminRefused if
    too many wait."""
    _check(new)
    former = _same(work, new)
    if former is not None:
        if state_of(former) == "waiting" and _claims(former) == _claims(new):
            return former
        raise AlreadyThere(_KNOWN)
    _forget_old(work, now)
    check_room(work, now)
    institution = Institution(work.new_id(), _waiting_name(work, new.registered_at), now)
    work.institutions.add(institution)
    platform = _platform(work.new_id(), institution.id, new, now, active=False)
    work.platforms.add(platform, new.deployment_ids)
    audit(work, Administrator(institution.id), "platform.wait", platform.id, now)
    return platform


def check_room(work: TenancyWork, now: float) -> None:
    """Raise AdminRefused if no further registration may wait."""
    if sum(now - p.created_at <= WAITING_LIFETIME_S for p in _waiting(work)) >= WAITING_LIMIT:
        raise AdminRefused("too_many_waiting", "Too many registrations wait for approval on this server already.")


def approve(work: TenancyWork, by: Administrator, platform_id: str, institution_name: str, now: float) -> Platform:
    """Give a waiting platform to the institution of this name, which is made if it is new, and switch it on.

    With an empty name its own institution stays and is called by the host where it was registered. Raise AdminRefused
    or NotFound."""
    platform = platform_of(work, by, platform_id)
    if state_of(platform) != "waiting":
        raise AdminRefused("not_waiting", "This registration does not wait for approval.")
    own = work.institutions.get(platform.institution_id)
    if institution_name.strip():
        institution = onboarding.institution_named(work, checked_name(institution_name), now)
    else:
        institution = replace(own, name=_free_name(work, own.name))
        work.institutions.save(institution)
    approved = replace(platform, institution_id=institution.id, active=True, approved_at=now)
    work.platforms.save(approved)
    work.institutions.remove_if_empty(own.id)
    audit(work, by, "platform.approve", platform_id, now)
    return approved


def change(
    work: TenancyWork, by: Administrator, platform_id: str, now: float, *, name: str | None = None,
    active: bool | None = None, learns_deployments: bool | None = None,
) -> Platform:
    """Change what is given, leave the rest; raise AdminRefused (`waiting`: it must be approved first; `operator_only`:
    it was switched off by whoever runs the server) or NotFound."""
    known = platform_of(work, by, platform_id)
    active = known.active if active is None else active
    _check_may_switch(by, known, active)
    label = known.name if name is None else name.strip()
    if not label or len(label) > NAME_LIMIT or not label.isprintable():
        raise AdminRefused("bad_name", f"Give the LMS a name of at most {NAME_LIMIT} characters.")
    learns = known.learns_deployments if learns_deployments is None else learns_deployments
    changed = replace(
        known, name=label, active=active, learns_deployments=learns, switched_off_by=_switcher(by, known, active),
        approved_at=None if state_of(known) == "waiting" else known.approved_at or known.created_at,
    )
    work.platforms.save(changed)
    if active != known.active:
        work.emit(PlatformSwitched(platform_id, active))
    audit(work, by, "platform.change" if active == known.active else f"platform.{'on' if active else 'off'}",
          platform_id, now)
    return changed


def choose_settings(
    work: TenancyWork, by: Administrator, platform_id: str, settings: Mapping[str, str], now: float
) -> Platform:
    """Keep what the administrator says of this one installation (values that its adapter offers, by name); raise
    NotFound."""
    changed = replace(platform_of(work, by, platform_id), settings=dict(settings))
    work.platforms.save(changed)
    audit(work, by, "platform.settings", platform_id, now)
    return changed


def api_connected(work: TenancyWork, by: Administrator, platform_id: str, now: float) -> None:
    """Write down who has connected the LMS's own API, and tell those who wait for it; raise NotFound."""
    platform_of(work, by, platform_id)
    audit(work, by, "platform.connect_api", platform_id, now)
    work.emit(ApiConnected(platform_id))


def api_disconnected(work: TenancyWork, by: Administrator, platform_id: str, now: float) -> None:
    """Write down who has disconnected it; raise NotFound."""
    platform_of(work, by, platform_id)
    audit(work, by, "platform.disconnect_api", platform_id, now)


def placed(work: TenancyWork, by: Administrator, platform_id: str, now: float) -> None:
    """Write down who had Invigil's places made in the LMS; raise NotFound."""
    platform_of(work, by, platform_id)
    audit(work, by, "platform.make_placements", platform_id, now)


def allow_deployment(
    work: TenancyWork, by: Administrator, platform_id: str, deployment_id: str, now: float, *, allowed: bool
) -> None:
    """Allow or forbid a deployment that is known; raise NotFound."""
    platform_of(work, by, platform_id)
    for known in work.platforms.deployments(platform_id):
        if known.deployment_id == deployment_id:
            work.platforms.save_deployment(replace(known, allowed=allowed))
            audit(work, by, f"deployment.{'allow' if allowed else 'forbid'}", platform_id, now)
            return
    raise NotFound("There is no such Deployment.")


def remove(work: TenancyWork, by: Administrator, platform_id: str, now: float) -> None:
    """Forget the platform, and the institution that was made only for it; raise InUse or NotFound, AdminRefused
    (`operator_only`) if whoever runs the server has switched it off: registered anew it would be on."""
    platform = platform_of(work, by, platform_id)
    _check_may_undo(by, platform)
    _remove(work, platform)
    audit(work, by, "platform.remove", platform_id, now)


def switch_off(work: TenancyWork, platform_id: str, now: float) -> Platform:
    """Switch a platform off as whoever runs the server: even if its institution has done so before, only the former
    undoes it then. Raise NotFound."""
    off = change(work, OPERATOR, platform_id, now, active=False)
    if state_of(off) == "off" and off.switched_off_by != "operator":
        off = replace(off, switched_off_by="operator")
        work.platforms.save(off)
    return off


def _check_may_switch(by: Administrator, known: Platform, active: bool) -> None:
    if not active:
        return
    if state_of(known) == "waiting":
        raise AdminRefused("waiting", "This registration waits for approval by whoever runs this server.")
    _check_may_undo(by, known)


def _check_may_undo(by: Administrator, known: Platform) -> None:
    if known.switched_off_by == "operator" and not by.runs_the_server:
        raise AdminRefused("operator_only", _OPERATORS_OFF)


def _switcher(by: Administrator, known: Platform, active: bool) -> Switcher:
    """Who has switched the platform off, once it is `active` or not by this administrator's doing."""
    if active or state_of(known) == "waiting":
        return ""
    if state_of(known) == "off":
        return known.switched_off_by
    return "operator" if by.runs_the_server else "institution"


def _remove(work: TenancyWork, platform: Platform) -> None:
    work.platforms.remove(platform.id)
    if state_of(platform) == "waiting":
        work.institutions.remove_if_empty(platform.institution_id)


def _same(work: TenancyWork, new: NewPlatform) -> Platform | None:
    identity = (new.issuer, new.client_id)
    return next((p for p in work.platforms.all() if (p.issuer, p.client_id) == identity), None)


def _replace(work: TenancyWork, former: Platform, platform: Platform, deployments: Iterable[str], now: float) -> None:
    kept = replace(
        platform, created_at=former.created_at, last_launch_at=former.last_launch_at, api_said=former.api_said,
        settings=former.settings, script_seen_at=former.script_seen_at,
    )
    work.platforms.save(kept)
    known = {d.deployment_id: d for d in work.platforms.deployments(former.id)}
    for deployment_id in sorted(deployments):
        if deployment_id in known:
            work.platforms.save_deployment(replace(known[deployment_id], allowed=True))
        else:
            work.platforms.add_deployment(Deployment(former.id, deployment_id, True, now))
    if former.institution_id != platform.institution_id:
        work.institutions.remove_if_empty(former.institution_id)


def _platform(platform_id: str, institution_id: str, new: NewPlatform, now: float, *, active: bool) -> Platform:
    return Platform(
        id=platform_id, institution_id=institution_id, name=(new.name or new.issuer)[:NAME_LIMIT], issuer=new.issuer,
        client_id=new.client_id, auth_login_url=new.auth_login_url, auth_token_url=new.auth_token_url,
        jwks_url=new.jwks_url, token_audience=new.token_audience, active=active, created_at=now,
        approved_at=now if active else None, learns_deployments=new.learns_deployments,
        family=new.family[:NAME_LIMIT], scopes=new.scopes, messages=new.messages, registered_at=new.registered_at,
    )


def _claims(of: Platform | NewPlatform) -> tuple[str | None, ...]:
    return (*_addresses(of), of.registered_at)


def _addresses(of: Platform | NewPlatform) -> tuple[str | None, ...]:
    return of.auth_login_url, of.auth_token_url, of.jwks_url, of.token_audience


def _check(new: NewPlatform) -> None:
    limits = ((new.issuer, _ISSUER_LIMIT, "issuer"), (new.client_id, _ID_LIMIT, "client id"),
              *((d, _ID_LIMIT, "deployment id") for d in new.deployment_ids),
              *((a or "-", _ADDRESS_LIMIT, "address") for a in _addresses(new)))
    for value, limit, what in limits:
        if not value or len(value) > limit or not value.isprintable():
            raise AdminRefused("bad_address", f"The {what} must be there and have at most {limit} characters.")


def _waiting(work: TenancyWork) -> list[Platform]:
    return [p for p in work.platforms.all() if state_of(p) == "waiting"]


def _forget_old(work: TenancyWork, now: float) -> None:
    for platform in _waiting(work):
        if now - platform.created_at > WAITING_LIFETIME_S:
            _remove(work, platform)


def _waiting_name(work: TenancyWork, host: str) -> str:
    while True:
        name = f"{WAITING_PREFIX} {host[:150]} ({secrets.token_hex(2)})"
        if work.institutions.named(name) is None:
            return name


def _free_name(work: TenancyWork, waiting_name: str) -> str:
    name = waiting_name.removeprefix(WAITING_PREFIX).rpartition(" (")[0].strip() or waiting_name
    if work.institutions.named(name) is not None:
        raise AdminRefused("name_taken", f"There is an institution “{name}” already. Say which one this LMS joins.")
    return name
