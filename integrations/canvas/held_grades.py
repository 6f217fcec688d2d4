"""Keeping one student's grade of a quiz back, and letting it out: Canvas's hidden and posted grades.

Canvas shows by itself what is graded later, unless the assignment posts by hand: so a grade is hidden only once the
attempt is over (Canvas, app/graphql/mutations/hide_assignment_grades.rb and post_assignment_grades.rb)."""

from integrations.base import AttemptInLms, Calls, Command, Done, IntegrationFailed, Verb
from integrations.canvas import classic, graphql
from integrations.quizzes import QuizInLms

NOT_ALLOWED = (
    "Not possible with this API key: Canvas lets no key that is limited to scopes hide grades. Keep the grade back in "
    "Canvas's gradebook (Hide grades)"
)
_LONGEST_WAIT_S, _SHORT_WAIT_S = 90.0, 10.0
_GRADED_AFTER_S = 2.0
"""So long after its end, by Canvas's clock, an attempt is surely graded when Canvas is asked."""
_AWAITED = "awaited_end_at"
"""What is noted: the end that is being waited for."""
_HIDE = (
    "mutation($assignment: ID!, $students: [ID!]) { hideAssignmentGrades(input: {assignmentId: $assignment, "
    "onlyStudentIds: $students}) { errors { attribute message } } }"
)
_POST = (
    "mutation($assignment: ID!, $students: [ID!]) { postAssignmentGrades(input: {assignmentId: $assignment, "
    "onlyStudentIds: $students}) { errors { attribute message } } }"
)


def hold_or_release(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> Done:
    """Hide the grade of one student, or show it. Both are the same done twice. Raise IntegrationFailed."""
    holds = command.verb is Verb.HOLD_GRADE
    if holds and quiz.kind == classic.KIND:
        _wait_for_the_end(command, quiz, attempt, calls)
    what = "Hiding the grade" if holds else "Showing the grade"
    variables = {"assignment": quiz.assignment, "students": [attempt.user]}
    try:
        graphql.ask(_HIDE if holds else _POST, variables, what, calls)
    except IntegrationFailed as exc:
        if exc.status in graphql.REFUSED and not exc.retry:
            raise IntegrationFailed(NOT_ALLOWED, retry=False, status=exc.status, impossible=True) from exc
        raise
    return Done("Canvas hides the grade from the student." if holds else "Canvas shows the student the grade.")


def _wait_for_the_end(command: Command, quiz: QuizInLms, attempt: AttemptInLms, calls: Calls) -> None:
    """Raise IntegrationFailed, to be tried again, while the attempt runs and its time is limited: it is graded, and
    shown, only then. The next try comes as it ends, so that its grade is hardly seen; if that was too early, soon."""
    row = classic.rows(quiz, calls).get(attempt.user)
    if row is None or not row.running or quiz.time_limit_min is None:
        return
    wait_s = _SHORT_WAIT_S
    if row.ends_at is not None and command.memo.get(_AWAITED) != row.ends_at:
        calls.note({_AWAITED: row.ends_at})
        wait_s = min(max(row.ends_at - command.at + _GRADED_AFTER_S, _GRADED_AFTER_S), _LONGEST_WAIT_S)
    raise IntegrationFailed("The attempt is not over in Canvas yet: its grade is hidden then.", after_s=wait_s)
