"""A proctored quiz from end to end in real browsers: the demo check's story, played once and without its limits."""

from pathlib import Path

from playwright.sync_api import Playwright

from tests.browser import demo_check
from tests.browser.measure import Timeline
from tests.browser.stack import Stack


def test_a_proctored_quiz_from_end_to_end(stack: Stack, playwright: Playwright, tmp_path: Path) -> None:
    timeline = Timeline()
    extent = demo_check.Extent(tile_openings=2, camera_loops=1, warnings=3, media_crashes=1)
    demo_check.run(timeline, stack, playwright, tmp_path, extent)
    assert timeline.failures == []
    assert all(latency.samples for latency in timeline.latencies.values())
