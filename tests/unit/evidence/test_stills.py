import hashlib

import cv2
import numpy as np
import pytest

from tool.domain.incident import Still
from tool.domain.stream import Channel
from tool.evidence.stills import NotAPicture, keep_still
from tool.evidence.stores import BadKey, MemoryStore, OtherItem

JPEG = cv2.imencode(".jpg", np.zeros((8, 8, 3), np.uint8))[1].tobytes()


def test_a_still_is_kept_under_its_attempt_and_incident() -> None:
    store = MemoryStore()

    still = keep_still(store, "a1", "i1", JPEG, 12.5)

    assert still == Still("attempts/a1/stills/i1.jpg", hashlib.sha256(JPEG).hexdigest(), len(JPEG), 12.5)
    assert store.get(still.key) == JPEG


def test_keeping_it_twice_is_keeping_it_once() -> None:
    store = MemoryStore()

    assert keep_still(store, "a1", "i1", JPEG, 12.5) == keep_still(store, "a1", "i1", JPEG, 12.5)


def test_an_incident_has_one_still() -> None:
    store = MemoryStore()
    keep_still(store, "a1", "i1", JPEG, 12.5)

    other = cv2.imencode(".jpg", np.full((8, 8, 3), 255, np.uint8))[1].tobytes()
    with pytest.raises(OtherItem):
        keep_still(store, "a1", "i1", other, 12.5)


def test_an_incident_has_one_still_of_the_camera_and_one_of_the_screen() -> None:
    store = MemoryStore()
    other = cv2.imencode(".jpg", np.full((8, 8, 3), 255, np.uint8))[1].tobytes()

    camera = keep_still(store, "a1", "i1", JPEG, 12.5)
    screen = keep_still(store, "a1", "i1", other, 12.7, Channel.SCREEN)

    assert (screen.key, screen.captured_at) == ("attempts/a1/screens/i1.jpg", 12.7)
    assert (store.get(camera.key), store.get(screen.key)) == (JPEG, other)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", JPEG[:-2], b"GIF89a" + JPEG, b"<html>"])
def test_what_is_not_a_whole_picture_is_refused(data: bytes) -> None:
    store = MemoryStore()
    with pytest.raises(NotAPicture):
        keep_still(store, "a1", "i1", data, 12.5)

    assert not store.exists("attempts/a1/stills/i1.jpg")


def test_an_id_cannot_lead_out_of_the_attempt() -> None:
    with pytest.raises(BadKey):
        keep_still(MemoryStore(), "a1", "../../x", JPEG, 12.5)
