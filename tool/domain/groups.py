"""Groups of a course that are kept apart: which of them somebody of the staff looks after."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AllowedGroups:
    """Whose examinees somebody may see: `ids` are the groups, by the LMS's own ids; None for everybody, in a group or
    not."""

    ids: frozenset[str] | None = None

    @classmethod
    def of(cls, ids: Collection[str] | None) -> "AllowedGroups":
        """Return what is allowed to somebody with these groups; None for all."""
        return cls(None if ids is None else frozenset(ids))

    @property
    def everybody(self) -> bool:
        """Whether nobody is out of sight."""
        return self.ids is None

    def reach(self, groups: Collection[str] | None) -> bool:
        """Whether an examinee in these groups is seen: one in several by any of them; one in none, or of whom nobody
        has told any (None), only by who sees everybody."""
        return self.ids is None or (groups is not None and not self.ids.isdisjoint(groups))


EVERYBODY = AllowedGroups()
NOBODY = AllowedGroups(frozenset())
