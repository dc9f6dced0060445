"""`@client`: declares a server function. It only declares; a registry checks and plans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, overload

from mizan_core.context import AnyMerge, AnyTarget, ReactContext
from mizan_core.errors import MizanError
from mizan_core.records import Rows

Function = TypeVar("Function", bound=Callable[..., Any])
AuthOption = bool | Literal["staff", "superuser"] | Callable[..., Any] | None

FUNCTION_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


@dataclass(frozen=True)
class Declaration:
    """What `@client(...)` was told about one function, word for word. Protocol §1."""

    name: str
    function: Callable[..., Any]
    context: ReactContext | str | None
    affects: tuple[AnyTarget, ...]
    merge: tuple[AnyMerge, ...]
    auth: AuthOption
    private: bool
    route: str | None
    methods: tuple[str, ...]
    rows: Rows | None
    rev: int
    cache: bool | int | None
    errors: tuple[type[MizanError], ...]
    idempotent: bool
    live: bool

    @property
    def where(self) -> str:
        """The module and name that error messages point to."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


@overload
def client(function: Function, /) -> Function: ...


@overload
def client(
    *,
    context: ReactContext | str | None = None,
    affects: AnyTarget | Iterable[AnyTarget] | None = None,
    merge: AnyMerge | Iterable[AnyMerge] | None = None,
    auth: AuthOption = None,
    private: bool = False,
    route: str | None = None,
    methods: Iterable[str] = ("GET",),
    rows: Rows | None = None,
    rev: int = 0,
    cache: bool | int | None = None,
    errors: Iterable[type[MizanError]] = (),
    idempotent: bool = True,
    live: bool = False,
    name: str | None = None,
) -> Callable[[Function], Function]: ...


def client(
    function: Callable[..., Any] | None = None,
    /,
    *,
    context: ReactContext | str | None = None,
    affects: AnyTarget | Iterable[AnyTarget] | None = None,
    merge: AnyMerge | Iterable[AnyMerge] | None = None,
    auth: AuthOption = None,
    private: bool = False,
    route: str | None = None,
    methods: Iterable[str] = ("GET",),
    rows: Rows | None = None,
    rev: int = 0,
    cache: bool | int | None = None,
    errors: Iterable[type[MizanError]] = (),
    idempotent: bool = True,
    live: bool = False,
    name: str | None = None,
) -> Any:
    """Mark a function as callable from the typed client. Protocol §1.

    A read names its `context`; a mutation says what it `affects` (invalidated) or `merge`s (its
    return value is spliced into the cached bundle). `auth` is True, 'staff', 'superuser' or a
    callable `(request, **the args it names) -> bool`. `rows` promises that a list read is
    complete and ordered. `errors` lists the `MizanError` subclasses the client sees as a union.

    Nothing is checked here but the name; freezing the registry checks the rest and reports all
    problems at once.
    """

    def declare(target: Function) -> Function:
        declaration = Declaration(
            name=_checked_name(name or target.__name__),
            function=target,
            context=context,
            affects=_as_tuple(affects),
            merge=_as_tuple(merge),
            auth=auth,
            private=private,
            route=route,
            methods=_methods(methods) if route is not None else (),
            rows=rows,
            rev=rev,
            cache=cache,
            errors=_as_tuple(errors),
            idempotent=idempotent,
            live=live,
        )
        target.__mizan__ = declaration  # type: ignore[attr-defined]
        return target

    return declare if function is None else declare(function)


def declaration_of(function: object) -> Declaration | None:
    """The declaration that `@client` left on a function, or None."""
    found = getattr(function, "__mizan__", None)
    return found if isinstance(found, Declaration) else None


def _checked_name(name: str) -> str:
    if not FUNCTION_NAME.fullmatch(name):
        raise ValueError(f"function name {name!r}: use lower-case words like 'add_card'")
    return name


def _as_tuple(option: Any) -> tuple[Any, ...]:
    if option is None:
        return ()
    is_several = isinstance(option, Iterable) and not isinstance(option, (str, type))
    return tuple(option) if is_several else (option,)


def _methods(option: Any) -> tuple[Any, ...]:
    return tuple(each.upper() if isinstance(each, str) else each for each in _as_tuple(option))
