"""The types of incidents that the examinee's browser measures: its sensors say when a condition begins and ends.

A signal has the name of its sensor (tool/browser/src/sensors/<name>.sensor.ts, with hyphens)."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

_SILENT = "A modified browser can keep silent about it."

KINDS = (
    IncidentKind(
        type="tab_hidden",
        category=Category.COMMUNICATION,
        signal="tab_hidden",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="hidden",
        condition="hidden",
        when="the exam's tab is hidden",
        title=told("Exam tab hidden"),
        avoid=told("Stay on the exam's tab."),
        spoofable=_SILENT,
        measured="the exam's tab is not the one shown, or its window is minimised.",
        limits="it does not say what was looked at instead.",
        reason=ReasonCode.LEFT_EXAM,
        numbers=presets(Numbers(1, 1.0, 0.5, Severity.HIGH)),
        about_quiz_page=True,
    ),
    IncidentKind(
        type="window_blurred",
        category=Category.COMMUNICATION,
        signal="window_blurred",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="unfocused",
        condition="another window in front",
        explained_by=("tab_hidden",),
        when="another window is in front of the exam",
        title=told("Another window in front"),
        avoid=told("Keep working in the exam's window."),
        spoofable=_SILENT,
        measured="the exam's page does not have the keyboard. A hidden tab is not reported as this as well.",
        limits=(
            "a system message or an assistive program can take the keyboard, too; the browser's own question which "
            "screen to share is not counted. A second computer or a phone is not noticed by it."
        ),
        reason=ReasonCode.LEFT_EXAM,
        numbers=presets(Numbers(1, 3.0, 0.5, Severity.MEDIUM)),
        about_quiz_page=True,
    ),
    IncidentKind(
        type="clipboard_used",
        category=Category.COMMUNICATION,
        signal="clipboard_used",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="used",
        condition="copied, cut or pasted",
        when="something is copied, cut or pasted",
        title=told("Clipboard used"),
        avoid=told("Do not copy, cut or paste in the exam; type your answers."),
        spoofable=_SILENT,
        measured=(
            "something was copied, cut or pasted in the quiz or in the panel beside it. That it was done is reported, "
            "never what: the text does not leave the page."
        ),
        limits=(
            "in the quiz it is noticed only where the LMS's page tells of it; elsewhere only in the panel. Moving a "
            "sentence within one's own answer counts, too. Text that a browser's extension or a password manager fills "
            "in does not."
        ),
        reason=ReasonCode.FORBIDDEN_MATERIAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW),
            low=Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
            high=Numbers(1, 0.0, 2.0, Severity.MEDIUM),
        ),
        since=2,
        about_quiz_page=True,
    ),
    IncidentKind(
        type="fullscreen_left",
        category=Category.DEVICE,
        signal="fullscreen_left",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="left",
        condition="out of full screen",
        requires=("require_fullscreen",),
        when="the exam is not in full screen",
        title=told("Full screen left"),
        avoid=told("Stay in full screen until you submit."),
        spoofable=_SILENT,
        measured="the exam is not shown in full screen although the policy asks for it.",
        limits="the low preset does not ask for full screen, so there it is not reported.",
        reason=ReasonCode.LEFT_EXAM,
        numbers=presets(Numbers(1, 2.0, 0.5, Severity.MEDIUM)),
        about_quiz_page=True,
    ),
    IncidentKind(
        type="camera_lost",
        category=Category.DEVICE,
        signal="camera_lost",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="lost",
        condition="no camera",
        requires=("camera",),
        when="the camera gives no picture",
        title=told("Camera lost"),
        avoid=told("Keep the camera plugged in and allowed."),
        spoofable="A virtual camera that keeps running.",
        measured="the camera was unplugged, switched off, taken by another program, or its permission was withdrawn.",
        limits="a network that fails is not this; the console then shows the attempt as disconnected.",
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(1, 2.0, 1.0, Severity.HIGH)),
    ),
    IncidentKind(
        type="microphone_lost",
        category=Category.DEVICE,
        signal="microphone_lost",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="lost",
        condition="no microphone",
        requires=("microphone",),
        when="there is no microphone any more",
        title=told("Microphone lost"),
        avoid=told("Keep the microphone plugged in and allowed."),
        spoofable="A virtual microphone that keeps running.",
        measured=(
            "the microphone was unplugged, taken by another program, or its permission was withdrawn, and the page has "
            "not got one back."
        ),
        limits=(
            "a camera that is lost takes its microphone along until both are back. A network that fails is not this; "
            "the console then shows the attempt as disconnected."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(1, 5.0, 1.0, Severity.MEDIUM)),
        since=3,
    ),
    IncidentKind(
        type="microphone_muted",
        category=Category.DEVICE,
        signal="microphone_muted",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="muted",
        condition="muted",
        requires=("microphone",),
        explained_by=("microphone_lost",),
        when="the microphone is muted",
        title=told("Microphone muted"),
        avoid=told("Switch the microphone on again, at its own switch or in the browser."),
        spoofable=_SILENT,
        measured=(
            "the browser says that the microphone gives nothing: it was muted by its own switch, in the system's "
            "settings or in the browser."
        ),
        limits=(
            "not every switch tells the browser; the server notices one that sends perfect silence by itself. A phone "
            "call on the same device mutes it, too."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(1, 5.0, 1.0, Severity.MEDIUM)),
        since=3,
    ),
    IncidentKind(
        type="screen_share_stopped",
        category=Category.DEVICE,
        signal="screen_share_stopped",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="stopped",
        condition="no shared screen",
        requires=("screen",),
        explained_by=("screen_not_whole",),
        screen_still=False,
        when="the screen is not shared",
        title=told("Screen sharing stopped"),
        avoid=told("Keep sharing your whole screen until you submit."),
        spoofable="A second computer beside this one, or a virtual machine, is not on the shared screen.",
        measured=(
            "the examinee or the browser ended the sharing; or it shows a window or tab instead of the whole screen, "
            "and the exam has no rule about that."
        ),
        limits=(
            "reported only in exams that ask for the screen. A page that is loaded anew loses the share, and browsers "
            "want a press for the next one: for 20 s after that nothing is reported; whoever lets them pass is "
            "reported from their beginning."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(Numbers(1, 2.0, 1.0, Severity.HIGH)),
    ),
)
