"""The type of incident about where an examinee looks, measured by the server in the camera's picture."""

from tool.domain.incident_types.kind import AddsUp, Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source
from tool.domain.words import told

GAZE_AWAY = "gaze_away"
"""How far head and eyes are turned away from the screen, in parts of the limit: from 1 on somebody looks away."""

KINDS = (
    IncidentKind(
        type="looking_away",
        category=Category.BEHAVIOUR,
        signal=GAZE_AWAY,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="of the limit",
        condition="head or eyes at {threshold} of the limit or beyond",
        figure=True,
        requires=("camera",),
        about_gaze=True,
        adds_up=AddsUp(share=0.25, within_s=300.0),
        when="head or eyes are turned away from the screen",
        title=told("Looking away from the screen"),
        avoid=told("Sit so that camera and screen are before you, and keep what you need near the screen."),
        spoofable="Reading from what stands close to the screen. Mirroring glasses hide the eyes, not the head.",
        measured=(
            "where head and eyes point together to the sides, and the head alone up and down. Of those who looked at "
            "the corners of their screen at check-in it is measured against that: 1.3 times as far as the corners, 10 "
            "to 30 degrees. For anybody else wide limits hold (14 degrees to the sides, 18 up, 20 down from where the "
            "camera is), and the incident says “not calibrated”. Looks tell nothing in which the face is small, "
            "dark, cut off by the edge or not alone, or the eyes are shut or hidden while the head is straight."
        ),
        limits=(
            "people look away to think; that is no offence, and usually shorter. On 25 public pictures, without "
            "calibration, 11 of 12 people looking away were found and none of 13 others was taken for one; of all that "
            "was told of the same pictures made darker, blurred, noisy, small or tilted, .98 was right. Typing and "
            "reading from paper look like looking down; eyes that look down under their lids are not seen. Without "
            "calibration a camera beside the screen, a squint or a stiff neck can look away all the time. What "
            "stands just beside the screen is not told from the screen."
        ),
        reason=ReasonCode.OTHER,
        numbers=presets(
            Numbers(1, 3.0, 2.0, Severity.LOW, tell_examinee=False),
            low=Numbers(1, 8.0, 2.0, Severity.LOW, tell_examinee=False),
            high=Numbers(1, 2.0, 2.0, Severity.MEDIUM, tell_examinee=False),
        ),
        furthest=Step.NOTICE,
        since=3,
    ),
)
