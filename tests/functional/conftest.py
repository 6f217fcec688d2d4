"""The stage that functional tests of the web process play on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from web_stage import Stage, made_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def stage(tmp_path: Path, template: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, template)
    yield made
    made.web.base.database.close()
