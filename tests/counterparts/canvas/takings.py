"""What happens to a Classic quiz while it is taken: begun, saved, handed in, extended, graded when its time is over."""

import secrets

from tests.counterparts.canvas.quiz_records import Event, Quiz, Taking
from tests.counterparts.canvas.refusals import Refused, bad_request, messages
from tests.counterparts.canvas.world import CanvasWorld

SAVING_GRACE_S = 300.0
"""Answers are still saved so long after the end; grading knows no grace."""
EXTENDABLE_S = 3600.0
"""So long after its end a running taking can still be extended."""
MOST_EXTRA_MINUTES, MOST_FROM_NOW, MOST_ATTEMPTS = 10_080, 1_440, 1_000


def find(world: CanvasWorld, quiz: Quiz, user_id: int) -> Taking:
    """Return a person's taking of a quiz, made at need; such a one has settings and nothing else."""
    if user_id not in quiz.takings:
        row = world.submission(world.assignments[quiz.assignment_id], user_id)
        quiz.takings[user_id] = Taking(world.next_id("taking"), user_id, row.id, secrets.token_hex(32))
    return quiz.takings[user_id]


def locked(world: CanvasWorld, quiz: Quiz, user_id: int) -> bool:
    """Whether the quiz is not open to this person now."""
    assignment, now = world.assignments[quiz.assignment_id], world.now()
    opens, closes = assignment.date("unlock_at", user_id), assignment.date("lock_at", user_id)
    if assignment.only_overrides and not any(user_id in each.student_ids for each in assignment.overrides.values()):
        return True
    return (opens is not None and now < opens) or (closes is not None and now >= closes)


def attempts_left(quiz: Quiz, taking: Taking) -> int:
    """Return how many more times the person may begin; -1 for any number."""
    if quiz.allowed_attempts < 0:
        return -1
    return max(0, quiz.allowed_attempts + taking.extra_attempts - (taking.attempt or 0))


def begin(world: CanvasWorld, quiz: Quiz, user_id: int) -> Taking:
    """Begin a taking, or return the one that runs. Raise Refused when there is none left or the quiz is closed."""
    taking = find(world, quiz, user_id)
    if taking.state == "untaken":
        return taking
    if locked(world, quiz, user_id) and not taking.manually_unlocked:
        raise Refused(403, messages("quiz is locked"))
    if attempts_left(quiz, taking) == 0:
        raise Refused(409, messages("a quiz submission already exists"))
    now = world.now()
    taking.attempt, taking.state = (taking.attempt or 0) + 1, "untaken"
    taking.started_at, taking.finished_at, taking.score = now, None, None
    taking.end_at = _end(world, quiz, taking, now)
    taking.validation_token = secrets.token_hex(32)
    taking.answers.clear()
    write(world, taking, "submission_created", {"quiz_version": quiz.version})
    return taking


def _end(world: CanvasWorld, quiz: Quiz, taking: Taking, now: float) -> float | None:
    limited = None if quiz.time_limit is None else now + 60 * (quiz.time_limit + taking.extra_time)
    closes = world.assignments[quiz.assignment_id].date("lock_at", taking.user_id)
    ends = [each for each in (limited, closes) if each is not None and each > now]
    return min(ends) if ends else None


def overdue(world: CanvasWorld, taking: Taking, grace_s: float = 0.0) -> bool:
    """Whether a running taking is past its end by more than a grace."""
    ends = taking.end_at
    return taking.state == "untaken" and ends is not None and world.now() >= ends + grace_s


def save(world: CanvasWorld, quiz: Quiz, taking: Taking, answers: dict[int, int]) -> bool:
    """Keep answers (by question, the number of the answer); False when it is too late."""
    if taking.state != "untaken" or overdue(world, taking, SAVING_GRACE_S):
        return False
    changed = {question: given for question, given in answers.items() if taking.answers.get(question) != given}
    if changed:
        taking.answers.update(changed)
        told = [{"quiz_question_id": str(question), "answer": str(given)} for question, given in changed.items()]
        write(world, taking, "question_answered", told)
    return True


def hand_in(world: CanvasWorld, quiz: Quiz, taking: Taking, at: float | None = None) -> None:
    """End a taking and grade it; the grade is posted at once unless the assignment holds grades back."""
    if taking.state != "untaken":
        raise bad_request("quiz submission is already complete")
    taking.state, taking.finished_at = "complete", world.now() if at is None else at
    right = {question.id: question.right for question in quiz.questions}
    points = {question.id: question.points for question in quiz.questions}
    taking.score = sum(points[q] for q, given in taking.answers.items() if q in right and right[q] == given)
    assignment = world.assignments[quiz.assignment_id]
    row = world.submission(assignment, taking.user_id)
    row.state, row.attempt, row.submitted_at, row.score = "graded", taking.attempt, taking.finished_at, taking.score
    row.posted_at = None if assignment.post_manually else world.now()


def grade_overdue(world: CanvasWorld, quiz: Quiz) -> None:
    """Grade whatever is past its end, as Canvas does when staff look."""
    for taking in quiz.takings.values():
        if overdue(world, taking):
            hand_in(world, quiz, taking, at=taking.end_at)


def extendable(world: CanvasWorld, quiz: Quiz, taking: Taking) -> bool:
    """Whether the end of a running taking can be moved: it has a limit, and its end is not an hour past."""
    if taking.state != "untaken" or quiz.time_limit is None or taking.end_at is None:
        return False
    return world.now() <= taking.end_at + EXTENDABLE_S


def extend(world: CanvasWorld, quiz: Quiz, taking: Taking, wanted: dict[str, object]) -> None:
    """Carry out one extension; what is no positive number is passed over, what is too much is cut."""
    def number(name: str, most: int) -> int:
        try:
            return max(0, min(int(str(wanted.get(name) or 0)), most))
        except ValueError:
            return 0

    if "extra_time" in wanted:
        taking.extra_time = number("extra_time", MOST_EXTRA_MINUTES)
    if "extra_attempts" in wanted:
        taking.extra_attempts = number("extra_attempts", MOST_ATTEMPTS)
    if "manually_unlocked" in wanted:
        taking.manually_unlocked = str(wanted["manually_unlocked"]).lower() in ("1", "true")
    if not extendable(world, quiz, taking) or taking.end_at is None:
        return
    from_now, from_end = number("extend_from_now", MOST_FROM_NOW), number("extend_from_end_at", MOST_FROM_NOW)
    if from_now:
        taking.end_at = world.now() + 60 * from_now
    elif from_end:
        taking.end_at += 60 * from_end


def write(world: CanvasWorld, taking: Taking, kind: str, data: object = None) -> None:
    """Add a line to the quiz log of the present attempt."""
    taking.log.append(Event(world.next_id("event"), taking.attempt or 1, kind, world.now(), data))
