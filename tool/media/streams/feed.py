"""What an examinee sends on one channel, by one session at a time: the session of now and those who watch."""

import secrets
import time
from collections.abc import Callable

from aiortc.rtcdtlstransport import RTCCertificate

from tool.link.messages import WatchGrant
from tool.media.streams.contest import SENDING_S, Contest
from tool.media.streams.publisher import SILENT_S, Publisher, Takes
from tool.media.streams.watcher import Watcher
from tool.media.transport.peer import Peer
from tool.media.transport.port import Port
from tool.media.transport.sdp import Offer

MAX_WATCHERS = 32
"""More watchers of one feed: the oldest is closed."""


class Feed:
    """Owns the session that publishes now and its watchers, who follow when another session takes its place.

    `on_change` is called, with a reason, whenever `flowing` may have changed; `on_key_frame` with each key frame that
    was asked for, `on_session` with each session that begins to publish."""

    def __init__(
        self, takes: Takes, contest: Contest, *, on_change: Callable[[str], None],
        on_key_frame: Callable[[bytes, float], None], on_session: Callable[[Publisher], None] | None = None,
    ) -> None:
        self.publisher: Publisher | None = None
        self.watchers: dict[str, Watcher] = {}
        self._takes = takes
        self._contest = contest
        self._on_change = on_change
        self._on_key_frame = on_key_frame
        self._on_session = on_session
        self._session_id = ""
        self._replaced_at = float("-inf")
        self._taken_from = ""

    @property
    def flowing(self) -> bool:
        """Whether media arrives now."""
        return self.publisher is not None and self.publisher.flowing

    @property
    def heard(self) -> int:
        """How many packets of sound the session of now has sent."""
        return sum(sound.packets for sound in self.publisher.of_kind(is_video=False)) if self.publisher else 0

    @property
    def between_sessions(self) -> bool:
        """Whether a session has just taken another's place and its media is still to come."""
        return self.publisher is not None and time.monotonic() - self._replaced_at <= SILENT_S

    @property
    def peers(self) -> list[Peer]:
        """The connections of now, the examinee's first."""
        return [session.peer for session in (self.publisher, *self.watchers.values()) if session is not None]

    def publish(self, port: Port, certificate: RTCCertificate, offer: Offer) -> tuple[str, Publisher]:
        """Take a new session of the examinee, by a name nobody can guess; the one before it ends and its watchers
        follow. Raise BadOffer when the offer sends nothing that this feed takes."""
        publisher = Publisher(
            port, certificate, offer, self._takes,
            on_flow=self._flows, on_closed=self._publisher_closed, on_key_frame=self._on_key_frame,
        )
        before, self.publisher, self._session_id = self.publisher, publisher, secrets.token_urlsafe(16)
        if before is not None:
            self._replaced_at = time.monotonic()
            sends = before.flowing and self._replaced_at - before.last_rtp <= SENDING_S
            self._taken_from = before.peer.host if sends else ""
            before.close("replaced")
        for watcher in self.watchers.values():
            watcher.follow(publisher)
        if self._on_session is not None:
            self._on_session(publisher)
        return self._session_id, publisher

    def watch(
        self, port: Port, certificate: RTCCertificate, offer: Offer, source: Publisher, grant: WatchGrant
    ) -> tuple[str, Watcher]:
        """Take a watcher in. Raise BadOffer when the offer receives nothing that `source` sends."""
        watcher = Watcher(port, certificate, offer, source, grant, on_closed=self._watcher_closed)
        if len(self.watchers) >= MAX_WATCHERS:
            self.watchers[next(iter(self.watchers))].close("too_many_watchers")
        session_id = secrets.token_urlsafe(16)
        self.watchers[session_id] = watcher
        return session_id, watcher

    def stop_publishing(self, session_id: str) -> bool:
        """End this session of the examinee; return False if it is not the one of now."""
        if self.publisher is None or self._session_id != session_id:
            return False
        self.publisher.close("stopped")
        return True

    def stop_watching(self, session_id: str) -> bool:
        """End this watcher's session; return False if there is none of that name."""
        watcher = self.watchers.get(session_id)
        if watcher is None:
            return False
        watcher.close("stopped")
        return True

    def cut_watchers(self, may_stay: Callable[[WatchGrant], bool]) -> None:
        """End the sessions of those watchers who may not stay."""
        for watcher in [each for each in self.watchers.values() if not may_stay(each.grant)]:
            watcher.close("not_in_sight")

    def want_key_frame(self, min_interval_s: float) -> None:
        """Have the next key frame handed over, and ask for one unless that was done less than `min_interval_s` ago."""
        video = self.publisher.video if self.publisher is not None else None
        if video is not None and video.collector is not None:
            video.collector.wanted = True
            video.request_key_frame(min_interval_s)

    @property
    def key_frame_pending(self) -> bool:
        """Whether a key frame that was wanted has not been handed over yet."""
        video = self.publisher.video if self.publisher is not None else None
        return video is not None and video.collector is not None and video.collector.wanted

    def sweep(self, now: float) -> None:
        """Notice silence and dead connections; `now` is monotonic."""
        if self.publisher is not None:
            self.publisher.check_silence(now)
            expired = self.publisher.peer.expired(now)
            if expired:
                self.publisher.close(expired)
        for watcher in list(self.watchers.values()):
            expired = watcher.peer.expired(now)
            if expired:
                watcher.close(expired)
        self._on_change("silent")

    def send_reports(self) -> None:
        """Tell the examinee's browser how its media arrives."""
        if self.publisher is not None:
            self.publisher.send_reports()

    def _flows(self) -> None:
        if self.publisher is not None and self._taken_from:
            self._contest.taken(self._taken_from, self.publisher.peer.host, time.monotonic())
            self._taken_from = ""
        self._on_change("")

    def _publisher_closed(self, publisher: Publisher, reason: str) -> None:
        if publisher is self.publisher:
            self.publisher = None
            self._session_id = ""
            self._on_change(reason)

    def _watcher_closed(self, watcher: Watcher, _reason: str) -> None:
        self.watchers = {key: w for key, w in self.watchers.items() if w is not watcher}
