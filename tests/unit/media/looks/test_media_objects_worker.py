"""The process that looks for objects answers whatever it is sent, says what that cost, and finds what is there."""

import io
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
import skimage.data

from tests.unit.media.looks.test_media_pictures import key_frame
from tool.detection.boxes import Box
from tool.detection.object_models import MODEL, unusable
from tool.detection.objects import ObjectAnalyser, ObjectFacts
from tool.media.looks.jobs import LENGTH, Job, Look, Ready, pack
from tool.media.looks.objects_worker import look, serve

JPEG = bytes(cv2.imencode(".jpg", np.full((240, 320, 3), 90, np.uint8))[1].tobytes())


class Analyser(ObjectAnalyser):
    """Sees what a test says, or fails."""

    def __init__(self, facts: ObjectFacts | None = None) -> None:
        self.facts = facts

    def analyse(self, bgr: Any) -> ObjectFacts:
        if self.facts is None:
            raise MemoryError("full")
        return self.facts


    def persons(self, bgr: Any) -> tuple[Box, ...]:
        return self.facts.persons if self.facts else ()


PERSON = Box(0.2, 0.1, 0.6, 0.9, 0.8)
NOTHING, SCREEN = ObjectFacts(0.0, 0.0, ()), ObjectFacts(0.6, 0.0, ())


@pytest.mark.parametrize("job", [Job(1, "jpeg", 5.0, JPEG), Job(1, "vp8", 5.0, key_frame())])
def test_a_look_tells_what_was_seen_when_and_at_what_cost(job: Job) -> None:
    seen = look(Analyser(SCREEN), job)
    assert [(each.signal, each.value, each.at) for each in seen.observations] == [
        ("second_screen", 0.6, 5.0), ("phone", 0.0, 5.0),
    ]
    assert seen.cpu_s > 0
    assert seen.still == b""


def test_where_there_is_nothing_that_is_said_too() -> None:
    seen = look(Analyser(NOTHING), Job(1, "jpeg", 0.0, JPEG))
    assert (seen.error, len(seen.observations)) == ("", 2)


def test_people_are_told_alone_where_nothing_else_was_asked_for() -> None:
    facts = ObjectFacts(0.0, 0.0, (PERSON,))
    everything, people = (look(Analyser(facts), Job(1, "jpeg", 0.0, JPEG, persons_only=only)) for only in (False, True))
    assert (everything.persons, len(everything.observations)) == ((PERSON,), 2)
    assert (people.persons, people.observations) == ((PERSON,), ())
    assert look(Analyser(NOTHING), Job(1, "jpeg", 0.0, JPEG, persons_only=True)).persons == ()
    assert look(Analyser(NOTHING), Job(1, "jpeg", 0.0, b"", persons_only=True)).persons is None


@pytest.mark.parametrize("data", [b"", b"\xff", JPEG[:100], bytes(1000)])
def test_bytes_that_are_no_picture_are_an_answer(data: bytes) -> None:
    for codec in ("jpeg", "vp8"):
        assert look(Analyser(SCREEN), Job(1, codec, 0.0, data)).error  # type: ignore[arg-type]


def test_whatever_fails_is_an_answer() -> None:
    assert look(Analyser(), Job(7, "jpeg", 0.0, JPEG)).error == "It could not be looked at (MemoryError)."


def test_the_process_says_that_it_is_ready_and_answers_in_turn() -> None:
    sink = io.BytesIO()
    serve(Analyser(NOTHING), io.BytesIO(pack(Job(1, "jpeg", 0.0, b"")) + pack(Job(2, "jpeg", 0.0, JPEG))), sink)
    sink.seek(0)
    messages = [sink.read(LENGTH.unpack(sink.read(LENGTH.size))[0]) for _ in range(3)]
    assert msgspec.msgpack.decode(messages[0], type=Ready).model == MODEL
    looks = [msgspec.msgpack.decode(message, type=Look) for message in messages[1:]]
    assert [(each.job_id, bool(each.error)) for each in looks] == [(1, True), (2, False)]


@pytest.mark.skipif(bool(unusable()), reason="`make build` has not made the networks that find objects")
def test_the_real_networks_see_a_person_and_no_screen_in_a_portrait() -> None:
    astronaut = np.ascontiguousarray(skimage.data.astronaut()[:480, :, ::-1])
    facts = ObjectAnalyser().analyse(astronaut)
    assert facts.second_screen < 0.4
    assert facts.phone < 0.25
    [person] = facts.persons
    assert person.score >= 0.6
    assert person.area > 0.3
    assert ObjectAnalyser().persons(astronaut) == facts.persons
