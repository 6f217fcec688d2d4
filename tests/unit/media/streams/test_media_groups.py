"""A media node shows an attempt to those who look after one of its examinee's groups, and to nobody else."""

from typing import Any

import pytest

from tests.unit.media.streams.test_media_ends import Stage
from tool.domain.groups import AllowedGroups
from tool.domain.stream import Channel
from tool.link.messages import ApplyRules, EndWatching, PublishGrant, WatchGrant
from tool.media.counters import Counters
from tool.media.looks.tiles import TileHub, TileView
from tool.media.refusals import Refused
from tool.media.streams.feed import Feed

OF_A, OF_B = AllowedGroups.of(["a"]), AllowedGroups.of(["b"])


async def waiting(view: TileView) -> list[bytes | None]:
    """Return what waits for a console, to the last."""
    view.end()
    found = list(view._waiting.values())
    assert await view.next() is None
    return list(found)


async def test_pictures_and_sounds_go_to_who_may_see_them() -> None:
    hub = TileHub(Counters())
    hub.regroup("e", "one", ("a",))
    everybody, of_a, of_b = hub.join("e"), hub.join("e", OF_A), hub.join("e", OF_B)
    hub.publish("e", "one", 1.0, b"jpeg")
    hub.hear("e", "one", 1.0, 50)
    hub.publish("e", "untold", 1.0, b"jpeg")
    late_a, late_b = hub.join("e", OF_A), hub.join("e", OF_B)
    sizes = [len(await waiting(view)) for view in (everybody, of_a, of_b, late_a, late_b)]
    assert sizes == [3, 2, 0, 1, 0]


async def test_what_waits_is_not_sent_any_more_to_who_may_not_see_it_now() -> None:
    hub = TileHub(Counters())
    hub.regroup("e", "one", ("a",))
    of_a, of_b = hub.join("e", OF_A), hub.join("e", OF_B)
    hub.publish("e", "one", 1.0, b"jpeg")
    hub.regroup("e", "one", ("b",))
    assert await waiting(of_a) == []
    hub.publish("e", "one", 2.0, b"jpeg")
    assert len(await waiting(of_b)) == 1


async def test_a_view_that_is_ended_ends() -> None:
    hub = TileHub(Counters())
    mine, another = hub.join("e", OF_A, "tutor"), hub.join("e", OF_A, "tutor-2")
    hub.regroup("e", "one", ("a",))
    hub.publish("e", "one", 1.0, b"jpeg")
    hub.end_views("e", "tutor")
    assert await mine.next() is None
    assert await another.next() is not None


class Watching:
    """Stands for somebody who watches."""

    def __init__(self, feed: Feed, grant: WatchGrant) -> None:
        self.feed, self.grant, self.closed = feed, grant, ""
        feed.watchers[grant.person_id] = self  # type: ignore[assignment]

    def close(self, reason: str) -> None:
        self.closed = reason
        self.feed.watchers.pop(self.grant.person_id)


def grants(*people: tuple[str, tuple[str, ...] | None]) -> list[WatchGrant]:
    return [WatchGrant(exam_id="e", person_id=name, groups=of) for name, of in people]


async def test_who_watches_is_cut_when_the_examinee_is_theirs_no_more() -> None:
    stage = Stage()
    attempt = stage.attempts.open(PublishGrant(attempt_id="a", exam_id="e", rules=(), groups=("a",)), Channel.CAMERA)
    feed = attempt.feeds[Channel.CAMERA]
    of_a, of_b, of_all = [
        Watching(feed, grant) for grant in grants(("t1", ("a",)), ("t2", ("a", "b")), ("t3", None))
    ]
    stage.attempts.command(ApplyRules(attempt_id="a", rules=(), groups=("b",)))
    assert (of_a.closed, of_b.closed, of_all.closed) == ("not_in_sight", "", "")
    stage.attempts.command(EndWatching(exam_id="another", person_id="t2"))
    assert of_b.closed == ""
    stage.attempts.command(EndWatching(exam_id="e", person_id="t2"))
    assert (of_b.closed, of_all.closed) == ("not_in_sight", "")
    feed.watchers.clear()
    await stage.attempts.close()


@pytest.mark.parametrize("commanded", [False, True])
async def test_an_attempt_of_another_group_is_not_there_for_who_wants_to_watch(
    commanded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage()
    if commanded:  # rules of web that came before the stream, and after the token
        stage.attempts.command(ApplyRules(attempt_id="a", rules=(), groups=("a",)))
    said: Any = ("b",) if commanded else ("a",)
    attempt = stage.attempts.open(PublishGrant(attempt_id="a", exam_id="e", rules=(), groups=said), Channel.CAMERA)
    monkeypatch.setattr("tool.media.streams.attempts._read", lambda text: text)
    attempt.feeds[Channel.CAMERA].publisher = object()  # type: ignore[assignment]
    with pytest.raises(Refused) as refused:
        stage.attempts.watch(grants(("t", ("b",)))[0], Channel.CAMERA, "a", "offer")
    assert refused.value.code == "no_stream"
    attempt.feeds[Channel.CAMERA].publisher = None
    await stage.attempts.close()
