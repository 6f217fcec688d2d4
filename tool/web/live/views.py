"""Makes the wire's records of single things (policy, incident, message, ...) out of the floors' records."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Literal

from tool.chat.canned import CANNED
from tool.chat.records import ChatMessage, HelpRequest
from tool.domain.attempt import Actor
from tool.domain.incident_types.registry import KINDS, kind_of
from tool.domain.intervention import REASONS, InterventionKind, ReasonCode
from tool.domain.lms import Capability
from tool.domain.policy import Policy
from tool.domain.rule import Rule
from tool.domain.stream import Channel
from tool.domain.trace import Trace
from tool.domain.words import told
from tool.monitoring.exam import priority
from tool.monitoring.exam.changes import applies
from tool.monitoring.exam.confidence import confidence
from tool.monitoring.exam.explanation import explain
from tool.monitoring.exam.gaze import GazeJudged
from tool.monitoring.exam.overview import Glance
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.exam.records import (
    Attempt,
    Evidence,
    Incident,
    Intervention,
    OutboxRow,
    TransitionEntry,
    channel_of,
)
from tool.web.http.language import ENGLISH, Language
from tool.web.live.sight import Sight
from tool.web.wire.exam import TransitionView
from tool.web.wire.gate import GatePeople, GateView
from tool.web.wire.incidents import ConfidenceView, EvidenceView, IncidentView, TraceView
from tool.web.wire.live import (
    CapabilityView,
    DeliveryView,
    HelpView,
    InterventionView,
    MediaBehind,
    MediaView,
    NoticeView,
)
from tool.web.wire.shared import ChatView, PolicyValues, PolicyView, RuleView
from tool.web.wire.tiles import AttemptTile, PriorityPart, TileNotice

_TRIES_SAID = 3
"""So many looks in vain at a gate that stands are said; an LMS that does not answer once is no news."""
K = InterventionKind
NoticeKind = Literal["admit", "warn", "pause", "resume", "extra_time", "terminate", "readmit"]
_NOTICE_KINDS: dict[InterventionKind, NoticeKind] = {
    K.ADMIT: "admit", K.WARN: "warn", K.PAUSE: "pause", K.RESUME: "resume", K.EXTRA_TIME: "extra_time",
    K.TERMINATE: "terminate", K.READMIT: "readmit",
}
_AUTOMATIC = {K.WARN: told("Automatic warning"), K.PAUSE: told("Your exam is paused automatically")}
_NOTICES = {
    K.ADMIT: told("You are admitted"),
    K.WARN: told("Warning from the proctor"),
    K.PAUSE: told("Your exam is paused"),
    K.RESUME: told("Your exam goes on"),
    K.EXTRA_TIME: told("You have more time"),
    K.TERMINATE: told("Your exam was ended"),
    K.READMIT: told("You may go on with your exam"),
}


def policy_view(policy: Policy, language: Language = ENGLISH, *, attempt: Attempt | None = None) -> PolicyView:
    """Return the policy as people see it; with an attempt, as it holds for that one: full screen is asked of nobody
    whose quiz is in a window of the LMS's own."""
    values = _values(policy)
    if attempt is not None and attempt.out_of_sight:
        values["require_fullscreen"] = False
    return PolicyView(
        preset=policy.preset.value, revision=policy.revision, values=values,
        rules=[
            rule_view(rule, policy, language) for rule in policy.rules if attempt is None or applies(attempt, rule)
        ],
        not_applied=list(policy.not_applied),
    )


def _values(policy: Policy) -> PolicyValues:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in policy.values.items()}


def rule_view(rule: Rule, policy: Policy, language: Language = ENGLISH) -> RuleView:
    """Return one rule with the words of its kind; `on` if it was chosen, enabled only if the policy applies it."""
    return RuleView(
        type=rule.type, title=language.say(rule.kind.title), category=rule.kind.category.value,
        threshold=rule.threshold, unit=rule.kind.unit, debounce_s=rule.debounce_s, severity=rule.severity.value,
        tell_examinee=rule.tell_examinee, on=rule.enabled, enabled=rule in policy.applied,
        requires=list(rule.kind.requires), avoid=language.say(rule.kind.avoid),
    )


def tile_view(
    glance: Glance, *, unread: int, help_open: bool, unseen: list[Channel], notices: list[TileNotice], gaze: GazeJudged,
) -> AttemptTile:
    """Return one attempt as a tile of the grid."""
    attempt, incidents = glance.attempt, glance.incidents
    urgent = priority.parts(
        incidents, warnings=glance.warnings, help_open=help_open, is_open=attempt.state.is_open
    )
    return AttemptTile(
        attempt_id=attempt.id, person_name=glance.person.name, attempt_number=attempt.number,
        state=attempt.state.value, connected=attempt.connected,
        streams={stream.channel: stream.path for stream in glance.streams},
        severity=incidents.worst_unseen.value if incidents.worst_unseen else None,
        open_incidents=incidents.open, incidents=incidents.total, last_incident_at=incidents.last_at,
        last_incident_title=kind_of(incidents.last_type).title if incidents.last_type else "",
        help_open=help_open, unread_chat=unread, flagged=attempt.flagged,
        verdict=attempt.verdict.value if attempt.verdict else None, state_since=attempt.state_since,
        delivery_error=glance.delivery_error, unseen=unseen, acting=attempt.acting, notices=notices,
        gaze=gaze.value, warnings=glance.warnings, priority=sum(part.points for part in urgent),
        priority_parts=[PriorityPart(words=part.words, points=part.points) for part in urgent],
    )


def media_view(sight: Sight) -> MediaView:
    """Return how the media plane stands. While it looks, however seldom, it is not away; seconds from two on are whole
    ones, so that not every look is news."""
    behind, unmeasured = sight.behind, [kind.type for kind in KINDS.values() if kind.signal in sight.unmeasured]
    if behind is None:
        return MediaView(away=sight.is_away, unmeasured=unmeasured)
    every_s = round(behind.every_s, 0 if behind.every_s >= 2 else 1)
    late = MediaBehind(every_s=every_s, wanted_s=behind.wanted_s)
    return MediaView(away=False, behind=late, unmeasured=unmeasured)


def incident_view(incident: Incident, person_name: str, evidence: Iterable[Evidence]) -> IncidentView:
    """Return the incident with its facts in words; `evidence` may hold other incidents' items too."""
    kind, sure = kind_of(incident.type), confidence(incident)
    return IncidentView(
        id=incident.id, attempt_id=incident.attempt_id, person_name=person_name, type=incident.type,
        title=kind.title, category=kind.category.value, severity=incident.severity.value,
        explanation=explain(incident), avoid=kind.avoid, spoofable=kind.spoofable, limits=kind.limits,
        confidence=ConfidenceView(level=sure.level.value, why=sure.why) if sure is not None else None,
        measured=incident.measured,
        threshold=incident.threshold, unit=kind.unit, debounce_s=incident.debounce_s, started_at=incident.started_at,
        opened_at=incident.opened_at, ended_at=incident.ended_at, duration_s=incident.duration_s,
        times=incident.times, trace=trace_view(incident.trace) if incident.trace.looks else None,
        model=incident.model, source=kind.source.value, reason=kind.reason.value,
        stills=[evidence_view(item) for item in shown(evidence, incident.id)],
        seen=incident.seen_at is not None,
    )


def trace_view(trace: Trace) -> TraceView:
    """Return how an incident went."""
    return TraceView(
        looks=trace.looks, held=trace.held, worst=trace.worst, worst_after_s=trace.worst_after_s,
        series=trace.series,
    )


def shown(evidence: Iterable[Evidence], incident_id: str) -> list[Evidence]:
    """Return the pictures of an incident that are shown, its camera's first, each in the order of their times. Of an
    incident that came back the newest end and worst moment are; the ones before stay on file."""
    newest = {
        (item.kind, item.role or item.id): item
        for item in sorted(evidence, key=attrgetter("position")) if item.incident_id == incident_id
    }
    channels = list(Channel)
    return sorted(newest.values(), key=lambda item: (channels.index(channel_of(item)), item.captured_at))


def evidence_view(item: Evidence) -> EvidenceView:
    """Return where to fetch the item and what it must hash to."""
    return EvidenceView(
        id=item.id, url=f"/api/evidence/{item.id}", channel=channel_of(item), role=item.role,
        sha256=item.sha256, captured_at=item.captured_at,
    )


def chat_view(message: ChatMessage, language: Language = ENGLISH) -> ChatView:
    """Return the message; its text is plain text and stays so, as it was written. One of the answers that the tool
    offers to proctors, sent as it is, is said in the reader's language."""
    offered = message.author == "proctor" and message.text in CANNED
    return ChatView(
        id=message.id, attempt_id=message.attempt_id, author=message.author, name=message.name,
        text=language.say(message.text) if offered else message.text, at=message.at, client_id=message.client_id,
    )


def help_view(request: HelpRequest, person_name: str) -> HelpView:
    """Return the help request."""
    return HelpView(
        id=request.id, attempt_id=request.attempt_id, person_name=person_name, kind=request.kind, text=request.text,
        at=request.at, done=request.done_at is not None,
    )


def intervention_view(made: Intervention) -> InterventionView:
    """Return what was done, by whom."""
    return InterventionView(
        id=made.id, attempt_id=made.attempt_id, kind=made.kind.value, by=made.by, reason=made.reason.value,
        reason_text=REASONS[made.reason], text=made.text, at=made.at,
    )


def delivery_view(row: OutboxRow) -> DeliveryView:
    """Return one row of the outbox."""
    return DeliveryView(
        id=row.id, attempt_id=row.attempt_id, verb=row.verb.value, status=row.status, tries=row.tries,
        last_error=row.last_error, impossible=row.impossible, created_at=row.created_at,
        delivered_at=row.delivered_at,
    )


def transition_view(entry: TransitionEntry, names: dict[str, str]) -> TransitionView:
    """Return a change of state, by the person's name where one is known, else by what caused it."""
    by = names.get(entry.person_id or "", entry.by.value)
    return TransitionView(before=entry.before.value, after=entry.after.value, by=by, at=entry.at)


def capability_view(capability: Capability) -> CapabilityView:
    """Return one verb of the LMS gateway."""
    return CapabilityView(verb=capability.verb.value, possible=capability.possible, means=capability.means)


def gate_view(bound: BoundQuiz | None) -> GateView | None:
    """Return how a quiz stands in its LMS, None for none. One look in vain at a gate that stands is no trouble."""
    if bound is None:
        return None
    passing = bound.gate is GateState.SET and 0 < bound.tries < _TRIES_SAID
    people = None if bound.holds is None else GatePeople(inside=len(bound.inside), holds=bound.holds)
    return GateView(
        state=bound.gate.value, trouble="" if passing else bound.trouble, quiz_title=bound.title, quiz_url=bound.url,
        seen_at=bound.seen_at, tries=bound.tries, people=people,
    )


def intervention_notice(
    made: Intervention, language: Language = ENGLISH, *, warning: int = 0, most_warnings: int = 0
) -> NoticeView | None:
    """Return what the examinee is told of an intervention; None for those that are not told (flags, breaches).

    `warning`: which warning it is, counted from 1, of `most_warnings` (0: there is no limit)."""
    kind = _NOTICE_KINDS.get(made.kind)
    if kind is None:
        return None
    if made.kind is K.EXTRA_TIME:
        text = _sentences(language.count("{n} more minute.", "{n} more minutes.", made.minutes), made.text)
    else:
        text = reason_told(made, language) if made.kind in (K.WARN, K.PAUSE, K.TERMINATE) else made.text
    automatic = made.actor is Actor.POLICY
    title = _AUTOMATIC.get(made.kind, _NOTICES[made.kind]) if automatic else _NOTICES[made.kind]
    return NoticeView(
        id=made.id, kind=kind, title=language.say(title), text=text, at=made.at, pressed_at=made.pressed_at,
        warning=warning, most_warnings=most_warnings, automatic=automatic,
    )


def reason_told(made: Intervention, language: Language = ENGLISH) -> str:
    """Return why it was done: the reason in the examinee's language, then what the proctor wrote, as it was written. Of
    a step of the policy: what was noticed, which says more than the reason does."""
    if made.actor is Actor.POLICY and made.incident_id:
        return f"{language.say(made.text)}."
    reason = "" if made.reason is ReasonCode.OTHER else f"{language.say(REASONS[made.reason])}."
    return _sentences(reason, made.text)


def incident_notice(incident: Incident, language: Language = ENGLISH) -> NoticeView:
    """Return what the examinee is told of an incident: the fact and how to avoid it."""
    kind = kind_of(incident.type)
    return NoticeView(
        id=incident.id, kind="incident", title=language.say(kind.title), text=language.say(kind.avoid),
        at=incident.opened_at,
    )


def _sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
