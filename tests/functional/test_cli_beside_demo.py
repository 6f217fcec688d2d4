"""Commands beside the demo: they find it, say where it is, and never make an installation by looking for one."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tool import config, demo, installation
from tool.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INVIGIL_DATA_DIR", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def demo_was_run(folder: Path) -> None:
    url = "http://127.0.0.1:9200"
    of = replace(config.load({}), data_dir=folder, public_url=url, allow_private_platforms=True, secret="s" * 40)
    with installation.administration(of) as admin:
        admin.invite("Sandbox University", 60)
    demo.remember(of)


LOOKING = [
    ("admin",), ("platform", "list"), ("platform", "test", "x"), ("platform", "off", "x"), ("keys", "list"),
    ("keys", "rotate"),
]
MAKING = [
    ("invite", "School"),
    (
        "platform", "add", "--institution", "S", "--issuer", "https://l.test", "--client-id", "c", "--auth-url",
        "https://l.test/a", "--token-url", "https://l.test/t", "--jwks-url", "https://l.test/j",
    ),
]


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
def test_a_command_that_looks_makes_no_installation(here: Path, command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.exit_code == 1
    assert "There is no installation in var/." in done.output
    assert "invigil serve" in done.output
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", [*LOOKING, *MAKING], ids=lambda command: " ".join(command[:2]))
def test_it_says_where_the_demo_is(here: Path, command: tuple[str, ...]) -> None:
    demo_was_run(here / "var" / "demo")
    done = run(*command)
    assert done.exit_code == 1
    name = " ".join(command[:2]) if command[0] in ("platform", "keys") else command[0]
    assert f"The demo keeps its data in var/demo: run `INVIGIL_DATA_DIR=var/demo invigil {name}" in done.output
    assert [path.name for path in (here / "var").iterdir()] == ["demo"]


def test_the_link_has_the_demos_address(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo_was_run(here / "var" / "demo")
    monkeypatch.setenv("INVIGIL_DATA_DIR", "var/demo")
    assert run("admin").output.startswith("http://127.0.0.1:9200/admin#ticket=")
    assert run("invite", "School").output.startswith("http://127.0.0.1:9200/lti/register?")
    monkeypatch.setenv("INVIGIL_PUBLIC_URL", "https://proctor.example")
    assert run("admin").output.startswith("https://proctor.example/admin#ticket=")


def test_what_the_demo_remembers_holds_no_secret(here: Path) -> None:
    demo_was_run(here / "var" / "demo")
    kept = (here / "var" / "demo" / demo.REMEMBERED).read_text()
    assert "9200" in kept
    assert "ssss" not in kept


def test_a_first_invitation_makes_the_installation(here: Path) -> None:
    assert run("invite", "School").exit_code == 0
    assert (here / "var" / "invigil.sqlite3").exists()
