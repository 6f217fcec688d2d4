"""Makes the TypeScript side of the wire records (wire.gen.ts), so that the browser's compiler checks every message."""

import textwrap
from enum import StrEnum
from typing import Literal, get_args, get_origin

import msgspec
from msgspec import inspect

from tool.web.wire import (
    admin,
    calibration,
    class_list,
    course,
    exam,
    gate,
    incidents,
    linking,
    live,
    not_judged,
    own,
    shared,
    tiles,
    uef,
)

_HEAD = """\
// Made from the records of the wire (tool/web/wire/) by `python -m tool.generate`. Do not edit.
import type { PolicyValues } from "./registry.gen";
"""
_VALUES = inspect.type_info(shared.PolicyValues)
"""Values of a policy's fields by name: TypeScript knows each field's type, from the generated registry."""
_PRIMITIVES: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.CustomType: "unknown",
}


def render() -> str:
    """Return wire.gen.ts: a type per named Literal, a list and a type per enum, and an interface per record, in the
    order of the files."""
    parts = [_HEAD]
    files: dict[str, object] = {}
    modules = (
        shared, tiles, calibration, class_list, incidents, gate, not_judged, live, exam, linking, course, own, admin,
        uef,
    )
    for module in modules:
        files |= vars(module)
    for name, value in files.items():
        if get_origin(value) is Literal:
            parts.append(f"export type {name} = {_literal(get_args(value))};\n")
        elif isinstance(value, type) and issubclass(value, StrEnum):
            parts.append(_enum(value))
        elif isinstance(value, type) and issubclass(value, shared.Struct) and value is not shared.Struct:
            parts.append(_interface(value))
    return "\n".join(parts)


def _enum(kind: type[StrEnum]) -> str:
    """Return the members, in a list that a program can go through, and their type."""
    name = f"{kind.__name__.upper()}S"
    members = ", ".join(f'"{member.value}"' for member in kind)
    return f"export const {name} = [{members}] as const;\nexport type {kind.__name__} = (typeof {name})[number];\n"


def _interface(record: type[msgspec.Struct]) -> str:
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)
    # What the browser sends may leave defaults out; what it receives is always complete.
    sent = record.__name__.endswith("Body")
    lines = [_comment(record.__doc__ or ""), f"export interface {record.__name__} {{"]
    for field in info.fields:
        optional = "?" if sent and not field.required else ""
        values = "Partial<PolicyValues>" if sent else "PolicyValues"
        text = values if field.type == _VALUES else _type(field.type)
        lines.append(f"  {field.encode_name}{optional}: {text};")
    return "\n".join([*lines, "}\n"])


def _comment(doc: str) -> str:
    text = " ".join(doc.split()).replace("*/", "* /")
    body = textwrap.wrap(text, 110)
    if len(body) == 1:
        return f"/** {body[0]} */"
    return "\n".join(["/**", *(f" * {line}" for line in body), " */"])


def _type(kind: inspect.Type) -> str:
    for known, text in _PRIMITIVES.items():
        if isinstance(kind, known):
            return text
    if isinstance(kind, inspect.StructType | inspect.EnumType):
        return kind.cls.__name__
    if isinstance(kind, inspect.LiteralType):
        return _literal(kind.values)
    if isinstance(kind, inspect.UnionType):
        return " | ".join(_type(part) for part in kind.types)
    if isinstance(kind, inspect.ListType):
        item = _type(kind.item_type)
        return f"({item})[]" if " | " in item else f"{item}[]"
    if isinstance(kind, inspect.DictType):
        record = f"Record<{_type(kind.key_type)}, {_type(kind.value_type)}>"
        return f"Partial<{record}>" if isinstance(kind.key_type, inspect.EnumType) else record
    raise TypeError(f"The wire uses {kind!r}, which has no TypeScript rendering yet.")


def _literal(values: tuple[object, ...]) -> str:
    return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in values)
