"""What Invigil says of itself to platforms and their admins: its name and its addresses."""

from integrations import registry
from lti.registration import ToolDescription

TOOL_NAME = "Invigil"
LAUNCH_PATH = "/lti/launch"


def tool_description(public_url: str) -> ToolDescription:
    """Return what Invigil tells a platform of itself."""
    return ToolDescription(
        name=TOOL_NAME,
        description="Live exam proctoring: a proctor sees, talks, warns, pauses; the outcome goes into the gradebook.",
        launch_url=f"{public_url}{LAUNCH_PATH}",
        login_url=f"{public_url}/lti/login",
        jwks_url=f"{public_url}/lti/jwks.json",
        logo_url=f"{public_url}/static/icon.svg",
    )


def server_of(tool: ToolDescription) -> str:
    """Return the public address of the server that this describes."""
    return tool.launch_url.removesuffix(LAUNCH_PATH)


def values(tool: ToolDescription) -> dict[str, str]:
    """Return, by name, what an LMS without dynamic registration asks for, and where one reads it by itself."""
    server = server_of(tool)
    described = [adapter for adapter in registry.ADAPTERS if adapter.description_path]
    return {
        "Tool URL, launch URL, deep linking URL": tool.launch_url,
        "Login initiation URL": tool.login_url,
        "Redirect URI": tool.launch_url,
        "Public keyset URL (JWKS)": tool.jwks_url,
        **{f"{a.title} configuration URL": f"{server}{a.description_path}" for a in described},
        "Icon URL": tool.logo_url or "",
    }
