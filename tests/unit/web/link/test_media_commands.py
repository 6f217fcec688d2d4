"""Commands to the media plane: the newest per attempt, until it is taken."""

import threading

from tool.link.media_client import MediaUnreachable
from tool.link.messages import ApplyRules, EndStream, MediaCommand
from tool.web.link.commands import GIVE_UP_S, MediaCommands


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


def test_what_is_refused_or_too_old_is_dropped() -> None:
    node, clock = Node(), Clock()
    commands = MediaCommands(node, clock)
    node.refusal = MediaUnreachable("no such attempt", retry=False)
    commands.put(EndStream(attempt_id="a"))
    assert commands.send_all()
    node.refusal = MediaUnreachable("down", retry=True)
    commands.put(EndStream(attempt_id="b"))
    assert not commands.send_all()
    clock.now += GIVE_UP_S
    assert commands.send_all()
    node.refusal = None
    commands.send_all()
    assert node.taken == []


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
