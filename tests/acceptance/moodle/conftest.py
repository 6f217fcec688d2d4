"""One Moodle, one Invigil, one registration for the whole run; skipped unless INVIGIL_MOODLE_URL names a Moodle."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.acceptance.moodle.invigil_web import InvigilWeb
from tests.acceptance.moodle.moodle_site import STUDENT, TEACHER, Account, Admin, Teacher, Visitor
from tests.browser import chromium

URL = "INVIGIL_MOODLE_URL"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if not os.environ.get(URL):
            item.add_marker(pytest.mark.skip(reason=f"{URL} names no Moodle; docs/acceptance-moodle.md"))
        elif not chromium.available():
            item.add_marker(pytest.mark.skip(reason="Debian's chromium is not installed"))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run leaves what its pages looked like: MOODLE_PICTURES, or a temporary folder."""
    named = os.environ.get("MOODLE_PICTURES")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def invigil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InvigilWeb]:
    with InvigilWeb(tmp_path_factory.mktemp("invigil")) as running:
        yield running


@pytest.fixture(scope="module")
def admin(playwright: Playwright, pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Admin]:
    account = Account(
        "admin", os.environ.get("MOODLE_ADMIN_USER", "admin"), os.environ.get("MOODLE_ADMIN_PASSWORD", "")
    )
    visitor = Admin(playwright, os.environ[URL], tmp_path_factory.mktemp("admin"), account, pictures)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def teacher(playwright: Playwright, pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teacher]:
    visitor = Teacher(playwright, os.environ[URL], tmp_path_factory.mktemp("teacher"), TEACHER, pictures)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def student(playwright: Playwright, pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    visitor = Visitor(playwright, os.environ[URL], tmp_path_factory.mktemp("student"), STUDENT, pictures)
    yield visitor
    visitor.close()
