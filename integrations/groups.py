"""Groups of a course, as an LMS that keeps them apart tells of them: with its launches, and when it is asked.

Three custom parameters of launches; older LMSs send none of them, and nothing is said of groups then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from integrations.http import Call, Reply

GROUPS_PARAMETER = "invigil_groups"
"""Of staff: the groups that they look after in this exam, "all" for everybody. Of an examinee: those they are in. A
JSON list of the LMS's ids."""
GROUPS_OF_USER_PARAMETER = "invigil_groups_of_user"
"""Of a report: the groups of the examinee whom it is about, a JSON list."""
GROUP_NAMES_PARAMETER = "invigil_group_names"
"""What the exam's groups are called: a JSON object of names by id."""
ALL = "all"
MOST_PEOPLE = 1000
"""Of so many people an LMS is asked at once."""
_LONGEST_ID, _LONGEST_NAME, _MOST = 255, 255, 2000


@dataclass(frozen=True, slots=True)
class GroupsTold:
    """What a launch says: `groups` is None for all of them; `of_user` is None where it is about nobody else."""

    groups: tuple[str, ...] | None
    of_user: tuple[str, ...] | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupsAsked:
    """Of whom an LMS is to say in which groups they are: by the link of the exam, and its own ids of people."""

    link: str
    staff: tuple[str, ...]
    examinees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupsSaid:
    """Its answer, by the ids of people: the groups that staff look after, None for all, and those that examinees are
    in. Who is left out of it is as before."""

    names: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    examinees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Sends(Protocol):
    """The one door out to an LMS for everything beyond LTI (`integrations.base.Calls`)."""

    def send(self, call: Call) -> Reply:
        """Make the call; raise IntegrationFailed."""
        ...


class GroupsOfCourse(Protocol):
    """What an LMS says of a course's groups when it is asked. One that does not keep them apart says so."""

    def tells_groups(self, services: Mapping[str, str]) -> bool:
        """Whether the LMS keeps groups apart and says who is in which."""
        ...

    def read_groups(self, services: Mapping[str, str], asked: GroupsAsked, calls: Sends) -> GroupsSaid:
        """Ask in which groups at most MOST_PEOPLE people are now. Raise IntegrationFailed."""
        ...


class NoGroups:
    """Serves GroupsOfCourse where whoever is staff sees everybody."""

    def tells_groups(self, services: Mapping[str, str]) -> bool:
        """LTI's groups are not kept apart."""
        del services
        return False

    def read_groups(self, services: Mapping[str, str], asked: GroupsAsked, calls: Sends) -> GroupsSaid:
        """Ask nobody; nothing is said."""
        del services, asked, calls
        return GroupsSaid()


def told_of_groups(custom: Mapping[str, str]) -> GroupsTold | None:
    """Return what a launch says of groups, None if nothing. What cannot be read is no group at all, never all of
    them."""
    said = custom.get(GROUPS_PARAMETER)
    if said is None:
        return None
    of_user = custom.get(GROUPS_OF_USER_PARAMETER)
    return GroupsTold(
        None if said == ALL else ids_of(_read(said)), None if of_user is None else ids_of(_read(of_user)),
        names_of(_read(custom.get(GROUP_NAMES_PARAMETER, ""))),
    )


def ids_of(value: Any) -> tuple[str, ...]:
    """Return the ids in a list of them; anything else is none."""
    listed = value if isinstance(value, list) else []
    return tuple(each for each in listed[:_MOST] if isinstance(each, str) and 0 < len(each) <= _LONGEST_ID)


def names_of(value: Any) -> dict[str, str]:
    """Return the names by id in an object of them."""
    named = value if isinstance(value, dict) else {}
    return {
        each: name[:_LONGEST_NAME] for each, name in list(named.items())[:_MOST]
        if 0 < len(each) <= _LONGEST_ID and isinstance(name, str) and name
    }


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
