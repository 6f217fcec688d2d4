"""The types of incidents that the examinee's browser measures of its devices: which camera, microphone, displays.

What a device is called stays in the page; only that the condition holds is told."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

_NAMES = "A modified browser can keep silent about it; a program can give its camera another name."

KINDS = (
    IncidentKind(
        type="virtual_camera",
        category=Category.DEVICE,
        signal="virtual_camera",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="virtual",
        condition="a program's picture",
        requires=("camera",),
        when="the camera's picture is made by a program",
        title=told("Camera picture comes from a program"),
        avoid=told("Choose the camera itself and close programs that change its picture, such as OBS or ManyCam."),
        spoofable=_NAMES,
        measured=(
            "the camera that runs has the name of a program that can show anything (such as OBS Virtual Camera, "
            "ManyCam, Snap Camera, v4l2loopback), or a script paints its picture."
        ),
        limits=(
            "it goes by the name, so a program of another name is not noticed, nor what a device in front of the "
            "camera or a capture card shows. Programs that only blur the background or correct the picture (NVIDIA "
            "Broadcast, XSplit VCam) count, too, since they can do more; what the system itself does to the picture "
            "does not show. A phone or photo camera that serves as a webcam is not counted."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 2.0, 1.0, Severity.MEDIUM),
            low=Numbers(1, 2.0, 1.0, Severity.LOW),
            high=Numbers(1, 2.0, 1.0, Severity.HIGH),
        ),
        since=3,
    ),
    IncidentKind(
        type="camera_changed",
        category=Category.DEVICE,
        signal="camera_changed",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="changed",
        condition="another camera",
        requires=("camera",),
        when="another camera runs than before",
        title=told("Another camera runs"),
        avoid=told("Keep to the camera that you began the exam with."),
        spoofable=_NAMES,
        measured="while the page is open, the camera that runs became another device than the one that ran before it.",
        limits=(
            "a camera that fails and is replaced by another counts, too. After the page is loaded anew the camera that "
            "then runs counts as the first, since it may be the browser that chose it."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW),
            low=Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
            high=Numbers(1, 0.0, 2.0, Severity.MEDIUM),
        ),
        since=3,
    ),
    IncidentKind(
        type="microphone_changed",
        category=Category.DEVICE,
        signal="microphone_changed",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="changed",
        condition="another microphone",
        requires=("microphone",),
        when="another microphone runs than before",
        title=told("Another microphone runs"),
        avoid=told("Keep to the microphone that you began the exam with."),
        spoofable=_NAMES,
        measured=(
            "while the page is open, the microphone that runs became another device than the one that ran before it."
        ),
        limits=(
            "a headset whose battery is empty or a hearing aid that connects anew counts, too. Where the system itself "
            "puts another device behind its default one, the page does not see it. After the page is loaded anew the "
            "microphone that then runs counts as the first."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW),
            low=Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
            high=Numbers(1, 0.0, 2.0, Severity.LOW),
        ),
        since=3,
    ),
    IncidentKind(
        type="extra_display",
        category=Category.ENVIRONMENT,
        signal="extra_display",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="extended",
        condition="more than one display",
        when="the computer has more than one display",
        title=told("More than one display"),
        avoid=told("Disconnect other displays, unless you need them and your teacher knows of it."),
        spoofable="A display that shows the same picture, or is connected to another computer.",
        measured="the browser says that the computer's desktop goes on over more than one display.",
        limits=(
            "Chrome and Edge only, where the LMS's page passes window-management on; other browsers do not say, and "
            "then nothing is reported. What is shown there is not measured. Many people have a second display, and "
            "some need one to read; so only the high preset reports it, with low severity."
        ),
        reason=ReasonCode.OTHER,
        numbers=presets(
            Numbers(1, 10.0, 5.0, Severity.LOW, enabled=False),
            high=Numbers(1, 10.0, 5.0, Severity.LOW),
        ),
        hint=True,
        since=3,
    ),
    IncidentKind(
        type="screen_not_whole",
        category=Category.DEVICE,
        signal="screen_not_whole",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="part",
        condition="a window or a tab",
        requires=("screen",),
        screen_still=False,
        when="a window or a tab is shared instead of the whole screen",
        title=told("A window shared instead of the whole screen"),
        avoid=told("Share your whole screen: choose the tab “Entire screen” in the browser's question."),
        spoofable="A second computer beside this one, or a virtual machine that fills the screen.",
        measured=(
            "in the browser's question a window or a tab was chosen, or what was the whole screen became one. It is "
            "not taken; until the whole screen is shared, nothing of it arrives."
        ),
        limits=(
            "the browser says what was chosen; where it does not (some versions of Firefox and Safari), whatever is "
            "chosen passes for the whole screen. Where there are several displays, one of them is a whole screen. "
            "While this is reported, Screen sharing stopped is not."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(1, 10.0, 1.0, Severity.HIGH)),
        since=3,
    ),
)
