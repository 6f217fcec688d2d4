"""The types of incidents that are seen in the camera's picture, measured by the server."""

from tool.domain.incident_types.kind import AddsUp, Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

FACES = "faces"
"""How many faces there are in the picture."""
LUMA = "luma"
"""The mean brightness of the picture, 0 (black) to 255 (white)."""
CONTRAST = "contrast"
"""How much detail there is to see, in grey levels, 0 to 128 (`tool.detection.frames.contrast`)."""

KINDS = (
    IncidentKind(
        type="face_missing",
        category=Category.BEHAVIOUR,
        signal=FACES,
        source=Source.CAMERA,
        comparison=Comparison.BELOW,
        unit="faces",
        condition="fewer than {threshold} face",
        explained_by=("camera_covered", "too_dark", "face_covered"),
        explained_at_most_s=60.0,
        adds_up=AddsUp(share=0.2, within_s=300.0),
        requires=("camera",),
        when="nobody is in view",
        title=told("No face in view"),
        avoid=told("Sit so that your whole face is in the picture."),
        spoofable="A picture of a face held to the camera.",
        measured=(
            "the number of faces in the picture, found by two networks, one for near and one for far. A face is "
            "enough; whose it is and where it looks are not measured. While the camera is covered, the room too "
            "dark, or somebody is seen there without a face, a missing face is not reported as well; but after a "
            "minute in which no face was seen it is."
        ),
        limits=(
            "on our labelled pictures a face that was there was found in 24 of 26. Missed were a face under sunglasses "
            "and mask, and a small profile far from the camera. Bending low over the desk, or turning fully away, "
            "is a face that cannot be seen at first, and no face in view after a minute; at once, where people are "
            "not looked for."
        ),
        reason=ReasonCode.NOT_IN_VIEW,
        numbers=presets(Numbers(1, 5.0, 1.5, Severity.MEDIUM)),
    ),
    IncidentKind(
        type="multiple_people",
        category=Category.THIRD_PARTY,
        signal=FACES,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="faces",
        condition="{threshold} or more faces",
        explained_by=("camera_covered",),
        requires=("camera",),
        when="more than one person is in view",
        title=told("More than one person in view"),
        avoid=told("Be alone in view of the camera; turn posters with faces away."),
        spoofable="Nothing that an examinee would want.",
        measured="the number of faces, as above.",
        limits=(
            "a printed face counts as a face. Somebody seen from behind, or cut off by the picture's edge in profile, "
            "is not counted (5 of 6 pictures with several people were noticed). On our labelled pictures it was never "
            "reported falsely."
        ),
        reason=ReasonCode.OTHER_PERSON,
        numbers=presets(Numbers(2, 2.0, 2.0, Severity.HIGH)),
    ),
    IncidentKind(
        type="camera_covered",
        category=Category.ENVIRONMENT,
        signal=CONTRAST,
        source=Source.CAMERA,
        comparison=Comparison.BELOW,
        unit="grey levels",
        condition="below {threshold} grey levels of contrast",
        figure=True,
        requires=("camera",),
        when="the camera is covered",
        title=told("Camera covered"),
        avoid=told("Keep the lens free."),
        spoofable="A blank wall filling the picture looks the same.",
        measured=(
            "how much detail there is in the picture, in grey levels, at what would be normal light. A finger, tape or "
            "paper on the lens leaves 0 to 7, whether dark or bright, even when some light comes in at an edge; a lit "
            "room has 18 or more."
        ),
        limits=(
            "a hand before the lens that lets much of the room be seen is not “covered” (it becomes “no face in "
            "view”). In a room that is all but black (brightness below about 10 of 255) “covered” and “too dark” can "
            "be taken for each other."
        ),
        reason=ReasonCode.NOT_IN_VIEW,
        numbers=presets(Numbers(8, 2.0, 1.5, Severity.HIGH)),
    ),
    IncidentKind(
        type="too_dark",
        category=Category.ENVIRONMENT,
        signal=LUMA,
        source=Source.CAMERA,
        comparison=Comparison.BELOW,
        unit="grey levels",
        condition="below {threshold} grey levels of brightness",
        figure=True,
        explained_by=("camera_covered",),
        requires=("camera",),
        when="it is too dark to see anybody",
        title=told("Too dark to see"),
        avoid=told("Switch on a light in front of you."),
        spoofable="Nothing that an examinee would want.",
        measured=(
            "the mean brightness of the picture, 0 (black) to 255 (white). Faces are found down to about 15; the "
            "threshold lies above it so that a person can still make something out. A covered camera is not reported "
            "as too dark as well."
        ),
        limits="a dark room with a bright window behind can be bright enough on the whole and still hide a face.",
        reason=ReasonCode.NOT_IN_VIEW,
        numbers=presets(Numbers(25, 5.0, 3.0, Severity.LOW)),
    ),
)
