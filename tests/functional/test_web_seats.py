"""Who has a seat at a socket: what a browser sends can never take one, keep one, or leave one for it."""

import json
from threading import Thread
from typing import Any

import pytest
from test_web_guests import invited, joined
from web_stage import Page, Socket, Stage

from tool.monitoring.exam import guests, presence
from tool.monitoring.exam.records import Staff
from tool.monitoring.work import NotFound
from tool.web.http.sessions import LONGEST_SESSION_S

LIFECYCLE = ["connect", "disconnect", "connect_error", "__disconnect_final", "*", "message", "json", "welcome"]


def connected(stage: Stage, page: Page) -> bool:
    with stage.web.base.works() as work:
        return bool(work.attempts.get(page.view["attempt_id"]).connected)


def guest_console(stage: Stage) -> tuple[str, Page, Socket]:
    """Invite a proctor to the exam and seat them at the console; return the guest's id, page and socket."""
    teacher = stage.console()
    made = invited(stage, teacher)
    page = joined(stage, made)
    return str(made["guest"]["guest_id"]), page, stage.socket(page)


def revoke(stage: Stage, page: Page, guest_id: str) -> None:
    with stage.web.base.works() as work:
        guests.revoke(work, page.view["exam_id"], guest_id, Staff("teacher-1", "Grace Hopper"), stage.clock())


@pytest.mark.parametrize("event", LIFECYCLE)
def test_a_revoked_guest_hears_nothing_whatever_was_sent_before(stage: Stage, event: str) -> None:
    page, widget = stage.running()
    guest_id, _page, guest = guest_console(stage)
    ack = guest.ask(event, {"token": "x"})
    assert (ack["ok"], ack["error"]["code"]) == (False, "unknown_event")
    revoke(stage, page, guest_id)
    waiting(guest).clear()
    widget.did("chat", {"client_id": "c1", "text": "This is private."})
    assert not guest.connected
    assert waiting(guest) == []


@pytest.mark.parametrize("event", LIFECYCLE)
def test_an_examinee_who_left_is_gone_whatever_was_sent_before(stage: Stage, event: str) -> None:
    page, widget = stage.running()
    for _ in range(3):
        widget.ask(event, {"token": page.token})
    assert connected(stage, page)
    widget.close()
    assert not connected(stage, page)
    stage.clock.now += stage.settings.disconnect_grace_s + 1
    stage.web.sweep()
    assert stage.state_of(page.view["attempt_id"]) == "disconnected"


@pytest.mark.parametrize("name", [None, 7, ["connect"], {"a": 1}, True])
def test_an_event_without_a_name_ends_the_connection_and_nothing_else(stage: Stage, name: object) -> None:
    page, widget = stage.running()
    deliver(stage, widget, f"2/examinee,{json.dumps([name])}")
    assert not connected(stage, page)
    assert stage.socket(page).did("chat", {"client_id": "c", "text": "Back"})["text"] == "Back"


@pytest.mark.parametrize(
    "packet",
    [
        "2/examinee,", "2/examinee,{}", "2/examinee,[]", "2/examinee,[" + "[" * 5000, "9", "", "x",
        "2/examinee,nonsense",
        '51-/examinee,["chat",{"_placeholder":true,"num":0}]', '61-/examinee,1[{"_placeholder":true,"num":0}]',
        "4/examinee,{}", b"\x00\x01", {"a": 1}, ["disconnect"],
    ],
)
def test_a_packet_that_no_browser_of_ours_sends_ends_its_connection(stage: Stage, packet: object) -> None:
    page, widget = stage.running()
    deliver(stage, widget, packet)
    assert not connected(stage, page)


def test_a_seat_is_cut_while_it_is_being_taken(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page, widget = stage.running()
    guest_id, guest_page, first = guest_console(stage)
    first.close()
    desk = stage.web.consoles._desk
    snapshot = type(desk).snapshot

    def meanwhile(self: Any, session: Any) -> Any:
        shown = snapshot(self, session)
        revoke(stage, page, guest_id)
        return shown

    monkeypatch.setattr(type(desk), "snapshot", meanwhile)
    second = stage.connect("/console", {"token": guest_page.token})
    assert not second.connected
    waiting(second).clear()
    widget.did("chat", {"client_id": "c1", "text": "Private."})
    assert waiting(second) == []
    assert stage.web.consoles.seats.all() == []


def test_a_transport_that_went_while_the_seat_was_taken_leaves_no_ghost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, widget = stage.running()
    widget.close()
    desk = stage.web.examinees._desk
    snapshot = type(desk).snapshot

    def meanwhile(self: Any, session: Any) -> Any:
        shown = snapshot(self, session)
        server = stage.web.sockets.server
        for eio_sid in list(server.environ):
            server._handle_eio_disconnect(eio_sid, "transport close")
        return shown

    monkeypatch.setattr(type(desk), "snapshot", meanwhile)
    stage.connect("/examinee", {"token": page.token})
    assert not connected(stage, page)
    assert stage.web.examinees.seats.all() == []


def test_a_welcome_that_fails_after_its_commit_leaves_no_ghost(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page, widget = stage.running()
    widget.close()
    desk = stage.web.examinees._desk
    with monkeypatch.context() as patch:
        patch.setattr(type(desk), "snapshot", broken)
        assert not stage.connect("/examinee", {"token": page.token}).connected
    assert not connected(stage, page)
    second = stage.socket(page)
    assert connected(stage, page)
    with monkeypatch.context() as patch:
        patch.setattr(type(desk), "snapshot", broken)
        assert not stage.connect("/examinee", {"token": page.token, "page": "page-1"}).connected
    assert connected(stage, page)
    second.close()
    assert not connected(stage, page)


def test_a_goodbye_that_could_not_be_kept_is_kept_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page, widget = stage.running()
    with monkeypatch.context() as patch:
        patch.setattr(presence, "disconnected", broken)
        widget.close()
    assert connected(stage, page)
    stage.web.sweep()
    assert not connected(stage, page)


def test_a_goodbye_does_not_overtake_the_next_welcome(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next page is welcomed between the finding that nobody is left and the commit of it."""
    page, widget = stage.running()
    attendance = stage.web.examinees.attendance
    works, next_page = attendance._works, Thread(target=stage.socket, args=(page,))

    def crossed() -> Any:
        if next_page.ident is None:
            next_page.start()
            next_page.join(0.3)
        return works()

    monkeypatch.setattr(attendance, "_works", crossed)
    widget.close()
    next_page.join(5)
    assert connected(stage, page)


def test_what_is_kept_and_who_is_there_are_compared_again_and_again(stage: Stage) -> None:
    page, _widget = stage.running()
    with stage.web.base.works() as work:
        presence.disconnected(work, page.view["attempt_id"], stage.clock())
    stage.web.recheck()
    assert connected(stage, page)


def test_a_retained_attempt_that_is_removed_does_not_break_the_goodbye(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _page, widget = stage.running()

    def missing(*_: object) -> None:
        raise NotFound("gone")

    monkeypatch.setattr(presence, "disconnected", missing)
    widget.close()
    stage.web.sweep()
    assert stage.web.examinees.attendance.owed == frozenset()


def test_a_platform_switched_off_by_another_process_is_cut_by_the_recheck(stage: Stage) -> None:
    page, widget = stage.running()
    console = stage.socket(stage.console())
    with stage.web.base.database.session() as session:  # no event reaches this process
        session.connection().exec_driver_sql("UPDATE platforms SET active = 0")
        session.commit()
    stage.web.recheck()
    assert not widget.connected
    assert not console.connected
    assert not connected(stage, page)
    assert not stage.connect("/examinee", {"token": page.token}).connected


def test_a_guest_revoked_by_another_process_and_one_whose_time_is_over_are_cut(stage: Stage) -> None:
    _page, _widget = stage.running()
    _, _, guest = guest_console(stage)
    _, _, other = guest_console(stage)
    with stage.web.base.database.session() as session:
        session.connection().exec_driver_sql("UPDATE guests SET revoked_at = 1 WHERE id = (SELECT min(id) FROM guests)")
        session.commit()
    stage.web.recheck()
    assert [guest.connected, other.connected].count(True) == 1
    with stage.web.base.database.session() as session:
        session.connection().exec_driver_sql("UPDATE guests SET expires_at = 1")
        session.commit()
    stage.web.recheck()
    assert not guest.connected
    assert not other.connected


def test_after_twelve_hours_the_seat_is_given_up(stage: Stage) -> None:
    page, widget = stage.running()
    stage.clock.now += LONGEST_SESSION_S + 1
    stage.web.recheck()
    assert not widget.connected
    assert not connected(stage, page)


def test_the_recheck_asks_per_platform_and_guest_and_not_per_seat(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _widget = stage.running()
    for _ in range(8):
        stage.socket(page)
    asked: list[str] = []
    sessions = stage.web.base.sessions
    works = sessions._works
    monkeypatch.setattr(sessions, "_works", lambda: asked.append("unit of work") or works())
    stage.web.recheck()
    assert len(asked) <= 2


def test_the_seats_of_an_attempt_are_told_with_their_beginning_and_address(stage: Stage) -> None:
    page, _first = stage.running()
    began = stage.clock()
    stage.clock.now += 5
    stage.socket(page)
    seats = stage.web.examinees.seats.of_attempt(page.view["attempt_id"])
    assert [seat.since for seat in seats] == [began, began + 5]
    assert {seat.address for seat in seats} == {"unknown"}  # the played browser has none
    assert len({seat.sid for seat in seats}) == 2


def broken(*_: object) -> None:
    raise RuntimeError("The database is gone.")


def waiting(socket: Socket) -> list[Any]:
    """Return what was sent to the connection, whether or not it is still one."""
    return socket.client.queue  # type: ignore[no-any-return]


def deliver(stage: Stage, socket: Socket, packet: object) -> None:
    """Hand a packet over as it came in."""
    stage.web.sockets.server._handle_eio_message(socket.client.eio_sid, packet)
