"""What must not reach an LMS twice: it is noted before it goes out, and is not sent again while nobody knows whether it
arrived."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from integrations.base import IntegrationFailed
from lti.errors import ServiceFailed
from tool.domain.lms import WENT_OUT

_DOUBT = (
    "It may have been done all the same, so it is not sent again by itself. Look in the LMS, and have it sent again if "
    "it is missing."
)
_CUT = "Invigil stopped while this was being sent."
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Sendings:
    """What goes out for one command. `memo` is what an earlier try has noted, `keep` notes more, durably."""

    memo: Mapping[str, Any]
    keep: Callable[[Mapping[str, Any]], None]

    def once(self, name: str, send: Callable[[], _Answer]) -> _Answer:
        """Send what is not repeatable and return the answer; `name` tells it from others of the same command.

        Where it is certain that the LMS did nothing (no connection, too many calls, a plain refusal), the failure
        passes through, and it may go again. Where it is not (a lost answer, an error within the LMS, a process that
        ended meanwhile), raise IntegrationFailed that is doubtful and not to be tried again."""
        if self.memo.get(WENT_OUT) == name:
            raise IntegrationFailed(f"{_CUT} {_DOUBT}", retry=False, doubtful=True)
        self.keep({WENT_OUT: name})
        try:
            return send()
        except (IntegrationFailed, ServiceFailed) as exc:
            if exc.doubtful:
                raise IntegrationFailed(f"{exc} {_DOUBT}", retry=False, status=exc.status, doubtful=True) from exc
            self.keep({WENT_OUT: ""})
            raise
