"""What a frozen registry knows: plain, immutable data that everything downstream reads.

The planner writes these once; the engine, the code generator's IR and `mizan check` only read them.
Nothing here inspects a function or knows a framework.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from mizan_core.errors import MizanError
from mizan_core.records import Rows

Scope = Literal["private", "user", "public"]
Kind = Literal["read", "mutation", "view"]
Operation = Literal["replace", "upsert", "remove"]
Scoping = Literal["names", "where", "of", "all"]


@dataclass(frozen=True)
class ArgPlan:
    """One argument of a function, in the order it is declared. Protocol §1."""

    name: str
    annotation: Any
    required: bool
    default: Any = None


@dataclass(frozen=True)
class ParamPlan:
    """One parameter of a context. Protocol §1 "Param types".

    `type_name` is the declared type in words: `int`, `optional[str]`, `list[uuid]`.
    """

    name: str
    annotation: Any
    required: bool
    default: Any
    type_name: str


@dataclass(frozen=True)
class TargetPlan:
    """One context that a mutation invalidates, and how the entry is scoped. Protocol §3.

    `params` pairs each context param that is named with the argument that gives its value.
    `functions` is advisory: which of the context's functions changed.
    """

    context: str
    scoping: Scoping
    params: tuple[tuple[str, str], ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class MergePlan:
    """One value that is spliced into one slot of one context. Protocol §4.

    `field` names the field of a `Merged` record, or is None where the whole result is the value.
    `is_removal` says that the value is a `Removed` key. `missing` lists the slot's params that no
    argument determines: without `merge_into` the merge then becomes `fallback`. `degraded` says
    why the merge can never be exact, or is None.
    """

    context: str
    slot: str
    operation: Operation
    is_removal: bool
    field: str | None
    key: str | None
    at: Literal["start", "end"]
    order_by: tuple[str, ...]
    params: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    degraded: str | None
    fallback: TargetPlan


@dataclass(frozen=True)
class AuthPlan:
    """Who may call. `rule` is None (anybody), a level, or a callable with the args it names."""

    rule: Literal["authenticated", "staff", "superuser"] | Callable[..., Any] | None = None
    arg_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class FunctionPlan:
    """A server function after the freeze. Protocol §1."""

    name: str
    doc: str
    kind: Kind
    function: Callable[..., Any]
    is_async: bool
    args: tuple[ArgPlan, ...]
    returns: Any
    context: str | None = None
    private: bool = False
    auth: AuthPlan = AuthPlan()
    rows: Rows | None = None
    errors: tuple[type[MizanError], ...] = ()
    merges: tuple[MergePlan, ...] = ()
    affects: tuple[TargetPlan, ...] = ()
    route: str | None = None
    methods: tuple[str, ...] = ()
    idempotent: bool = True
    rev: int = 0
    cache: bool | int | None = None


@dataclass(frozen=True)
class ContextPlan:
    """A named group of reads that are fetched together. Protocol §1."""

    name: str
    params: tuple[ParamPlan, ...]
    scope: Scope
    reads: tuple[FunctionPlan, ...]
    auth: AuthPlan = AuthPlan()
    doc: str = ""

    @property
    def auth_required(self) -> bool:
        """Whether some callers are refused."""
        return self.auth.rule is not None


@dataclass(frozen=True)
class Plan:
    """Everything that was registered, checked and resolved, sorted by name."""

    contexts: dict[str, ContextPlan]
    functions: dict[str, FunctionPlan]
    errors: dict[str, type[MizanError]]
