"""Types of the vectors' notation as Python annotations. The notation: mizan-spec/README.md."""

from __future__ import annotations

import datetime
import decimal
import enum
import re
import uuid
from collections.abc import Mapping
from typing import Any, Literal

from mizan_core.params import ParamCodec
from mizan_core.records import Merged, Removed
from pydantic import BaseModel, create_model

SIMPLE: dict[str, Any] = {
    "bool": bool,
    "int": int,
    "float": float,
    "str": str,
    "bytes": bytes,
    "uuid": uuid.UUID,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "decimal": decimal.Decimal,
    "json": Any,
    "none": None,
}
WRAPPED = re.compile(r"(list|optional|removed)\[(.+)\]")
WRAP: dict[str, Any] = {
    "list": lambda inner: list[inner],
    "optional": lambda inner: inner | None,
    "removed": lambda inner: Removed[inner],
}


def annotation_of(spec: Any, records: Mapping[str, Any] | None = None) -> Any:
    """The annotation of `"list[int]"` or of `{"type": "enum", "values": ["open", "done"]}`."""
    if isinstance(spec, str):
        return _by_name(spec, records or {})
    return {"enum": _enum, "literal": _literal}.get(spec["type"], lambda _: None)(spec) or _by_name(
        spec["type"], records or {}
    )


def _by_name(text: str, records: Mapping[str, Any]) -> Any:
    if text in SIMPLE:
        return SIMPLE[text]
    if text in records:
        return records[text]
    wrapper, inner = WRAPPED.fullmatch(text).groups()  # type: ignore[union-attr]
    return WRAP[wrapper](_by_name(inner, records))


def _enum(spec: Mapping[str, Any]) -> Any:
    return enum.Enum(
        spec.get("name", "State"), {f"member_{value}": value for value in spec["values"]}
    )


def _literal(spec: Mapping[str, Any]) -> Any:
    return Literal[tuple(spec["values"])]


def records_of(specs: Mapping[str, Any]) -> dict[str, type[BaseModel]]:
    """One model per record of the notation; later ones may name earlier ones."""
    records: dict[str, type[BaseModel]] = {}
    for name, spec in specs.items():
        fields: dict[str, Any] = {
            field: (annotation_of(of, records), ...) for field, of in spec["fields"].items()
        }
        base = Merged if spec.get("merged") else BaseModel
        records[name] = create_model(name, __base__=base, **fields)
    return records


def codecs_of_specs(params: Mapping[str, Any]) -> dict[str, ParamCodec]:
    """One codec per declared param of a case; a default is a Python value of the param's type."""
    return {name: _codec(name, spec) for name, spec in params.items()}


def _codec(name: str, spec: Mapping[str, Any]) -> ParamCodec:
    annotation = annotation_of(spec)
    bare = ParamCodec.of(name, annotation, True, None)
    if "default" not in spec:
        return bare
    return ParamCodec.of(name, annotation, False, bare.check(spec["default"]))
