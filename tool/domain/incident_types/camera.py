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
"""How much there is to see, in points of detail: 20 if all that was to be seen at check-in still is, 0 if nothing. If
nothing is known of the check-in, grey levels, 0 to 128 (`tool.detection.frames.contrast`)."""

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
        requires=("camera",),
        when="more than one person is in view",
        title=told("More than one person in view"),
        avoid=told("Be alone in view of the camera; turn posters with faces away."),
        spoofable="Nothing that an examinee would want.",
        measured=(
            "the number of faces, as above, less scenery: posters, pictures and photographs. That is a face smaller "
            "than the examinee's that was in view at check-in, did not move then and has not moved since. One that "
            "appears later counts, however still it is; one that is moved, or a camera that is moved far, makes it "
            "count again. The console says how many were left out."
        ),
        limits=(
            "somebody in the background who does not move at all through check-in and after would be taken for "
            "scenery, until they move; people who held still on purpose moved too much for that within ten seconds. "
            "A printed face that comes into view later counts as a face. Somebody seen from behind, or cut off by the "
            "picture's edge in profile, "
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
        unit="points of detail",
        condition="below {threshold} points of detail",
        figure=True,
        requires=("camera",),
        when="the camera is covered or turned away",
        title=told("Camera covered or turned away"),
        avoid=told("Keep the lens free, and the camera where it is."),
        spoofable="Before a bare wall, paper of the same brightness looks like the wall; it becomes “no face in view”.",
        measured=(
            "what is left of the detail that there was at check-in, in points: 20 for all of it, 8 if a quarter of "
            "the picture has lost it, 0 from two fifths on; and 0 if nobody is in view and all around where "
            "somebody was shows something else: cloth or paper on the lens, or a camera that was turned. A wall that "
            "was bare at check-in is never “covered”. If nothing is known of the check-in, points are grey levels of "
            "contrast: a finger, tape or paper leaves 0 to 7, a lit room has 18 or more."
        ),
        limits=(
            "somebody in plain clothes who stands up right before the camera can hide as much as a hand. A bare wall "
            "and a lens that is covered are told apart by brightness only, and not in the dark. If nothing is known "
            "of the check-in, half a lens and a patterned cloth are not noticed, and a bare wall is “covered”. In a "
            "room that is all but black (brightness below about 10 of 255) “covered” and “too dark” can be taken for "
            "each other."
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
