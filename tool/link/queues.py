"""The order in which events wait: oldest first, past those of subjects that rest."""

from collections import deque
from collections.abc import Container, Iterator
from heapq import merge

from tool.link.subjects import NODE


class Queues:
    """Names of events by the key of their subject. A name begins with its number, so that names sort by age.

    To add one and to take the oldest of a subject away costs the same however many wait. `oldest` costs a step per
    subject, and per name that is asked of it; names of subjects that rest cost nothing."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[str]] = {}
        self._keys: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, name: str, key: str) -> None:
        """A new one, younger than all of its subject."""
        self._queues.setdefault(key, deque()).append(name)
        self._keys[name] = key

    def key(self, name: str) -> str:
        """Return the key of the subject of one that waits."""
        return self._keys[name]

    def has(self, key: str) -> bool:
        """Whether any of this subject waits."""
        return key in self._queues

    def remove(self, name: str) -> None:
        """It waits no more."""
        key = self._keys.pop(name)
        queue = self._queues[key]
        if queue[0] == name:
            queue.popleft()
        else:
            queue.remove(name)
        if not queue:
            del self._queues[key]

    def oldest(self, resting: Container[str] = ()) -> Iterator[str]:
        """Yield the names, oldest first, without those of these subjects; what is younger than an event about the whole
        node that rests waits for it. Do not change the queues meanwhile."""
        end = self._queues[NODE][0] if NODE in resting and self.has(NODE) else None
        for name in merge(*(queue for key, queue in self._queues.items() if key not in resting)):
            if end is not None and name > end:
                return
            yield name
