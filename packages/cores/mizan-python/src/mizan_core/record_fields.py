"""The fields of a record class, whatever kind of class it is: one shape for all three.

A pydantic model, a dataclass or a TypedDict becomes a tuple of `RawField`. Nothing here knows the
IR; `schema.py` turns the annotations into types.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel
from pydantic.fields import ComputedFieldInfo, FieldInfo
from typing_extensions import ReadOnly, is_typeddict

Mode = Literal["input", "output"]


class SchemaError(TypeError):
    """A type that cannot go over the wire: `where` it was found and the `reason`. Protocol §11."""

    def __init__(self, where: str, reason: str, hint: str) -> None:
        self.where, self.reason, self.hint = where, reason, hint
        super().__init__(f"{where}: {reason}\n\nhint: {hint}")


@dataclasses.dataclass(frozen=True)
class RawField:
    """One field before its annotation is read: `optional` says that it may be left out."""

    name: str
    annotation: Any
    metadata: tuple[Any, ...] = ()
    optional: bool = False
    default: Any = ...
    doc: str = ""


def record_fields(cls: Any, mode: Mode) -> tuple[RawField, ...] | None:
    """The fields of `cls` as they are on the wire in this direction; None where it is no record.

    Raises SchemaError for a field serializer that does not say what it returns.
    """
    for is_kind, fields in _KINDS:
        if is_kind(cls):
            return tuple(fields(cls, mode))
    return None


def serializer_return(cls: Any) -> Any:
    """What a pydantic model's own `@model_serializer` returns, or None where it has none."""
    found = getattr(getattr(cls, "__pydantic_decorators__", None), "model_serializers", {})
    for decorator in found.values():
        return _return_of(cls, decorator.func)
    return None


def field_doc(metadata: tuple[Any, ...]) -> str:
    """What `Field(description=…)` or `Doc("…")` says about an annotation, or nothing."""
    for item in metadata:
        text = getattr(item, "description", None) or getattr(item, "documentation", None)
        if isinstance(text, str):
            return text
    return ""


def _model_fields(cls: Any, mode: Mode) -> Iterator[RawField]:
    yield from _info_fields(cls, cls.model_fields, mode)
    if mode == "output":
        returns = _field_serializer_returns(cls)
        for name, info in cls.model_computed_fields.items():
            annotation = returns.get(name, info.return_type)
            yield RawField(_output_name(cls, name, info), annotation, doc=info.description or "")


def _dataclass_fields(cls: Any, mode: Mode) -> Iterator[RawField]:
    if hasattr(cls, "__pydantic_fields__"):
        yield from _info_fields(cls, cls.__pydantic_fields__, mode)
        return
    hints = get_type_hints(cls, include_extras=True)
    for field in dataclasses.fields(cls):
        if field.init or mode == "output":
            yield _dataclass_field(field, hints[field.name], mode)


def _typed_dict_fields(cls: Any, mode: Mode) -> Iterator[RawField]:
    for name, annotation in get_type_hints(cls, include_extras=True).items():
        yield RawField(name, annotation, optional=not _is_required(cls, name, annotation))


def _is_required(cls: Any, name: str, annotation: Any) -> bool:
    """By its own mark first: `__required_keys__` misses marks in annotations that are strings."""
    marks = {Required: True, NotRequired: False}
    while get_origin(annotation) in (*marks, ReadOnly, Annotated):
        if get_origin(annotation) in marks:
            return marks[get_origin(annotation)]
        annotation = get_args(annotation)[0]
    return name in cls.__required_keys__


_KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Mode], Iterator[RawField]]], ...] = (
    (lambda cls: isinstance(cls, type) and issubclass(cls, BaseModel), _model_fields),
    (lambda cls: isinstance(cls, type) and dataclasses.is_dataclass(cls), _dataclass_fields),
    (is_typeddict, _typed_dict_fields),
)


def _info_fields(cls: Any, infos: Mapping[str, FieldInfo], mode: Mode) -> Iterator[RawField]:
    returns = _field_serializer_returns(cls) if mode == "output" else {}
    for name, info in infos.items():
        if mode == "output" and info.exclude:
            continue
        naming = _input_name if mode == "input" else _output_name
        yield RawField(
            name=naming(cls, name, info),
            annotation=returns.get(name, info.annotation),
            metadata=() if name in returns else tuple(info.metadata),
            optional=mode == "input" and not info.is_required(),
            default=... if info.is_required() or info.default_factory else info.default,
            doc=info.description or "",
        )


def _input_name(cls: Any, name: str, info: FieldInfo) -> str:
    return info.validation_alias if isinstance(info.validation_alias, str) else name


def _output_name(cls: Any, name: str, info: FieldInfo | ComputedFieldInfo) -> str:
    is_by_alias = getattr(cls, "model_config", {}).get("serialize_by_alias")
    alias = getattr(info, "serialization_alias", None) or info.alias
    return alias if is_by_alias and alias else name


def _field_serializer_returns(cls: Any) -> dict[str, Any]:
    found = getattr(getattr(cls, "__pydantic_decorators__", None), "field_serializers", {})
    every = [*getattr(cls, "__pydantic_fields__", {}), *getattr(cls, "model_computed_fields", {})]
    returns: dict[str, Any] = {}
    for decorator in found.values():
        names = every if "*" in decorator.info.fields else decorator.info.fields
        returns |= dict.fromkeys(names, _return_of(cls, decorator.func))
    return returns


def _return_of(cls: type, function: Any) -> Any:
    bare = getattr(function, "__func__", function)
    hints = get_type_hints(bare, include_extras=True)
    if "return" not in hints:
        raise SchemaError(
            f"{cls.__name__}.{bare.__name__}()",
            "a serializer that does not say what it returns",
            "annotate its return type, so that the generated client has it too",
        )
    return hints["return"]


def _dataclass_field(field: dataclasses.Field[Any], annotation: Any, mode: Mode) -> RawField:
    info = field.default if isinstance(field.default, FieldInfo) else None
    if info is not None:
        default = ... if info.default_factory else info.default
        is_required = info.is_required()
    else:
        default = ... if field.default is dataclasses.MISSING else field.default
        is_required = default is ... and field.default_factory is dataclasses.MISSING
    return RawField(
        name=field.name,
        annotation=annotation,
        metadata=tuple(info.metadata) if info else (),
        optional=mode == "input" and not is_required,
        default=... if is_required else default,
        doc=(info.description or "") if info else "",
    )
