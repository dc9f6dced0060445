"""The IR's types as data: what annotations become, and what the IR prints. Protocol §11."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mizan_core.record_fields import Mode

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class TypeRef:
    """One type: a scalar, a collection of `items`, a literal's `values`, or a named `target`.

    `kind` is a word of Protocol §11; `record` and `enum` have a target class, and a record is of
    one `mode`. `constraints` pairs names such as `max_length` with their values, sorted.
    """

    kind: str
    items: tuple[TypeRef, ...] = ()
    values: tuple[Scalar, ...] = ()
    constraints: tuple[tuple[str, Scalar], ...] = ()
    target: Any = None
    mode: Mode = "output"

    def targets(self) -> Iterator[Any]:
        """The record classes that this type names, at any depth."""
        if self.kind == "record":
            yield self.target
        for item in self.items:
            yield from item.targets()

    def of_any_mode(self) -> TypeRef:
        """The same with the direction left out, to compare an input with an output."""
        items = tuple(item.of_any_mode() for item in self.items)
        return replace(self, items=items, mode="output")


@dataclass(frozen=True)
class FieldType:
    """A field of a record or an argument; `default` is its JSON text, or None where it has none."""

    name: str
    type: TypeRef
    optional: bool = False
    default: str | None = None
    doc: str = ""


@dataclass(frozen=True)
class RecordType:
    """A record in one direction, under the name that the client gets."""

    name: str
    doc: str
    fields: tuple[FieldType, ...]


@dataclass(frozen=True)
class EnumType:
    """An enum: its members as pairs of name and value."""

    name: str
    doc: str
    members: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True)
class Schema:
    """Everything that was collected, sorted by name; `name_of` names a `record` or `enum` type."""

    records: tuple[RecordType, ...]
    enums: tuple[EnumType, ...]
    names: Mapping[tuple[Any, Mode], str]

    def name_of(self, type_ref: TypeRef) -> str:
        """The client's name of a named type."""
        return self.names[type_ref.target, type_ref.mode]
