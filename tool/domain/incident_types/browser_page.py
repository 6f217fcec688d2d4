"""The types of incidents that the examinee's browser measures of its page and of the computer beneath it.

None of them is proof of anything, and none may hit those who use a magnifier, a screen reader or the keyboard alone:
docs/decisions/0034-numbered-readings.md says what is left out for that reason."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode
from tool.domain.observation import Source
from tool.domain.words import told

_SILENT = "A modified browser can keep silent about it."

KINDS = (
    IncidentKind(
        type="context_menu",
        category=Category.COMMUNICATION,
        signal="context_menu",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="opened",
        condition="a context menu",
        when="a context menu is opened",
        title=told("Context menu opened"),
        avoid=told("Do not open the menu of the right mouse button in the exam, unless you need it."),
        spoofable=_SILENT,
        measured="a context menu was opened in the quiz or in the panel beside it, by mouse, touch or key.",
        limits=(
            "in the quiz it is noticed only where the LMS's page tells of it. What was chosen is not. The menu "
            "corrects spelling and serves those who work without a mouse; copying is reported by itself. So only the "
            "high preset reports it, with low severity."
        ),
        reason=ReasonCode.FORBIDDEN_MATERIAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
            high=Numbers(1, 0.0, 2.0, Severity.LOW),
        ),
        hint=True,
        since=3,
        about_quiz_page=True,
    ),
    IncidentKind(
        type="print_screen",
        category=Category.COMMUNICATION,
        signal="print_screen",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="pressed",
        condition="the Print Screen key",
        when="the Print Screen key is pressed",
        title=told("Print Screen key pressed"),
        avoid=told("Do not take pictures of the screen in the exam."),
        spoofable="A program, another key or a phone that takes the picture.",
        measured="the key Print Screen was released in the quiz or in the panel beside it. No other key is looked at.",
        limits=(
            "most ways to take a picture of the screen do not show: shortcuts of macOS, the snipping tools of Windows "
            "and of Linux desktops, which take the key for themselves, extensions, phones. That the key was pressed "
            "does not say that a picture was taken. In the quiz it is noticed only where the LMS's page tells of it."
        ),
        reason=ReasonCode.FORBIDDEN_MATERIAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW),
            low=Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
            high=Numbers(1, 0.0, 2.0, Severity.MEDIUM),
        ),
        hint=True,
        since=3,
        about_quiz_page=True,
    ),
    IncidentKind(
        type="page_left",
        category=Category.COMMUNICATION,
        signal="page_left",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="left",
        condition="the exam's page left",
        screen_still=False,
        when="the exam's page is closed, or left for another, and does not come back soon",
        title=told("Exam page left"),
        avoid=told("Keep the exam's page open until you submit."),
        spoofable="A modified browser can keep silent about it; the server then shows the attempt as disconnected.",
        measured=(
            "the page said that it was being closed or left, and the next one came only after this time. It is told "
            "when the exam's page is back; until then the console shows the attempt as disconnected."
        ),
        limits=(
            "loading the page anew and the step to the next page of a quiz are over sooner, except on a very slow "
            "connection. A crash, a power cut and a network that fails are not this, since no page says goodbye then; "
            "and a goodbye may get lost. It does not say where the examinee went."
        ),
        reason=ReasonCode.LEFT_EXAM,
        numbers=presets(
            Numbers(1, 30.0, 0.5, Severity.MEDIUM),
            low=Numbers(1, 60.0, 0.5, Severity.LOW),
            high=Numbers(1, 20.0, 0.5, Severity.MEDIUM),
        ),
        since=3,
    ),
    IncidentKind(
        type="clock_jump",
        category=Category.DEVICE,
        signal="clock_jump",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="jumps",
        condition="a jump of the clock of 5 s or more",
        when="the computer's clock jumps",
        title=told("The computer's clock jumped"),
        avoid=told("Do not set the computer's clock and do not let the computer sleep in the exam."),
        spoofable=_SILENT,
        measured=(
            "between two looks a second apart, the computer's clock moved by 5 s or more against the time that only "
            "counts on: it was set, or the computer (or the virtual machine that it is) slept."
        ),
        limits=(
            "setting the clock and a short sleep look alike. Times and lengths of an exam go by the server's clock, so "
            "nothing is won by it."
        ),
        reason=ReasonCode.TECHNICAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW),
            low=Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
        ),
        hint=True,
        since=3,
    ),
    IncidentKind(
        type="panel_opened",
        category=Category.DEVICE,
        signal="panel_opened",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="opened",
        condition="at least 200 points less for the page",
        when="a panel opens inside the browser's window",
        title=told("A panel opened in the browser's window"),
        avoid=told("Close side bars, assistants and developer tools of the browser before you begin."),
        spoofable="A panel in a window of its own, or one that was open from the beginning.",
        measured=(
            "the page became narrower or lower by 200 points or more while the browser's window and the zoom stayed as "
            "they were."
        ),
        limits=(
            "what opened is not known: developer tools, an assistant, a side bar with bookmarks or a reading aid look "
            "alike. Beside a quiz it is noticed only where the LMS's page tells of it. On tablets a keyboard on the "
            "screen may do the same. So only the high preset reports it, with low severity."
        ),
        reason=ReasonCode.FORBIDDEN_MATERIAL,
        numbers=presets(
            Numbers(1, 0.0, 2.0, Severity.LOW, enabled=False),
            high=Numbers(1, 0.0, 2.0, Severity.LOW),
        ),
        hint=True,
        since=3,
        about_quiz_page=True,
    ),
    IncidentKind(
        type="page_zoom",
        category=Category.DEVICE,
        signal="page_zoom",
        source=Source.BROWSER,
        comparison=Comparison.AT_LEAST,
        unit="shrunk",
        condition="half its size or less",
        when="the page is shrunk to half its size or less",
        title=told("Page shrunk"),
        avoid=told("Make the page larger until its words are easy to read."),
        spoofable=_SILENT,
        measured="the browser shows the page at half the size of the display's points or less.",
        limits=(
            "to make a page larger is everybody's right and is never reported. On a display of high resolution the "
            "page must be shrunk further before it is noticed. It says that little can be read on a picture of the "
            "screen, and no more; so only the high preset reports it, with low severity."
        ),
        reason=ReasonCode.OTHER,
        numbers=presets(
            Numbers(1, 10.0, 1.0, Severity.LOW, enabled=False),
            high=Numbers(1, 10.0, 1.0, Severity.LOW),
        ),
        hint=True,
        since=3,
        about_quiz_page=True,
    ),
)
