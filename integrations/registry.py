"""Which adapter serves an LMS, and what all adapters know together. Adding an LMS is adding its adapter here."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from integrations.base import AttemptInLms, ExamInLms, Integration
from integrations.blackboard.adapter import Blackboard
from integrations.canvas.adapter import Canvas
from integrations.lti_only.adapter import LtiOnly
from integrations.moodle.adapter import Moodle
from integrations.openedx.adapter import OpenEdx

PLAIN: Integration = LtiOnly()
ADAPTERS: tuple[Integration, ...] = (Moodle(), Canvas(), Blackboard(), OpenEdx(), PLAIN)
"""In the order in which their guides are offered; the last serves every LMS that no other is known for."""
_LONGEST = 2048


def registering(configuration: Mapping[str, Any]) -> Integration:
    """Return the adapter for a platform that says this of itself at its registration."""
    family = configuration.get("product_family_code")
    named = of_family(family) if isinstance(family, str) else PLAIN
    if named is not PLAIN:
        return named
    return next((adapter for adapter in ADAPTERS if adapter.recognises_platform(configuration)), PLAIN)


def of_family(family: str) -> Integration:
    """Return the adapter for a registered platform by its product_family_code, in any case of letters."""
    return next((adapter for adapter in ADAPTERS if family.lower() in adapter.families), PLAIN)


def serving(family: str, issuer: str, exam: ExamInLms, attempt: AttemptInLms | None) -> Integration:
    """Return the adapter for an exam. What its launches show goes first: it is true of platforms typed in by hand, too;
    then what the platform was registered as, then whose hosted issuer it has."""
    shown = next((adapter for adapter in ADAPTERS if adapter.recognises_exam(exam, attempt)), PLAIN)
    return of_platform(family, issuer) if shown is PLAIN else shown


def of_platform(family: str, issuer: str) -> Integration:
    """Return the adapter for a registered platform as a whole: by what it was registered as, then by whose hosted
    issuer it has."""
    named = of_family(family)
    if named is not PLAIN:
        return named
    host = urlsplit(issuer).hostname
    return next((adapter for adapter in ADAPTERS if host in adapter.hosted_hosts), PLAIN)


def services_of(custom: Mapping[str, str], platform_origin: str) -> dict[str, str]:
    """Return the addresses of services beyond LTI that a launch's custom parameters name, by parameter.

    Teachers of some platforms can type custom parameters, and calls carry the platform's token: so only addresses on
    the platform's own origin (scheme://host[:port]) count."""
    known = {name for adapter in ADAPTERS for name in adapter.parameters}
    return {
        name: url for name, url in sorted(custom.items())
        if name in known and len(url) <= _LONGEST and _origin(url) == platform_origin
    }


def speaks_for(host: str, issuer_host: str) -> bool:
    """Whether a host[:port] may register in the name of an issuer that a hosted LMS shares among its customers."""
    return any(
        host.endswith(known[1:]) if known.startswith("*.") else host == known
        for adapter in ADAPTERS for known in adapter.hosted_hosts.get(issuer_host, ())
    )


def place_of(claims: Mapping[str, Any]) -> str:
    """Return the place that a launch says by its LMS's own claim that it came from, "" if it says none."""
    said = (claims.get(adapter.placement_claim) for adapter in ADAPTERS if adapter.placement_claim)
    return next((place for place in said if isinstance(place, str)), "")


def remark_keys() -> dict[str, Any]:
    """Return the keys that keep a remark in a gradebook from being taken for more, of all LMSs together.

    All go to every LMS: one passes over what it does not know (AGS 2.0), and one that was registered by hand does not
    say which it is."""
    return {name: value for adapter in ADAPTERS for name, value in adapter.remark_keys.items()}


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme in ("http", "https") else ""
