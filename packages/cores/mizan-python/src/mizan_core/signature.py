"""Reads a declared function once: its arguments, its return type, what it may not have."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

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
    wire = [each for each in parameters[1:] if not is_injected(hints.get(each.name))]
    args = tuple(_argument(parameter, hints) for parameter in wire)
    return Signature(args, hints.get("return"))


def request_args_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a callable's parameters after the request: what an `auth=` rule asks for."""
    names = tuple(inspect.signature(function).parameters)[1:]
    return tuple(name for name in names if name not in injected_of(function))


_injection_markers: list[type] = []


def inject_with(marker: type) -> None:
    """An adapter names what marks an argument as its own: `Annotated[T, marker(...)]`.

    Such arguments are never on the wire; the adapter adds them when it runs the function. §1.
    """
    if marker not in _injection_markers:
        _injection_markers.append(marker)


def is_injected(annotation: Any) -> bool:
    """Whether an argument is filled in by an adapter."""
    metadata = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return any(isinstance(each, marker) for each in metadata for marker in _injection_markers)


def injected_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The arguments that an adapter fills in, by name, with their annotations."""
    if not _injection_markers:
        return {}
    target = function if inspect.isroutine(function) else type(function).__call__
    hints = _hints(target)
    return {name: each for name, each in hints.items() if is_injected(each)}


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
