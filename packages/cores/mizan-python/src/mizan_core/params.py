"""Context params: their closed set of types, their one text form, their one URL.

Protocol §1 "Param types" and §2 "Canonical context URL".
"""

from __future__ import annotations

import datetime
import enum
import json
import types
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from urllib.parse import quote, unquote_to_bytes

from annotated_types import Ge, Le
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json, to_jsonable_python

from mizan_core.errors import BadRequest, ValidationFailed
from mizan_core.matching import is_same
from mizan_core.problems import MAX_INTEGER, json_problems, problems_of

SCALARS = {bool: "bool", int: "int", str: "str", uuid.UUID: "uuid", datetime.date: "date"}
ALLOWED = "bool, int, str, UUID, date, Enum, Literal, optionals and flat lists of these"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class ParamTypeError(TypeError):
    """An annotation that cannot be a context param; says what is allowed."""


def without_metadata(annotation: Any) -> Any:
    """The type inside `Annotated[...]`, or the annotation itself."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def type_name_of(annotation: Any) -> str:
    """The declared type in words: `int`, `optional[str]`, `list[uuid]`. Raises ParamTypeError."""
    bare = without_metadata(annotation)
    origin = get_origin(bare)
    if origin in (Union, types.UnionType):
        return f"optional[{_optional_member(bare)}]"
    if origin is list:
        return f"list[{_scalar_name(get_args(bare)[0])}]"
    return _scalar_name(bare)


def _optional_member(annotation: Any) -> str:
    members = [each for each in get_args(annotation) if each is not type(None)]
    if len(members) != 1 or len(get_args(annotation)) != 2:
        raise ParamTypeError(f"{annotation} cannot be a context param. Allowed: {ALLOWED}")
    name = type_name_of(members[0])
    if name.startswith("optional"):
        raise ParamTypeError(f"{annotation} is optional twice. Allowed: {ALLOWED}")
    return name


def _scalar_name(annotation: Any) -> str:
    bare = without_metadata(annotation)
    if get_origin(bare) is Literal:
        return "literal"
    if isinstance(bare, type) and issubclass(bare, enum.Enum):
        return "enum"
    if bare in SCALARS:
        return SCALARS[bare]
    raise ParamTypeError(f"{annotation} cannot be a context param. Allowed: {ALLOWED}")


def bounded(annotation: Any) -> Any:
    """The annotation with every plain integer held within ±(2^53 - 1), as JavaScript has them."""
    bare = without_metadata(annotation)
    if bare is int:
        return Annotated[annotation, Ge(-MAX_INTEGER), Le(MAX_INTEGER)]
    origin = get_origin(bare)
    if origin in (Union, types.UnionType):
        return Union[tuple(bounded(each) for each in get_args(bare))]  # noqa: UP007
    if origin is list and bare is annotation:
        return list[bounded(get_args(bare)[0])]  # type: ignore[misc]
    return annotation


def canonical_json(value: Any) -> str:
    """RFC 8785 JSON of a param value (they hold no floats, so sorting is all there is to do)."""
    return _JSON(to_jsonable_python(value))


@dataclass(frozen=True)
class ParamCodec:
    """One param between Python and text. Build with `ParamCodec.of`."""

    name: str
    type_name: str
    required: bool
    default: Any
    adapter: TypeAdapter[Any]

    @classmethod
    def of(cls, name: str, annotation: Any, required: bool, default: Any) -> ParamCodec:
        """Raises ParamTypeError for a type outside the closed set."""
        adapter = TypeAdapter(bounded(annotation), config=ConfigDict(strict=True))
        return cls(name, type_name_of(annotation), required, default, adapter)

    @property
    def is_raw(self) -> bool:
        """Whether the text form is the string itself."""
        return self.type_name == "str"

    def parse(self, text: str) -> Any:
        """Text to value. Raises ValidationFailed.

        The value has to be what was sent: another spelling of it (a UUID without hyphens, a
        timestamp for a date, spaces that the type strips) would be another key in the client,
        which no entry ever matches. Only UUIDs may come in upper case: clients lower them.
        """
        try:
            value = self._validated(text)
            sent = text if self.is_raw else from_json(text)
        except ValidationError as error:
            raise ValidationFailed(details=problems_of(error, prefix=(self.name,))) from None
        if problems := list(json_problems(sent, (self.name,))):
            raise ValidationFailed(details=problems)
        if not is_same(_lowered(sent) if "uuid" in self.type_name else sent, self.to_json(value)):
            message = f"Write it as {self.to_text(value)}"
            raise ValidationFailed(details=[_problem(self.name, message, "not_canonical")])
        return value

    def _validated(self, text: str) -> Any:
        if self.is_raw:
            return self.adapter.validate_python(text)
        return self.adapter.validate_json(text)

    def check(self, value: Any) -> Any:
        """A Python value to the declared type. Raises pydantic's ValidationError."""
        return self.adapter.validate_python(value, strict=False)

    def to_json(self, value: Any) -> Any:
        """The value as JSON has it: UUIDs in lower case, dates in ISO form, an enum's value."""
        return self.adapter.dump_python(value, mode="json")

    def to_text(self, value: Any) -> str:
        """The one text form, before percent-encoding."""
        return str(value) if self.is_raw else canonical_json(self.to_json(value))

    def is_default(self, value: Any) -> bool:
        """Whether the value may be left out."""
        return not self.required and bool(value == self.default)


def percent_encode(text: str) -> str:
    """All but `A-Za-z0-9-._~` of the UTF-8 bytes as `%XX`."""
    return quote(text, safe="-._~", encoding="utf-8", errors="strict")


def canonical_query(codecs: Iterable[ParamCodec], values: Mapping[str, Any]) -> str:
    """The one query string of these params: sorted, defaults left out. Protocol §2."""
    parts = (
        f"{codec.name}={percent_encode(codec.to_text(values[codec.name]))}"
        for codec in sorted(codecs, key=lambda each: each.name)
        if codec.name in values and not codec.is_default(values[codec.name])
    )
    return "&".join(parts)


def parse_query(codecs: Mapping[str, ParamCodec], query: str) -> dict[str, Any]:
    """A query string to the params that it names; the rest keeps its default.

    Raises ValidationFailed that lists every param that is unknown, missing, given twice or of the
    wrong type; BadRequest where the text is not UTF-8.
    """
    given, problems = _split_query(query)
    values: dict[str, Any] = {}
    for name, text in given.items():
        codec = codecs.get(name)
        if codec is None:
            problems.append(_problem(name, f"Unknown parameter. {_known(codecs)}", "unexpected"))
            continue
        try:
            values[name] = codec.parse(text)
        except ValidationFailed as error:
            problems.extend(error.details)
    problems.extend(
        _problem(codec.name, "Field required", "missing")
        for codec in codecs.values()
        if codec.required and codec.name not in given
    )
    if problems:
        raise ValidationFailed(details=problems)
    return values


# What is remembered of one context: so many queries of at most so many characters.
REMEMBERED, LONGEST = 1024, 256


def query_parser(codecs: Mapping[str, ParamCodec]) -> Callable[[str], Mapping[str, Any]]:
    """`parse_query` of one context, which remembers the queries that pages ask again and again.

    Lists could be changed by the function that gets them, so contexts that take some do without.
    """
    parse = partial(parse_query, codecs)
    if any("list" in codec.type_name for codec in codecs.values()):
        return parse
    remembered = lru_cache(REMEMBERED)(parse)
    return lambda query: (remembered if len(query) <= LONGEST else parse)(query)


def _split_query(query: str) -> tuple[dict[str, str], list[Any]]:
    given: dict[str, str] = {}
    problems = []
    for part in query.split("&") if query else ():
        name, _, text = part.partition("=")
        name = _decode(name)
        if name in given:
            problems.append(_problem(name, "Given more than once.", "duplicate"))
        given[name] = _decode(text)
    return given, problems


def _decode(text: str) -> str:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
    except UnicodeError:
        raise BadRequest("The query string is not valid UTF-8.") from None


def _lowered(sent: Any) -> Any:
    if isinstance(sent, list):
        return [_lowered(item) for item in sent]
    return sent.lower() if isinstance(sent, str) else sent


def _problem(name: str, message: str, kind: str) -> dict[str, Any]:
    return {"path": [name], "message": message, "type": kind}


def _known(codecs: Mapping[str, ParamCodec]) -> str:
    return f"Known: {', '.join(codecs)}." if codecs else "This context takes none."
