"""The stage that functional tests of the web process play on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from web_stage import EXAM_2, FakePlatform, Page, Stage, made_template
from web_tenants import COURSE_2, Tenant, another_platform, everybody, settled


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def stage(tmp_path: Path, template: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, template)
    yield made
    made.web.base.database.close()


@pytest.fixture
def other(stage: Stage) -> FakePlatform:
    return another_platform(stage)


@pytest.fixture
def ours(stage: Stage) -> Tenant:
    return settled(stage, stage.platform)


@pytest.fixture
def theirs(stage: Stage, other: FakePlatform) -> Tenant:
    return settled(stage, other)


@pytest.fixture
def elsewhere(stage: Stage, ours: Tenant) -> dict[str, Page]:
    """Everybody at another exam, in another course, of our own institution."""
    exam = {**EXAM_2, **COURSE_2}
    examinee, _widget = stage.running("user-9", **exam)
    pages = everybody(stage, **exam)
    del pages["administration"]  # administers this exam too
    return {**pages, "examinee": examinee}
