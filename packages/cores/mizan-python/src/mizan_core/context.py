"""Contexts and the targets that mutations name. Declarations only: the planner resolves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

CONTEXT_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
SCOPES = ("private", "user", "public")


@dataclass(frozen=True)
class Target:
    """A context, and by hand how an invalidation of it is scoped. Protocol §3.

    `mapping` pairs context params with the mutation's arguments (`where`), `names` are both at
    once (`of`); neither is `all`: the whole context.
    """

    context: ReactContext
    scoping: Literal["where", "of", "all"]
    mapping: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Slot:
    """One function's place in a context's bundle, as a merge target. Protocol §4."""

    context: ReactContext
    function: str


class ReactContext:
    """A named group of reads that are fetched together as one bundle. Protocol §1.

    `name` is how requests and invalidations call it. `scope` says who shares it: `private`
    (cached only per signed-in user), `user` (belongs to the caller), `public` (shared by all).
    `scope_by` names the params that scope invalidations by argument name; by default those that
    end in `_id`. Raises ValueError for a name or a scope that is not allowed.
    """

    def __init__(
        self,
        name: str,
        *,
        scope: Literal["private", "user", "public"] = "private",
        scope_by: Iterable[str] | None = None,
        models: Iterable[type] = (),
        doc: str = "",
    ) -> None:
        if not CONTEXT_NAME.fullmatch(name):
            raise ValueError(f"context name {name!r}: use lower-case words like 'board_members'")
        if scope not in SCOPES:
            raise ValueError(f"context {name!r}: scope={scope!r} is none of {', '.join(SCOPES)}")
        self.name = name
        self.scope: Literal["private", "user", "public"] = scope
        self.scope_by = None if scope_by is None else tuple(scope_by)
        self.models = tuple(models)
        self.doc = doc

    def where(self, **arguments: str) -> Target:
        """Scope by these params, each from the argument named: `where(board_id='source_id')`."""
        return Target(self, "where", tuple(sorted(arguments.items())))

    def of(self, *params: str) -> Target:
        """Scope by these params, each from the argument of the same name: `of('user_id')`."""
        return Target(self, "of", tuple((name, name) for name in sorted(params)))

    def all(self) -> Target:
        """The whole context, whatever its params."""
        return Target(self, "all")

    def slot(self, function: str) -> Slot:
        """One function's place in the bundle, for `merge=` where types do not decide it."""
        return Slot(self, function)

    def __repr__(self) -> str:
        return f"ReactContext({self.name!r})"


Context = ReactContext

AnyTarget: TypeAlias = ReactContext | Target | str | Callable[..., Any]
AnyMerge: TypeAlias = ReactContext | Slot | str
