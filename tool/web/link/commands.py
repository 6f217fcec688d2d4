"""Commands to the media plane on their way: the newest about one thing counts, and is sent until it is taken."""

import logging
import math
import time
from collections.abc import Callable
from threading import Condition, Event

from tool.link.media_client import MediaUnreachable
from tool.link.messages import ApplyRules, Calibrate, EndStream, EndWatching, MediaCommand, TakeStill

log = logging.getLogger(__name__)

GIVE_UP_S = 60.0
END_GIVE_UP_S = 24 * 3600.0
MAX_RULES = 10_000
"""Far more attempts than one media node takes; a bound all the same, since some are never ended."""
CALIBRATE_GIVE_UP_S = 1.0
"""What an examinee looks at is looked at for two seconds; told later, it would be taken for something else."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0

_Subject = tuple[type[MediaCommand], str]


class MediaCommands:
    """Sends commands in the background. A newer one about the same thing replaces an older one; an attempt's rules and
    its end are two things, and rules of an opening that has ended are not sent at all.

    Rules are tried until they are taken or replaced: it is web alone that cannot reach the media process, maybe, while
    the examinee's camera still can and is judged by the old ones. Rules that it refuses are not sent again, but
    `refused_rules` names their attempt until later ones are taken, so that a human hears of it. An end is kept for
    `END_GIVE_UP_S` for the same reason, and drops the rules of its opening. Anything else not taken for `GIVE_UP_S` is
    dropped with a log entry. What an examinee looks at is told within `CALIBRATE_GIVE_UP_S` or not at all.

    So that an attempt that nobody ever ends cannot fill the memory, at most `MAX_RULES` wait; beyond that the ones that
    waited longest go, with a log entry. `send` raises MediaUnreachable."""

    def __init__(
        self, send: Callable[[MediaCommand], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._send = send
        self._clock = clock
        self._waiting: dict[_Subject, tuple[MediaCommand, float]] = {}
        self._refused: dict[str, None] = {}
        self._news = Condition()

    def refused_rules(self) -> list[str]:
        """Return the attempts whose rules were refused or dropped, and no later ones taken."""
        return list(self._refused)

    def late_rules(self, after_s: float) -> list[str]:
        """Return the attempts of which rules have waited for longer than that many seconds."""
        now = self._clock()
        with self._news:
            return [
                subject[1] for subject, (_, since) in self._waiting.items()
                if subject[0] is ApplyRules and now - since > after_s
            ]

    def put(self, command: MediaCommand) -> None:
        """Have the command sent soon; does not wait."""
        with self._news:
            if isinstance(command, ApplyRules) and self._ends(command):
                return
            if isinstance(command, EndStream):
                self._forget_rules(command)
            subject, since = _subject(command), self._clock()
            if isinstance(command, ApplyRules) and subject in self._waiting:
                since = self._waiting[subject][1]  # for so long no rules were taken
            self._waiting[subject] = (command, since)
            self._bound()
            self._news.notify()

    def _ends(self, rules: ApplyRules) -> bool:
        """Whether the end of the opening that these rules are for is on its way."""
        end, _ = self._waiting.get((EndStream, rules.attempt_id), (None, 0.0))
        return isinstance(end, EndStream) and end.opening >= rules.opening

    def _forget_rules(self, end: EndStream) -> None:
        self._refused.pop(end.attempt_id, None)
        rules, _ = self._waiting.get((ApplyRules, end.attempt_id), (None, 0.0))
        if isinstance(rules, ApplyRules) and rules.opening <= end.opening:
            del self._waiting[_subject(rules)]

    def _bound(self) -> None:
        if len(self._waiting) <= MAX_RULES:
            return
        rules = [(since, subject) for subject, (_, since) in self._waiting.items() if subject[0] is ApplyRules]
        if len(rules) > MAX_RULES:
            _, subject = min(rules, key=lambda waiting: waiting[0])
            del self._waiting[subject]
            self._note_refusal(subject[1])
            log.warning("Dropped ApplyRules for attempt %s: too many wait", subject[1])

    def run(self, stopped: Event) -> None:
        """Send what is put, until `stopped`."""
        wait_s = _FIRST_WAIT_S
        while not stopped.is_set():
            with self._news:
                self._news.wait_for(lambda: bool(self._waiting), timeout=0.5)
            if self.send_all():
                wait_s = _FIRST_WAIT_S
            else:
                stopped.wait(wait_s)
                wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def send_all(self) -> bool:
        """Send what waits, once; return whether nothing is left that must be tried again.

        The first one that has to be tried again ends the round: the media process is away for the others too, and each
        try may take seconds. It goes to the end of the queue, so that it cannot keep the others from being sent."""
        with self._news:
            batch = list(self._waiting.items())
        return all(self._try(subject, command, since) for subject, (command, since) in batch)

    def _note_refusal(self, attempt_id: str) -> None:
        self._refused[attempt_id] = None
        if len(self._refused) > MAX_RULES:
            del self._refused[next(iter(self._refused))]

    def _try(self, subject: _Subject, command: MediaCommand, since: float) -> bool:
        taken = True
        try:
            if not self._is_late(command, since):
                self._send(command)
        except MediaUnreachable as exc:
            if exc.retry and self._clock() - since < _patience_s(command):
                self._to_the_end(subject)
                return False
            log.warning("Dropped %s about %s: %s", subject[0].__name__, subject[1], exc)
            taken = False
        with self._news:
            if self._waiting.get(subject) == (command, since):
                del self._waiting[subject]
                if isinstance(command, ApplyRules):
                    self._settled(command.attempt_id, taken=taken)
        return True

    def _is_late(self, command: MediaCommand, since: float) -> bool:
        return isinstance(command, Calibrate) and self._clock() - since > _patience_s(command)

    def _settled(self, attempt_id: str, *, taken: bool) -> None:
        if taken:
            self._refused.pop(attempt_id, None)
        else:
            self._note_refusal(attempt_id)

    def _to_the_end(self, subject: _Subject) -> None:
        with self._news:
            if subject in self._waiting:
                self._waiting[subject] = self._waiting.pop(subject)


def _patience_s(command: MediaCommand) -> float:
    if isinstance(command, ApplyRules):
        return math.inf
    if isinstance(command, Calibrate):
        return CALIBRATE_GIVE_UP_S if command.target is not None else GIVE_UP_S
    return END_GIVE_UP_S if isinstance(command, EndStream) else GIVE_UP_S


def _subject(command: MediaCommand) -> _Subject:
    """Return what the command is about: a newer one about the same replaces it."""
    if isinstance(command, EndWatching):
        return EndWatching, f"{command.exam_id} {command.person_id}"
    return type(command), command.incident_id if isinstance(command, TakeStill) else command.attempt_id
