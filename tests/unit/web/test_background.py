"""Loops that must not die."""

import threading

import pytest

from tool.web.background import Loops


def in_this_thread(loop: object) -> None:
    loop()


def test_a_dead_loop_ends_the_process(caplog: pytest.LogCaptureFixture) -> None:
    deaths: list[str] = []
    loops = Loops(in_this_thread, lambda: deaths.append("dead"))

    def broken() -> None:
        raise OSError("no database")

    loops.every(0, "presence", broken)
    assert deaths == ["dead"]
    assert "presence" in caplog.text


def test_a_loop_that_returns_is_dead_too() -> None:
    deaths: list[str] = []
    Loops(in_this_thread, lambda: deaths.append("dead")).run("media", lambda _stopped: None)
    assert deaths == ["dead"]


def test_stopped_loops_end_quietly() -> None:
    deaths: list[str] = []
    done: list[threading.Thread] = []

    def spawn(loop: object) -> None:
        done.append(threading.Thread(target=loop))
        done[-1].start()

    loops = Loops(spawn, lambda: deaths.append("dead"))
    ticked = threading.Event()
    loops.every(0.001, "tick", ticked.set)
    loops.run("wait", lambda stopped: stopped.wait() and None)
    assert ticked.wait(5)
    loops.stop()
    for thread in done:
        thread.join(5)
        assert not thread.is_alive()
    assert deaths == []
