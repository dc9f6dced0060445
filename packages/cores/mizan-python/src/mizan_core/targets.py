"""Resolves what a mutation `affects`: which contexts, scoped by which arguments. Protocol §3."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mizan_core.client import Declaration, declaration_of
from mizan_core.context import AnyTarget, ReactContext, Target
from mizan_core.params import ParamTypeError, type_name_of, without_metadata
from mizan_core.plan import ArgPlan, ContextPlan, FunctionPlan, ParamPlan, TargetPlan

Complain = Callable[[str], None]
NEVER_BY_NAME = {"id", "pk", "slug"}
EVERYTHING = "*"


@dataclass(frozen=True)
class Directory:
    """Everything that a target may name."""

    contexts: dict[str, ContextPlan]
    functions: dict[str, FunctionPlan]
    objects: dict[str, ReactContext]
    declarations: dict[str, Declaration]

    def scope_names(self, context: str) -> set[str]:
        """The params that scope by argument name: `scope_by=`, else those ending in `_id`."""
        declared = self.objects[context].scope_by
        names = {param.name for param in self.contexts[context].params}
        if declared is not None:
            return names & set(declared)
        return {name for name in names if name.endswith("_id") and name not in NEVER_BY_NAME}


def resolve_targets(
    directory: Directory, function: FunctionPlan, targets: Iterable[AnyTarget], complain: Complain
) -> tuple[TargetPlan, ...]:
    """One plan per target, in declared order, equal ones once."""
    resolved: dict[TargetPlan, None] = {}
    for target in targets:
        for plan in _resolve(directory, function, target, complain):
            resolved[plan] = None
    return tuple(resolved)


def _resolve(
    directory: Directory, function: FunctionPlan, target: AnyTarget, complain: Complain
) -> list[TargetPlan]:
    if target == EVERYTHING:
        return [TargetPlan(name, "all") for name in sorted(directory.contexts)]
    if isinstance(target, Target):
        return _by_hand(directory, function, target, complain)
    context, functions = _named(directory, target, complain)
    return [by_names(directory, function, context, functions)] if context else []


def _named(
    directory: Directory, target: Any, complain: Complain
) -> tuple[str | None, tuple[str, ...]]:
    if isinstance(target, ReactContext):
        return known_context(directory, target.name, complain), ()
    if isinstance(target, str):
        return _by_string(directory, target, complain)
    if declaration_of(target) is None:
        complain(f"affects= holds {target!r}: use a context, a read function, a name or '*'")
        return None, ()
    registered = _registered_name(directory, target)
    if registered is None:
        complain(f"affects= names {target.__qualname__}, which is not registered")
        return None, ()
    return _read_function(directory, registered, complain)


def _registered_name(directory: Directory, target: Any) -> str | None:
    for name, declaration in directory.declarations.items():
        if declaration.function is target:
            return name
    return None


def _by_string(
    directory: Directory, name: str, complain: Complain
) -> tuple[str | None, tuple[str, ...]]:
    is_context = name in directory.contexts
    if not is_context and name in directory.functions:
        return _read_function(directory, name, complain)
    return known_context(directory, name, complain), ()


def _read_function(
    directory: Directory, name: str, complain: Complain
) -> tuple[str | None, tuple[str, ...]]:
    context = directory.functions[name].context
    if context is None:
        complain(f"affects= names '{name}', which is no read: nothing of it is cached")
        return None, ()
    return context, (name,)


def known_context(directory: Directory, name: str, complain: Complain) -> str | None:
    """The name if such a context has reads; otherwise a complaint that lists what exists."""
    if name in directory.contexts:
        return name
    known = ", ".join(sorted(directory.contexts)) or "none yet"
    complain(f"there is no context {name!r} with reads. Contexts: {known}")
    return None


def by_names(
    directory: Directory, function: FunctionPlan, context: str, functions: tuple[str, ...] = ()
) -> TargetPlan:
    """Tier 1: a context param takes the argument of the same name and type. Protocol §3."""
    scoped = directory.scope_names(context)
    params = [param for param in directory.contexts[context].params if param.name in scoped]
    args = {arg.name: arg for arg in function.args}
    pairs = tuple(
        (param.name, param.name)
        for param in params
        if param.name in args and same_type(param, args[param.name])
    )
    return TargetPlan(context, "names", pairs, functions)


def same_type(param: ParamPlan, arg: ArgPlan) -> bool:
    """Whether an argument's values are values of the param, whatever constraints either has."""
    try:
        type_name = type_name_of(arg.annotation)
    except ParamTypeError:
        return False
    if type_name != param.type_name:
        return False
    is_closed = "enum" in type_name or "literal" in type_name
    return not is_closed or without_metadata(arg.annotation) == without_metadata(param.annotation)


def _by_hand(
    directory: Directory, function: FunctionPlan, target: Target, complain: Complain
) -> list[TargetPlan]:
    context = known_context(directory, target.context.name, complain)
    if context is None:
        return []
    pairs = checked_mapping(directory, function, target, complain)
    return [TargetPlan(context, target.scoping, pairs)]


def checked_mapping(
    directory: Directory, function: FunctionPlan, target: Target, complain: Complain
) -> tuple[tuple[str, str], ...]:
    """The pairs of a `where`/`of` target that name a param and an argument of one type."""
    params = {param.name: param for param in directory.contexts[target.context.name].params}
    args = {arg.name: arg for arg in function.args}
    for param, arg in target.mapping:
        if param not in params:
            complain(f"{target.context!r} has no param '{param}'. Params: {_names(params)}")
        elif arg not in args:
            complain(f"it has no argument '{arg}' for {param}. Arguments: {_names(args)}")
        elif not same_type(params[param], args[arg]):
            expected = params[param].type_name
            complain(f"argument '{arg}' is not of the type of param '{param}', which is {expected}")
    return target.mapping


def _names(known: dict[str, Any]) -> str:
    return ", ".join(known) or "none"
