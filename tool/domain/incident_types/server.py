"""The types of incidents that the server notices by itself: what should have come, and did not; who came twice.

No browser reports these, so none can keep silent about them. What measures them: tool/web/live/silence.py and
tool/web/live/pages.py."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source
from tool.domain.words import told

_OURS = (
    "After a start of web or of a media node, and while no media node answers, nobody is reported; nor while the "
    "examinee's network is down, which shows as disconnected."
)

KINDS = (
    IncidentKind(
        type="second_session",
        category=Category.THIRD_PARTY,
        signal="second_session",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="pages",
        condition="{threshold} pages at once",
        figure=True,
        when="the exam is open in two places at once",
        title=told("Exam open in a second place"),
        avoid=told("Keep the exam open in one window of one computer only."),
        spoofable="A second person at the same page, or beside the examinee.",
        measured=(
            "a second page of the attempt is connected while the first still is, whether in another window, another "
            "browser or another computer. Only one of them is active: the other shows no exam and sends nothing. Or "
            "camera or screen are sent by turns from two addresses, each while the other still sends."
        ),
        limits=(
            "loading the page anew, a network that comes back and the step from check-in to quiz are none: pages that "
            "overlap for less than some seconds do not count. After a crash the first page may seem there for up to "
            "13 s. The panel that Invigil's script puts beside a quiz, and Invigil's own window, at one address and in "
            "browsers of one name, are one place: so two computers that look the same behind one router can be, too. "
            "Who sits there is not measured."
        ),
        reason=ReasonCode.OTHER_PERSON,
        numbers=presets(Numbers(2, 15.0, 0.0, Severity.HIGH), low=Numbers(2, 15.0, 0.0, Severity.HIGH),
                        high=Numbers(2, 15.0, 0.0, Severity.HIGH)),
        since=3,
    ),
    IncidentKind(
        type="stream_absent",
        category=Category.DEVICE,
        signal="stream_absent",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="absent",
        condition="no picture of the camera",
        requires=("camera",),
        when="no picture of the camera arrives",
        title=told("No camera picture arrives"),
        avoid=told("Keep the camera on; if it is and this stays, load the page anew or ask for help."),
        spoofable="A camera that sends some other picture: this says only that one arrives.",
        measured=(
            "the exam asks for the camera, the examinee's page is connected, and the media server could make no "
            "picture of what arrives, whatever the page says of its camera. Data that is no picture counts as nothing."
        ),
        limits=f"a picture is enough; what is on it is for the other rules. {_OURS}",
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 10.0, 0.0, Severity.HIGH), high=Numbers(1, 10.0, 0.0, Severity.HIGH)
        ),
        furthest=Step.NOTICE,
        since=3,
    ),
    IncidentKind(
        type="screen_absent",
        category=Category.DEVICE,
        signal="screen_absent",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="absent",
        condition="no picture of the screen",
        requires=("screen",),
        screen_still=False,
        when="no picture of the shared screen arrives",
        title=told("No screen picture arrives"),
        avoid=told("Keep sharing your whole screen; if you do and this stays, share it anew or ask for help."),
        spoofable="A shared screen of another computer: this says only that one arrives.",
        measured=(
            "the exam asks for the screen, the examinee's page is connected, and nothing of a shared screen arrives at "
            "the media server, whatever the page says. Once a minute a picture is made of it; if that fails, what "
            "arrives counts as nothing."
        ),
        limits=(
            "data that is no picture passes as one for up to a minute and a half. Sharing anew needs a press, so the "
            f"first 30 s of an exam do not count. {_OURS}"
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 10.0, 0.0, Severity.HIGH), high=Numbers(1, 10.0, 0.0, Severity.HIGH)
        ),
        furthest=Step.NOTICE,
        since=3,
    ),
    IncidentKind(
        type="pictures_unreadable",
        category=Category.DEVICE,
        signal="pictures_unreadable",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="processes",
        condition="{threshold} detection processes ended over them",
        requires=("camera",),
        screen_still=False,
        when="pictures arrive that the server cannot look at",
        title=told("Pictures could not be looked at"),
        avoid=told("Load the page anew; if this stays, try another camera or ask for help."),
        spoofable="Data made to end a detection process, instead of pictures.",
        measured=(
            "pictures of this attempt arrive, and two detection processes ended or stood still over them. So that all "
            "others are looked at, its pictures are not for 60 s. It ends when one has been looked at again."
        ),
        limits=(
            "it says nothing about why: it may be a fault of ours that these pictures touch. One process that ended is "
            "told of nobody. While it lasts the camera's rules see nothing, and a picture that arrives is not reported "
            f"as missing. {_OURS}"
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(2, 0.0, 0.0, Severity.MEDIUM), low=Numbers(2, 0.0, 0.0, Severity.LOW)),
        furthest=Step.NOTICE,
        since=3,
    ),
    IncidentKind(
        type="sensors_silent",
        category=Category.DEVICE,
        signal="sensors_silent",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="silent",
        condition="no sign of life of the page's sensors",
        when="the page is connected and its sensors say nothing",
        title=told("The exam page's sensors are silent"),
        avoid=told("Leave the exam's page as it is; if this stays, load it anew."),
        spoofable="A modified page that goes on sending signs of life.",
        measured=(
            "while an examinee works, the page says every 10 s that its sensors run. Its connection is there, and no "
            "such sign came for so long."
        ),
        limits=(
            "browsers slow down pages in hidden tabs to one sign a minute, so a page that said that it is hidden has "
            f"90 s; that it is hidden is a matter of its own. {_OURS}"
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 30.0, 0.0, Severity.HIGH), high=Numbers(1, 30.0, 0.0, Severity.HIGH)
        ),
        furthest=Step.NOTICE,
        since=3,
    ),
    IncidentKind(
        type="readings_missing",
        category=Category.DEVICE,
        signal="readings_missing",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="readings",
        condition="{threshold} that did not come",
        figure=True,
        screen_still=False,
        when="the page says that it measured something and it does not arrive",
        title=told("Readings of the exam page are missing"),
        avoid=told("Switch off browser extensions that block or change pages, and load the exam's page anew."),
        spoofable="A modified page that numbers anew what it lets through.",
        measured=(
            "the page numbers what its sensors tell, sends it in order and again until it is acknowledged. A later "
            "number has come and an earlier one has not; or a number that the page says it gave has not come for 30 s, "
            "90 s in a hidden tab, while its signs of life arrive. It ends when for a minute nothing more was missing."
        ),
        limits=(
            "it says that something was taken out on its way, not what, nor by whom: an extension or a filter in the "
            "network may do it. What a page had no room to keep while it was offline it says, and that is not counted; "
            "nor is what it had not sent yet when it was loaded anew, nor what came to us and we could not keep. After "
            "a start of web the count begins anew."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 5.0, 60.0, Severity.MEDIUM),
            low=Numbers(1, 5.0, 60.0, Severity.LOW),
            high=Numbers(1, 5.0, 60.0, Severity.MEDIUM),
        ),
        since=3,
    ),
    IncidentKind(
        type="network_changed",
        category=Category.DEVICE,
        signal="network_changed",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="changes",
        condition="another network",
        screen_still=False,
        when="the exam's page speaks to the server from another network than before",
        title=told("The network has changed"),
        avoid=told("Stay in one network until you submit, and switch no VPN on or off."),
        spoofable="A relay in the first network that all goes through.",
        measured=(
            "the page that is active came back from an address of another network than before (the first 24 bits of "
            "an IPv4 address or 48 of an IPv6 one), as the server sees it. No address is kept."
        ),
        limits=(
            "a Wi-Fi that fails and a phone that takes its place, a VPN and a mobile provider that gives another "
            "address do the same; it says nothing about the place. A step from IPv4 to IPv6 or back is not counted. "
            "Behind a proxy that does not tell the addresses of examinees nothing is reported. After a start of web "
            "the network that a page then speaks from counts as the first."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW, tell_examinee=False),
            low=Numbers(1, 0.0, 2.0, Severity.LOW, tell_examinee=False, enabled=False),
        ),
        hint=True,
        since=3,
    ),
    IncidentKind(
        type="check_in_unproven",
        category=Category.RULES,
        signal="check_in_unproven",
        source=Source.SERVER,
        comparison=Comparison.AT_LEAST,
        unit="not seen",
        condition="what the check-in promised never arrived",
        when="what was checked at check-in has not arrived when the exam begins",
        title=told("Check-in not borne out"),
        avoid=told("Keep what you switched on at check-in on until you submit."),
        spoofable="Nothing: the server itself must have seen or heard it.",
        measured=(
            "at check-in the page said that camera, microphone or screen work, and until the exam began the media "
            "server had not received all that the exam asks for. It ends when all of it has arrived once."
        ),
        limits=(
            "camera and screen must arrive before anybody is let in, so this is seen mostly where a proctor let "
            f"somebody in without, or for a microphone. {_OURS}"
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(1, 0.0, 0.0, Severity.MEDIUM), high=Numbers(1, 0.0, 0.0, Severity.HIGH)),
        furthest=Step.NOTICE,
        since=3,
    ),
)
