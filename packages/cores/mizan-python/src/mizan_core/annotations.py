"""What stands around a type in an annotation: aliases, metadata, constraints, defaults."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any, Final, NewType, NotRequired, Required, get_args, get_origin

from annotated_types import GroupedMetadata
from pydantic import JsonValue
from pydantic.fields import FieldInfo
from pydantic.functional_serializers import PlainSerializer, WrapSerializer
from pydantic_core import PydanticUndefined, to_jsonable_python
from typing_extensions import ReadOnly, TypeAliasType

from mizan_core.record_fields import SchemaError
from mizan_core.schema_types import Scalar, TypeRef

_WRAPPERS = (Required, NotRequired, ReadOnly, Final)
_NUMBERS = ("int", "float", "decimal", "datetime", "date", "time", "duration")
_SIZED = ("str", "bytes", "list", "set", "map")
_CONSTRAINTS: dict[str, tuple[str, ...]] = {
    "ge": _NUMBERS,
    "gt": _NUMBERS,
    "le": _NUMBERS,
    "lt": _NUMBERS,
    "multiple_of": ("int", "float", "decimal"),
    "min_length": _SIZED,
    "max_length": _SIZED,
    "pattern": ("str",),
    "max_digits": ("decimal",),
    "decimal_places": ("decimal",),
}


def unwrapped(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type inside `Annotated`, `NewType`, aliases and the like, and all metadata found."""
    metadata: tuple[Any, ...] = ()
    while True:
        origin = get_origin(annotation)
        if annotation is JsonValue:
            return annotation, metadata
        if origin is Annotated:
            annotation, *found = get_args(annotation)
            metadata = (*metadata, *found)
        elif origin in _WRAPPERS:
            annotation = get_args(annotation)[0]
        elif isinstance(annotation, TypeAliasType):
            annotation = annotation.__value__
        elif isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        else:
            return annotation, metadata


def serializer_in(metadata: tuple[Any, ...]) -> Any:
    """What a serializer in the metadata returns, or None where there is none."""
    for item in metadata:
        if isinstance(item, (PlainSerializer, WrapSerializer)):
            declared: Any = item.return_type
            returned = inspect.get_annotations(item.func, eval_str=True).get("return", Any)
            return returned if declared is PydanticUndefined else declared
    return None


def constrained(type_ref: TypeRef, metadata: tuple[Any, ...]) -> TypeRef:
    """Constraints go where they mean something: through an optional to what is inside."""
    if type_ref.kind == "optional":
        return replace(type_ref, items=(constrained(type_ref.items[0], metadata),))
    found = dict(type_ref.constraints)
    for item in _flat(metadata):
        for name, kinds in _CONSTRAINTS.items():
            value = getattr(item, name, None)
            if value is not None and type_ref.kind in kinds:
                found[name] = _constraint_value(value)
    return replace(type_ref, constraints=tuple(sorted(found.items())))


def _flat(metadata: Iterable[Any]) -> Iterator[Any]:
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from _flat(item.metadata)
        elif isinstance(item, GroupedMetadata):
            yield from _flat(item)
        else:
            yield item


def _constraint_value(value: Any) -> Scalar:
    found = value.pattern if isinstance(value, re.Pattern) else to_jsonable_python(value)
    return found if isinstance(found, (str, int, float, bool)) else str(found)


def default_text(default: Any, where: str) -> str | None:
    """A default as JSON text, None where there is none. Raises SchemaError."""
    if default is ... or default is PydanticUndefined:
        return None
    try:
        plain = to_jsonable_python(default, bytes_mode="base64")
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        reason = f"the default {default!r} cannot be written as JSON"
        raise SchemaError(where, reason, "use a JSON value or a default_factory") from error
