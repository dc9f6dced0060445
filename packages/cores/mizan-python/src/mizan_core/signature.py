"""Reads a declared function once: its arguments, its return type, what it may not have."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from mizan_core.plan import ArgPlan

ARGUMENT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# What every JavaScript object has without being given it.
INHERITED = {"constructor", "hasOwnProperty", "isPrototypeOf", "toString", "valueOf"}


class SignatureError(TypeError):
    """A signature that a server function cannot have; the text says what to change."""


@dataclass(frozen=True)
class Signature:
    """A function as the protocol sees it: the request is not among `args`. Protocol §1."""

    args: tuple[ArgPlan, ...]
    returns: Any


def read_signature(function: Callable[..., Any], *, needs_return: bool) -> Signature:
    """Arguments in declared order and the return annotation. Raises SignatureError."""
    hints = _hints(function)
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].kind is inspect.Parameter.KEYWORD_ONLY:
        raise SignatureError("its first parameter has to be the request")
    if needs_return and "return" not in hints:
        raise SignatureError("it has no return annotation: write '-> None' or the type it returns")
    args = tuple(_argument(parameter, hints) for parameter in parameters[1:])
    return Signature(args, hints.get("return"))


def request_args_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a callable's parameters after the request: what an `auth=` rule asks for."""
    return tuple(inspect.signature(function).parameters)[1:]


def is_async_callable(function: Callable[..., Any]) -> bool:
    """Whether calling it gives a coroutine; sees through callable objects."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004
    )


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except NameError as error:
        raise SignatureError(
            f"its annotation names {error.name!r}, which its module does not define at import "
            "time: import the type outside 'if TYPE_CHECKING' and outside functions"
        ) from error


def _argument(parameter: inspect.Parameter, hints: dict[str, Any]) -> ArgPlan:
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        raise SignatureError(f"it takes '{parameter}': name every argument")
    if parameter.kind is parameter.POSITIONAL_ONLY:
        raise SignatureError(f"its argument '{parameter.name}' is positional-only: remove the '/'")
    if parameter.name not in hints:
        raise SignatureError(f"its argument '{parameter.name}' has no annotation")
    if not ARGUMENT_NAME.fullmatch(parameter.name) or parameter.name in INHERITED:
        raise SignatureError(
            f"its argument '{parameter.name}' has a name that URLs, headers or JavaScript objects "
            "cannot carry: use ASCII letters, digits and underscores, a letter first"
        )
    required = parameter.default is parameter.empty
    default = None if required else parameter.default
    return ArgPlan(parameter.name, hints[parameter.name], required, default)
