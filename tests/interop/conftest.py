"""One played Open edX and one web process for all interop tests."""

from collections.abc import Iterator

import pytest

from tests.interop.meeting import INTERPRETER, Meeting, brought_together


@pytest.fixture(scope="session")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    if not INTERPRETER.exists():
        pytest.fail(
            "Open edX's LTI library is not installed, so nothing could be tested against it. "
            "To get it: make .venv-interop/.stamp", pytrace=False,
        )
    with brought_together(tmp_path_factory.mktemp("interop")) as both:
        yield both
