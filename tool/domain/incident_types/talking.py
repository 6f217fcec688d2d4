"""The type of incident about an examinee who speaks, told by picture and sound together."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

TALKING = "talking"
"""How much of the last ten seconds that were listened to was speech, in percent, if the examinee's mouth moved in them;
0 if it did not."""

KINDS = (
    IncidentKind(
        type="talking",
        category=Category.COMMUNICATION,
        signal=TALKING,
        source=Source.CAMERA,
        comparison=Comparison.AT_LEAST,
        unit="%",
        condition="speech in {threshold} % or more of ten seconds while the mouth moves",
        figure=True,
        requires=("camera", "microphone"),
        when="the examinee seems to speak: speech is heard while their mouth moves",
        title=told("Perhaps talking"),
        avoid=told("Work without speaking where you can; if you read aloud or need to speak, let your proctor know."),
        spoofable="Lips that hardly move, a mask, or a hand before the mouth.",
        measured=(
            "whether speech is heard (see *Speech heard*) while the gap between the examinee's lips changes from look "
            "to look in two of five looks or more, by more than it does while nothing is heard. It is a hint for a "
            "person who then looks and listens. What is said is not measured."
        ),
        limits=(
            "it was tried on pictures in which a program opened the mouth, since no recordings of people talking could "
            "be had; there it was found also when dark, noisy or small. Somebody who chews, laughs or moves the lips "
            "to read while others are heard looks the same. Whispering is mostly missed; beards and hands hide lips. "
            "Some examinees may read aloud or have a reader: switch it off for them."
        ),
        reason=ReasonCode.OTHER,
        numbers=presets(
            Numbers(30, 6.0, 10.0, Severity.LOW, tell_examinee=False),
            low=Numbers(30, 18.0, 10.0, Severity.LOW, tell_examinee=False, enabled=False),
            high=Numbers(30, 4.0, 10.0, Severity.LOW, tell_examinee=False),
        ),
        hint=True,
        since=3,
    ),
)
