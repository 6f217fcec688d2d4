"""Which attempts a proctor has open right now: the examinee is told, and their picture gets better."""


class Onlookers:
    """Remembers what each console connection of this process looks at; one attempt at a time each."""

    def __init__(self) -> None:
        self._looks_at: dict[str, str] = {}

    def are_on(self, attempt_id: str) -> bool:
        """Whether any console has the attempt open."""
        return attempt_id in self._looks_at.values()

    def all(self) -> dict[str, str]:
        """Return what each connection looks at that looks at any."""
        return dict(self._looks_at)

    def turn(self, connection: str, attempt_id: str | None) -> list[str]:
        """The connection now looks at this attempt, or at none; return the attempts for which `are_on` changed."""
        before = self._looks_at.get(connection)
        if before == attempt_id:
            return []
        concerned = [one for one in (before, attempt_id) if one is not None]
        were = {one: self.are_on(one) for one in concerned}
        self._looks_at.pop(connection, None)
        if attempt_id is not None:
            self._looks_at[connection] = attempt_id
        return [one for one in concerned if self.are_on(one) != were[one]]
