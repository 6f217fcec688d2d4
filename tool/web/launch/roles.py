"""What LTI roles make of a person here, by their scope (LTI 1.3, appendix A.2) and by the institution's own mapping."""

import re
from collections.abc import Mapping, Sequence

from tool.domain.people import Role

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"

_URI = re.compile(
    r"https?://purl\.imsglobal\.org/vocab/lis/v2/"
    r"(?P<scope>membership|(?:institution/|system/)?person)(?:/(?P<branch>\w+))?#(?P<name>\w+)"
)
_SHORT = re.compile(r"[A-Za-z]\w*")
_BRANCHES = {name.lower(): name for name in ("Administrator", "Instructor", "Learner", "Mentor")}
_IN_CONTEXT = {
    "Administrator": Role.ADMIN, "Instructor": Role.TEACHER, "TeachingAssistant": Role.PROCTOR,
    "Learner": Role.EXAMINEE,
}
_BENEATH = {
    "Administrator": Role.PROCTOR, "Instructor": Role.PROCTOR, "Mentor": Role.PROCTOR, "Learner": Role.EXAMINEE,
}
"""Sub-roles. A bare Mentor is nobody, since platforms give that role to parents who observe; its sub-roles audit."""
_ADMINISTRATORS = frozenset({"Administrator", "SysAdmin", "AccountAdmin"})
_ASSISTING = re.compile(r"TeachingAssistant\w*|Grader")
_HIGHEST_FIRST = (Role.ADMIN, Role.TEACHER, Role.PROCTOR, Role.EXAMINEE)


def role_of(roles: Sequence[str], role_map: Mapping[str, str]) -> Role | None:
    """Return the highest role that these LTI roles give in this context; None if they give none.

    `role_map` (role URI to a value of Role, or to "nobody") replaces what a URI gives by itself. Roles of the
    institution or the system give nothing in a course, except administrators who do not learn in it. Platforms send
    the principal role along with a sub-role (appendix A.2.3: Canvas names every assistant an Instructor too), so an
    Instructor whose sub-roles all assist is no teacher."""
    given = set(_given(roles, role_map).values())
    return next((role for role in _HIGHEST_FIRST if role in given), None)


def learns(roles: Sequence[str], role_map: Mapping[str, str]) -> bool:
    """Whether these roles make an examinee, and nothing higher."""
    return role_of(roles, role_map) is Role.EXAMINEE


def administers_institution(roles: Sequence[str], role_map: Mapping[str, str]) -> bool:
    """Whether these roles make an administrator of the whole institution, not only of the context of the launch.

    An Administrator of one context is one only if the institution maps that role to "admin" itself."""
    mapped = {canonical(uri) for uri in role_map}
    return any(
        role is Role.ADMIN and (uri in mapped or not uri.startswith(MEMBERSHIP))
        for uri, role in _given(roles, role_map).items()
    )


def canonical(role: str) -> str:
    """Return the one spelling of a role: the full URI for a short name, http, sub-roles under a capitalised name."""
    if _SHORT.fullmatch(role):
        return f"{MEMBERSHIP}#{role}"
    match = _URI.fullmatch(role)
    if match is None:
        return role
    branch = match["branch"]
    beneath = f"/{_BRANCHES.get(branch.lower(), branch)}" if branch else ""
    return f"http://purl.imsglobal.org/vocab/lis/v2/{match['scope']}{beneath}#{match['name']}"


def _given(roles: Sequence[str], role_map: Mapping[str, str]) -> dict[str, Role | None]:
    """Return what each role gives, by its canonical URI."""
    uris = {canonical(role) for role in roles}
    mapped = {canonical(uri): _named(value) for uri, value in role_map.items()}
    learns = any(_by_itself(uri) is Role.EXAMINEE or mapped.get(uri) is Role.EXAMINEE for uri in uris)
    assists = _only_assists(uris)
    given: dict[str, Role | None] = {}
    for uri in uris:
        if uri in mapped:
            given[uri] = mapped[uri]
        elif uri == f"{MEMBERSHIP}#Instructor" and assists:
            given[uri] = None
        else:
            given[uri] = _by_itself(uri) or (Role.ADMIN if not learns and _administers(uri) else None)
    return given


def _by_itself(uri: str) -> Role | None:
    """What a role of the context gives."""
    match = _URI.fullmatch(uri)
    if match is None or match["scope"] != "membership":
        return None
    return _BENEATH.get(match["branch"]) if match["branch"] else _IN_CONTEXT.get(match["name"])


def _administers(uri: str) -> bool:
    match = _URI.fullmatch(uri)
    return match is not None and match["scope"] != "membership" and match["name"] in _ADMINISTRATORS


def _only_assists(uris: set[str]) -> bool:
    """Whether there are sub-roles of Instructor and none of them teaches."""
    prefix = f"{MEMBERSHIP}/Instructor#"
    beneath = [uri.removeprefix(prefix) for uri in uris if uri.startswith(prefix)]
    return bool(beneath) and all(_ASSISTING.fullmatch(name) for name in beneath)


def _named(value: str) -> Role | None:
    """The role that an institution has chosen; "nobody", and anything unknown, is none."""
    return Role(value) if value in set(Role) else None
