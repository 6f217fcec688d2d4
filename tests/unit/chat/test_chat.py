"""Chat is plain text, sent once, counted until it is read."""

import pytest

from tests.factories.world import World
from tool.chat import canned, help, messages  # noqa: A004 - the module's name is the room's word
from tool.chat.events import ChatPosted, ChatRead, HelpAnswered, HelpAsked
from tool.chat.messages import MessageRefused
from tool.chat.records import Speaker

EXAMINEE = Speaker("examinee", "person-1", "Ada")
PROCTOR = Speaker("proctor", "proctor-1", "Pat")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("'; DROP TABLE chat_messages; --", "'; DROP TABLE chat_messages; --"),
        ("a\x00b\x1b[31mc\x07", "ab[31mc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("abc\u202edcba", "abcdcba"),
        ("👩\u200d🔬 ❤️ ok", "👩\u200d🔬 ❤️ ok"),
        ("  space  ", "space"),
        ("lone \ud800 half", "lone  half"),
    ],
)
def test_text_stays_text(world: World, written: str, kept: str) -> None:
    attempt = world.attempt()
    with world.work() as work:
        messages.post(work, attempt.exam_id, attempt.id, EXAMINEE, written, world.now)
    with world.work() as work:
        assert [m.text for m in work.chat.of_attempt(attempt.id)] == [kept]


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("\x00 \u200b", "empty"), ("x" * 1001, "too_long")])
def test_refused_messages(world: World, text: str, code: str) -> None:
    attempt = world.attempt()
    with pytest.raises(MessageRefused) as refusal, world.work() as work:
        messages.post(work, attempt.exam_id, attempt.id, EXAMINEE, text, world.now)
    assert refusal.value.code == code
    assert world.told(ChatPosted) == []


def test_resent_message_is_kept_once_per_side(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        first = messages.post(work, attempt.exam_id, attempt.id, EXAMINEE, "hello", world.now, client_id="c1")
    with world.work() as work:
        again = messages.post(work, attempt.exam_id, attempt.id, EXAMINEE, "hello", world.now + 9, client_id="c1")
        other = messages.post(work, attempt.exam_id, attempt.id, PROCTOR, "yes?", world.now, client_id="c1")
    assert first == again
    assert other.id != first.id
    assert len(world.told(ChatPosted)) == 2


def test_unread_counts_only_the_other_side(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        for speaker, text in ((EXAMINEE, "one"), (EXAMINEE, "two"), (PROCTOR, "three")):
            messages.post(work, attempt.exam_id, attempt.id, speaker, text, world.now)
        assert work.chat.unread_by_staff(attempt.exam_id) == {attempt.id: 2}
        assert work.chat.unread_by_staff("another-exam") == {}
        assert messages.read_by_examinee(work, attempt.id, world.now) == 1
        assert messages.read_by_staff(work, attempt.exam_id, attempt.id, world.now) == 2
        assert messages.read_by_staff(work, attempt.exam_id, attempt.id, world.now) == 0
        assert work.chat.unread_by_staff(attempt.exam_id) == {}
    assert len(world.told(ChatRead)) == 1


def test_help_is_asked_once_and_answered_once(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        asked = help.ask(work, attempt.exam_id, attempt.id, "technical", "No\x07 sound", world.now)
        assert help.ask(work, attempt.exam_id, attempt.id, "technical", "again", world.now) == asked
        help.ask(work, attempt.exam_id, attempt.id, "question", "", world.now + 1)
        assert [r.kind for r in work.help.open_in(attempt.exam_id)] == ["technical", "question"]
        done = help.answered(work, attempt.exam_id, asked.id, "Pat", world.now + 2)
        assert help.answered(work, attempt.exam_id, asked.id, "Pim", world.now + 3) == done
        assert [r.kind for r in work.help.open_in(attempt.exam_id)] == ["question"]
    assert (asked.text, done.done_by) == ("No sound", "Pat")
    assert len(world.told(HelpAsked)) == 2
    assert len(world.told(HelpAnswered)) == 1


def test_help_of_another_exam_is_out_of_reach(world: World) -> None:
    attempt = world.attempt()
    with world.work() as work:
        asked = help.ask(work, attempt.exam_id, attempt.id, "question", "", world.now)
    with pytest.raises(MessageRefused) as refusal, world.work() as work:
        help.answered(work, "another-exam", asked.id, "Eve", world.now)
    assert refusal.value.code == "no_such_request"


def test_canned_answers_can_be_sent_as_they_are() -> None:
    assert len(set(canned.CANNED)) == len(canned.CANNED) >= 5
    assert all(messages.plain(text) == text and len(text) <= messages.TEXT_LIMIT for text in canned.CANNED)
