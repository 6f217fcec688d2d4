"""Commands to the media plane: the newest per attempt, until it is taken."""

import threading

import pytest

from tool.domain.baseline import Target
from tool.link.media_client import MediaUnreachable
from tool.link.messages import ApplyRules, Calibrate, EndStream, MediaCommand, TakeStill
from tool.web.link.commands import CALIBRATE_GIVE_UP_S, END_GIVE_UP_S, GIVE_UP_S, MediaCommands


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Node:
    """A media node that is up or down."""

    def __init__(self) -> None:
        self.taken: list[MediaCommand] = []
        self.refusal: MediaUnreachable | None = None

    def __call__(self, command: MediaCommand) -> None:
        if self.refusal:
            raise self.refusal
        self.taken.append(command)


def test_commands_are_sent_in_order_of_attempts() -> None:
    node = Node()
    commands = MediaCommands(node)
    sent = [ApplyRules(attempt_id="a", rules=()), EndStream(attempt_id="b")]
    for command in sent:
        commands.put(command)
    assert commands.send_all()
    assert node.taken == sent
    assert commands.send_all()
    assert len(node.taken) == 2


def test_a_newer_command_replaces_one_not_taken() -> None:
    node = Node()
    commands = MediaCommands(node)
    node.refusal = MediaUnreachable("down", retry=True)
    commands.put(ApplyRules(attempt_id="a", rules=()))
    assert not commands.send_all()
    commands.put(EndStream(attempt_id="a"))
    node.refusal = None
    assert commands.send_all()
    assert node.taken == [EndStream(attempt_id="a")]


def test_a_newer_command_put_while_the_older_is_sent_is_not_lost() -> None:
    taken: list[MediaCommand] = []

    def node(command: MediaCommand) -> None:
        taken.append(command)
        if len(taken) == 1:
            commands.put(EndStream(attempt_id="a"))

    commands = MediaCommands(node)
    commands.put(ApplyRules(attempt_id="a", rules=()))
    commands.send_all()
    commands.send_all()
    assert [type(c) for c in taken] == [ApplyRules, EndStream]


def test_rules_that_come_after_the_end_do_not_take_its_place() -> None:
    node = Node()
    commands = MediaCommands(node)
    commands.put(EndStream(attempt_id="a"))
    commands.put(ApplyRules(attempt_id="a", rules=()))
    commands.send_all()
    assert node.taken == [EndStream(attempt_id="a")]


def test_rules_of_a_readmitted_attempt_go_beside_the_end_of_the_opening_before() -> None:
    node = Node()
    commands = MediaCommands(node)
    sent = [EndStream(attempt_id="a"), ApplyRules(attempt_id="a", rules=(), opening=2)]
    for command in sent:
        commands.put(command)
    commands.send_all()
    assert node.taken == sent
    commands.put(ApplyRules(attempt_id="a", rules=(), opening=2))
    commands.put(EndStream(attempt_id="a", opening=2))
    commands.send_all()
    assert node.taken[2:] == [EndStream(attempt_id="a", opening=2)]


def test_an_end_is_kept_for_a_media_process_that_stays_away() -> None:
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    node.refusal = MediaUnreachable("down", retry=True)
    commands.put(EndStream(attempt_id="a"))
    commands.put(TakeStill(attempt_id="b", incident_id="i"))
    clock.now += 10 * GIVE_UP_S
    assert not commands.send_all()
    commands.send_all()
    node.refusal = None
    commands.send_all()
    assert node.taken == [EndStream(attempt_id="a")]


def test_one_that_has_to_be_tried_again_lets_the_others_go_first_next_time() -> None:
    tried: list[str] = []

    def node(command: MediaCommand) -> None:
        tried.append(command.attempt_id)
        if command.attempt_id == "a":
            raise MediaUnreachable("it answered 500", retry=True)

    commands = MediaCommands(node, Clock())
    for attempt_id in "abc":
        commands.put(EndStream(attempt_id=attempt_id))
    assert not commands.send_all()
    assert tried == ["a"]
    assert not commands.send_all()
    assert tried == ["a", "b", "c", "a"]


def test_what_is_refused_or_too_old_is_dropped() -> None:
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    node.refusal = MediaUnreachable("no such attempt", retry=False)
    commands.put(EndStream(attempt_id="a"))
    assert commands.send_all()
    node.refusal = MediaUnreachable("down", retry=True)
    commands.put(TakeStill(attempt_id="b", incident_id="i"))
    commands.put(EndStream(attempt_id="c"))
    assert not commands.send_all()
    clock.now += GIVE_UP_S
    assert not commands.send_all()
    clock.now += END_GIVE_UP_S
    assert commands.send_all()
    node.refusal = None
    commands.send_all()
    assert node.taken == []


def test_rules_are_tried_until_they_are_taken_however_long_the_media_process_is_out_of_reach() -> None:
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    node.refusal = MediaUnreachable("down", retry=True)
    commands.put(ApplyRules(attempt_id="a", rules=()))
    for _ in range(5):
        clock.now += 2 * END_GIVE_UP_S
        assert not commands.send_all()
    newest = ApplyRules(attempt_id="a", rules=(), opening=2)
    commands.put(newest)
    node.refusal = None
    assert commands.send_all()
    assert node.taken == [newest]


def test_the_rules_that_wait_are_bounded_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tool.web.link.commands.MAX_RULES", 3)
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    commands.put(EndStream(attempt_id="z"))
    for attempt_id in "abcde":
        clock.now += 1
        commands.put(ApplyRules(attempt_id=attempt_id, rules=()))
    assert commands.refused_rules() == ["a", "b"]
    commands.send_all()
    assert [command.attempt_id for command in node.taken] == list("zcde")


def test_rules_that_are_refused_are_named_until_later_ones_are_taken() -> None:
    node = Node()
    commands = MediaCommands(node, Clock())
    node.refusal = MediaUnreachable("refused with 400", retry=False)
    for attempt_id in "ab":
        commands.put(ApplyRules(attempt_id=attempt_id, rules=()))
    assert commands.send_all()
    assert commands.refused_rules() == ["a", "b"]
    node.refusal = None
    commands.put(ApplyRules(attempt_id="a", rules=()))
    assert commands.refused_rules() == ["a", "b"]
    commands.send_all()
    assert commands.refused_rules() == ["b"]
    commands.put(EndStream(attempt_id="b"))
    assert commands.refused_rules() == []


def test_rules_that_wait_are_late_from_the_first_ones_on() -> None:
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    node.refusal = MediaUnreachable("it answered 500", retry=True)
    commands.put(ApplyRules(attempt_id="a", rules=()))
    clock.now += 8
    commands.put(ApplyRules(attempt_id="a", rules=(), opening=2))
    assert commands.late_rules(10) == []
    clock.now += 3
    assert commands.late_rules(10) == ["a"]
    node.refusal = None
    commands.send_all()
    assert commands.late_rules(10) == []


def test_the_loop_sends_what_comes_and_stops() -> None:
    arrived, stopped = threading.Event(), threading.Event()
    commands = MediaCommands(lambda _command: arrived.set())
    thread = threading.Thread(target=commands.run, args=(stopped,))
    thread.start()
    commands.put(EndStream(attempt_id="a"))
    assert arrived.wait(5)
    stopped.set()
    thread.join(5)
    assert not thread.is_alive()


def test_what_was_looked_at_is_not_told_late() -> None:
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    node.refusal = MediaUnreachable("down", retry=True)
    ended = Calibrate(attempt_id="b", target=None, ended=True)
    commands.put(Calibrate(attempt_id="a", target=Target.CENTRE))
    commands.put(ended)
    assert not commands.send_all()
    clock.now += CALIBRATE_GIVE_UP_S + 0.1
    node.refusal = None
    assert commands.send_all()
    assert node.taken == [ended]
