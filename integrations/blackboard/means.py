"""What Learn can do with an exam, and by what means, in words that a teacher understands."""

from integrations.base import AttemptInLms, Capability, ExamInLms, Verb
from integrations.blackboard import condition_words, words
from integrations.lti_only import words as lti_words

_UNCONNECTED = "Not possible: Learn's own API is not connected. Ask whoever administers Learn"
_RECORD = {Verb.FLAG: words.NOTES, Verb.ANNOTATE: words.OUTCOME}


def connected(exam: ExamInLms) -> bool:
    """Whether Learn's own API lets Invigil in."""
    return exam.api is not None and exam.api.revoked_at is None


def ends_by_own_leave(exam: ExamInLms, attempt: AttemptInLms | None) -> bool:
    """Whether the examinee's leave is what an attempt is ended by: where LTI has a service for it, that goes first."""
    if attempt is None or not attempt.own_leave or not connected(exam):
        return False
    return attempt.control_url is None or "terminate" not in attempt.actions


def by_leave(capability: Capability) -> Capability:
    """Return what the examinee's leave makes of a capability."""
    ends = capability.verb is Verb.TERMINATE
    return Capability(Verb.TERMINATE, True, words.BY_OWN_LEAVE) if ends else capability


def said(capability: Capability, exam: ExamInLms, *, gated: bool) -> Capability:
    """Return a capability of LTI's as it holds in Learn; `gated`: Learn sends StartProctoring."""
    verb = capability.verb
    if verb in (Verb.GATE_START, Verb.RELEASE) and not gated:
        return Capability(verb, False, words.UNGATED)
    if verb in words.BEYOND and not capability.possible:
        return Capability(verb, False, words.BEYOND[verb])
    if verb in _RECORD and connected(exam):
        return Capability(verb, True, _RECORD[verb])
    return capability


def by_condition(exam: ExamInLms, attempt: AttemptInLms | None) -> tuple[Capability, ...]:
    """Return what can be done where a release condition opens the test: no message of LTI's is about it."""
    beyond = {
        **words.BEYOND, Verb.READMIT: condition_words.READMIT, Verb.GRADE: lti_words.NO_GRADES,
        Verb.HOLD_GRADE: lti_words.NO_HOLD, Verb.RELEASE_GRADE: lti_words.NO_HOLD,
    }
    done = {Verb.GATE_START: condition_words.GATE, Verb.RELEASE: condition_words.RELEASE, **_RECORD}
    if ends_by_own_leave(exam, attempt):
        done[Verb.TERMINATE] = words.BY_OWN_LEAVE
    found = [Capability(Verb.ROSTER, True, lti_words.ROSTER)]
    for verb in Verb:
        if verb in done:
            found.append(Capability(verb, connected(exam), done[verb] if connected(exam) else _UNCONNECTED))
        elif verb is not Verb.ROSTER:
            found.append(Capability(verb, False, beyond[verb]))
    return tuple(found)


def of_verb(verb: Verb, exam: ExamInLms, attempt: AttemptInLms | None) -> Capability:
    """Return what `by_condition` says of one verb."""
    return next(each for each in by_condition(exam, attempt) if each.verb is verb)
