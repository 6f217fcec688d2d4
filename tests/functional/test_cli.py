"""The `invigil` command on a real database."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti import checkup
from lti.checkup import Check, KnownServices
from lti.ports import Registration
from tool import config
from tool.cli import main
from tool.db.admin import Administration
from tool.domain.policy import PRESETS
from tool.domain.preset import Preset
from tool.monitoring.exam.records import Exam
from tool.monitoring.tenancy import onboarding, platforms
from tool.monitoring.tenancy.institutions import Administrator, AdminRefused
from tool.monitoring.tenancy.platforms import NewPlatform

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("INVIGIL_DATA_DIR", str(data))

    def invoke(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, arguments, input=typed)

    invoke("migrate")
    return invoke


@pytest.fixture
def admin(run: Run, data: Path):
    run("migrate")
    made = Administration(f"sqlite:///{data / 'invigil.sqlite3'}")
    yield made
    made.close()


PLATFORM = (
    "platform", "add", "--institution", "Example", "--issuer", "https://lms.example.edu", "--client-id", "abc",
    "--deployment-id", "1", "--auth-url", "https://lms.example.edu/auth", "--token-url",
    "https://lms.example.edu/token", "--jwks-url", "https://lms.example.edu/jwks",
)


def added(run: Run, *more: str) -> str:
    """Add the platform and return its id."""
    done = run(*PLATFORM, *more)
    assert done.exit_code == 0, done.output
    found = re.match(r"Registered as (\w+)\.", done.output)
    assert found
    return found[1]


def waiting(admin: Administration, host: str = "new.example") -> str:
    new = NewPlatform(
        name="moodle", issuer=f"https://{host}", client_id="w", auth_login_url=f"https://{host}/auth",
        auth_token_url=f"https://{host}/token", jwks_url=f"https://{host}/jwks", registered_at=host,
    )
    with admin.works() as work:
        return platforms.wait(work, new, time.time()).id


def test_invite_prints_a_registration_url(run: Run) -> None:
    first, second = run("invite", "Example"), run("invite", "Example")
    assert re.fullmatch(r"http://127\.0\.0\.1:8200/lti/register\?invitation=[\w-]{32}\n", first.output)
    assert first.output != second.output


def test_an_institution_needs_a_name(run: Run) -> None:
    refused = run("invite", " ")
    assert refused.exit_code == 1
    assert "Give the institution a name" in refused.output


def test_platform_added_by_hand_is_listed_once(run: Run) -> None:
    done = run(*PLATFORM)
    assert done.exit_code == 0, done.output
    for path in ("login", "launch", "jwks.json"):
        assert f"http://127.0.0.1:8200/lti/{path}" in done.output
    listed = run("platform", "list").output.splitlines()
    columns, row = (re.split(r"\s{2,}", line) for line in listed)
    assert columns == ["ID", "INSTITUTION", "STATE", "ISSUER", "REGISTERED AT", "CLIENT ID", "LAST LAUNCH"]
    assert row[1:] == ["Example", "active", "https://lms.example.edu", "by hand", "abc", "never"]
    again = run(*PLATFORM)
    assert again.exit_code == 1
    assert "registered already" in again.output
    assert "invigil platform list" in again.output


def test_a_platform_may_have_a_name_and_an_audience(run: Run, admin: Administration) -> None:
    platform_id = added(run, "--name", "Our LMS", "--token-audience", "https://aud.example", "--learn-deployments")
    [platform] = admin.platforms()
    assert (platform.id, platform.name, platform.token_audience) == (platform_id, "Our LMS", "https://aud.example")
    assert platform.learns_deployments


def test_an_address_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [a.replace("https://lms.example.edu/token", "http://127.0.0.1/token") for a in PLATFORM]
    refused = run(*changed)
    assert refused.exit_code == 1
    assert "Access token URL: The address must begin with https://" in refused.output
    assert "can allow addresses in its own network: INVIGIL_ALLOW_PRIVATE_PLATFORMS." in refused.output
    monkeypatch.setenv("INVIGIL_ALLOW_PRIVATE_PLATFORMS", "true")
    assert run(*changed).exit_code == 0
    far = [a.replace("https://lms.example.edu/token", "http://192.168.1.9/token") for a in PLATFORM]
    refused = run(*far)
    assert "Access token URL: The address must begin with https://" in refused.output
    assert "INVIGIL_ALLOW_PRIVATE_PLATFORMS" not in refused.output, "it would not help here"


def test_a_platform_that_waits_is_approved(run: Run, admin: Administration) -> None:
    platform_id = waiting(admin)
    listed = run("platform", "list").output
    assert re.search(r"Waiting: new\.example \(\w{4}\)\s+waiting\s+https://new\.example\s+new\.example", listed)
    on = run("platform", "on", platform_id)
    assert on.exit_code == 1
    assert "invigil platform approve" in on.output
    done = run("platform", "approve", platform_id, "--institution", "New School")
    assert done.exit_code == 0, done.output
    assert 'invigil admin --institution "New School"' in done.output
    assert re.search(r"New School\s+active", run("platform", "list").output)
    assert run("platform", "approve", platform_id).exit_code == 1


def test_approval_without_a_name_takes_the_host(run: Run, admin: Administration) -> None:
    platform_id = waiting(admin)
    assert "“new.example”" in run("platform", "approve", platform_id).output


def test_a_platform_is_switched_off_and_on(run: Run) -> None:
    platform_id = added(run)
    assert f"invigil platform on {platform_id}" in run("platform", "off", platform_id).output
    assert re.search(r"Example\s+off", run("platform", "list").output)
    assert run("platform", "on", platform_id).exit_code == 0
    assert re.search(r"Example\s+active", run("platform", "list").output)


def test_the_operators_off_counts_more_than_the_institutions(run: Run, admin: Administration) -> None:
    platform_id = added(run)
    with admin.works() as work:
        own = Administrator(work.platforms.get(platform_id).institution_id)
        platforms.change(work, own, platform_id, time.time(), active=False)
    assert "off (institution)" in run("platform", "list").output
    run("platform", "off", platform_id)
    with pytest.raises(AdminRefused), admin.works() as work:
        platforms.change(work, own, platform_id, time.time(), active=True)
    assert "off (institution)" not in run("platform", "list").output
    assert run("platform", "on", platform_id).exit_code == 0
    assert admin.platforms()[0].switched_off_by == ""


def test_a_platform_is_removed_when_that_is_confirmed(run: Run) -> None:
    platform_id = added(run)
    assert run("platform", "remove", platform_id, typed="n\n").exit_code == 1
    assert platform_id in run("platform", "list").output
    assert run("platform", "remove", platform_id, typed="y\n").exit_code == 0
    assert run("platform", "list").output == ""


def test_a_platform_with_exams_is_not_removed(run: Run, admin: Administration) -> None:
    platform_id = added(run)
    exam = Exam(
        id="e", platform_id=platform_id, deployment_id="1", resource_link_id="r", context_id="c", title="t",
        course_title="", policy=PRESETS[Preset.STANDARD], lineitem=None, lineitems=None, ags_scopes=(),
        created_at=1.0,
    )
    with admin.works() as work:
        work.exams.add(exam)
    refused = run("platform", "remove", platform_id, "--yes")
    assert refused.exit_code == 1
    assert "invigil platform off" in refused.output


@pytest.mark.parametrize("command", ["test", "approve", "off", "on"])
def test_a_platform_that_is_not_there(run: Run, command: str) -> None:
    missing = run("platform", command, "nothing")
    assert missing.exit_code == 1
    assert "invigil platform list" in missing.output


@pytest.mark.parametrize(("status", "exit_code"), [("ok", 0), ("unknown", 0), ("failed", 1)])
def test_a_connection_is_tested(
    run: Run, monkeypatch: pytest.MonkeyPatch, status: checkup.Status, exit_code: int
) -> None:
    def played(registration: Registration, known: KnownServices, *, jwks_url: str, **_: object) -> list[Check]:
        return [Check("token", "Access token", status, f"{registration.client_id} {jwks_url} {known.lineitems}")]

    monkeypatch.setattr(checkup, "run", played)
    tested = run("platform", "test", added(run))
    assert tested.exit_code == exit_code
    assert tested.output == f"{status:8} Access token: abc http://127.0.0.1:8200/lti/jwks.json None\n"


def test_admin_prints_a_link_that_is_good_once(run: Run, admin: Administration) -> None:
    run("invite", "Example")
    for arguments, institution in ((("--institution", "Example"), "Example"), ((), None)):
        printed = run("admin", *arguments).output
        link = re.fullmatch(r"http://127\.0\.0\.1:8200/admin#ticket=([\w-]+)\n", printed)
        assert link, printed
        with admin.works() as work:
            known = work.institutions.named(institution).id if institution else None
        payload = taken(admin, link[1])
        assert (payload["kind"], payload["institution_id"]) == ("admin", known)
        assert taken(admin, link[1]) is None


def taken(admin: Administration, ticket: str):
    with admin.works() as work:
        return onboarding.redeem_ticket(work, ticket, time.time() + 590)


def test_admin_of_an_institution_that_is_not_there(run: Run) -> None:
    missing = run("admin", "--institution", "Nowhere")
    assert missing.exit_code == 1
    assert "invigil invite" in missing.output


def test_a_rotated_key_is_published_beside_the_one_that_signs(run: Run) -> None:
    before = run("keys", "list").output.split()
    assert before[1] == "signs"
    made = run("keys", "rotate").output.split()[0]
    assert run("keys", "list").output.splitlines() == [f"{made}  published", f"{before[0]}  signs"]


def test_settings_lists_every_setting(run: Run) -> None:
    output = run("settings").output
    assert all(f"INVIGIL_{name.upper()}=" in output for name in config.Settings.__dataclass_fields__)


def test_a_bad_setting_ends_with_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVIGIL_WEB_PORT", "many")
    result = run("migrate")
    assert result.exit_code == 1
    assert "INVIGIL_WEB_PORT must be a whole number" in result.output
