"""How an LMS is connected, for its admin: the overview, a guide per LMS, and what LMSs read by themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, jsonify
from markdown_it import MarkdownIt
from markupsafe import Markup

from integrations import registry
from integrations.base import Integration
from lti.registration import ToolDescription
from tool.web.http.plain_pages import message, page
from tool.web.launch.description import values

GUIDES = Path(__file__).parent / "guides"
TITLES: Mapping[str, str] = {adapter.name: adapter.title for adapter in registry.ADAPTERS}
"""The guides, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class ConnectPages:
    """What the pages are made of. `open_to_all`: whether an LMS may register without an invitation."""

    public_url: str
    tool: ToolDescription
    open_to_all: bool
    folder: Path = GUIDES

    @property
    def places(self) -> dict[str, str]:
        """What a guide may name as `{{ … }}`."""
        return {
            "public_url": self.public_url, "login_url": self.tool.login_url, "launch_url": self.tool.launch_url,
            "jwks_url": self.tool.jwks_url, "icon_url": self.tool.logo_url or "",
            "register_url": f"{self.public_url}/lti/register",
        } | {f"{a.name}_config_url": self.public_url + a.description_path for a in _described()} | {
            f"{a.name}_script_url": self.public_url + a.script_path for a in _with_script()
        }

    def guide(self, name: str) -> Markup | None:
        """Return the guide as HTML, None if there is none of this name."""
        file = self.folder / f"{name}.md"
        if name not in TITLES or not file.is_file():
            return None
        text = file.read_text(encoding="utf-8")
        for place, value in self.places.items():
            text = text.replace("{{ " + place + " }}", value)
        # The guides are ours, and HTML in them is shown as text: what comes out is safe.
        return Markup(_scrolling(_markdown().render(text)))  # noqa: S704


def connect_blueprint(pages: ConnectPages) -> Blueprint:
    """Return the blueprint: GET /connect, GET /connect/<guide>, GET of each description and
    script that an LMS reads."""
    blueprint = Blueprint("connect", __name__)

    @blueprint.get("/connect")
    def overview() -> Response:
        return page(
            "connect.html", script=True, guides=TITLES, values=values(pages.tool), open_to_all=pages.open_to_all,
            register_url=pages.places["register_url"],
        )

    @blueprint.get("/connect/<guide>")
    def guide(guide: str) -> Response:
        html = pages.guide(guide)
        if html is None:
            return message(
                "There is no such guide", "Invigil has no instructions of this name.",
                "The page /connect of this server lists those that there are.",
                code="not_found", status=HTTPStatus.NOT_FOUND,
            )
        return page("guide.html", script=True, title=TITLES[guide], guide=html)

    for adapter in _described():
        view = _description_of(adapter, pages.tool)
        blueprint.add_url_rule(adapter.description_path, f"description_for_{adapter.name}", view)
    for adapter in _with_script():
        view = _script_of(adapter, pages.tool)
        blueprint.add_url_rule(adapter.script_path, f"script_for_{adapter.name}", view)
    return blueprint


def _described() -> list[Integration]:
    """Return the adapters of the LMSs that read a description of the tool."""
    return [adapter for adapter in registry.ADAPTERS if adapter.description_path]


def _with_script() -> list[Integration]:
    """Return the adapters of the LMSs that take a script into their own pages."""
    return [adapter for adapter in registry.ADAPTERS if adapter.script_path]


def _script_of(adapter: Integration, tool: ToolDescription) -> Callable[[], Response]:
    def script() -> Response:
        response = Response(adapter.page_script(tool), mimetype="text/javascript")
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    return script


def _description_of(adapter: Integration, tool: ToolDescription) -> Callable[[], Response]:
    def description() -> Response:
        response = jsonify(adapter.description(tool))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    return description


def _scrolling(html: str) -> str:
    """Let what cannot be broken, tables and lines to be typed, scroll inside the page: on a phone it is narrower than
    they are. They take the keyboard's focus, without which nobody could scroll them with it."""
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return html.replace("<pre>", '<pre tabindex="0">')


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
