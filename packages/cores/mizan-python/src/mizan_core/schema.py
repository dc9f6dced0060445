"""Annotations become the closed types of the IR; anything else is a clear error. Protocol §11.

`SchemaBuilder` reads annotations and collects the records and enums that they name. What an
input and an output look like may differ (a default makes an input field optional, never an output
field), so records are kept per direction until `build`, which gives the input its own name only
where it has to.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import inspect
import re
import types
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import AnyUrl, EmailStr, JsonValue, RootModel

from mizan_core.annotations import constrained, default_text, serializer_in, unwrapped
from mizan_core.record_fields import (
    Mode,
    RawField,
    SchemaError,
    field_doc,
    record_fields,
    serializer_return,
)
from mizan_core.records import Removed
from mizan_core.schema_types import EnumType, FieldType, RecordType, Scalar, Schema, TypeRef

__all__ = [
    "EnumType",
    "FieldType",
    "RecordType",
    "Schema",
    "SchemaBuilder",
    "SchemaError",
    "TypeRef",
]

ALLOWED = (
    "allowed are bool, int, float, str, bytes, datetime, date, time, timedelta, UUID, Decimal, Any "
    "(JSON), list, set, dict, tuple, optionals, unions, Literal, enums of strings or integers, and "
    "records: a pydantic model, a dataclass or a TypedDict"
)
_SCALARS: dict[Any, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    bytes: "bytes",
    datetime.datetime: "datetime",
    datetime.date: "date",
    datetime.time: "time",
    datetime.timedelta: "duration",
    uuid.UUID: "uuid",
    decimal.Decimal: "decimal",
    Any: "json",
    object: "json",
    JsonValue: "json",
    EmailStr: "str",
    AnyUrl: "str",
}
_COLLECTIONS: dict[Any, str] = {
    list: "list",
    Sequence: "list",
    Iterable: "list",
    set: "set",
    frozenset: "set",
    AbstractSet: "set",
    dict: "map",
    Mapping: "map",
    tuple: "tuple",
}


@dataclass
class SchemaBuilder:
    """Collects types. `removed_keys` names the key field of each record that rows are made of."""

    removed_keys: Mapping[Any, str] = field(default_factory=dict)
    _records: dict[tuple[Any, Mode], RecordType] = field(default_factory=dict)
    _enums: dict[Any, EnumType] = field(default_factory=dict)

    def type_of(self, annotation: Any, mode: Mode, where: str = "this type") -> TypeRef:
        """The closed type of an annotation. Raises SchemaError that begins with `where`."""
        bare, metadata = unwrapped(annotation)
        serializer = serializer_in(metadata) if mode == "output" else None
        if serializer is not None:
            return self.type_of(serializer, mode, where)
        return constrained(self._bare_type(bare, mode, where), metadata)

    def field_of(self, raw: RawField, mode: Mode, where: str) -> FieldType:
        """A field or an argument. Raises SchemaError."""
        type_ref = self.type_of(raw.annotation, mode, where)
        _, metadata = unwrapped(raw.annotation)
        return FieldType(
            name=raw.name,
            type=constrained(type_ref, raw.metadata),
            optional=raw.optional,
            default=default_text(raw.default, where),
            doc=inspect.cleandoc(raw.doc or field_doc((*raw.metadata, *metadata))),
        )

    def build(self) -> Schema:
        """Name what was collected. Raises SchemaError where two classes would share a name."""
        names = self._names()
        _refuse_shared_names(names)
        records = {names[key]: record for key, record in self._records.items()}
        enums = {each.name: each for each in self._enums.values()}
        return Schema(
            records=tuple(replace(records[name], name=name) for name in sorted(records)),
            enums=tuple(enums[name] for name in sorted(enums)),
            names=names,
        )

    def _bare_type(self, bare: Any, mode: Mode, where: str) -> TypeRef:
        for read in (self._scalar, self._special, self._collection, self._enum, self._record):
            found = read(bare, mode, where)
            if found is not None:
                return found
        reason = f"{_spelled(bare)} cannot go over the wire"
        raise SchemaError(where, reason, ALLOWED)

    def _scalar(self, bare: Any, mode: Mode, where: str) -> TypeRef | None:
        if isinstance(bare, type) and issubclass(bare, str) and not issubclass(bare, enum.Enum):
            return TypeRef("str")
        kind = _SCALARS.get(bare) if _is_hashable(bare) else None
        return TypeRef(kind) if kind else None

    def _special(self, bare: Any, mode: Mode, where: str) -> TypeRef | None:
        origin = get_origin(bare)
        if bare in (None, types.NoneType):
            return TypeRef("literal", values=(None,))
        if origin is Literal:
            return TypeRef(
                "literal", values=tuple(_literal(each, where) for each in get_args(bare))
            )
        if origin in (Union, types.UnionType):
            return self._union(get_args(bare), mode, where)
        if origin is Removed:
            return self._removed(get_args(bare)[0], mode, where)
        return None

    def _union(self, members: tuple[Any, ...], mode: Mode, where: str) -> TypeRef:
        present = [each for each in members if each is not types.NoneType]
        found = tuple(dict.fromkeys(self.type_of(each, mode, where) for each in present))
        inner = found[0] if len(found) == 1 else TypeRef("union", items=found)
        return inner if len(present) == len(members) else TypeRef("optional", items=(inner,))

    def _removed(self, target: Any, mode: Mode, where: str) -> TypeRef:
        key = self.removed_keys.get(target, "id")
        for each in record_fields(target, mode) or ():
            if each.name == key:
                return replace(self.type_of(each.annotation, mode, where), constraints=())
        return TypeRef("json")

    def _collection(self, bare: Any, mode: Mode, where: str) -> TypeRef | None:
        origin = get_origin(bare) or bare
        if _is_named_tuple(bare):
            hints = get_type_hints(bare, include_extras=True).values()
            return TypeRef("tuple", tuple(self.type_of(each, mode, where) for each in hints))
        kind = _COLLECTIONS.get(origin) if _is_hashable(origin) else None
        if kind is None:
            return None
        arguments = get_args(bare) if get_origin(bare) else _OPEN_ARGUMENTS[kind]
        if kind == "tuple" and arguments[-1:] == (...,):
            kind, arguments = "list", arguments[:1]
        items = tuple(self.type_of(each, mode, where) for each in arguments)
        if kind == "map":
            _check_map_key(items[0], where)
        return TypeRef(kind, items)

    def _enum(self, bare: Any, mode: Mode, where: str) -> TypeRef | None:
        if not (isinstance(bare, type) and issubclass(bare, enum.Enum)):
            return None
        if bare not in self._enums:
            members = tuple((each.name, _enum_value(each, where)) for each in bare)
            self._enums[bare] = EnumType(_name_of(bare), _class_doc(bare), members)
        return TypeRef("enum", target=bare)

    def _record(self, bare: Any, mode: Mode, where: str) -> TypeRef | None:
        if isinstance(bare, type) and issubclass(bare, RootModel):
            return self.type_of(bare.model_fields["root"].annotation, mode, where)
        returned = serializer_return(bare) if mode == "output" else None
        if returned is not None:
            return self.type_of(returned, mode, where)
        raw = record_fields(bare, mode)
        if raw is None:
            return None
        if (bare, mode) not in self._records:
            self._collect(bare, mode, raw, where)
        return TypeRef("record", target=bare, mode=mode)

    def _collect(self, cls: Any, mode: Mode, raw: tuple[RawField, ...], where: str) -> None:
        name, doc = _name_of(cls), _class_doc(cls)
        self._records[cls, mode] = RecordType(name, doc, ())  # a record may name itself
        place = f"{where}, in {name}"
        fields = tuple(self.field_of(each, mode, f"{place}.{each.name}") for each in raw)
        self._records[cls, mode] = RecordType(name, doc, fields)
        if any(_holds_bytes(each.type) for each in fields):
            _check_bytes(cls, mode, place)

    def _names(self) -> dict[tuple[Any, Mode], str]:
        differing = self._differing()
        names: dict[tuple[Any, Mode], str] = {}
        for cls, mode in self._records:
            suffix = "Input" if mode == "input" and cls in differing else ""
            names[cls, mode] = _name_of(cls) + suffix
        for cls in self._enums:
            names[cls, "output"] = _name_of(cls)
        return names

    def _differing(self) -> set[Any]:
        """Records that are both read and written, and do not look the same both ways."""
        both = [cls for cls, mode in self._records if mode == "input"]
        both = [cls for cls in both if (cls, "output") in self._records]
        differing = {cls for cls in both if self._shape(cls, "input") != self._shape(cls, "output")}
        is_growing = True
        while is_growing:
            more = {cls for cls in both if differing.intersection(self._targets(cls))} - differing
            differing |= more
            is_growing = bool(more)
        return differing

    def _shape(self, cls: Any, mode: Mode) -> tuple[FieldType, ...]:
        fields = self._records[cls, mode].fields
        return tuple(replace(each, type=each.type.of_any_mode()) for each in fields)

    def _targets(self, cls: Any) -> Iterator[Any]:
        for each in self._records[cls, "input"].fields:
            yield from each.type.targets()


_OPEN_ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "list": (Any,),
    "set": (Any,),
    "map": (str, Any),
    "tuple": (Any, ...),
}


def _literal(value: Any, where: str) -> Scalar:
    found = value.value if isinstance(value, enum.Enum) else value
    if found is None or isinstance(found, (str, int, bool)):
        return found
    raise SchemaError(where, f"Literal[{value!r}]", "use strings, integers, booleans or None")


def _enum_value(member: enum.Enum, where: str) -> str | int:
    if isinstance(member, enum.Flag) or not isinstance(member.value, (str, int)):
        reason = f"{type(member).__name__}.{member.name} is {member.value!r}"
        raise SchemaError(where, reason, "an enum's values are all strings or integers")
    return member.value


def _check_map_key(key: TypeRef, where: str) -> None:
    if key.kind in ("list", "set", "map", "tuple", "optional", "union", "record", "json"):
        hint = "use a string, a number, a UUID, a date or an enum as the key"
        raise SchemaError(where, f"a dict with keys of type {key.kind}", hint)


def _holds_bytes(type_ref: TypeRef) -> bool:
    return type_ref.kind == "bytes" or any(map(_holds_bytes, type_ref.items))


def _check_bytes(cls: Any, mode: Mode, place: str) -> None:
    """Bytes are base64 on the wire; a record's own configuration decides how it writes its own."""
    option = "val_json_bytes" if mode == "input" else "ser_json_bytes"
    own = getattr(cls, "model_config", None) or getattr(cls, "__pydantic_config__", {})
    if own.get(option) != "base64":
        hint = 'set ser_json_bytes="base64" and val_json_bytes="base64" in its ConfigDict'
        raise SchemaError(place, f"it holds bytes without {option}='base64'", hint)


def _refuse_shared_names(names: Mapping[tuple[Any, Mode], str]) -> None:
    owners: dict[str, Any] = {}
    for (cls, _), name in names.items():
        other = owners.setdefault(name, cls)
        if other is not cls:
            reason = f"{_spelled(other)} and {_spelled(cls)} would both be {name} in the client"
            raise SchemaError("the schema", reason, "rename one of the two classes")


def _name_of(cls: Any) -> str:
    """`Card`; a generic `Page[Card]` is `PageCard`."""
    words = re.findall(r"\w+", cls.__name__)
    return "".join(word[0].upper() + word[1:] for word in words)


def _class_doc(cls: Any) -> str:
    """The class's own docstring, without what `dataclass` and `NamedTuple` write themselves."""
    text = cls.__dict__.get("__doc__") or ""
    is_written = not text.startswith((f"{cls.__name__}(", "An enumeration."))
    return inspect.cleandoc(text) if is_written else ""


def _is_named_tuple(bare: Any) -> bool:
    return isinstance(bare, type) and issubclass(bare, tuple) and hasattr(bare, "_fields")


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _spelled(annotation: Any) -> str:
    if isinstance(annotation, type):
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return str(annotation)
