"""What teachers see of an attempt in Canvas's gradebook: a column that only staff see, and a label beside the grade."""

from integrations.base import AttemptInLms, Calls, Command, Done, ExamInLms, IntegrationFailed, Outcome
from integrations.canvas import api, endpoints, graphql
from integrations.quizzes import QuizInLms

_MAX_CELL, _MAX_TITLE = 255, 120
"""Canvas keeps no more than 255 characters in a cell or a title."""
_LABELS = frozenset({"invigil", "proctoring"})
"""A label that an administrator has made under one of these names is used; Invigil makes none."""
_COLUMN, _CELL, _LABEL = "Looking for the staff column", "Filling the staff column", "Labelling the submission"
_STATUSES = "query($course: ID!) { course(id: $course) { customGradeStatusesConnection { nodes { _id name } } } }"
_VERDICTS = {"clear": "Verdict: clear", "flagged": "Verdict: flagged", "invalid": "Verdict: invalid"}


def flag(command: Command, exam: ExamInLms, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Show that an attempt is flagged: by the label, where there is one and the key may look for it, else by the
    column. Raise IntegrationFailed."""
    found = _label(exam, quiz, calls)
    if found:
        label(found, quiz, attempt.user, calls)
        return Done("The submission has the label in the gradebook.")
    why = f": {command.reason_msg}" if command.reason_msg else ""
    _fill(quiz, attempt.user, f"Flagged{why}", calls)
    return Done("The flag is in the staff column of the gradebook.")


def label(status: str, quiz: QuizInLms, user: str, calls: Calls) -> None:
    """Put a label, by its id, on a student's submission. Raise IntegrationFailed."""
    ids = {"course_id": quiz.course, "assignment_id": quiz.assignment, "user_id": user}
    form = (("submission[custom_grade_status_id]", status),)
    api.send(endpoints.LABEL, _LABEL, calls, ids, form=form, repeatable=True)


def annotate(outcome: Outcome, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Put the outcome into the staff column; the student sees nothing of it. Raise IntegrationFailed."""
    _fill(quiz, attempt.user, _summary(outcome), calls)
    return Done("The outcome is in the staff column of the gradebook.")


def _summary(outcome: Outcome) -> str:
    listed = ", ".join(f"{count} {severity}" for severity, count in outcome.severities.items())
    parts = (
        "Flagged" if outcome.flagged else "",
        f"{outcome.incidents} incident{'' if outcome.incidents == 1 else 's'}{f' ({listed})' if listed else ''}",
        _VERDICTS.get(outcome.verdict or "", "Verdict pending"), outcome.verdict_note, "Report in Invigil",
    )
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip()) + "."


def _fill(quiz: QuizInLms, user: str, text: str, calls: Calls) -> None:
    cell = text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"
    ids = {"course_id": quiz.course, "id": _column(quiz, calls), "user_id": user}
    api.send(endpoints.FILL_COLUMN, _CELL, calls, ids, form=(("column_data[content]", cell),), repeatable=True)


def _column(quiz: QuizInLms, calls: Calls) -> str:
    """Return the id of the quiz's staff column, made if it is not there. A quiz that was renamed keeps its column: the
    number at the end of the title tells it."""
    ids, mark = {"course_id": quiz.course}, f"({quiz.kind} {quiz.id})"
    hidden_too = f"include_hidden=true&{api.PER_PAGE}"
    for entry, _ in api.entries(endpoints.COLUMNS, _COLUMN, calls, ids, query=hidden_too):
        title = api.words(entry.get("title"))
        if title.startswith("Invigil") and title.endswith(mark) and api.ident(entry.get("id")):
            return api.ident(entry["id"])
    form = (("column[title]", f"Invigil: {quiz.title[:_MAX_TITLE]} {mark}"),)
    made = api.send(endpoints.NEW_COLUMN, _COLUMN, calls, ids, form=form, repeatable=False, looked=True)
    column = api.ident(api.body(made, _COLUMN).get("id"))
    if not column:
        raise IntegrationFailed("Canvas did not tell the number of the staff column that it made.")
    return column


def _label(exam: ExamInLms, quiz: QuizInLms, calls: Calls) -> str:
    """Return the id of the label, "" if there is none. A key that is limited to scopes is not asked: Canvas has no
    scope for it, and each refusal would cost a new token."""
    if exam.api is None or exam.api.scopes or not quiz.assignment:
        return ""
    try:
        found = graphql.ask(_STATUSES, {"course": quiz.course}, "Looking for the label", calls)
    except IntegrationFailed as exc:
        if exc.retry:
            raise
        return ""
    course = found.get("course")
    listed = course.get("customGradeStatusesConnection") if isinstance(course, dict) else None
    nodes = listed.get("nodes") if isinstance(listed, dict) else None
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict) and api.words(node.get("name")).strip().lower() in _LABELS:
            return api.ident(node.get("_id"))
    return ""
