"""The types of incidents about what adds up over an attempt, and what a proctor writes down.

No side measures these: they are made of incidents and interventions that are kept (tool/monitoring/exam/steps.py and
absence.py), or come from a person."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source
from tool.domain.words import told

WARNING_LIMIT = "warning_limit"
ABSENT_TOO_LONG = "absent_too_long"
BREACH_RECORDED = "breach_recorded"

_LIMIT = Numbers(1, 0.0, 0.0, Severity.HIGH)

KINDS = (
    IncidentKind(
        type=WARNING_LIMIT,
        category=Category.RULES,
        signal=WARNING_LIMIT,
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="warnings",
        condition="{threshold} or more warnings",
        figure=True,
        requires=("most_warnings",),
        when="an examinee has been warned as often as the exam allows",
        title=told("Limit of warnings reached"),
        avoid=told("When you are warned, read why and change it. If you think that it was wrong, ask for help."),
        spoofable="Nothing: warnings are counted where they are kept.",
        measured=(
            "warnings of the attempt, by proctors and by the policy, are counted when one is given. Reported once in "
            "an attempt, with the warning that reached the limit."
        ),
        limits="a warning that was a mistake counts like the others: whoever reviews reads each of them, and why.",
        reason=ReasonCode.OTHER,
        numbers=presets(_LIMIT, low=_LIMIT, high=_LIMIT),
        momentary=True,
        since=3,
    ),
    IncidentKind(
        type=ABSENT_TOO_LONG,
        category=Category.RULES,
        signal=ABSENT_TOO_LONG,
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="minutes",
        condition="{threshold} or more minutes in all",
        figure=True,
        requires=("camera", "absence_minutes"),
        when="absences from the camera add up to more than the exam allows",
        title=told("Away for too long in all"),
        avoid=told("Stay in view of the camera. If you need a break, ask for one: a pause does not count."),
        spoofable="As for the absences that are added up.",
        measured=(
            "the lengths of all incidents “No face in view” of the attempt are added up, one that goes on up to its "
            "last look. Reported once in an attempt."
        ),
        limits=(
            "only absence that was seen counts: no pause, no time without a network, no time in which the server did "
            "not look, and nothing shorter than the rule for a single absence. So it says “at least”."
        ),
        reason=ReasonCode.NOT_IN_VIEW,
        numbers=presets(_LIMIT, low=_LIMIT, high=_LIMIT),
        momentary=True,
        since=3,
    ),
    IncidentKind(
        type=BREACH_RECORDED,
        category=Category.RULES,
        signal=BREACH_RECORDED,
        source=Source.PERSON,
        comparison=Comparison.AT_LEAST,
        unit="recorded",
        condition="a proctor recorded it",
        when="a proctor writes down that a rule was broken",
        title=told("Rule breach recorded"),
        avoid=told("Keep to the rules of the exam. If one is not clear to you, ask a proctor before you act."),
        spoofable="Nothing: a proctor of this exam wrote it, under their own name.",
        measured="a proctor chose a reason and wrote a note. A picture of that moment is kept, if one arrives.",
        limits="it is what one person saw, or believed to see. The picture is from just after they pressed the button.",
        reason=ReasonCode.OTHER,
        numbers=presets(
            Numbers(1, 0.0, 0.0, Severity.HIGH, tell_examinee=False),
            low=Numbers(1, 0.0, 0.0, Severity.HIGH, tell_examinee=False),
            high=Numbers(1, 0.0, 0.0, Severity.HIGH, tell_examinee=False),
        ),
        furthest=Step.NONE,
        momentary=True,
        since=3,
    ),
)
