"""The body of a call: decoded and validated in one pass over the bytes. Protocol §2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired, Union

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypedDict

from mizan_core.errors import BadRequest, Forbidden, MizanError, NotFound, ValidationFailed
from mizan_core.params import bounded
from mizan_core.plan import ArgPlan, FunctionPlan, Plan
from mizan_core.problems import complaints_of, json_problems, shown

_LAX = ConfigDict(extra="forbid", val_json_bytes="base64")
_STRICT = _LAX | ConfigDict(strict=True, allow_inf_nan=False)
# A union wants two members; nobody can call these, for they are no function names.
_NOBODY = ("-first", "-second")
# What a body has to hold before a value in it can be one of `json_problems`, or no JSON at all.
# One class of first bytes: alternatives side by side cost four times as much to look for.
_SUSPICIOUS = re.compile(rb"[\\NI0-9](?:u0000|aN|nfinity|[0-9]{15}|[eE]\+?[0-9]{2})")
# How many instances a call may list as mounted. Protocol §4 "Single flight".
MOST_MOUNTED = 16
_MOUNTED = (
    f"'mounted' has to list at most {MOST_MOUNTED} instances like "
    '{"context": "board", "params": {"board_id": 1}}.'
)
_EXPECTED = 'The body has to be an object like {"fn": "add_card", "args": {…}}.'


class Mounted(TypedDict):
    """An instance that the caller's page shows: the params as JSON, not yet checked."""

    context: str
    params: dict[str, Any]


@dataclass(frozen=True)
class CallBody:
    """A decoded call: which function, with which validated arguments, from which page."""

    function: FunctionPlan
    args: dict[str, Any]
    mounted: list[Mounted]


def args_type(name: str, args: Iterable[ArgPlan], *, strict: bool = True) -> Any:
    """A TypedDict of a function's arguments: those with a default may be left out."""
    fields = {
        arg.name: bounded(arg.annotation) if arg.required else NotRequired[bounded(arg.annotation)]
        for arg in args
    }
    return _typed_dict(f"{name} arguments", fields, _STRICT if strict else _LAX)


class CallDecoder:
    """Decodes call bodies for the mutations of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        callable_functions = [
            each for each in plan.functions.values() if each.kind == "mutation" and not each.private
        ]
        members = [_member(each.name, each.args) for each in callable_functions]
        members += [_member(name, ()) for name in _NOBODY]
        union: Any = Union[tuple(members)]  # noqa: UP007
        self._adapter: TypeAdapter[Any] = TypeAdapter(Annotated[union, Field(discriminator="fn")])

    def decode(self, body: bytes) -> CallBody:
        """Raises BadRequest, NotFound, Forbidden (private) or ValidationFailed."""
        sent = strict_json(body) if _SUSPICIOUS.search(body) else None
        try:
            decoded = self._adapter.validate_json(body, strict=True)
        except ValidationError as error:
            raise self._explained(error, body) from None
        if sent and (problems := list(json_problems(sent["args"]))):
            raise ValidationFailed(details=problems)
        mounted = decoded.get("mounted", [])
        return CallBody(self._plan.functions[decoded["fn"]], decoded["args"], mounted)

    def _explained(self, error: ValidationError, body: bytes) -> MizanError:
        complaints = complaints_of(error)
        first = complaints[0]
        if first["type"] == "json_invalid":
            return BadRequest(f"The body is not valid JSON: {first['ctx']['error']}")
        if first["type"] == "union_tag_invalid":
            return self._unknown(from_json(body)["fn"])
        if first["type"] == "union_tag_not_found" or not first["loc"]:
            return BadRequest(_EXPECTED)
        problems = shown(complaints, skip=1)
        if problems[0]["path"][0] == "mounted":
            return BadRequest(_MOUNTED)
        if any(problem["path"][0] != "args" or len(problem["path"]) < 2 for problem in problems):
            return BadRequest("'args' has to be an object that holds the function's arguments.")
        return ValidationFailed(details=_inside_args(problems))

    def _unknown(self, name: Any) -> MizanError:
        if not isinstance(name, str):
            return BadRequest(_EXPECTED)
        function = self._plan.functions.get(name)
        if function is not None and function.private:
            return Forbidden("This function cannot be called by a client.")
        if function is not None and function.kind == "read":
            return NotFound(f"'{name}' is a read: GET its context '{function.context}' instead.")
        return NotFound("There is no such function.")


def _member(name: str, args: Iterable[ArgPlan]) -> Any:
    fields: Mapping[str, Any] = {
        "fn": Literal[name],
        "args": args_type(name, args),
        "mounted": NotRequired[Annotated[list[Mounted], Field(max_length=MOST_MOUNTED)]],
    }
    return _typed_dict(f"call of {name}", fields, ConfigDict(strict=True, extra="ignore"))


def _typed_dict(name: str, fields: Mapping[str, Any], config: ConfigDict) -> Any:
    make: Any = TypedDict
    made = make(name, fields)
    made.__pydantic_config__ = config
    return made


def _inside_args(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**problem, "path": problem["path"][1:]} for problem in problems]


def json_object(body: bytes) -> dict[str, Any]:
    """The members of a JSON object; none for an empty body. Raises BadRequest."""
    values = strict_json(body) if body else {}
    if not isinstance(values, dict):
        raise BadRequest("The body has to be a JSON object.")
    return values


def strict_json(body: bytes) -> Any:
    """The value of a JSON body: no `NaN`, no `Infinity`, no endless nesting. Raises BadRequest."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest(f"The body is not valid JSON: {error}") from None
