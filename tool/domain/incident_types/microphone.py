"""The types of incidents that are heard on the microphone's track, measured by the server. Nothing heard is kept, and
no words are made of it."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

SPEECH = "speech"
"""How much of the last ten seconds that were listened to was speech, in percent."""
SOUND_LEVEL = "sound_level"
"""How loud the loudest moment of some seconds was, in decibels of full scale: 0 is as loud as can be, -100 nothing."""

KINDS = (
    IncidentKind(
        type="speech",
        category=Category.COMMUNICATION,
        signal=SPEECH,
        source=Source.MICROPHONE,
        comparison=Comparison.AT_LEAST,
        unit="%",
        condition="speech in {threshold} % or more of ten seconds",
        figure=True,
        requires=("microphone",),
        when="somebody can be heard speaking",
        title=told("Speech heard"),
        avoid=told("Work quietly where you can; if you read aloud or need to speak, let your proctor know."),
        spoofable="A microphone that is not the one of the room, or that is held away from whoever speaks.",
        measured=(
            "whether what the microphone hears sounds like speech, told by a small network, and louder than the room's "
            "own noise, which is learnt for each examinee while the exam runs. It is a hint for a person who then "
            "listens. Who speaks, and what is said, is not measured; nothing is recorded."
        ),
        limits=(
            "reading aloud, praying, a radio, a child next door and a call in the same room all sound like speech, and "
            "singing may, too. Some examinees may read aloud or have a reader: switch it off for them. It cannot tell "
            "one voice from two. Whispering is mostly missed. Where video does not get through as a stream there is no "
            "sound, and nothing is reported."
        ),
        reason=ReasonCode.OTHER,
        numbers=presets(
            Numbers(30, 5.0, 10.0, Severity.LOW, tell_examinee=False),
            low=Numbers(30, 15.0, 10.0, Severity.LOW, tell_examinee=False, enabled=False),
            high=Numbers(30, 3.0, 10.0, Severity.LOW, tell_examinee=False),
        ),
        hint=True,
        since=3,
    ),
    IncidentKind(
        type="microphone_silent",
        category=Category.DEVICE,
        signal=SOUND_LEVEL,
        source=Source.MICROPHONE,
        comparison=Comparison.BELOW,
        unit="dB",
        condition="below {threshold} dB of full scale",
        figure=True,
        requires=("microphone",),
        screen_still=False,
        when="the microphone sends nothing but perfect silence",
        title=told("No sound from the microphone"),
        avoid=told("Check that the microphone is switched on, at its own switch too; a word into it is enough."),
        spoofable="Any sound that is played into the microphone's place.",
        measured=(
            "the microphone's track arrives, and not even the noise that every room and every microphone has is on it. "
            "Sound that does not arrive at all is not counted as silence."
        ),
        limits=(
            "programs and headsets that take all noise away send perfect silence while nobody speaks; so it says that "
            "the microphone may be off, and no more. Any sound ends it. A microphone that the examinee's page says is "
            "muted is reported as that as well."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(-90, 120.0, 0.0, Severity.LOW), high=Numbers(-90, 60.0, 0.0, Severity.MEDIUM)
        ),
        since=3,
    ),
)
