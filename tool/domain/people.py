"""Who takes part: the four people of an exam and how a signed-in one is named."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do in Invigil, derived from LTI roles."""

    ADMIN = "admin"
    TEACHER = "teacher"
    PROCTOR = "proctor"
    EXAMINEE = "examinee"

    @property
    def is_staff(self) -> bool:
        """Whether this role may watch and intervene."""
        return self is not Role.EXAMINEE

    @property
    def sets_up(self) -> bool:
        """Whether this role may set exams up and invite proctors."""
        return self in (Role.TEACHER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Person:
    """One user of one platform. `subject` is the platform's opaque `sub`; it is unique only within the platform."""

    platform_id: str
    subject: str
    name: str
    email: str = ""
