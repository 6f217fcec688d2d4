"""Real browsers: one page publishes, another watches, over UDP and over TCP alone."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from media_bench import Bench, running_node, until
from playwright.async_api import Browser, Page, async_playwright

from tests.browser import chromium
from tool.domain.stream import Channel
from tool.link.messages import StillWasTaken, StreamStarted, StreamStopped, TakeStill
from tool.media.looks.pictures import jpeg_size

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not chromium.available(), reason="Debian's chromium is not installed"),
]

PAGE = """<!doctype html><video id="v" autoplay muted playsinline></video><script>
const only = (sdp, way) => sdp.split('\\r\\n').filter(l => !l.startsWith('a=candidate') || l.includes(` ${way} `))
  .join('\\r\\n');
async function open(pc, url, token, way) {
  window.pc = pc;
  await pc.setLocalDescription();
  const headers = {Authorization: 'Bearer ' + token, 'Content-Type': 'application/sdp'};
  const response = await fetch(url, {method: 'POST', headers, body: pc.localDescription.sdp});
  await pc.setRemoteDescription({type: 'answer', sdp: only(await response.text(), way)});
  return response.headers.get('Location');
}
window.publish = async ([url, token, way]) => {
  const pc = new RTCPeerConnection();
  const media = await navigator.mediaDevices.getUserMedia({video: {width: 640, height: 480}, audio: true});
  for (const track of media.getTracks()) pc.addTransceiver(track, {direction: 'sendonly', streams: [media]});
  pc.createDataChannel('not wanted');
  return await open(pc, url, token, way);
};
window.share = async ([url, token, way]) => {
  const pc = new RTCPeerConnection();
  const video = {displaySurface: 'monitor', frameRate: 5, width: {max: 1920}};
  const media = await navigator.mediaDevices.getDisplayMedia({video, audio: false});
  pc.addTransceiver(media.getVideoTracks()[0], {direction: 'sendonly', streams: [media]});
  return await open(pc, url, token, way);
};
window.watch = async ([url, token, way, kinds = ['audio', 'video']]) => {
  const started = performance.now();
  const pc = new RTCPeerConnection();
  for (const kind of kinds) pc.addTransceiver(kind, {direction: 'recvonly'});
  v.srcObject = new MediaStream();
  pc.ontrack = event => v.srcObject.addTrack(event.track);
  const shown = new Promise(resolve => v.requestVideoFrameCallback(() => resolve(performance.now() - started)));
  await open(pc, url, token, way);
  return await shown;
};
window.received = async kind => {
  for (const report of (await pc.getStats()).values())
    if (report.type == 'inbound-rtp' && report.kind == kind) return report;
};
</script>"""
WHIP, WHEP = "/whip/camera/a1", "/whep/camera/a1"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns",
]


@pytest.fixture
async def bench(tmp_path: Path):
    async with running_node(tmp_path) as running:
        yield running


@pytest.fixture
async def browser():
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page_url():
    """A page of another origin than the node's."""
    async def page(request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", page)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def opened(browser: Browser, url: str) -> Page:
    page = await browser.new_page()
    await page.goto(url)
    return page


async def received(page: Page, kind: str) -> dict[str, Any]:
    report: dict[str, Any] = await page.evaluate("kind => received(kind)", kind)
    return report


@pytest.mark.parametrize("way", ["udp", "tcp"])
async def test_one_page_watches_another(bench: Bench, browser: Browser, page_url: str, way: str) -> None:
    sender, console = await opened(browser, page_url), await opened(browser, page_url)
    location = await sender.evaluate("args => publish(args)", [bench.url + WHIP, bench.publish_token(), way])
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    first_frame_ms = await console.evaluate("args => watch(args)", [bench.url + WHEP, bench.watch_token(), way])
    assert first_frame_ms < 2000
    end = time.monotonic() + 10
    while (await received(console, "video"))["framesDecoded"] < 20:
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    picture, sound = await received(console, "video"), await received(console, "audio")
    assert (picture["frameWidth"], picture["frameHeight"]) == (640, 480)
    assert picture["framesDropped"] < 5
    assert sound["packetsReceived"] > 20
    assert bench.server.node.stats().by_tcp == (2 if way == "tcp" else 0)
    await until(lambda: bench.count("looks") >= 2, "looks at the camera")
    assert bench.count("frames_rejected") == 0
    assert await bench.delete(location) == 200
    assert (await until(lambda: bench.web.of(StreamStopped), "the stream's end"))[0].reason == "stopped"


async def decoded(page: Page, frames: int) -> dict[str, Any]:
    """Wait until the page has decoded so many frames, and return what it received."""
    end = time.monotonic() + 15
    while (report := await received(page, "video"))["framesDecoded"] < frames:
        assert time.monotonic() < end, report
        await asyncio.sleep(0.1)
    return report


@pytest.mark.parametrize("way", ["udp", "tcp"])
async def test_one_page_watches_the_screen_of_another(bench: Bench, browser: Browser, page_url: str, way: str) -> None:
    sender, console = await opened(browser, page_url), await opened(browser, page_url)
    token = bench.publish_token(channels=tuple(Channel))
    location = await sender.evaluate("args => share(args)", [bench.url + "/whip/screen/a1", token, way])
    await until(lambda: bench.web.of(StreamStarted, channel=Channel.SCREEN), "the screen's start")
    watching = [bench.url + "/whep/screen/a1", bench.watch_token(), way, ["video"]]
    first_frame_ms = await console.evaluate("args => watch(args)", watching)
    assert first_frame_ms < 3000
    picture = await decoded(console, 10)
    assert (picture["frameWidth"], picture["frameHeight"]) == (1920, 1080)
    assert bench.server.node.stats().by_tcp == (2 if way == "tcp" else 0)
    await bench.command(TakeStill(attempt_id="a1", incident_id="i1", channels=tuple(Channel)))
    taken = (await until(lambda: bench.web.of(StillWasTaken), "the screen's still"))[0]
    assert (taken.channel, taken.still.captured_at > time.time() - 10) == ("screen", True)
    assert jpeg_size((bench.data_dir / "evidence" / taken.still.key).read_bytes()) == (1280, 720)
    assert await bench.delete(location) == 200
    [stopped] = await until(lambda: bench.web.of(StreamStopped, channel=Channel.SCREEN), "the screen's end")
    assert stopped.reason == "stopped"
    assert not bench.web.of(StreamStarted, channel=Channel.CAMERA)


async def test_a_browser_learns_soon_that_its_session_is_over(bench: Bench, browser: Browser, page_url: str) -> None:
    sender = await opened(browser, page_url)
    location = await sender.evaluate("args => publish(args)", [bench.url + WHIP, bench.publish_token(), "udp"])
    await until(lambda: bench.web.of(StreamStarted), "the stream's start")
    await bench.delete(location)
    await sender.wait_for_function("pc.connectionState == 'failed'", timeout=6000)
