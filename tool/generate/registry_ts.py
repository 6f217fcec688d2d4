"""Makes registry.gen.ts: what the browser's pages know of incident types and of the policy's fields."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tool.domain.incident_types.kind import Severity
from tool.domain.incident_types.registry import KINDS
from tool.domain.observation import Source
from tool.domain.policy import LONGEST_DEBOUNCE_S
from tool.domain.policy_fields import FIELDS, Choice, Field, Lines, Number, Switch, Text, Who
from tool.monitoring.exam.exams import TITLE_LIMIT

_HEAD = """\
// Made from the records of incident types and policy fields (tool/domain) by `python -m tool.generate`. Do not edit.
import type { Field } from "./policy-fields";
"""


def render() -> str:
    """Return registry.gen.ts."""
    signals = dict.fromkeys(kind.signal for kind in KINDS.values() if kind.source is Source.BROWSER)
    return "\n".join([
        _HEAD,
        f"export type IncidentType ={_union(KINDS)};\n",
        "/** What a browser measures. A signal has the name of its sensor (sensors/<name>.sensor.ts, with hyphens). */",
        f"export type BrowserSignal ={_union(signals)};\n",
        "/** The types of incidents that look at a signal: without one of them in an exam it need not be measured. */",
        "export const LOOKED_AT_BY: Record<BrowserSignal, readonly IncidentType[]> = {",
        *(f"  {signal}: {_json(_looking_at(signal))}," for signal in signals),
        "};\n",
        '/** How a form says what is reported, after "Reported when". */',
        f"export const WHEN: Record<IncidentType, string> = {_object({k.type: k.when for k in KINDS.values()})};\n",
        f"export const SEVERITIES = {_json([severity.value for severity in Severity])} as const;\n",
        "/** The longest time that a rule may wait before it reports, in seconds. */",
        f"export const LONGEST_DEBOUNCE_S = {LONGEST_DEBOUNCE_S:g};\n",
        "/** How long an exam's name may be, in characters. */",
        f"export const TITLE_LIMIT = {TITLE_LIMIT};\n",
        "/** What each field of a policy holds. */",
        "export interface PolicyValues {",
        *(f"  {each.name}: {_type(each)};" for each in FIELDS.values()),
        "}\n",
        "/** The fields of a policy, in the order in which forms show them. */",
        "export const FIELDS: readonly Field[] = [",
        *(f"  {_object(_described(each), indent=2)}," for each in FIELDS.values()),
        "];\n",
    ])


def _looking_at(signal: str) -> list[str]:
    return [kind.type for kind in KINDS.values() if kind.signal == signal]


def _type(field: Field) -> str:
    match field:
        case Switch():
            return "boolean"
        case Choice():
            return " | ".join(map(_json, field.options))
        case Number():
            return "number"
        case Text():
            return "string"
        case Lines():
            return "string[]"
    raise TypeError(f"{field!r} has no TypeScript rendering yet.")


def _described(field: Field) -> dict[str, Any]:
    """Return what forms need to know of a field."""
    described: dict[str, Any] = {"name": field.name, "kind": field.KIND, "label": field.label, "hint": field.hint}
    match field:
        case Choice():
            described |= {"options": dict(field.options), "notes": dict(field.notes)}
        case Number():
            described |= {"least": field.least, "most": field.most, "unit": field.unit}
        case Text():
            described |= {"longest": field.longest}
        case Lines():
            described |= {"most": field.most, "longest": field.longest}
    return described | {"set_up": Who.SET_UP in field.by}


def _object(values: Mapping[str, Any], indent: int = 0) -> str:
    blanks = " " * indent
    lines = [f"{blanks}  {name}: {_json(value)}," for name, value in values.items()]
    return "\n".join(["{", *lines, f"{blanks}}}"])


def _union(names: Iterable[str]) -> str:
    return "".join(f"\n  | {_json(name)}" for name in names)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
