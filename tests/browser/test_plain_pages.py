"""The pages that need no browser application fit a phone, and a window at 200 %: what is too wide scrolls inside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser import chromium
from tests.browser.axe import overflow, violations
from tests.browser.stack import Stack
from tool.web.admin.connect import TITLES

PATHS = ("/", "/connect", *(f"/connect/{name}" for name in TITLES), "/lti/login", "/lti/register", "/nowhere")
_CUT_OFF = """() => [...document.querySelectorAll('main *')].filter((each) => {
  const box = each.getBoundingClientRect();
  return box.right > document.querySelector('main').getBoundingClientRect().right + 1 && !each.closest('pre, .scroll');
}).map((each) => each.outerHTML.slice(0, 80))"""


@pytest.fixture(params=[(390, 844), (640, 400)], ids=["phone", "zoom 200 %"])
def page(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A window as narrow as a phone, or as one of 1280 pixels is when its page is enlarged to 200 %."""
    width, height = request.param
    context = chromium.start(playwright, tmp_path / "narrow", width=width, height=height)
    yield context.pages[0]
    context.close()


def test_every_plain_page_fits(stack: Stack, page: Page, tmp_path: Path) -> None:
    found = {}
    for path in PATHS:
        page.goto(stack.tool_url + path)
        if page.locator("main .brand").count() == 0:
            continue  # an answer for machines
        found[path] = overflow(page), page.evaluate(_CUT_OFF), violations(page)
        page.screenshot(path=tmp_path / f"{path.strip('/').replace('/', '-') or 'home'}.png", full_page=True)
    assert {path: what for path, what in found.items() if what != (0, [], [])} == {}
    assert len(found) > len(TITLES) + 2
