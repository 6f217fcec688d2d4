"""What is made from the code is as the code says now, and says what it should."""

import json
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from tool.domain.incident_types.registry import KINDS, REVISION
from tool.domain.observation import Source
from tool.domain.policy_fields import FIELDS, Field
from tool.generate import incident_types_page, preset_revisions, registry_ts, targets
from tool.generate.__main__ import main

SENSORS = Path(__file__).parents[2] / "tool" / "browser" / "src" / "sensors"


def test_no_generated_file_is_stale() -> None:
    assert targets.stale() == {}, "Run `make generate` and commit what it writes."


def test_checking_says_what_is_stale_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "docs" / "page.md"
    monkeypatch.setattr(targets, "MAKERS", (lambda: {page: "new"},))
    monkeypatch.setattr("tool.generate.__main__.ROOT", tmp_path)

    assert main(["--check"]) == 1
    assert not page.exists()
    assert main([]) == 0
    assert page.read_text() == "new"
    assert main(["--check"]) == 0
    assert capsys.readouterr().out.splitlines() == ["stale: docs/page.md", "written: docs/page.md"]


def test_a_revision_of_the_presets_is_recorded_once_and_never_again(tmp_path: Path) -> None:
    record = tmp_path / "revisions.json"
    assert set(json.loads(preset_revisions.render(record))) == {str(number) for number in range(1, REVISION + 1)}
    record.write_text('{"1": "as published"}')
    again = json.loads(preset_revisions.render(record))
    assert again["1"] == "as published"
    assert again[str(REVISION)] == preset_revisions.digest(REVISION)


def test_every_signal_of_a_browser_has_a_sensor_and_every_sensor_a_signal() -> None:
    signals = {kind.signal for kind in KINDS.values() if kind.source is Source.BROWSER}
    assert {path.name.removesuffix(".sensor.ts").replace("-", "_") for path in SENSORS.glob("*.sensor.ts")} == signals


def test_the_page_has_a_section_for_every_type_under_the_side_that_measures_it() -> None:
    page = incident_types_page.render()
    sections = {
        heading: re.findall(r"^### .* \(`(\w+)`\)$", body, re.MULTILINE)
        for heading, body in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    }
    assert sections["In the browser"] == [kind.type for kind in KINDS.values() if kind.source is Source.BROWSER]
    assert sorted(chain(*sections.values())) == sorted(KINDS)


def test_the_page_says_where_a_preset_reports_nothing_and_what_is_reported_at_once() -> None:
    section = incident_types_page.render().split("(`clipboard_used`)")[1].split("###")[0]
    assert "| low | off | - | - | - |" in section
    assert "| standard | at least 1 (used) | at once | 2 s | low |" in section


def test_a_kind_of_field_without_a_rendering_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_ts, "FIELDS", {"odd": Field(name="odd", default=1, label="Odd")})
    with pytest.raises(TypeError, match="no TypeScript rendering"):
        registry_ts.render()


def test_words_are_quoted_for_typescript(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_ts, "FIELDS", {"camera": replace(FIELDS["camera"], label='The "camera" - \\')})
    assert 'label: "The \\"camera\\" - \\\\",' in registry_ts.render()
