"""Silence is not innocence, and trouble of our own accuses nobody: the watch over what does not come."""

import pytest

from tests.fakes.silent_room import ALL, Room, said
from tool.domain.incident import IncidentClosed, IncidentOpened
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset

RULES = PRESETS[Preset.STANDARD].with_values(screen=True).applied


@pytest.fixture
def room() -> Room:
    room = Room()
    room.passes(1, *ALL)
    room.watch.apply("a", RULES)
    return room


def test_who_sends_and_beats_is_told_of_nothing(room: Room) -> None:
    assert room.passes(600, *ALL) == []


def test_a_camera_that_ceases_is_told_after_ten_seconds_and_ends_with_a_look(room: Room) -> None:
    room.passes(60, *ALL)
    assert room.passes(9, "screen") == []
    assert room.passes(4, "screen") == ["+stream_absent"]
    opened = room.kept[-1]
    assert isinstance(opened, IncidentOpened)
    assert 10.0 <= opened.opened_at - opened.started_at <= 13.0
    assert room.passes(60, "screen") == []
    assert room.passes(1, *ALL) == ["-stream_absent"]
    closed = room.kept[-1]
    assert isinstance(closed, IncidentClosed)
    assert closed.duration_s == pytest.approx(74, abs=1)


def test_a_camera_that_never_came_is_told(room: Room) -> None:
    room.camera_at = -1000.0
    found = room.passes(40, "screen", "microphone")
    assert "+stream_absent" in found


def test_the_screen_has_a_channel_of_its_own_and_time_for_its_press(room: Room) -> None:
    assert room.passes(28, "camera") == []
    assert room.passes(5, "camera") == ["+screen_absent"]
    assert room.passes(2, *ALL) == ["-screen_absent"]


def test_a_start_of_the_media_node_accuses_nobody_but_silence_after_it_counts(room: Room) -> None:
    room.passes(60, *ALL)
    room.boot = "boot-2"
    assert room.passes(18) == []
    assert room.passes(15) == ["+stream_absent", "+screen_absent"]


@pytest.mark.parametrize("trouble", ["gone", "behind"])
def test_while_the_media_plane_is_away_nobody_is_accused(room: Room, trouble: str) -> None:
    room.passes(60, *ALL)
    room.answers, room.able = trouble != "gone", trouble != "behind"
    assert room.passes(300) == []
    room.answers = room.able = True
    assert room.passes(18) == []
    assert "+stream_absent" in room.passes(15)


def test_a_start_of_web_accuses_nobody(room: Room) -> None:
    room.passes(60, *ALL)
    room.watch = room.made()
    room.sight.gone()
    room.watch.resume("a", RULES)
    assert room.passes(15) == []
    assert room.passes(60, *ALL) == []


def test_a_network_that_fails_is_not_this(room: Room) -> None:
    room.passes(60, *ALL)
    room.beats = False  # the cable is out: neither pictures nor beats, and soon the connection is known to be dead
    assert room.passes(12) == []
    room.there.clear()
    assert room.passes(300) == []


def test_a_page_that_stops_everything_but_its_connection_is_told_of_both(room: Room) -> None:
    room.passes(60, *ALL)
    room.beats = False
    assert set(room.passes(45)) == {"+stream_absent", "+screen_absent", "+sensors_silent"}


def test_silent_sensors_are_told_after_thirty_seconds_and_end_with_a_beat(room: Room) -> None:
    room.passes(60, *ALL)
    room.beats = False
    assert room.passes(28, *ALL) == []
    assert room.passes(3, *ALL) == ["+sensors_silent"]
    room.beats = True
    assert room.passes(11, *ALL) == ["-sensors_silent"]


def test_a_hidden_tab_that_beats_once_a_minute_is_not_silent(room: Room) -> None:
    room.passes(60, *ALL)
    room.watch.beat("a", hidden=True)
    room.beats = False
    for _ in range(5):
        assert room.passes(61, *ALL) == []
        room.watch.beat("a", hidden=True)
    assert room.passes(89, *ALL) == []
    assert room.passes(3, *ALL) == ["+sensors_silent"]


def test_a_page_that_is_gone_is_disconnected_and_not_silent(room: Room) -> None:
    room.passes(60, *ALL)
    room.there.clear()
    room.beats = False
    assert room.passes(300, *ALL) == []
    room.there.add("a")
    assert room.passes(29, *ALL) == []


def test_what_check_in_promised_and_never_came_is_told_until_it_comes() -> None:
    room = Room()
    room.sound_at = None
    room.passes(60, "camera", "screen")
    room.watch.apply("a", RULES)
    assert room.passes(4, "camera", "screen") == []
    assert room.passes(2, "camera", "screen") == ["+check_in_unproven"]
    room.sound_at = room.clock.now
    assert room.passes(1, *ALL) == ["-check_in_unproven"]


def test_a_promised_camera_whose_pictures_nobody_may_look_at_is_not_unproven() -> None:
    room = Room()
    room.camera_at = None
    room.sight.unread_ages = {"a": {"camera": 2.0}}
    room.passes(60, "screen", "microphone")
    room.watch.apply("a", RULES)
    assert room.passes(60, "screen", "microphone") == ["+pictures_unreadable"]
    room.sight.unread_ages = {}
    assert set(room.passes(15, "screen", "microphone")) == {
        "-pictures_unreadable", "+stream_absent", "+check_in_unproven",
    }


def test_a_microphone_that_was_heard_once_is_proven() -> None:
    room = Room()
    room.passes(5, *ALL)
    room.passes(60, "camera", "screen")
    room.watch.apply("a", RULES)
    assert room.passes(60, "camera", "screen") == []


def test_a_pause_and_the_end_close_what_is_open_and_begin_anew(room: Room) -> None:
    room.passes(60, *ALL)
    room.passes(15, "screen")
    room.watch.apply("a", ())
    assert said(room.kept[-1]) == "-stream_absent"
    assert room.passes(100) == []
    room.watch.apply("a", RULES)
    assert room.passes(19, "screen") == []
    assert room.passes(3, "screen") == ["+stream_absent"]
    room.watch.end("a")
    assert said(room.kept[-1]) == "-stream_absent"
    assert room.passes(60) == []


def test_what_fails_for_one_touches_no_other_and_is_tried_again(room: Room) -> None:
    room.watch.apply("b", RULES)
    room.passes(60, *ALL)
    room.broken.add("a")
    assert room.passes(14, "screen") == ["+stream_absent"]
    room.broken.clear()
    assert room.passes(1, "screen") == ["+stream_absent"]
    assert {change.attempt_id for change in room.kept} == {"a", "b"}


def test_a_clock_that_is_set_changes_no_length(room: Room) -> None:
    room.passes(60, *ALL)
    room.wall.now += 86_400
    assert room.passes(9, "screen") == []
    room.wall.now -= 2 * 86_400
    assert room.passes(60, *ALL) == []


def test_a_second_page_is_told_once_it_stays_and_ends_with_it(room: Room) -> None:
    room.passes(60, *ALL)
    room.pages = 2
    assert room.passes(14, *ALL) == []
    room.pages = 1
    assert room.passes(5, *ALL) == []
    room.pages = 2
    assert room.passes(17, *ALL) == ["+second_session"]
    opened = room.kept[-1]
    assert isinstance(opened, IncidentOpened)
    assert (opened.measured, opened.model) == (2.0, "server, other address")
    room.pages = 1
    assert room.passes(1, *ALL) == ["-second_session"]


def test_media_from_two_places_is_a_second_session_and_ends_when_it_ends(room: Room) -> None:
    room.passes(30, *ALL)
    room.sight.contested_ages = {"a": 1.0}
    assert room.passes(20, *ALL) == ["+second_session"]
    opened = room.kept[-1]
    assert isinstance(opened, IncidentOpened)
    assert "media from two addresses" in opened.model
    assert opened.measured == 2
    room.sight.contested_ages = {}
    assert room.passes(5, *ALL) == ["-second_session"]


def test_pictures_that_end_processes_are_told_as_that_and_not_as_missing(room: Room) -> None:
    room.passes(60, *ALL)
    room.sight.unread_ages = {"a": {"camera": 2.0, "screen": 9.0}}
    assert room.passes(1) == ["+pictures_unreadable"]
    assert room.passes(120) == []
    opened = room.kept[-1]
    assert isinstance(opened, IncidentOpened)
    assert (opened.severity, opened.measured, opened.threshold) == ("medium", 2, 2)
    room.sight.unread_ages = {}
    assert room.passes(1, *ALL) == ["-pictures_unreadable"]
    assert room.passes(60, *ALL) == []


def test_when_they_come_no_more_the_stream_is_missing_too(room: Room) -> None:
    room.passes(60, *ALL)
    room.sight.unread_ages = {"a": {"camera": 2.0}}
    room.passes(30, "screen")
    room.sight.unread_ages = {"a": {"camera": 40.0}}
    assert room.passes(3, "screen") == ["+stream_absent"]


def test_a_missing_camera_ends_with_pictures_even_if_nobody_may_look_at_them(room: Room) -> None:
    assert room.passes(40, "screen") == ["+stream_absent"]
    room.sight.unread_ages = {"a": {"camera": 1.0}}
    assert set(room.passes(1, "screen")) == {"-stream_absent", "+pictures_unreadable"}



class Numbers:
    """The readings of the page of "a", which numbers them."""

    def __init__(self, room: Room) -> None:
        self.room, self.made, self.run = room, 0, "page-1"
        self.come()

    def come(self, *numbers: int) -> None:
        self.made = max(self.made, *numbers, 0)
        self.room.watch.numbered("a", self.run, numbers, made=self.made, dropped=0)


def test_a_reading_that_is_passed_over_is_told_once_and_the_next_one_again(room: Room) -> None:
    numbers = Numbers(room)
    numbers.come(1, 2)
    assert room.passes(60, *ALL) == []
    numbers.come(5)
    assert room.passes(4, *ALL) == []
    assert room.passes(3, *ALL) == ["+readings_missing"]
    opened = room.kept[-1]
    assert isinstance(opened, IncidentOpened)
    assert (opened.measured, opened.threshold) == (2.0, 1)
    assert room.passes(58, *ALL) == []
    assert room.passes(4, *ALL) == ["-readings_missing"]
    assert room.passes(600, *ALL) == []
    numbers.come(7)
    assert room.passes(10, *ALL) == ["+readings_missing"]


def test_a_reading_that_comes_late_after_all_is_not_told(room: Room) -> None:
    numbers = Numbers(room)
    numbers.come(2)
    room.passes(4, *ALL)
    numbers.come(1)
    assert room.passes(60, *ALL) == []


def test_readings_that_were_made_and_stay_away_are_told_unless_we_refused_them_or_the_page_is_gone(room: Room) -> None:
    numbers = Numbers(room)
    numbers.made = 4
    numbers.come()

    def passes(seconds: int) -> list[str]:
        """Let time pass in which the page beats."""
        found = []
        for _ in range(seconds):
            found += room.passes(1, *ALL)
            numbers.come()
        return found

    passes(20)
    room.watch.stumbled("a")
    assert passes(29) == []
    room.there.clear()
    assert room.passes(100, *ALL) == []
    room.there.add("a")
    assert passes(29) == []
    assert passes(8) == ["+readings_missing"]


def test_neither_a_start_of_web_nor_a_pause_makes_a_hole(room: Room) -> None:
    numbers = Numbers(room)
    numbers.come(1)
    room.watch.apply("a", ())
    numbers.come(3)
    room.watch.apply("a", RULES)
    assert room.passes(60, *ALL) == []
    room.watch = room.made()
    room.watch.resume("a", RULES)
    numbers.come(90)
    assert room.passes(60, *ALL) == []


def test_a_page_that_comes_back_from_another_network_is_told_each_time(room: Room) -> None:
    room.passes(10, *ALL)
    room.there.clear()
    room.passes(10, *ALL)
    room.there.add("a")
    room.address = "198.51.100.3"
    assert room.passes(10, *ALL) == ["+network_changed", "-network_changed"]
    closed = room.kept[-1]
    assert isinstance(closed, IncidentClosed)
    assert closed.duration_s == 0.0
    room.address = "192.0.2.7"
    assert room.passes(10, *ALL) == ["+network_changed", "-network_changed"]


def test_another_address_of_the_same_network_a_pause_and_a_start_of_web_are_no_change(room: Room) -> None:
    room.passes(10, *ALL)
    room.address = "192.0.2.200"
    assert room.passes(10, *ALL) == []
    room.watch.apply("a", ())
    room.address = "198.51.100.3"
    assert room.passes(10, *ALL) == []
    room.watch.apply("a", RULES)
    assert room.passes(10, *ALL) == []
    room.watch = room.made()
    room.watch.resume("a", RULES)
    room.address = "203.0.113.9"
    assert room.passes(10, *ALL) == []
