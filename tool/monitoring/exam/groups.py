"""Separate groups: who of the staff may see whom in an exam, as the LMS says it, and what follows when that changes.

Every request of staff about an attempt goes through a `View`: what is not in it does not exist for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tool.domain.groups import EVERYBODY, NOBODY, AllowedGroups
from tool.monitoring.exam.changes import tell_rules
from tool.monitoring.exam.events import AttemptRegrouped, StaffRegrouped
from tool.monitoring.exam.groups_port import StaffGroups
from tool.monitoring.exam.ports import Work
from tool.monitoring.exam.records import Attempt, Exam
from tool.monitoring.work import NotFound

Told = Mapping[str, Collection[str] | None]
"""By the LMS's id of a person (its `subject`): the groups; None for all of them."""


@dataclass(frozen=True, slots=True)
class View:
    """What one member of staff may see of one exam."""

    exam_id: str
    groups: AllowedGroups = EVERYBODY

    def sees(self, attempt: Attempt) -> bool:
        """Whether the attempt is theirs to see."""
        return attempt.exam_id == self.exam_id and self.groups.reach(attempt.groups)

    def attempt(self, work: Work, attempt_id: str) -> Attempt:
        """Return the attempt; raise NotFound if it is not in sight, just as if there were none."""
        attempt = work.attempts.within(self.exam_id, attempt_id)
        if not self.sees(attempt):
            raise NotFound("There is no such Attempt.")
        return attempt

    def attempts(self, work: Work) -> list[Attempt]:
        """Return the exam's attempts that are in sight, oldest first."""
        return [attempt for attempt in work.attempts.in_exam(self.exam_id) if self.sees(attempt)]


def view_of_guest(work: Work, exam_id: str, guest_id: str) -> View:
    """Return what an invited proctor may see; of one who is gone: nobody."""
    try:
        return View(exam_id, AllowedGroups.of(work.guests.within(exam_id, guest_id).groups))
    except NotFound:
        return View(exam_id, NOBODY)


def view_of_staff(work: Work, exam_id: str, person_id: str, *, sets_up: bool) -> View:
    """Return what somebody of the LMS's staff may see, as it last said.

    Of whom it said nothing although it tells of this exam's groups, they came by another way than the exam's own: who
    sets exams up can change the groups as well and sees everybody, a proctor nobody."""
    said = work.staff_groups.find(exam_id, person_id)
    return _view(work.exams.get(exam_id), said, sets_up=sets_up)


def views_of_staff(work: Work, exams: Sequence[Exam], person_id: str, *, sets_up: bool) -> dict[str, View]:
    """Return the same of several exams, by their ids, in one query."""
    said = {each.exam_id: each for each in work.staff_groups.of_person(person_id)}
    return {exam.id: _view(exam, said.get(exam.id), sets_up=sets_up) for exam in exams}


def _view(exam: Exam, said: StaffGroups | None, *, sets_up: bool) -> View:
    if said is not None:
        return View(exam.id, AllowedGroups.of(said.groups))
    return View(exam.id, EVERYBODY if sets_up or exam.groups is None else NOBODY)


def name_groups(work: Work, exam: Exam, names: Mapping[str, str]) -> Exam:
    """Keep that the LMS tells of the exam's groups, and what they are called, where it says that."""
    if exam.groups is not None and (not names or dict(names) == exam.groups):
        return exam
    named = replace(exam, groups=dict(names))
    work.exams.save(named)
    return named


def staff_told(work: Work, exam_id: str, person_id: str, groups: Collection[str] | None) -> None:
    """The LMS says which groups somebody of the staff looks after in this exam; None for all."""
    said = StaffGroups(exam_id, person_id, None if groups is None else tuple(sorted(set(groups))))
    if work.staff_groups.find(exam_id, person_id) != said:
        work.staff_groups.put(said)
        work.emit(StaffRegrouped(exam_id, person_id))


def examinee_told(work: Work, exam_id: str, person_id: str, groups: Collection[str]) -> None:
    """The LMS says in which groups an examinee is: it holds for all of their attempts at the exam, ended ones too."""
    now = tuple(sorted(set(groups)))
    for each in work.attempts.of_person(exam_id, person_id):
        if each.groups == now:
            continue
        attempt = replace(work.attempts.lock(each.id), groups=now)
        work.attempts.save(attempt)
        work.emit(AttemptRegrouped(attempt.id, exam_id, each.groups, now))
        if attempt.state.is_open:
            tell_rules(work, attempt, work.exams.get(exam_id))


def told(work: Work, exam_id: str, names: Mapping[str, str], staff: Told, examinees: Told) -> None:
    """The LMS has been asked who is in which group now; of whom it says nothing nothing changes."""
    exam = work.exams.get(exam_id)
    name_groups(work, exam, names)
    for subject, groups in staff.items():
        person = work.people.known(exam.platform_id, subject)
        if person is not None and work.staff_groups.find(exam_id, person.id) is not None:
            staff_told(work, exam_id, person.id, groups)
    for subject, of_examinee in examinees.items():
        person = work.people.known(exam.platform_id, subject)
        if person is not None:
            examinee_told(work, exam_id, person.id, of_examinee or ())


def asked_about(work: Work, exam: Exam) -> tuple[list[str], list[str]]:
    """Return of whom the LMS is to say in which groups they are: the staff that it has told of, and the examinees, each
    by its own ids."""
    staff = [each.person_id for each in work.staff_groups.in_exam(exam.id)]
    examinees = {attempt.person_id for attempt in work.attempts.in_exam(exam.id)}
    people = work.people.many(sorted({*staff, *examinees}))
    return (
        sorted(people[each].subject for each in staff if each in people),
        sorted(people[each].subject for each in examinees if each in people),
    )
