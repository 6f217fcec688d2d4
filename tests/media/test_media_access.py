"""Who may publish and watch, and what a refusal looks like from a browser of another origin."""

import json
import re
from pathlib import Path

import pytest
from aiohttp import WSMsgType
from media_bench import Bench, running_node, until

from tool.link.codec import encode
from tool.link.messages import ApplyRules, EndStream, StreamStarted, StreamStopped
from tool.link.tokens import Tokens

CAMERA = "/whip/camera/a1"


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path) as running:
        yield running


def code_of(text: str) -> str:
    body = json.loads(text)
    assert set(body) == {"code", "message"}
    return str(body["code"])


async def test_a_token_opens_only_what_it_was_made_for(bench: Bench) -> None:
    send, receive = await bench.offer(direction="sendonly"), await bench.offer()
    foreign = Tokens("x" * 32).mint("publish", {"attempt_id": "a1", "exam_id": "e1", "rules": []}, 60)
    for path, token, offer, status, code in (
        ("/whip/camera/a2", bench.publish_token("a1"), send, 403, "other_attempt"),
        ("/whip/camera/a1", bench.watch_token(), send, 401, "bad_token"),
        ("/whip/camera/a1", "not-a-token", send, 401, "bad_token"),
        ("/whip/camera/a1", foreign, send, 401, "bad_token"),
        ("/whip/camera/a1", "", send, 401, "no_token"),
        ("/whep/camera/a1", bench.publish_token("a1"), receive, 401, "bad_token"),
        ("/whep/camera/a1", bench.watch_token(), receive, 404, "no_stream"),
        ("/whip/phone/a1", bench.publish_token(), send, 404, "no_channel"),
        ("/whep/phone/a1", bench.watch_token(), receive, 404, "no_channel"),
    ):
        answered, text, _ = await bench.post_offer(path, token, offer)
        assert (answered, code_of(text)) == (status, code), path
    assert bench.count("published") == 0


async def test_a_console_of_another_exam_is_refused(bench: Bench) -> None:
    await bench.publish(bench.publish_token("a1", exam_id="e1"))
    status, text, _ = await bench.post_offer("/whep/camera/a1", bench.watch_token("e2"), await bench.offer())
    assert (status, code_of(text)) == (403, "other_exam")


@pytest.mark.parametrize(
    "body", ["", "v=0", "hello", "v=0\r\nm=audio x\r\n", "\x00" * 99, "v=0\r\na=group:BUNDLE 0\r\n"]
)
async def test_what_is_no_offer_is_refused(bench: Bench, body: str) -> None:
    status, text, _ = await bench.post_offer("/whip/camera/a1", bench.publish_token(), body)
    assert (status, code_of(text)) == (400, "bad_offer")


async def test_an_offer_that_sends_nothing_is_refused_and_leaves_nothing(bench: Bench) -> None:
    status, text, _ = await bench.post_offer(CAMERA, bench.publish_token(), await bench.offer(direction="recvonly"))
    assert (status, code_of(text)) == (400, "bad_offer")
    assert not bench.web.of(StreamStopped)


async def test_size_and_kind_of_the_body_are_checked(bench: Bench) -> None:
    status, text, _ = await bench.post_offer("/whip/camera/a1", bench.publish_token(), "v=0\r\n" * 20_000)
    assert (status, code_of(text)) == (413, "too_large")
    headers = {"Authorization": f"Bearer {bench.publish_token()}"}
    async with bench.http.post(bench.url + "/whip/camera/a1", json={}, headers=headers) as response:
        assert (response.status, code_of(await response.text())) == (415, "not_sdp")


async def test_browsers_of_any_origin_may_ask(bench: Bench) -> None:
    async with bench.http.options(bench.url + "/whip/camera/a1", headers={"Origin": "https://lms.example"}) as response:
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
        assert "DELETE" in response.headers["Access-Control-Allow-Methods"]
    async with bench.http.post(bench.url + "/whip/camera/a1") as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Location" in response.headers["Access-Control-Expose-Headers"]
    async with bench.http.patch(bench.url + "/whip/camera/a1/x") as response:
        assert (response.status, code_of(await response.text())) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/tiles", "/frames/camera"])
@pytest.mark.parametrize("hello", ['{"token": "nonsense"}', "nonsense", "{}", b"\x00"])
async def test_a_socket_without_a_good_token_is_told_and_closed(bench: Bench, path: str, hello: str | bytes) -> None:
    async with bench.http.ws_connect(bench.url + path) as socket:
        await (socket.send_bytes(hello) if isinstance(hello, bytes) else socket.send_str(hello))
        told = await socket.receive()
        assert code_of(told.data) in ("bad_token", "no_token")
        assert (await socket.receive()).type is WSMsgType.CLOSE
        assert socket.close_code == 4401


async def test_only_web_commands_and_an_ended_attempt_stays_ended(bench: Bench) -> None:
    await bench.publish(bench.publish_token())
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    end = encode(EndStream(attempt_id="a1"))
    url = bench.url + "/link/commands"
    async with bench.http.post(url, data=end, headers={"Authorization": f"Bearer {bench.watch_token()}"}) as response:
        assert response.status == 401
    link = {"Authorization": f"Bearer {bench.tokens.mint('link', {'node_id': 'web'}, 60)}"}
    async with bench.http.post(url, data=b'{"type": "Dance"}', headers=link) as response:
        assert (response.status, code_of(await response.text())) == (400, "bad_command")
    async with bench.http.post(url, data=end, headers=link) as response:
        assert response.status == 204
    stopped = await until(lambda: bench.web.of(StreamStopped), "the stream's end")
    assert stopped[0].reason == "ended"
    status, text, _ = await bench.post_offer(CAMERA, bench.publish_token(), await bench.offer(direction="sendonly"))
    assert (status, code_of(text)) == (403, "ended")
    async with bench.http.post(url, data=encode(ApplyRules(attempt_id="a1", rules=())), headers=link) as response:
        assert response.status == 204
    status, _, _ = await bench.post_offer(CAMERA, bench.publish_token(), await bench.offer(direction="sendonly"))
    assert status == 403
    await bench.publish(bench.publish_token(opening=2))
    await until(lambda: len(bench.web.of(StreamStarted)) == 2, "the stream's return after a readmission")
    async with bench.http.post(url, data=encode(ApplyRules(attempt_id="a9", rules=())), headers=link) as response:
        assert response.status == 204


async def test_every_route_is_documented(bench: Bench) -> None:
    doc = (Path(__file__).parents[2] / "docs" / "events.md").read_text().split("## HTTP routes of a media node")[1]
    written = set(re.findall(r"`(GET|POST|DELETE) (/[^`]*)`", doc))
    routes = {
        (route.method, re.sub(r"\{(\w+)\}", r"<\1>", route.resource.canonical))
        for route in bench.server._app.router.routes() if route.method != "HEAD"
    }
    assert written == routes


async def test_health_and_stats_are_open_and_name_nobody(bench: Bench) -> None:
    await bench.publish(bench.publish_token("attempt-of-somebody"), attempt_id="attempt-of-somebody")
    async with bench.http.get(bench.url + "/healthz") as response:
        assert (await response.json())["ok"] is True
    async with bench.http.get(bench.url + "/stats") as response:
        text = await response.text()
    assert json.loads(text)["attempts"] == 1
    assert "somebody" not in text
