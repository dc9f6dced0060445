"""A function's result to JSON bytes: one conversion, one compiled serialiser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, get_args, get_origin

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from mizan_core.params import without_metadata
from mizan_core.shapes import is_record

PLAIN = (bool, int, float, str)
_BASE64 = ConfigDict(ser_json_bytes="base64")


class ResultError(TypeError):
    """A function returned something other than it declares. The log says what; clients do not."""


class ResultCodec:
    """Serialises values of one declared type.

    A value of exactly that type goes straight to the serialiser; everything else (ORM objects,
    rows, querysets) is validated once, attributes being read where there are no keys.
    """

    def __init__(self, name: str, annotation: Any) -> None:
        self.name = name
        bare = without_metadata(annotation)
        self._adapter = _adapter(annotation)
        self._serializer = self._adapter.serializer
        self._is_exact = _guard(bare)
        self._is_list = get_origin(bare) is list

    def encode(self, value: Any) -> bytes:
        """JSON bytes. Raises ResultError that names the function and the first mismatch."""
        return self.dump(self.convert(value))

    def dump(self, value: Any) -> bytes:
        """JSON bytes of a value that `convert` has given."""
        return self._serializer.to_json(value)

    def convert(self, value: Any) -> Any:
        """The value as the declared type. Raises ResultError."""
        if self._is_exact(value):
            return value
        try:
            return self._adapter.validate_python(self._listed(value), from_attributes=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            at = ".".join(map(str, first["loc"])) or "the value"
            message = f"{self.name} returned a {type(value).__name__} that does not fit: {at}: "
            raise ResultError(message + first["msg"]) from error

    def _listed(self, value: Any) -> Any:
        """A queryset or any other iterable where a list is declared."""
        is_other = self._is_list and not isinstance(value, (list, tuple, str, bytes, dict))
        return list(value) if is_other and isinstance(value, Iterable) else value


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(annotation, config=_BASE64)
    except PydanticUserError:  # a record has a configuration of its own, which the schema checks
        return TypeAdapter(annotation)


def _guard(annotation: Any) -> Callable[[Any], bool]:
    if annotation in PLAIN or is_record(annotation):
        return lambda value: type(value) is annotation
    if annotation in (None, type(None)):
        return lambda value: value is None
    if get_origin(annotation) is list and is_record(without_metadata(get_args(annotation)[0])):
        record = without_metadata(get_args(annotation)[0])
        only = {record}
        return lambda value: type(value) is list and only.issuperset(map(type, value))
    return lambda _: False
