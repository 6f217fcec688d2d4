"""The gate of a quiz that a list of people opens: whoever was admitted is in it, and is taken out after their attempt.

Whom a teacher has put in by hand stays. The list is never emptied: not every LMS says whom an empty one lets in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from integrations.base import IntegrationFailed
from integrations.quizzes import ListedQuiz, PeopleGate
from tool.domain.attempt import AttemptState
from tool.lms.gate_seeing import HOPELESS_S, Door, as_it_was, keep, next_look
from tool.monitoring.exam import quizzes
from tool.monitoring.exam.ports import Work, Works
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState
from tool.monitoring.tenancy.records import Participant

S = AttemptState
_ADMITTED = frozenset({S.ADMITTED, S.RUNNING, S.PAUSED, S.DISCONNECTED})
FULL = (
    "The list of those who may open the quiz holds {holds} people, and all places are taken. Admitted and waiting for "
    "a place: {waiting}. They get in by themselves as soon as others have finished. Whom you have put into the list by "
    "hand takes a place, too."
)
LAST = (
    "Invigil leaves one examinee in the list of those who may open the quiz, since nobody else is in it and the LMS "
    "does not say whom an empty one lets in. Put one person into it who does not take the quiz."
)
NAMELESS = (
    "The LMS did not say who somebody is whom you admitted, so that they cannot be put into the list of those who may "
    "open the quiz. Are they a member of this course?"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """How the gate stands; None for `gate` means that nothing is left to do. Whom to put into the list, and whom to
    take out of it before, by the LMS's ids."""

    gate: GateState | None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    trouble: str = ""


def judged(bound: BoundQuiz, shown: PeopleGate, admitted: Sequence[str]) -> Judged:
    """Return what follows from how the list stands; `admitted` are those who are at work, first come first. Pure."""
    ours = set(bound.let_in) & shown.members
    leaving = ours.difference(admitted)
    trouble = ""
    if leaving and leaving == shown.members:  # the list would be empty
        leaving.remove(max(leaving))
        trouble = LAST
    remove = tuple(sorted(leaving))
    if bound.gate is GateState.LIFTING:
        return Judged(GateState.LIFTING if ours else None, remove=remove, trouble=trouble)
    if shown.fault:
        was_there = bound.gate in (GateState.SET, GateState.CHANGED)
        return Judged(GateState.CHANGED if was_there else GateState.SETTING, remove=remove, trouble=shown.fault)
    missing = [user for user in dict.fromkeys(admitted) if user not in shown.members]
    room = max(shown.holds - len(shown.members) + len(leaving), 0)
    if len(missing) > room:
        trouble = FULL.format(holds=shown.holds, waiting=len(missing) - room)
    return Judged(GateState.SET, tuple(missing[:room]), remove, trouble)


class PeopleKeeper:
    """Looks at the list of one quiz, and puts in and takes out who is to be. What a look finds is what counts, so that
    a call whose answer got lost is found again; whom Invigil puts in is kept before that is done.

    Calls platforms, so no unit of work may be open. `clock` gives Unix seconds."""

    def __init__(self, works: Works, clock: Callable[[], float]) -> None:
        self._works = works
        self._clock = clock

    def mend(self, bound: BoundQuiz, door: Door) -> None:
        """See to one quiz. Raise what the LMS's adapter raises."""
        shown = door.adapter.quiz(door.quiz, door.calls)
        gate = shown.people
        if gate is None:
            raise IntegrationFailed("The LMS does not show who may open the quiz.")
        nameless = self._name(bound, door)
        plan = self._planned(bound, gate)
        for user in plan.remove:
            door.adapter.take_out(door.quiz, gate, user, door.calls)
            self._went(bound, user, is_in=False)
        refused: dict[str, str] = {}
        for user in plan.add:
            try:
                door.adapter.let_in(door.quiz, gate, user, door.calls)
            except IntegrationFailed as exc:
                if not exc.impossible:
                    raise
                refused[user] = str(exc)
            else:
                self._went(bound, user, is_in=True)
        self._rest(bound, shown, gate, refused, nameless)

    def _name(self, bound: BoundQuiz, door: Door) -> bool:
        """Look up the LMS's ids of those whom no launch has named; say whether somebody is left without."""
        with self._works() as work:
            people = _people(work, bound.id)
        nameless = False
        for person in people:
            if person.lms_id:
                continue
            found = door.adapter.user_of(door.quiz.course, person.subject, door.calls)
            nameless = nameless or not found
            if found:
                with self._works() as work:
                    work.people.save(replace(work.people.get(person.id), lms_id=found))
        return nameless

    def _planned(self, bound: BoundQuiz, gate: PeopleGate) -> Judged:
        """Keep what was seen, and whom Invigil is about to put in."""
        with self._works() as work:
            kept = as_it_was(work, bound)
            if kept is None:
                return Judged(None)
            plan = judged(kept, gate, _admitted(work, kept.id))
            ours = (set(kept.let_in) & gate.members).union(plan.add)
            work.bound_quizzes.save(
                replace(kept, inside=tuple(sorted(gate.members)), let_in=tuple(sorted(ours)))
            )
        return plan

    def _went(self, bound: BoundQuiz, user: str, *, is_in: bool) -> None:
        with self._works() as work:
            kept = as_it_was(work, bound)
            if kept is None:
                return
            inside, ours = set(kept.inside) - {user}, set(kept.let_in)
            if is_in:
                inside.add(user)
            else:
                ours.discard(user)
            keep(work, kept, replace(kept, inside=tuple(sorted(inside)), let_in=tuple(sorted(ours))))

    def _rest(
        self, bound: BoundQuiz, shown: ListedQuiz, gate: PeopleGate, refused: dict[str, str], nameless: bool
    ) -> None:
        """Keep how the gate stands after all that. Whoever was admitted meanwhile has it looked at once more."""
        with self._works() as work:
            kept, now = as_it_was(work, bound), self._clock()
            if kept is None:
                return
            admitted = [user for user in _admitted(work, kept.id) if user not in refused]
            left = judged(kept, replace(gate, members=frozenset(kept.inside)), admitted)
            if left.gate is None:
                quizzes.lifted(work, kept, now)
                return
            trouble = left.trouble or next(iter(refused.values()), NAMELESS if nameless else "")
            keep(work, kept, replace(
                kept, gate=left.gate, trouble=trouble, tries=0,
                next_at=now if left.add or left.remove else self._next_at(work, kept, shown, bool(refused or nameless)),
                seen_at=now if left.gate is GateState.SET else kept.seen_at,
                title=shown.quiz.title[:200] or kept.title, url=shown.quiz.url or kept.url,
            ))

    def _next_at(self, work: Work, kept: BoundQuiz, shown: ListedQuiz, in_vain: bool) -> float:
        now = self._clock()
        next_at = next_look(work, kept.id, shown, now)
        return min(next_at, now + HOPELESS_S) if in_vain else next_at


def _people(work: Work, exam_id: str) -> list[Participant]:
    """Return those who are at work in an exam, first come first."""
    at_work = [attempt.person_id for attempt in work.attempts.in_exam(exam_id) if attempt.state in _ADMITTED]
    found = work.people.many(sorted(set(at_work)))
    return [found[person_id] for person_id in dict.fromkeys(at_work)]


def _admitted(work: Work, exam_id: str) -> list[str]:
    return [person.lms_id for person in _people(work, exam_id) if person.lms_id]
