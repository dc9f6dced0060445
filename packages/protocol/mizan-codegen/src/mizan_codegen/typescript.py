"""IR types and values as TypeScript has them: tables, and no text but words and literals."""

from __future__ import annotations

import json
from typing import Any

from mizan_codegen.contexts import TypeView
from mizan_codegen.model import Field, Type
from mizan_codegen.names import TypeName, quoted

_WORDS = {
    "bool": "boolean",
    "int": "number",
    "float": "number",
    "str": "string",
    "bytes": "string",
    "datetime": "string",
    "date": "string",
    "time": "string",
    "duration": "string",
    "uuid": "string",
    "decimal": "string",
    "json": "unknown",
}
_NOTES = {
    "bytes": "Base64.",
    "datetime": "ISO 8601 date and time: `2026-01-31T12:00:00Z`.",
    "date": "ISO 8601 date: `2026-01-31`.",
    "time": "ISO 8601 time: `12:00:00`.",
    "duration": "ISO 8601 duration: `PT90S`.",
    "uuid": "UUID in lower case.",
    "decimal": "Decimal number as text, so that no digit is lost.",
}
NULL = TypeView("word", "null")


def type_view(found: Type) -> TypeView:
    """An IR type as a TypeScript type."""
    if found.kind in _WORDS:
        return TypeView("word", _WORDS[found.kind])
    if found.name:
        return TypeView("word", TypeName(found.name))
    if found.kind == "literal":
        return _union([TypeView("word", literal(value)) for value in found.values])
    items = tuple(type_view(each) for each in found.items)
    return _COLLECTIONS[found.kind](items)


def nullable(view: TypeView) -> TypeView:
    """`T | null`."""
    return _union([view, NULL])


def or_undefined(view: TypeView) -> TypeView:
    """`T | undefined`."""
    return _union([view, TypeView("word", "undefined")])


def _union(members: list[TypeView]) -> TypeView:
    """Flat and without repetition; `unknown` takes in every other."""
    flat = [part for each in members for part in (each.items if each.form == "union" else (each,))]
    distinct = tuple(dict.fromkeys(flat))
    unknown = TypeView("word", "unknown")
    if unknown in distinct:
        return unknown
    return distinct[0] if len(distinct) == 1 else TypeView("union", items=distinct)


_COLLECTIONS = {
    "list": lambda items: TypeView("array", items=items),
    "set": lambda items: TypeView("array", items=items),
    "map": lambda items: TypeView("map", items=items[1:]),
    "tuple": lambda items: TypeView("tuple", items=items),
    "union": lambda items: _union(list(items)),
    "optional": lambda items: nullable(items[0]),
}


def literal(value: Any) -> str:
    """A JSON value as a TypeScript literal on one line."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value)


def field_doc(field: Field) -> str:
    """The field's own doc, how its text form looks, and its default where it may be left out."""
    inner = field.type.items[0] if field.type.kind == "optional" else field.type
    notes = [field.doc, _NOTES.get(inner.kind, "")]
    if field.optional and field.has_default:
        default = json.dumps(field.default, ensure_ascii=False, sort_keys=True)
        notes.append(f"Default: `{default}`.")
    return "\n\n".join(filter(None, notes))


def param_type_name(found: Type) -> str:
    """A context param's type in the words of Protocol §1: `int`, `optional[str]`, `list[uuid]`."""
    inner = "".join(param_type_name(each) for each in found.items)
    return f"{found.kind}[{inner}]" if inner else found.kind
