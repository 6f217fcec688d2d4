"""One examinee's room: what is usual in it, the share of speech, and what is not known."""

from tool.detection.heard import NOTHING_DB, SoundFacts
from tool.detection.room import FLOOR_S, LOWEST_FLOOR_DB, Room
from tool.domain.incident_types.microphone import SOUND_LEVEL, SPEECH
from tool.domain.observation import Observation


def heard(
    speech_s: float = 0.0, *, heard_s: float = 2.0, sounding_s: float | None = None, floor_db: float = -60.0,
    speech_db: float = -30.0, level_db: float = -50.0, peak_db: float = -40.0,
) -> SoundFacts:
    return SoundFacts(
        heard_s, heard_s if sounding_s is None else sounding_s, speech_s, speech_db if speech_s else NOTHING_DB,
        level_db, peak_db, floor_db, "m",
    )


def value(seen: tuple[Observation, ...], signal: str) -> float | None:
    return next((each.value for each in seen if each.signal == signal), None)


def test_the_share_of_speech_is_that_of_ten_seconds_heard() -> None:
    room = Room()
    shares = [value(room.hear(heard(2.0 if n < 3 else 0.0), 2.0 * n), SPEECH) for n in range(8)]
    assert shares == [None, 100.0, 100.0, 75.0, 60.0, 40.0, 20.0, 0.0]


def test_a_word_is_little_of_ten_seconds() -> None:
    room = Room()
    shares = [value(room.hear(heard(0.6 if n == 4 else 0.0), 2.0 * n), SPEECH) or 0.0 for n in range(12)]
    assert max(shares) < 10.0


def test_what_was_lost_is_unknown_and_what_is_old_says_nothing() -> None:
    room = Room()
    assert [value(room.hear(heard(heard_s=0.0), float(n)), SPEECH) for n in range(5)] == [None] * 5
    room.hear(heard(2.0), 10.0)
    room.hear(heard(2.0), 12.0)
    assert value(room.hear(heard(), 100.0), SPEECH) is None


def test_who_is_heard_seldom_is_judged_by_what_was_heard() -> None:
    room = Room()
    shares = [value(room.hear(heard(1.0), 8.0 * n), SPEECH) for n in range(6)]
    assert shares == [None, 50.0, 50.0, 50.0, 50.0, 50.0]


def test_speech_no_louder_than_the_room_is_not_somebody_in_it() -> None:
    near, far = Room(), Room()
    for n in range(5):
        spoken = near.hear(heard(1.5, floor_db=-45.0, speech_db=-30.0), 2.0 * n)
        murmur = far.hear(heard(1.5, floor_db=-45.0, speech_db=-41.0), 2.0 * n)
    assert (value(spoken, SPEECH), value(murmur, SPEECH)) == (75.0, 0.0)


def test_the_floor_is_the_quietest_of_a_minute() -> None:
    room = Room()
    assert room.floor_db == LOWEST_FLOOR_DB
    room.hear(heard(floor_db=-58.0), 0.0)
    room.hear(heard(floor_db=-30.0), 2.0)
    assert room.floor_db == -58.0
    room.hear(heard(floor_db=-30.0), FLOOR_S + 1.0)
    assert room.floor_db == -30.0
    room.hear(heard(floor_db=NOTHING_DB), FLOOR_S + 2.0)
    assert room.floor_db == LOWEST_FLOOR_DB


def test_left_out_quiet_says_nothing_of_loudness() -> None:
    room = Room()
    seen = room.hear(heard(sounding_s=0.0, floor_db=NOTHING_DB, peak_db=NOTHING_DB), 1.0)
    assert value(seen, SOUND_LEVEL) is None
    assert room.floor_db == LOWEST_FLOOR_DB
    assert value(room.hear(heard(peak_db=NOTHING_DB), 3.0), SOUND_LEVEL) == NOTHING_DB


def test_loudness_is_shown_from_the_rooms_own_noise_on() -> None:
    room = Room()
    room.hear(heard(floor_db=-50.0), 0.0)
    levels = [room.loudness(heard(level_db=level)) for level in (-100.0, -50.0, -30.0, -10.0, 0.0)]
    assert levels == [0, 0, 50, 100, 100]
