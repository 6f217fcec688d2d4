"""Keeps watch over what does not come: joins sight, doors and silence to what happens in exams, and to a clock."""

import logging
from collections.abc import Callable

from tool.domain.attempt import AttemptState
from tool.monitoring.exam.changes import rules_now
from tool.monitoring.exam.events import AttemptChanged, AttemptEnded, RulesChanged
from tool.monitoring.work import NotFound
from tool.web.live.doors import Doors
from tool.web.live.notices import Notices
from tool.web.live.paces import PaceTeller
from tool.web.live.sight import Sight
from tool.web.live.silence import Silence
from tool.web.live.views import media_view
from tool.web.wire.live import MediaView
from tool.web.works import WebWorks

log = logging.getLogger(__name__)

_RUNNING = frozenset({AttemptState.RUNNING, AttemptState.DISCONNECTED, AttemptState.PAUSED})


class Vigil:
    """`tell_media` tells all consoles how the media plane stands, when that has changed; `show_tile` shows an attempt's
    tile anew, when its notices have."""

    def __init__(
        self, works: WebWorks, sight: Sight, doors: Doors, silence: Silence, notices: Notices,
        tell_media: Callable[[MediaView], None], show_tile: Callable[[str], None], paces: PaceTeller,
    ) -> None:
        self._works = works
        self._sight = sight
        self._doors = doors
        self._silence = silence
        self._notices = notices
        self._tell_media = tell_media
        self._show_tile = show_tile
        self._paces = paces
        self._told: MediaView | None = None

    def start(self) -> None:
        """This process has just started: take up those who are at the door, and those who work."""
        self._doors.start()
        with self._works() as work:
            running = [
                (attempt.id, rules_now(attempt, work.exams.get(attempt.exam_id)))
                for attempt in work.attempts.in_states(_RUNNING)
            ]
        for attempt_id, rules in running:
            self._silence.resume(attempt_id, rules)

    def heard(self, event: object) -> None:
        """Follow what happens to attempts. A failure is logged: what happened is done and kept."""
        try:
            if isinstance(event, AttemptChanged) and event.before is not event.after:
                self._doors.changed(event.attempt_id, event.after)
            elif isinstance(event, RulesChanged):
                self._silence.apply(event.attempt_id, event.rules)
            elif isinstance(event, AttemptEnded):
                self._silence.end(event.attempt_id)
        except Exception:
            log.exception("The watch over an attempt could not follow %s.", type(event).__name__)

    def tick(self) -> None:
        """Judge everybody; to be called once a second."""
        media = media_view(self._sight)
        if media != self._told:
            self._told = media
            self._tell_media(media)
        self._paces.tick()
        self._doors.tick()
        self._silence.tick()
        for attempt_id in self._notices.tick():
            self._show(attempt_id)

    def _show(self, attempt_id: str) -> None:
        try:
            self._show_tile(attempt_id)
        except NotFound:
            log.debug("An attempt of which a media node speaks is gone.")
        except Exception:
            log.exception("A notice could not be shown; it shows with the next change of its tile.")
