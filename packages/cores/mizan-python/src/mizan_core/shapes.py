"""What a return type looks like to a merge: a record, maybe one, a list, a removal. Protocol §4."""

from __future__ import annotations

import dataclasses
import enum
import types
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from typing_extensions import is_typeddict

from mizan_core.params import SCALARS, without_metadata
from mizan_core.records import Merged, Removed


@dataclass(frozen=True)
class Shape:
    """`record` in one of four forms: T, T | None, list[T], Removed[T]."""

    kind: Literal["record", "optional", "list", "removed"]
    record: Any

    @property
    def name(self) -> str:
        """The record's class name."""
        return str(self.record.__name__)

    def fields(self) -> dict[str, Any]:
        """The record's field names and annotations."""
        if not (isinstance(self.record, type) and issubclass(self.record, BaseModel)):
            return get_type_hints(self.record)
        stored = {name: field.annotation for name, field in self.record.model_fields.items()}
        computed = self.record.model_computed_fields.items()
        return {**stored, **{name: field.return_type for name, field in computed}}


def is_record(annotation: Any) -> bool:
    """Whether it is a named record: a model, a dataclass, a TypedDict or a NamedTuple."""
    if not isinstance(annotation, type):
        return False
    is_named_tuple = issubclass(annotation, tuple) and hasattr(annotation, "_fields")
    is_model = issubclass(annotation, BaseModel) or dataclasses.is_dataclass(annotation)
    return is_model or is_typeddict(annotation) or is_named_tuple


def sorts_as_json(annotation: Any) -> bool:
    """Whether values of a field sort the same in Python and as JSON; null apart.

    Not so for what JSON has only as text: "10" is before "9", "00:00.5Z" before "00:00Z".
    """
    bare = without_metadata(annotation)
    is_union = get_origin(bare) in (Union, types.UnionType)
    members = [each for each in get_args(bare) if each is not type(None)] if is_union else [bare]
    return len(members) == 1 and _is_sortable(without_metadata(members[0]))


def _is_sortable(bare: Any) -> bool:
    is_enum = isinstance(bare, type) and issubclass(bare, enum.Enum)
    return bare is float or bare in SCALARS or is_enum or get_origin(bare) is Literal


def shape_of(annotation: Any) -> Shape | None:
    """The shape of a return type, or None where no merge can use it (scalars, dicts, unions)."""
    bare = without_metadata(annotation)
    origin, members = get_origin(bare), get_args(bare)
    if origin is Removed:
        return Shape("removed", members[0])
    if origin is list and is_record(without_metadata(members[0])):
        return Shape("list", without_metadata(members[0]))
    if origin in (Union, types.UnionType):
        return _optional_shape(members)
    return Shape("record", bare) if is_record(bare) else None


def _optional_shape(members: tuple[Any, ...]) -> Shape | None:
    records = [without_metadata(each) for each in members if each is not type(None)]
    is_optional = len(records) == 1 and len(members) == 2
    return Shape("optional", records[0]) if is_optional and is_record(records[0]) else None


def merged_fields(annotation: Any) -> dict[str, Any] | None:
    """Field name -> annotation of a `Merged` record, or None for any other type."""
    bare = without_metadata(annotation)
    if not (isinstance(bare, type) and issubclass(bare, Merged)):
        return None
    return {name: field.annotation for name, field in bare.model_fields.items()}


def describe(annotation: Any) -> str:
    """A return type in words for messages: `list[Card]`, `Card | None`."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation.__name__
    text = str(annotation)
    for part in {getattr(each, "__module__", "") for each in _walk(annotation)} - {"builtins", ""}:
        text = text.replace(f"{part}.", "")
    return text


def _walk(annotation: Any) -> list[Any]:
    return [annotation, *(deeper for each in get_args(annotation) for deeper in _walk(each))]
