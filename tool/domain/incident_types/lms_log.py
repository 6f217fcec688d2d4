"""The types of incidents that an LMS's own log of its quiz tells of.

Where the quiz is in a tab of its own, Invigil's page is behind it and sees nothing of it: the LMS's quiz page sees when
it is left, and its log can be read afterwards. What reads it: tool/lms/watching.py and
tool/monitoring/exam/quiz_log.py."""

from tool.domain.incident_types.kind import Category, Comparison, IncidentKind, Numbers, Severity, presets
from tool.domain.intervention import ReasonCode, Step
from tool.domain.observation import Source
from tool.domain.words import told

QUIZ_LEFT = "quiz_left"

KINDS = (
    IncidentKind(
        type=QUIZ_LEFT,
        category=Category.COMMUNICATION,
        signal=QUIZ_LEFT,
        source=Source.LMS,
        comparison=Comparison.AT_LEAST,
        unit="left",
        condition="away from it",
        when="the quiz's page is left, as the LMS's own log tells (only where the LMS keeps one)",
        title=told("Quiz page left"),
        avoid=told("Stay on the quiz's page until you submit."),
        spoofable="A browser that keeps the quiz's page from telling its LMS, or a second device.",
        measured=(
            "the LMS's own quiz page noticed that another window or tab was in front of it, and when it was back. "
            "Invigil reads that log while the attempt goes on, and once more after its end. The times are those of the "
            "LMS's log; where its clock is off by more than 2 s, they are put right by the difference."
        ),
        limits=(
            "it is known only when the log has been read: within 20 s in a small exam, within some ten minutes where "
            "two hundred work at once. So nothing follows from it by itself, and no picture is taken. How long it "
            "lasted is known once the page was back, else “at least”. What began before the exam, or in a pause, does "
            "not count, and a pause ends it. A system message, a file chooser or a frame in the page can look the "
            "same to an LMS. Where its log cannot be read, the console says so, and nobody is reported."
        ),
        reason=ReasonCode.LEFT_EXAM,
        numbers=presets(
            Numbers(1, 10.0, 0.0, Severity.MEDIUM, tell_examinee=False),
            low=Numbers(1, 30.0, 0.0, Severity.LOW, tell_examinee=False),
            high=Numbers(1, 5.0, 0.0, Severity.MEDIUM, tell_examinee=False),
        ),
        screen_still=False,
        furthest=Step.NONE,
        since=3,
    ),
)
