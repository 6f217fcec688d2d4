"""One suite for the port of an LMS, run on every adapter that there is."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import integrations
from integrations import registry
from integrations.base import (
    START_PROCTORING,
    AttemptInLms,
    Capability,
    Column,
    Command,
    ExamInLms,
    Integration,
    IntegrationFailed,
    Outcome,
    Verb,
)
from integrations.places import PLACES
from integrations.presence import Presence
from lti.message import MessageType
from lti.registration import ToolDescription
from tests.fakes.ways_out import FakeCalls

FOLDER = Path(integrations.__file__).parent
NOT_LMSS = {"sandbox", "__pycache__"}
"""Folders of `integrations` without an adapter: the sandbox is a platform of its own, beside the tool."""
TOOL = ToolDescription("Invigil", "Proctoring", "https://t.test/lti/launch", "https://t.test/login", "https://t.test/jwks")
EXAM = ExamInLms(
    "exam-1", "link-1", "course-1", "https://lms.test/li/1", "https://lms.test/lis", ("score",), True, True,
)
WITHOUT_COLUMN = replace(EXAM, column=None)
ATTEMPT = AttemptInLms(
    "sub-1", "s1", "3", "quiz-1", "https://lms.test/acs", frozenset({"pause", "resume", "terminate", "update", "flag"}),
    handed_in=True,
)
OUTCOME = Outcome("s1", 5.0, 1, {"low": 1}, False, None, "", "", "One incident.")
CONTROLLED = (Verb.PAUSE, Verb.RESUME, Verb.TERMINATE, Verb.READMIT, Verb.EXTRA_TIME, Verb.FLAG)


def command(verb: Verb) -> Command:
    return Command(verb, 5.0, 0.5, "identity", "Identity", 5, OUTCOME if verb is Verb.ANNOTATE else None)


def said(adapter: Integration, exam: ExamInLms, attempt: AttemptInLms | None, *messages: str) -> dict[Verb, Capability]:
    return {c.verb: c for c in adapter.capabilities(exam, attempt, messages)}


@pytest.fixture(params=registry.ADAPTERS, ids=lambda adapter: adapter.name)
def adapter(request: pytest.FixtureRequest) -> Integration:
    found: Integration = request.param
    return found


def test_each_lms_is_one_folder_with_an_adapter_that_is_registered() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()} - NOT_LMSS
    assert folders == {type(adapter).__module__.split(".")[1] for adapter in registry.ADAPTERS}
    for folder in folders:
        assert (FOLDER / folder / "adapter.py").is_file()
        assert (FOLDER / folder / "__init__.py").read_text(encoding="utf-8").startswith('"""')


def test_no_two_adapters_claim_the_same() -> None:
    for claimed in ("families", "hosted_hosts", "parameters"):
        every = [item for adapter in registry.ADAPTERS for item in getattr(adapter, claimed)]
        assert len(every) == len(set(every)), claimed
    names = [adapter.name for adapter in registry.ADAPTERS]
    assert len(names) == len(set(names))
    paths = [adapter.description_path for adapter in registry.ADAPTERS if adapter.description_path]
    assert len(paths) == len(set(paths))


def test_it_is_found_by_what_it_says_of_itself(adapter: Integration) -> None:
    assert re.fullmatch(r"[a-z][a-z-]*", adapter.name)
    assert adapter.title
    for family in adapter.families:
        assert family == family.lower()
        assert registry.of_family(family.upper()) is adapter
        assert registry.registering({"product_family_code": family}) is adapter
        assert registry.serving(family, "https://lms.test", ExamInLms("e"), None) is adapter
    for issuer, hosts in adapter.hosted_hosts.items():
        assert registry.serving("", f"https://{issuer}", ExamInLms("e"), None) is adapter
        for host in hosts:
            assert registry.speaks_for(host.replace("*", "school"), issuer)
            assert not registry.speaks_for(f"{host.replace('*', 'school')}.evil.test", issuer)
            assert not registry.speaks_for(f"evil{host.removeprefix('*.')}", issuer)


@pytest.mark.parametrize("kept", [{}, {"assessment_claims": "no such"}, {"x": "y"}])
def test_a_start_assessment_has_its_parties_whatever_was_kept(adapter: Integration, kept: dict[str, str]) -> None:
    assert adapter.assessment_parties(kept) == "standard"
    assert adapter.api_grant in ("code", "client")


@pytest.mark.parametrize("strange", [{}, {"product_family_code": 5}, {"variables": {}}, {"variables": 5}, {"": None}])
def test_what_says_nothing_is_an_lms_like_others(strange: dict[str, object]) -> None:
    assert registry.registering(strange) is registry.PLAIN


def test_its_wishes_are_good_for_a_registration(adapter: Integration) -> None:
    wishes = adapter.wishes({})
    json.dumps([wishes.keys, wishes.custom])
    assert [asked.place for asked in wishes.places] == list(PLACES)
    for asked in wishes.places:
        assert MessageType(asked.place.message)
        assert asked.place.placement in asked.spelt
        assert all(key.startswith("https://") for key in asked.keys)
    assert all(key.startswith("https://") for key in wishes.keys)


def test_its_description_is_json_or_it_has_none(adapter: Integration) -> None:
    described = json.dumps(adapter.description(TOOL))
    assert bool(adapter.description_path) == (described != "{}")


@pytest.mark.parametrize("messages", [(), ("LtiResourceLinkRequest",), (START_PROCTORING,)])
def test_its_admin_is_told_in_sentences_what_is_left_to_press(adapter: Integration, messages: tuple[str, ...]) -> None:
    steps = adapter.after_registration(messages)
    assert steps
    assert all(step.endswith(".") for step in steps)


@pytest.mark.parametrize("exam", [EXAM, WITHOUT_COLUMN, ExamInLms("e")])
@pytest.mark.parametrize("attempt", [ATTEMPT, replace(ATTEMPT, control_url=None, actions=frozenset()), None])
@pytest.mark.parametrize("messages", [(), ("LtiResourceLinkRequest",), (START_PROCTORING,)])
def test_every_verb_is_said_once_with_its_means(
    adapter: Integration, exam: ExamInLms, attempt: AttemptInLms | None, messages: tuple[str, ...]
) -> None:
    found = adapter.capabilities(exam, attempt, messages)
    assert sorted(c.verb for c in found) == sorted(Verb)
    assert all(c.means and c.means[0].isupper() for c in found)
    assert not next(c.possible for c in found if c.verb is Verb.GRADE)


@pytest.mark.parametrize("verb", [*CONTROLLED, Verb.ANNOTATE])
def test_what_is_possible_is_done_and_answered_in_words(adapter: Integration, verb: Verb) -> None:
    if not said(adapter, EXAM, ATTEMPT)[verb].possible:
        assert verb is Verb.READMIT
        return
    calls = FakeCalls()
    assert adapter.perform(command(verb), EXAM, ATTEMPT, calls).words.endswith(".")
    assert len(calls.orders) + len(calls.remarks) + len(calls.sent) == 1


@pytest.mark.parametrize(
    "verb", [Verb.GATE_START, Verb.RELEASE, Verb.HOLD_GRADE, Verb.RELEASE_GRADE, Verb.GRADE, Verb.ROSTER]
)
def test_what_is_done_elsewhere_or_never_is_refused_for_good(adapter: Integration, verb: Verb) -> None:
    calls = FakeCalls()
    with pytest.raises(IntegrationFailed) as refused:
        adapter.perform(command(verb), EXAM, ATTEMPT, calls)
    assert not refused.value.retry
    assert (calls.orders, calls.remarks, calls.sent) == ([], [], [])


def test_without_a_control_service_nothing_of_it_is_possible(adapter: Integration) -> None:
    bare = replace(ATTEMPT, control_url=None, actions=frozenset())
    found = said(adapter, EXAM, bare)
    for verb in CONTROLLED:
        if not found[verb].possible:
            continue
        assert adapter.perform(command(verb), EXAM, bare, FakeCalls()).words  # by means of its own
    assert found[Verb.GATE_START].possible  # the attempt came by StartProctoring


def test_an_action_that_is_not_taken_is_not_promised(adapter: Integration) -> None:
    found = said(adapter, EXAM, replace(ATTEMPT, actions=frozenset({"flag"})))
    assert not found[Verb.PAUSE].possible
    assert found[Verb.FLAG].possible


def test_the_outcome_goes_to_the_column_that_fits_best(adapter: Integration) -> None:
    quiz, link = Column("https://lms.test/a", "", "quiz-1"), Column("https://lms.test/b", "", "link-1")
    ours, other = Column("https://lms.test/c", "exam-1", ""), Column("https://lms.test/d", "exam-2", "link-9")
    for listed, best in (((other, quiz, link, ours), ours), ((quiz, link), link), ((other, quiz), quiz)):
        calls = FakeCalls(listed=listed)
        done = adapter.show_outcome(OUTCOME, WITHOUT_COLUMN, ATTEMPT, calls)
        assert (done.column, calls.remarks) == (best.address, [(best.address, "One incident.")])
    with pytest.raises(IntegrationFailed) as none:
        adapter.show_outcome(OUTCOME, WITHOUT_COLUMN, ATTEMPT, FakeCalls(listed=[other]))
    assert (none.value.impossible, none.value.retry) == (True, False)


def test_presence_goes_only_where_it_is_wanted(adapter: Integration) -> None:
    calls = FakeCalls()
    assert not adapter.watches_presence({})
    assert adapter.report_presence({}, 5.0, [Presence("s1", True)], calls) == {}
    assert calls.sent == []


def test_a_place_is_told_by_any_lmss_claim() -> None:
    told = [adapter.placement_claim for adapter in registry.ADAPTERS if adapter.placement_claim]
    assert told
    for claim in told:
        assert registry.place_of({claim: "course_navigation"}) == "course_navigation"
        assert registry.place_of({claim: ["x"]}) == ""
    assert registry.place_of({}) == ""


def test_keys_that_protect_the_gradebook_go_to_every_lms() -> None:
    assert registry.remark_keys() == {k: v for adapter in registry.ADAPTERS for k, v in adapter.remark_keys.items()}
    assert registry.remark_keys()
    assert all(key.startswith("https://") for key in registry.remark_keys())
