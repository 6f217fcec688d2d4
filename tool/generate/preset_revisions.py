"""Records what each revision of the presets says, so that a test notices when one that was published changes.

Exams that run keep the numbers of their revision (docs/decisions/0025-registry-and-policy-schema.md)."""

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from tool.domain.incident_types.registry import REVISION
from tool.domain.policy import Policy
from tool.domain.preset import NAMED

RECORD = Path(__file__).resolve().parents[2] / "tests" / "data" / "preset_revisions.json"


def render(record: Path = RECORD) -> str:
    """Return the record with what is new in it. What was recorded stays: a test says when it is wrong."""
    known = json.loads(record.read_text()) if record.is_file() else {}
    new = {str(number): digest(number) for number in range(1, REVISION + 1) if str(number) not in known}
    return json.dumps(known | new, indent=2) + "\n"


def digest(revision: int) -> str:
    """Return what all presets' rules come to at a revision, as a short digest."""
    rules = [[asdict(rule) for rule in Policy.of(preset, revision=revision).rules] for preset in NAMED]
    return sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:16]
