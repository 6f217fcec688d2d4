"""What Open edX's exams service takes otherwise than the standard has it."""

import pytest

from integrations.base import AttemptInLms, Command, ExamInLms, Verb
from integrations.openedx.adapter import OpenEdx
from integrations.registry import PLAIN, serving
from tests.fakes.ways_out import FakeCalls

EXAM = ExamInLms("e1")


def attempt(*actions: str) -> AttemptInLms:
    return AttemptInLms("sub-1", "s1", 1, "quiz-1", "https://edx.test/acs", frozenset(actions))


def test_it_is_known_by_a_control_service_that_ends_and_does_nothing_else() -> None:
    assert isinstance(serving("", "https://edx.test", EXAM, attempt("terminate")), OpenEdx)
    for others in ((), ("flag",), ("terminate", "flag")):
        assert serving("", "https://edx.test", EXAM, attempt(*others)) is PLAIN


@pytest.mark.parametrize("given", ["identity", "other_person", ""])
def test_whatever_the_reason_it_gets_the_one_code_that_it_knows(given: str) -> None:
    calls = FakeCalls(status="terminated")
    OpenEdx().perform(Command(Verb.TERMINATE, 5.0, 1.0, given), EXAM, attempt("terminate"), calls)
    assert [(order.action, order.reason_code) for order in calls.orders] == [("terminate", "1")]
