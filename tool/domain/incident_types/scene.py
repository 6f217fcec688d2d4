"""The types of incidents about the camera's picture as a whole, held against what it showed before; measured by the
server."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source
from tool.domain.words import told

STILL = "picture_still"
"""For how many seconds nothing has moved in the picture of somebody."""
PLACE = "out_of_position"
"""By how many times the face is smaller or larger than usual, 1 or more; 2 at least if the picture's edge cuts it."""

KINDS = (
    IncidentKind(
        type="frozen_video",
        category=Category.DEVICE,
        signal=STILL,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="s",
        condition="a picture that has not moved for {threshold} s or longer",
        figure=True,
        requires=("camera",),
        when="a person is in view and nothing in the picture moves, as in a photograph",
        title=told("The camera's picture stands still"),
        avoid=told("Check that your camera works: close other programs that use it, or plug it in again."),
        spoofable="A photograph that is moved a little, and a video that is played instead of the camera.",
        measured=(
            "for how long the face, and the picture around it, have been the same but for noise. A camera that hangs, "
            "a still picture that is sent in its place, and a photograph on a stand before it all look like this; "
            "which of them it is, is not told. Where no face is found, or a small one, nothing is measured."
        ),
        limits=(
            "people who held their heads still on purpose, looking at one place, moved enough within a few seconds: "
            "they were never taken for a photograph, but they were only two, and for ten and fifteen seconds. A "
            "photograph in somebody's hand moves and is not told, nor is a video that comes again and again. A driver "
            "or a program that hangs, or a browser that no longer shows the camera to a page in the background, looks "
            "the same; it is no proof of intent."
        ),
        reason=ReasonCode.OTHER,
        numbers=presets(Numbers(20, 5.0, 3.0, Severity.MEDIUM)),
        hint=True,
        furthest=Step.NOTICE,
        since=3,
    ),
    IncidentKind(
        type="out_of_position",
        category=Category.BEHAVIOUR,
        signal=PLACE,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="times",
        condition="a face {threshold} or more times smaller or larger than usual, or cut by the edge of the picture",
        figure=True,
        explained_by=("camera_covered",),
        explained_at_most_s=60.0,
        requires=("camera",),
        when="the examinee sits much farther away or nearer than at check-in, or partly outside the picture",
        title=told("Not in the middle of the picture"),
        avoid=told("Sit as you did at check-in, with your whole face in the picture."),
        spoofable="Nothing that an examinee would want.",
        measured=(
            "by how many times the largest face is narrower or wider than at check-in. One that the left, right or "
            "lower edge cuts counts as 2. If nothing is known of the check-in, faces from a sixteenth to "
            "three fifths of the picture's width are usual."
        ),
        limits=(
            "whoever moves the camera, or leans back for long, is reported. A face that the edge cuts is often not "
            "found at all and becomes “no face in view”."
        ),
        reason=ReasonCode.NOT_IN_VIEW,
        numbers=presets(Numbers(2, 10.0, 3.0, Severity.LOW)),
        hint=True,
        furthest=Step.NOTICE,
        since=3,
    ),
)
