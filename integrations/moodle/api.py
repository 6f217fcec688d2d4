"""The services of the plugin `quizaccess_invigil` that are not LTI's: what goes there and what comes back."""

from collections.abc import Iterator, Sequence
from typing import Any

from integrations.base import IntegrationFailed, Outcome
from integrations.groups import ALL, GroupsAsked, GroupsSaid, ids_of, names_of
from integrations.presence import Presence, Standing, Takeover

PRESENCE, REVIEW = "invigil_presence_url", "invigil_review_url"
"""Custom parameters of the plugin's launches that carry the addresses."""
GROUPS = "invigil_groups_url"
"""The same for who is in which group; older plugins have no such service."""
SCOPE = "https://purl.imsglobal.org/spec/lti-ap/scope/control.all"
"""The plugin lets in whoever may control attempts (Assessment Control Service 1.0)."""
MOST_AT_ONCE = 1000
_MOST_TAKEOVERS = 50
_STATUSES = frozenset({"none", "running", "paused", "terminated", "complete", "unknown"})


def presence_body(at: float, present: Sequence[Presence]) -> dict[str, Any]:
    """Return the report. `at` is Unix seconds; the plugin refuses one that is older than the last."""
    return {"at": int(at), "attempts": [_present(each) for each in present]}


def _present(present: Presence) -> dict[str, Any]:
    shell = {} if present.shell is None else {"shell": present.shell}
    return {"session": present.session, "live": present.live} | shell


def standings(answer: Any) -> dict[str, Standing]:
    """Return how each attempt stands in Moodle, by session; raise IntegrationFailed."""
    items = answer.get("attempts") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise IntegrationFailed("Moodle's answer to the presence report has no list of attempts.")
    found = {}
    for item in items:
        session, status = (item.get("session"), item.get("status")) if isinstance(item, dict) else (None, None)
        if isinstance(session, str) and isinstance(status, str) and status in _STATUSES:
            found[session] = Standing(status, tuple(_takeovers(item.get("takeovers"))))
    return found


def _takeovers(said: Any) -> Iterator[Takeover]:
    """Yield those that are as the plugin writes them; one that is older says nothing of them."""
    for each in said[:_MOST_TAKEOVERS] if isinstance(said, list) else ():
        name, at, since = (each.get("id"), each.get("at"), each.get("since")) if isinstance(each, dict) else (None,) * 3
        if isinstance(name, str) and 0 < len(name) <= 64 and type(at) is int and type(since) is int:
            yield Takeover(name, float(at), float(since), each.get("other_address") is True)


def outcome_body(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as the plugin takes it."""
    return {
        "session": outcome.session, "at": int(outcome.at), "incidents": outcome.incidents,
        "severities": dict(outcome.severities), "flagged": outcome.flagged, "verdict": outcome.verdict,
        "verdict_note": outcome.verdict_note, "verdict_by": outcome.verdict_by,
    }


def check_kept(answer: Any) -> None:
    """Raise IntegrationFailed unless the plugin has kept the outcome."""
    if not isinstance(answer, dict) or answer.get("kept") is not True:
        raise IntegrationFailed("Moodle did not say that it has kept the outcome.")


def groups_body(asked: GroupsAsked) -> dict[str, Any]:
    """Return the question in which groups these people are."""
    return {"link": asked.link, "staff": list(asked.staff), "examinees": list(asked.examinees)}


def groups_said(answer: Any) -> GroupsSaid:
    """Return who is in which group; raise IntegrationFailed. Who is left out has not been told of."""
    said_of = answer if isinstance(answer, dict) else {}
    names, staff, examinees = said_of.get("groups"), said_of.get("staff"), said_of.get("examinees")
    if not (isinstance(names, dict) and isinstance(staff, dict) and isinstance(examinees, dict)):
        raise IntegrationFailed("Moodle did not say who is in which group.")
    return GroupsSaid(
        names_of(names),
        {user: None if said == ALL else ids_of(said) for user, said in staff.items()},
        {user: ids_of(said) for user, said in examinees.items()},
    )
