"""docs/incident-types.md says what the policy does: every type, every preset, every default."""

import re
from pathlib import Path

import pytest

from tool.domain.observation import Source
from tool.domain.policy import PRESETS, RULE_KINDS, Comparison, IncidentType, Rule

PAGE = (Path(__file__).parents[3] / "docs" / "incident-types.md").read_text()
SECTIONS = {
    kind: (title, body)
    for title, kind, body in re.findall(r"^### ([^\n]+) \(`(\w+)`\)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
}


def row(preset: str, rule: Rule) -> str:
    word = {Comparison.BELOW: "below", Comparison.AT_LEAST: "at least"}[rule.kind.comparison]
    return (
        f"| {preset} | {word} {rule.threshold:g} ({rule.kind.unit}) | {rule.debounce_s:g} s | {rule.release_s:g} s "
        f"| {rule.severity} |"
    )


def test_the_page_describes_every_type_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(IncidentType)


@pytest.mark.parametrize("kind", IncidentType)
def test_the_defaults_of_every_preset_are_those_of_the_policy(kind: IncidentType) -> None:
    wanted = [row(preset, rule) for preset, policy in PRESETS.items() if (rule := policy.rule(kind)) is not None]

    assert re.findall(r"^\| (?!Preset).*\|$", SECTIONS[kind][1], re.MULTILINE) == wanted


@pytest.mark.parametrize("kind", IncidentType)
def test_what_is_measured_faked_and_avoided_is_said_in_the_policys_words(kind: IncidentType) -> None:
    title, body = SECTIONS[kind]
    rule_kind = RULE_KINDS[kind]
    side = "server" if rule_kind.signal.source is Source.CAMERA else "browser"

    assert title == rule_kind.title
    assert f"\nMeasured by the {side}: " in body
    assert f"\n- What can be faked: {rule_kind.spoofable}\n" in body
    assert f"\n- What avoids it: {rule_kind.avoid}\n" in body
