"""The IR as data: what `parse` makes of the KDL text, and all that the render contexts read.

The words are those of the format (README.md "The IR").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Scalar = str | int | float | bool | None
Kind = Literal["read", "mutation", "view"]

SCALAR_KINDS = (
    "bool",
    "int",
    "float",
    "str",
    "bytes",
    "datetime",
    "date",
    "time",
    "duration",
    "uuid",
    "decimal",
    "json",
)
ITEM_COUNTS: dict[str, tuple[int, int | None]] = {
    "list": (1, 1),
    "set": (1, 1),
    "optional": (1, 1),
    "map": (2, 2),
    "union": (1, None),
    "tuple": (0, None),
}
NAMED_KINDS = ("record", "enum")


@dataclass(frozen=True)
class Type:
    """A scalar, a collection of `items`, a literal's `values`, or a record or enum of a `name`."""

    kind: str
    items: tuple[Type, ...] = ()
    values: tuple[Scalar, ...] = ()
    name: str = ""

    def names(self) -> Iterator[str]:
        """The records and enums that it names, at any depth."""
        if self.name:
            yield self.name
        for item in self.items:
            yield from item.names()


@dataclass(frozen=True)
class Field:
    """A field, an argument or a param. `default` is a JSON value where `has_default`."""

    name: str
    type: Type
    optional: bool = False
    has_default: bool = False
    default: Any = None
    doc: str = ""


@dataclass(frozen=True)
class Record:
    """A named record."""

    name: str
    doc: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Enum:
    """A named enum: pairs of member name and value."""

    name: str
    doc: str
    members: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True)
class ErrorCode:
    """An error of the app. `details` is None where it has the protocol's own shape."""

    code: str
    status: int
    doc: str
    details: Type | None


@dataclass(frozen=True)
class Merge:
    """Where a value, or its `field`, is merged into; `params` are pairs of param and arg."""

    context: str
    slot: str
    op: str
    field: str | None
    params: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Function:
    """A read, a mutation or a view-path function.

    `rows_key` tells the rows of a list read apart; one that is not `idempotent` is never sent
    again.
    """

    kind: Kind
    name: str
    doc: str
    args: tuple[Field, ...]
    returns: Type
    context: str | None
    errors: tuple[str, ...]
    merges: tuple[Merge, ...] = ()
    idempotent: bool = True
    rows_key: str | None = None


@dataclass(frozen=True)
class Context:
    """A context with its params and the reads that it holds, sorted by name."""

    name: str
    doc: str
    params: tuple[Field, ...]
    reads: tuple[Function, ...]


@dataclass(frozen=True)
class Schema:
    """The whole IR. `build` is the build id: the hash of its text. Protocol §2."""

    build: str
    enums: tuple[Enum, ...]
    records: tuple[Record, ...]
    errors: tuple[ErrorCode, ...]
    contexts: tuple[Context, ...]
    mutations: tuple[Function, ...]
