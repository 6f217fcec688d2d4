"""Release conditions of Learn as a gate: whether a teacher has made the one that is needed, and who is in it.

Source: the public Swagger of Learn 3900.123.0. A content item's rules let in whoever meets one of them, and a rule's
criteria all have to be met. A criterion "Memberships" names people and groups, 100 of each. It cannot be made by REST;
its people can be read, put in and taken out. People who teach the course, and guests, are not taken."""

from integrations.base import IntegrationFailed, NotThere
from integrations.blackboard import api, condition_words
from integrations.http import Call
from integrations.people_gates import Door
from integrations.quizzes import PeopleGate, QuizInLms

HOLDS = 100
_RULES, _CRITERIA = "Reading the release conditions", "Reading a release condition"
_PEOPLE, _GROUPS = "Reading who is in the release condition", "Reading the groups in the release condition"
_MEMBERSHIPS = "Memberships"


def gate(quiz: QuizInLms, calls: Door) -> PeopleGate:
    """Return how the condition of a test stands. Raise IntegrationFailed; NotThere if the test is deleted."""
    path = f"{api.content_path(quiz.course, quiz.id)}/adaptiveRelease/rules"
    rules = [api.text(rule, "id") for rule in api.listed(calls, path, _RULES, "conditions")]
    if len(rules) != 1 or not rules[0]:
        return PeopleGate(fault=condition_words.MISSING if not rules else condition_words.MORE_RULES)
    rule = f"{path}/{api.ref(rules[0])}/criteria"
    criteria = api.listed(calls, rule, _CRITERIA, "conditions")
    named = [api.text(each, "id") for each in criteria if api.text(each, "type") == _MEMBERSHIPS]
    if len(named) != 1 or not named[0]:
        return PeopleGate(fault=condition_words.MISSING if not named else condition_words.MORE_RULES)
    criterion = f"{rule}/{api.ref(named[0])}"
    has_group = any(True for _ in api.listed(calls, f"{criterion}/groups", _GROUPS, "conditions"))
    people = (api.text(each, "userId") for each in api.listed(calls, f"{criterion}/users", _PEOPLE, "conditions"))
    members = frozenset(user for user in people if user)
    if not members:
        return PeopleGate(fault=condition_words.HAS_GROUP if has_group else condition_words.EMPTY)
    return PeopleGate(members, HOLDS, condition_words.HAS_GROUP if has_group else "", (criterion,))


def let_in(gate: PeopleGate, user: str, calls: Door) -> None:
    """Put one person into the condition; nothing happens to one who is in it. Raise IntegrationFailed, `impossible` if
    Learn does not take this one."""
    call = Call("PUT", _member(gate, user), "Putting a student into the release condition", leave="api")
    try:
        api.answered(calls, call, "members")
    except IntegrationFailed as failed:
        if failed.status == 409:
            return
        if failed.status in (400, 404):
            raise IntegrationFailed(
                condition_words.NOT_TAKEN, retry=False, status=failed.status, impossible=True
            ) from failed
        raise


def take_out(gate: PeopleGate, user: str, calls: Door) -> None:
    """Take one person out of the condition; nothing happens to one who is not in it. Raise IntegrationFailed."""
    call = Call("DELETE", _member(gate, user), "Taking a student out of the release condition", leave="api")
    try:
        api.answered(calls, call, "members")
    except NotThere:
        return


def _member(gate: PeopleGate, user: str) -> str:
    return f"{gate.place[0]}/users/{api.ref(user)}"
