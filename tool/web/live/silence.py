"""Silence is not innocence: notices what should come from a running attempt and does not, whatever its page says.

Everything is kept in memory and judged once a second; only an incident that begins or ends is written. What is not
known (web or a media node has just started, no node answers, the examinee's network is down) accuses nobody."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import RLock

from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened
from tool.domain.observation import Source
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.timeline import Timeline
from tool.web.live.networks import Networks
from tool.web.live.pages import Beside
from tool.web.live.sight import Sight
from tool.web.live.tally import Tally

log = logging.getLogger(__name__)

MODEL = "server"
GRACE_S = 20.0
"""So long after a start of ours, or of the exam, pages find their way back before silence counts."""
SCREEN_GRACE_S = 30.0
"""Sharing the screen anew takes a press, and a look at the browser's question."""
HIDDEN_S = 90.0
"""A page in a hidden tab is slowed down to one sign of life a minute by its browser."""
SETTLED_S = 5.0
"""What a media node has seen is known here by then."""
UNREAD_S = 15.0
"""A channel of which a picture came so lately arrives, though it could not be looked at."""
LINK_DEAD_S = 14.0
"""A connection that is dead is known to be so after this: until then a silent page may be one without a network."""
CONTESTED_S = 30.0
"""So long after two devices were seen to send media for one attempt it counts as held by both."""
_STREAMS = {"stream_absent": (Channel.CAMERA, GRACE_S), "screen_absent": (Channel.SCREEN, SCREEN_GRACE_S)}

Record = Callable[[Sequence[IncidentChange]], None]


@dataclass(slots=True)
class _Watched:
    """One attempt that runs. Moments of the timeline. `promised`: what check-in said and has not been seen since."""

    rules: dict[str, Rule]
    since: float
    promised: set[str]
    beat: float
    hidden: bool = False
    there_since: float | None = None
    second_since: float | None = None
    open: dict[str, IncidentOpened] = field(default_factory=dict)
    quiet_since: dict[str, float] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    told_missing: int = 0
    missing_since: float | None = None
    missing_at: float = 0.0
    networks: Networks = field(default_factory=Networks)
    lock: RLock = field(default_factory=RLock)


class Silence:
    """The watch over all attempts that run. `beside` says which pages of an attempt are connected, `promised_of` what
    its check-in has promised; `record` keeps changes in one unit of work."""

    def __init__(
        self, sight: Sight, beside: Callable[[str], Beside], promised_of: Callable[[str], Iterable[str]],
        record: Record, new_id: Callable[[], str], timeline: Timeline,
    ) -> None:
        self._sight = sight
        self._beside = beside
        self._promised_of = promised_of
        self._record = record
        self._new_id = new_id
        self._timeline = timeline
        self._watched: dict[str, _Watched] = {}

    def resume(self, attempt_id: str, rules: Iterable[Rule]) -> None:
        """This process has just started, and the attempt runs already: what its check-in promised is history."""
        self._begin(attempt_id, _of_server(rules), set())

    def apply(self, attempt_id: str, rules: Iterable[Rule]) -> None:
        """From now on these rules hold for the attempt: none in a pause, and before and after it runs."""
        wanted = _of_server(rules)
        watched = self._watched.get(attempt_id)
        if watched is None:
            if wanted:
                promised = self._promised_of(attempt_id) if "check_in_unproven" in wanted else ()
                self._begin(attempt_id, wanted, set(promised))
            return
        if wanted and not watched.rules:
            watched.since = watched.beat = self._timeline.now()
            watched.told_missing = watched.tally.lost_so_far
        watched.rules = wanted
        self._safely(attempt_id, watched)

    def end(self, attempt_id: str) -> None:
        """The attempt is over."""
        watched = self._watched.pop(attempt_id, None)
        if watched is not None:
            watched.rules = {}
            self._safely(attempt_id, watched)

    def beat(self, attempt_id: str, *, hidden: bool) -> None:
        """The sensors of the attempt's page have said something; `hidden`: in a tab that is not shown."""
        watched = self._watched.get(attempt_id)
        if watched is not None:
            watched.beat, watched.hidden = self._timeline.now(), hidden

    def numbered(self, attempt_id: str, run: str, numbers: Iterable[int], *, made: int, dropped: int) -> None:
        """Readings with these numbers were taken, of the page whose count is named `run` (tool/web/live/tally.py)."""
        watched = self._watched.get(attempt_id)
        if watched is not None:
            with watched.lock:
                watched.tally.heard(run, numbers, made, dropped, self._timeline.now())

    def stumbled(self, attempt_id: str) -> None:
        """Readings of the attempt's page could not be taken: what it sends again is late for our reasons."""
        watched = self._watched.get(attempt_id)
        if watched is not None:
            with watched.lock:
                watched.tally.stumbled(self._timeline.now())

    def tick(self) -> None:
        """Judge all attempts; what fails for one is logged and tried again, and touches no other."""
        for attempt_id, watched in list(self._watched.items()):
            self._safely(attempt_id, watched)

    def _begin(self, attempt_id: str, rules: dict[str, Rule], promised: set[str]) -> None:
        now = self._timeline.now()
        self._watched[attempt_id] = _Watched(rules, now, promised, now)

    def _safely(self, attempt_id: str, watched: _Watched) -> None:
        try:
            with watched.lock:
                self._judge(attempt_id, watched, self._timeline.now())
        except Exception:
            log.exception("Whether an attempt is silent could not be judged; it is tried again.")

    def _judge(self, attempt_id: str, watched: _Watched, now: float) -> None:
        beside = self._beside(attempt_id)
        there, moved = beside.pages > 0, watched.networks.moved(beside.address)
        watched.there_since = None if not there else now if watched.there_since is None else watched.there_since
        for incident_type in watched.open.keys() - watched.rules.keys():
            self._close(watched, incident_type, now)
        for incident_type in watched.rules:
            if incident_type in _STREAMS:
                self._stream(attempt_id, watched, incident_type, now)
            elif incident_type == "sensors_silent":
                self._sensors(attempt_id, watched, now)
            elif incident_type == "check_in_unproven":
                self._check_in(attempt_id, watched, now)
            elif incident_type == "pictures_unreadable":
                self._unreadable(attempt_id, watched, now)
            elif incident_type == "second_session":
                self._second(attempt_id, watched, now)
            elif incident_type == "readings_missing":
                self._missing(attempt_id, watched, now)
            elif incident_type == "network_changed":
                self._network(attempt_id, watched, now, moved=moved)

    def _stream(self, attempt_id: str, watched: _Watched, incident_type: str, now: float) -> None:
        channel, grace_s = _STREAMS[incident_type]
        last = now if self._comes_unread(attempt_id, watched, channel, now) else self._sight.last(attempt_id, channel)
        known = watched.open.get(incident_type)
        if known is not None:
            if last is not None and last > watched.quiet_since[incident_type]:
                self._close(watched, incident_type, last)
            return
        if watched.there_since is None or self._sight.is_away:
            return
        quiet_since = max(last or 0.0, watched.since, self._sight.since)
        graced = max(watched.since, self._sight.since) + grace_s
        wait_s = watched.rules[incident_type].debounce_s
        answers = watched.beat > quiet_since + 2.0 or now - quiet_since >= wait_s + LINK_DEAD_S
        if now - quiet_since >= wait_s and now >= graced and answers:
            self._open(attempt_id, watched, incident_type, quiet_since, now)

    def _comes_unread(self, attempt_id: str, watched: _Watched, channel: str, now: float) -> bool:
        """Whether pictures of this channel come that are not looked at, since they ended detection processes. Of a
        screen in an exam without a camera nothing else tells of that: there it counts as absent."""
        if channel == Channel.SCREEN and "pictures_unreadable" not in watched.rules:
            return False
        came_at = self._sight.unread(attempt_id).get(channel)
        return came_at is not None and now - came_at <= UNREAD_S

    def _unreadable(self, attempt_id: str, watched: _Watched, now: float) -> None:
        unread, known = bool(self._sight.unread(attempt_id)), "pictures_unreadable" in watched.open
        if self._sight.is_away or unread == known:
            return
        if unread:
            threshold = watched.rules["pictures_unreadable"].threshold
            self._open(attempt_id, watched, "pictures_unreadable", now, now, measured=threshold)
        else:
            self._close(watched, "pictures_unreadable", now)

    def _sensors(self, attempt_id: str, watched: _Watched, now: float) -> None:
        known = "sensors_silent" in watched.open
        if known and watched.beat > watched.quiet_since["sensors_silent"]:
            self._close(watched, "sensors_silent", watched.beat)
        elif known and watched.there_since is None:
            self._close(watched, "sensors_silent", now)
        elif not known and watched.there_since is not None:
            quiet_since = max(watched.beat, watched.since, watched.there_since)
            wait_s = watched.rules["sensors_silent"].debounce_s
            if now - quiet_since >= (max(wait_s, HIDDEN_S) if watched.hidden else wait_s):
                self._open(attempt_id, watched, "sensors_silent", quiet_since, now)

    def _check_in(self, attempt_id: str, watched: _Watched, now: float) -> None:
        watched.promised -= {what for what in watched.promised if self._sight.last(attempt_id, what) is not None}
        known = "check_in_unproven" in watched.open
        if not watched.promised and known:
            self._close(watched, "check_in_unproven", now)
        elif not known and not self._sight.is_away and any(
            not self._comes_unread(attempt_id, watched, what, now) for what in watched.promised
        ):
            known_by = max(watched.since + SETTLED_S, self._sight.since + GRACE_S)
            if now >= known_by:
                self._open(attempt_id, watched, "check_in_unproven", watched.since, now)

    def _second(self, attempt_id: str, watched: _Watched, now: float) -> None:
        rule, beside = watched.rules["second_session"], self._beside(attempt_id)
        contested = self._sight.is_contested(attempt_id, CONTESTED_S)
        if beside.pages < rule.threshold and not contested:
            watched.second_since = None
            if "second_session" in watched.open:
                self._close(watched, "second_session", now)
            return
        if watched.second_since is None:
            watched.second_since = now
        since = max(watched.second_since, watched.since)
        if "second_session" not in watched.open and now - since >= rule.debounce_s:
            differs = (
                ("other address", beside.other_address), ("other browser", beside.other_browser),
                ("media from two addresses", contested),
            )
            model = ", ".join([MODEL, *(what for what, holds in differs if holds)])
            places = max(float(beside.pages), 2.0 if contested else 0.0)
            self._open(attempt_id, watched, "second_session", since, now, measured=places, model=model)

    def _missing(self, attempt_id: str, watched: _Watched, now: float) -> None:
        """Holes stay: told is what is missing beyond what was told before, once it has not come for a while. It ends
        when for a while nothing more was missing."""
        rule, known = watched.rules["readings_missing"], "readings_missing" in watched.open
        there_since = now if watched.there_since is None else watched.there_since
        count = watched.tally.missing(there_since, hidden=watched.hidden)
        watched.told_missing = min(watched.told_missing, count)
        news = count - watched.told_missing
        if known and news > 0:
            watched.told_missing, watched.missing_at = count, now
        elif known and now - watched.missing_at >= rule.release_s:
            watched.missing_since = None
            self._close(watched, "readings_missing", watched.missing_at)
        elif not known and news < rule.threshold:
            watched.missing_since = None
        elif not known:
            watched.missing_since = now if watched.missing_since is None else watched.missing_since
            if now - watched.missing_since >= rule.debounce_s:
                self._open(attempt_id, watched, "readings_missing", watched.missing_since, now, measured=float(news))
                watched.told_missing, watched.missing_at = count, now

    def _network(self, attempt_id: str, watched: _Watched, now: float, *, moved: bool) -> None:
        """It has no length: it is over after the rule's while."""
        known = watched.open.get("network_changed")
        if moved and known is None:
            self._open(attempt_id, watched, "network_changed", now, now)
        elif known is not None:
            at = watched.quiet_since["network_changed"]
            if now - at >= watched.rules["network_changed"].release_s:
                self._close(watched, "network_changed", at)

    def _open(
        self, attempt_id: str, watched: _Watched, incident_type: str, since: float, now: float,
        *, measured: float = 1.0, model: str = MODEL,
    ) -> None:
        rule = watched.rules[incident_type]
        opened = IncidentOpened(
            incident_id=self._new_id(), attempt_id=attempt_id, type=incident_type, severity=rule.severity,
            started_at=self._timeline.label(since), opened_at=self._timeline.label(now), measured=measured,
            threshold=rule.threshold, debounce_s=rule.debounce_s, model=model,
        )
        self._record([opened])  # kept first: what could not be is tried again at the next tick
        watched.open[incident_type], watched.quiet_since[incident_type] = opened, since

    def _close(self, watched: _Watched, incident_type: str, at: float) -> None:
        opened, since = watched.open[incident_type], watched.quiet_since[incident_type]
        duration_s = max(0.0, at - since)
        ended_at = opened.started_at + duration_s
        self._record([
            IncidentClosed(opened.incident_id, opened.attempt_id, incident_type, ended_at, duration_s)
        ])
        del watched.open[incident_type], watched.quiet_since[incident_type]


def _of_server(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.type: rule for rule in rules if rule.kind.source is Source.SERVER}
