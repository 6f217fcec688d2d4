"""The registry of incident types: whole, without contradictions, and with a memory for running exams."""

import json
from dataclasses import replace

import pytest

from tool.domain.incident_types.kind import IncidentKind, Numbers, Severity, presets
from tool.domain.incident_types.registry import KINDS, REVISION, kind_of, source_of
from tool.domain.observation import Source
from tool.domain.policy_fields import FIELDS
from tool.domain.preset import NAMED, Preset
from tool.generate.preset_revisions import RECORD, digest


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type)
def test_a_record_is_whole(kind: IncidentKind) -> None:
    texts = (kind.title, kind.avoid, kind.spoofable, kind.measured, kind.limits, kind.condition, kind.when, kind.unit)
    assert all(text.strip() for text in texts)
    assert set(kind.numbers) == set(NAMED)
    assert set(kind.requires) <= {name for name, field in FIELDS.items() if field.KIND in ("switch", "number")}
    assert set(kind.explained_by) <= set(KINDS) - {kind.type}
    assert kind.condition.format(threshold="1")
    assert len(kind.type) <= 32, "the database keeps 32 characters"


def test_a_signal_is_measured_by_one_side_only() -> None:
    sides = {(kind.signal, kind.source) for kind in KINDS.values()}
    assert len(sides) == len({signal for signal, _ in sides})
    assert source_of("tab_hidden") is Source.BROWSER
    assert source_of("faces") is Source.CAMERA
    assert source_of("mind") is None


def test_what_is_not_known_here_is_said_and_is_no_error() -> None:
    unknown = kind_of("mind_reading")
    assert unknown.title == "Mind reading"
    assert "not known" in unknown.spoofable.lower()
    assert unknown.type not in KINDS


def test_old_numbers_hold_up_to_their_revision() -> None:
    before = presets(Numbers(1, 9.0, 0.5, Severity.LOW))
    kind = replace(KINDS["tab_hidden"], since=2, earlier={3: before})
    waits = [n and n.debounce_s for n in (kind.at_revision(Preset.STANDARD, r) for r in (1, 2, 3, 4, 5))]
    assert waits == [None, 9.0, 9.0, 1.0, 1.0]
    assert kind.revision == 4


def test_numbers_change_with_a_new_revision_only() -> None:
    """Exams that run keep the numbers of their revision. To change one: move the old ones into `earlier`, then
    `make generate` records the new revision."""
    assert {str(revision): digest(revision) for revision in range(1, REVISION + 1)} == json.loads(RECORD.read_text())
