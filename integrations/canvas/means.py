"""What Canvas can do with one quiz over its API, in words that a teacher understands, and what happens instead."""

from collections.abc import Sequence

from integrations.base import Capability, ExamInLms, Verb
from integrations.canvas import classic, endpoints, new
from integrations.canvas.classic_deeds import UNTIMED
from integrations.canvas.endpoints import Endpoint
from integrations.lti_only import words
from integrations.quizzes import QuizInLms

NO_PAUSE = (
    "Done in Invigil's panel only: Canvas cannot pause a quiz, and its clock goes on. Give the minutes back as extra "
    "time"
)
_GRADE_BY_GRAPHQL = (
    "Canvas hides the grade from this student until there is a verdict; if the API key may not do that, the report "
    "says so"
)
_COLUMN = "A column in the gradebook that only staff see, one for each quiz"
_COLUMN_CALLS = (endpoints.COLUMNS, endpoints.NEW_COLUMN, endpoints.FILL_COLUMN)
_OVERRIDE_CALLS = (endpoints.OVERRIDES, endpoints.NEW_OVERRIDE, endpoints.CHANGE_OVERRIDE)
_OPENING_CALLS = (endpoints.OVERRIDES, endpoints.NO_OVERRIDE)
_CLASSIC: dict[Verb, tuple[tuple[Endpoint, ...], str]] = {
    Verb.GATE_START: (
        (endpoints.QUIZ, endpoints.CHANGE_QUIZ),
        "An access code that only Invigil knows shuts the quiz; it is one code for all examinees",
    ),
    Verb.RELEASE: (
        (endpoints.QUIZ, endpoints.CHANGE_QUIZ), "Once let in, the examinee gets a link that opens the quiz",
    ),
    Verb.TERMINATE: (
        (endpoints.TAKINGS, endpoints.EXTEND, *_OVERRIDE_CALLS),
        "Canvas ends the attempt within a minute and keeps what was answered",
    ),
    Verb.READMIT: (
        (endpoints.TAKINGS, endpoints.EXTEND, *_OPENING_CALLS),
        "Canvas gives one more attempt; what was answered stays in the one before",
    ),
    Verb.EXTRA_TIME: (
        (endpoints.TAKINGS, endpoints.EXTEND), "Canvas adds the minutes, to an attempt that runs, too",
    ),
    Verb.FLAG: (_COLUMN_CALLS, _COLUMN), Verb.ANNOTATE: (_COLUMN_CALLS, _COLUMN),
    Verb.HOLD_GRADE: ((), _GRADE_BY_GRAPHQL), Verb.RELEASE_GRADE: ((), "Canvas shows the student the grade again"),
}
_ALL_NEW_QUIZZES = (
    "Canvas adds the minutes, to an attempt that runs, too. They hold for all New Quizzes of the course, in place of "
    "extra time that was set there before"
)
_CODE_CALLS = (endpoints.NEW_QUIZ, endpoints.CHANGE_NEW_QUIZ)
_NEW: dict[Verb, tuple[tuple[Endpoint, ...], str]] = {
    **_CLASSIC,
    Verb.GATE_START: (_CODE_CALLS, _CLASSIC[Verb.GATE_START][1]),
    Verb.RELEASE: (_CODE_CALLS, "Once let in, the examinee gets the code to type into the quiz"),
    Verb.TERMINATE: (
        _OVERRIDE_CALLS, "Canvas closes the quiz for this student, upon which it hands in what was answered",
    ),
    Verb.READMIT: (
        _OPENING_CALLS, "Canvas opens the quiz for this student again; the quiz must allow another attempt",
    ),
    Verb.EXTRA_TIME: (
        (endpoints.ACCOMMODATE,),
        _ALL_NEW_QUIZZES,
    ),
}
_TABLES = {classic.KIND: _CLASSIC, new.KIND: _NEW}
_INSTEAD = {
    Verb.GATE_START: "Not possible: the quiz opens without Invigil", Verb.RELEASE: "Not possible",
    **words.INSTEAD, Verb.TERMINATE: "Closed in Invigil's panel; Canvas keeps the quiz open",
    Verb.READMIT: "Not possible: give the student another attempt in Canvas", Verb.ANNOTATE: words.REPORT_ONLY,
    Verb.HOLD_GRADE: "Not possible: keep the grade back in Canvas's gradebook (Hide grades)",
    Verb.RELEASE_GRADE: "Not possible: show the grade in Canvas's gradebook (Post grades)",
}
_NO_ASSIGNMENT = "this quiz is an ungraded survey without an assignment, and Canvas has no place for it"


def capabilities(exam: ExamInLms, quiz: QuizInLms) -> Sequence[Capability]:
    """Return every verb with whether and how it is done to this quiz by the API as it is connected now."""
    never = (
        Capability(Verb.PAUSE, False, NO_PAUSE), Capability(Verb.RESUME, False, NO_PAUSE),
        Capability(Verb.GRADE, False, words.NO_GRADES), Capability(Verb.ROSTER, True, words.ROSTER),
    )
    table = _TABLES.get(quiz.kind, {})
    return (*never, *(_of(verb, exam, quiz, calls, means) for verb, (calls, means) in table.items()))


def _of(verb: Verb, exam: ExamInLms, quiz: QuizInLms, calls: Sequence[Endpoint], means: str) -> Capability:
    why = _hindrance(exam, calls) or _by_kind(verb, quiz)
    if why:
        return Capability(verb, False, f"{_INSTEAD[verb]}: {why}")
    if verb is Verb.TERMINATE and quiz.kind == classic.KIND and quiz.time_limit_min is None:
        return Capability(
            verb, True, "Closed in Invigil's panel, and Canvas lets the student start no other attempt. A running "
            "attempt is handed in for a student who has let Invigil do that at the check-in; for others it stays open "
            "in Canvas, since the quiz has no time limit",
        )
    return Capability(verb, True, means)


def _hindrance(exam: ExamInLms, calls: Sequence[Endpoint]) -> str:
    if exam.api is None:
        return "nobody has connected Canvas's API yet. An administrator does it on Invigil's page of connections"
    if exam.api.revoked_at is not None:
        return "Canvas no longer lets Invigil use its API. An administrator must connect it anew"
    missing = [call.scope for call in calls if exam.api.scopes and call.scope not in exam.api.scopes]
    return f"Invigil's API key in Canvas does not allow {', '.join(missing)}" if missing else ""


def _by_kind(verb: Verb, quiz: QuizInLms) -> str:
    if verb is Verb.EXTRA_TIME and quiz.time_limit_min is None:
        return UNTIMED
    needs = verb in (Verb.HOLD_GRADE, Verb.RELEASE_GRADE) or (
        verb is Verb.TERMINATE and (quiz.kind == new.KIND or quiz.time_limit_min is None)
    )
    return _NO_ASSIGNMENT if needs and not quiz.assignment else ""
