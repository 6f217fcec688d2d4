"""The types of incidents about people of whom the camera sees no face, measured by the server, now and then only."""

from tool.domain.incident_types.kind import AddsUp, Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

COVERED_FACE = "covered_face"
"""How sure a network is (0 to 1) that somebody sits where the examinee does, while no face is found."""
FACELESS_PERSON = "faceless_person"
"""How sure a network is (0 to 1) that somebody is there besides the examinee, whose face is not found."""

SIGNALS = frozenset({COVERED_FACE, FACELESS_PERSON})
"""What takes a network that finds people, and is not measured at all where that is missing."""

_NOT_EVERYWHERE = (
    "A server that has not built this network measures neither; console and set-up page say so then."
)

KINDS = (
    IncidentKind(
        type="face_covered",
        category=Category.BEHAVIOUR,
        signal=COVERED_FACE,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="of 1",
        condition="somebody is there, {threshold} or more sure, and no face can be seen",
        figure=True,
        explained_by=("camera_covered", "too_dark"),
        explained_at_most_s=60.0,
        adds_up=AddsUp(share=0.2, within_s=300.0),
        requires=("camera",),
        when="somebody is in view whose face cannot be seen: bent down, turned away or covered",
        title=told("Face cannot be seen"),
        avoid=told("Lift your head and turn to the camera, so that your face can be seen."),
        spoofable="A picture of a face held to the camera.",
        measured=(
            "how sure a network is that a person is in the picture, 0 to 1, where the examinee's face was last, "
            "while no face is found. It looks about every 2 s while there is no face. For as long, but at most a "
            f"minute, “no face in view” is not reported as well. {_NOT_EVERYWHERE}"
        ),
        limits=(
            "of 89 pictures of one person whose face we painted over, blurred or cut off, 62 were told as somebody "
            "there. What hides a face by itself hides the person as often: far away, in the dark, or under wig, "
            "sunglasses and mask, 2 of 11 were told; the others stay “no face in view”. A coat on a chair, a statue or "
            "a cat can be taken for a person (1 of 45 pictures of empty rooms, plain and spoilt: a cat)."
        ),
        reason=ReasonCode.NOT_IN_VIEW,
        numbers=presets(Numbers(0.40, 10.0, 3.0, Severity.LOW)),
        hint=True,
        since=3,
    ),
    IncidentKind(
        type="person_without_face",
        category=Category.THIRD_PARTY,
        signal=FACELESS_PERSON,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="of 1",
        condition="somebody else may be there, {threshold} or more sure, whose face cannot be seen",
        figure=True,
        explained_by=("camera_covered",),
        requires=("camera",),
        when="there may be somebody else in view, whose face cannot be seen, at several looks in a row",
        title=told("Perhaps somebody else in view"),
        avoid=told("Be alone in view of the camera."),
        spoofable="Somebody outside the picture is not seen.",
        measured=(
            "how sure a network is that there is one person more than faces, 0 to 1: somebody from behind, or cut off "
            "by the picture's edge. It looks about every 5 s, sooner when the number of faces changes or there is "
            "none. This is a weak hint: it opens only if several looks in a row agree, and a person has to look. "
            f"{_NOT_EVERYWHERE}"
        ),
        limits=(
            "of 25 people whom the picture's edge cut through the face 5 were told, and in none of 223 pictures of one "
            "person, plain and spoilt, was another claimed. On a larger set, a little less strict, 2 of 43 single "
            "people became two. A poster, a statue or a coat can be taken for somebody. That none is reported does "
            "not mean that there is nobody."
        ),
        reason=ReasonCode.OTHER_PERSON,
        numbers=presets(
            Numbers(0.40, 15.0, 15.0, Severity.LOW, tell_examinee=False),
            low=Numbers(0.40, 45.0, 15.0, Severity.LOW, tell_examinee=False, enabled=False),
            high=Numbers(0.40, 15.0, 15.0, Severity.MEDIUM, tell_examinee=False),
        ),
        hint=True,
        since=3,
    ),
)
