"""What can be measured of a page's accessibility: axe-core's findings, and whether anything is cut off."""

from pathlib import Path

from playwright.sync_api import Frame, Page

AXE = Path(__file__).resolve().parents[2] / "tool" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => (await axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], iframes: false,
})).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')}`)"""


def violations(place: Page | Frame) -> list[str]:
    """Return what axe-core finds in this page or frame, without looking into its frames."""
    place.evaluate(AXE.read_text() + "; null")
    found: list[str] = place.evaluate(_RUN)
    return found


def overflow(place: Page | Frame) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = place.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
