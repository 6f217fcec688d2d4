"""The types of incidents about things that the camera sees, measured by the server, each every few seconds only."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

SECOND_SCREEN = "second_screen"
"""How sure a network is (0 to 1) that it sees a television, a monitor or a laptop."""
PHONE = "phone"
"""How sure a network is (0 to 1) that it sees a mobile phone."""

SIGNALS = frozenset({SECOND_SCREEN, PHONE})
"""What is measured apart from the rest of a picture, seldom, and not at all where its networks are missing."""

_SELDOM = (
    "It is looked for about every 5 s, less often while many are examined at a time, and not at all on a server that "
    "has not built its networks; the console says so then."
)

KINDS = (
    IncidentKind(
        type="second_screen_visible",
        category=Category.ENVIRONMENT,
        signal=SECOND_SCREEN,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="of 1",
        condition="a television, monitor or laptop, {threshold} or more sure",
        figure=True,
        requires=("camera",),
        when="a television, a monitor or another laptop is in view",
        title=told("Another screen in view"),
        avoid=told("Turn the camera, or move the other screen, so that it is not in the picture."),
        spoofable="A screen outside the picture is not seen.",
        measured=(
            "how sure two networks are that a television or monitor (one of them) or a laptop (the other) is in the "
            f"picture, 0 to 1; the surer one counts. Whether it is switched on is not measured. {_SELDOM}"
        ),
        limits=(
            "a television or monitor was found in 7 of 9 pictures and never claimed in 119 without one; a laptop was "
            "found in 3 of 5 and claimed in 1 of 123 without. In a quarter of the light, out of focus or small, one of "
            "three or two of three were missed. A switched-off television on the wall counts, and so "
            "does the examinee's own laptop if an external camera shows it. Tablets are not looked for."
        ),
        reason=ReasonCode.FORBIDDEN_MATERIAL,
        numbers=presets(Numbers(0.40, 10.0, 15.0, Severity.MEDIUM)),
        since=3,
    ),
    IncidentKind(
        type="phone_visible",
        category=Category.ENVIRONMENT,
        signal=PHONE,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="of 1",
        condition="what may be a phone, {threshold} or more sure",
        figure=True,
        requires=("camera",),
        when="what may be a phone is in view, at several looks in a row",
        title=told("Perhaps a phone in view"),
        avoid=told("Put your phone away, out of the picture, before the exam begins."),
        spoofable="A phone in the lap, behind something or outside the picture is not seen.",
        measured=(
            "how sure a network is that a mobile phone is in the picture, 0 to 1. This is a weak hint: it opens only "
            f"if several looks in a row agree, and a person has to look. {_SELDOM}"
        ),
        limits=(
            "a phone was found in 6 of 10 pictures that show one (in 2 of 6 once compressed as a camera does), and "
            "claimed in 2 of 49 that do not: a desk telephone and a hand-held microphone were taken for one. So half "
            "of such claims can be wrong. A phone at the ear or far away is mostly missed; that none is reported does "
            "not mean that there is none. Books and notes are not looked for: no network that we tried tells them well "
            "enough."
        ),
        reason=ReasonCode.FORBIDDEN_MATERIAL,
        numbers=presets(
            Numbers(0.25, 15.0, 15.0, Severity.LOW, tell_examinee=False),
            low=Numbers(0.25, 45.0, 15.0, Severity.LOW, tell_examinee=False, enabled=False),
            high=Numbers(0.25, 15.0, 15.0, Severity.LOW, tell_examinee=False),
        ),
        hint=True,
        since=3,
    ),
)
