"""The `invigil` command on a real database."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tool import config
from tool.cli import main


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("INVIGIL_DATA_DIR", str(tmp_path / "data"))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return invoke


PLATFORM = (
    "platform", "add", "--institution", "Example", "--issuer", "https://lms.example.edu", "--client-id", "abc",
    "--deployment-id", "1", "--auth-url", "https://lms.example.edu/auth", "--token-url",
    "https://lms.example.edu/token", "--jwks-url", "https://lms.example.edu/jwks",
)


def test_invite_prints_a_registration_url(run) -> None:
    first, second = run("invite", "Example"), run("invite", "Example")
    assert re.fullmatch(r"http://127\.0\.0\.1:8200/lti/register\?invitation=[\w-]{32}\n", first.output)
    assert first.output != second.output


def test_platform_added_by_hand_is_listed_once(run) -> None:
    added = run(*PLATFORM)
    assert added.exit_code == 0, added.output
    assert "http://127.0.0.1:8200/lti/login" in added.output
    assert "active" in run("platform", "list").output
    again = run(*PLATFORM)
    assert again.exit_code == 1
    assert "registered already" in again.output


def test_a_rotated_key_is_published_beside_the_one_that_signs(run) -> None:
    before = run("keys", "list").output.split()
    assert before[1] == "signs"
    made = run("keys", "rotate").output.split()[0]
    assert run("keys", "list").output.splitlines() == [f"{made}  published", f"{before[0]}  signs"]


def test_settings_lists_every_setting(run) -> None:
    output = run("settings").output
    assert all(f"INVIGIL_{name.upper()}=" in output for name in config.Settings.__dataclass_fields__)


def test_a_bad_setting_ends_with_a_sentence(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVIGIL_WEB_PORT", "many")
    result = run("migrate")
    assert result.exit_code == 1
    assert "INVIGIL_WEB_PORT must be a whole number" in result.output
