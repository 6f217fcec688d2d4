"""Who a launch's roles make of a person: staff, examinee, both or neither (LTI 1.3, section 5.3.7 and appendix A).

pylti1p3's role classes are not used: they take any URI that ends in `#Instructor` for a teacher of this course."""

import re
from collections.abc import Sequence

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
_ROLE = re.compile(
    r"https?://purl\.imsglobal\.org/vocab/lis/v2/"
    r"(?P<scope>membership|(?:institution/|system/)?person)(?:/(?P<branch>\w+))?#(?P<name>\w+)"
)
_STAFF = frozenset({"Instructor", "TeachingAssistant", "Administrator"})
_STAFF_BRANCHES = frozenset({"Instructor", "Administrator", "Mentor"})
_ADMIN = frozenset({"Administrator", "SysAdmin", "AccountAdmin"})


def is_examinee(roles: Sequence[str]) -> bool:
    """Whether the person learns in this context. A student of the institution is no examinee by that alone."""
    return any(_in_context(role, frozenset({"Learner"}), frozenset({"Learner"})) for role in roles)


def is_staff(roles: Sequence[str]) -> bool:
    """Whether the person may watch in this context: it teaches, assists or administers here, or has a sub-role of
    Mentor (auditor, reviewer, tutor …), or administers the platform and does not learn here.

    Teachers of the institution are not staff of every course, and a bare Mentor is not staff: platforms give that role
    to parents who observe."""
    if any(_in_context(role, _STAFF, _STAFF_BRANCHES) for role in roles):
        return True
    return not is_examinee(roles) and any(_administers(role) for role in roles)


def _in_context(role: str, names: frozenset[str], branches: frozenset[str]) -> bool:
    """Whether a role of this context has one of the names, or is a sub-role of one of the branches. LTI 1.3 allows the
    short name of a context role instead of its URI."""
    match = _ROLE.fullmatch(role)
    if match is None:
        return role in names
    if match["scope"] != "membership":
        return False
    return match["branch"] in branches if match["branch"] else match["name"] in names


def _administers(role: str) -> bool:
    match = _ROLE.fullmatch(role)
    return match is not None and match["scope"] != "membership" and match["name"] in _ADMIN
