"""An LMS registered by hand: what was typed is checked before it is kept; the same for the admin page and `invigil`."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from lti.addresses import AddressGuard, AddressRefused
from tool.config import PRIVATE_ALLOWED
from tool.monitoring.tenancy.institutions import AdminRefused
from tool.monitoring.tenancy.platforms import NewPlatform


def checked(
    *, name: str, issuer: str, client_id: str, auth_login_url: str, auth_token_url: str, jwks_url: str,
    token_audience: str, deployment_ids: Sequence[str], allow_private: bool, learns_deployments: bool = False,
) -> NewPlatform:
    """Return what was typed, without spaces around it; raise AdminRefused (`bad_address`) naming what cannot be used.

    Addresses must be https ones. With `allow_private` also http ones of this very machine."""
    addresses = {
        "Issuer": issuer, "Authentication request URL": auth_login_url, "Access token URL": auth_token_url,
        "Public keyset URL": jwks_url,
    }
    for field, address in addresses.items():
        check_address(field, address.strip(), allow_private)
    if not client_id.strip():
        raise AdminRefused("bad_address", "Client ID: it is missing. The LMS shows it where the tool was added.")
    return NewPlatform(
        name=name.strip(), issuer=issuer.strip(), client_id=client_id.strip(), auth_login_url=auth_login_url.strip(),
        auth_token_url=auth_token_url.strip(), jwks_url=jwks_url.strip(), token_audience=token_audience.strip() or None,
        deployment_ids=frozenset(d.strip() for d in deployment_ids if d.strip()), learns_deployments=learns_deployments,
    )


def check_address(field: str, address: str, allow_private: bool) -> None:
    """Raise AdminRefused (`bad_address`), which begins with the field's label, unless the address may be called."""
    problem = _problem(address, allow_private)
    if problem and not allow_private and not _problem(address, True):
        problem += f" Whoever runs this server can allow addresses in its own network: {PRIVATE_ALLOWED}."
    if problem:
        raise AdminRefused("bad_address", f"{field}: {problem}")


def _problem(address: str, allow_private: bool) -> str:
    """Return why the address may not be called, as a sentence; "" if it may."""
    try:
        AddressGuard(allow_private).check(address)
    except AddressRefused as exc:
        return str(exc)
    parts = urlsplit(address)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        return "The address must begin with https://."
    return "The address must not have a part after “#”." if parts.fragment else ""


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
