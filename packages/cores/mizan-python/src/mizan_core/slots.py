"""Finds the slot that each merged value goes to, by type, once, at freeze. Protocol §4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mizan_core.context import AnyMerge, ReactContext, Slot, Target
from mizan_core.plan import ContextPlan, FunctionPlan, MergePlan, Operation, TargetPlan
from mizan_core.shapes import Shape, describe, merged_fields, shape_of
from mizan_core.targets import Complain, Directory, by_names, checked_mapping, known_context

# What is returned, what the slot holds -> what the client does.
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("record", "record"): "replace",
    ("record", "optional"): "replace",
    ("record", "list"): "upsert",
    ("removed", "list"): "remove",
    ("removed", "optional"): "replace",
}


@dataclass
class _Goal:
    """One context to merge into: the slots that are allowed and the scoping written by hand."""

    context: str
    functions: tuple[str, ...] = ()
    target: Target | None = None


@dataclass(frozen=True)
class _Match:
    function: FunctionPlan
    operation: Operation
    is_removal: bool


def resolve_merges(
    directory: Directory, function: FunctionPlan, merges: Iterable[AnyMerge], complain: Complain
) -> tuple[MergePlan, ...]:
    """One plan per value and context."""
    goals = _goals(directory, list(merges), complain)
    values = merged_fields(function.returns)
    if values is None:
        return tuple(
            plan
            for goal in goals
            for plan in _one_value(directory, function, goal, None, function.returns, complain)
        )
    return _all_fields(directory, function, goals, values, complain)


def _goals(directory: Directory, merges: list[Any], complain: Complain) -> list[_Goal]:
    goals: dict[str, _Goal] = {}
    for merge in merges:
        name = _context_name(merge)
        if name is None:
            complain(f"merge= holds {merge!r}: use a context, its name or Context.slot('function')")
        elif known_context(directory, name, complain):
            goal = goals.setdefault(name, _Goal(name))
            _narrow(directory, goal, merge, complain)
    return list(goals.values())


def _context_name(merge: Any) -> str | None:
    if isinstance(merge, (Slot, Target)):
        return merge.context.name
    if isinstance(merge, ReactContext):
        return merge.name
    return merge if isinstance(merge, str) else None


def _narrow(directory: Directory, goal: _Goal, merge: Any, complain: Complain) -> None:
    if isinstance(merge, Target):
        goal.target = merge
    if isinstance(merge, Slot):
        names = [read.name for read in directory.contexts[goal.context].reads]
        if merge.function not in names:
            complain(f"{goal.context!r} has no slot {merge.function!r}. Slots: {', '.join(names)}")
        goal.functions = (*goal.functions, merge.function)


def _all_fields(
    directory: Directory,
    function: FunctionPlan,
    goals: list[_Goal],
    values: dict[str, Any],
    complain: Complain,
) -> tuple[MergePlan, ...]:
    """A `Merged` record: every field goes somewhere, every context gets something."""
    found: list[MergePlan] = []
    homeless = dict(values)
    for goal in goals:
        before = len(found)
        for field, annotation in values.items():
            matches = _matches(directory.contexts[goal.context], goal, shape_of(annotation))
            if matches:
                homeless.pop(field, None)
                found += _one_value(directory, function, goal, field, annotation, complain)
        if len(found) == before:
            complain(_no_slot(directory.contexts[goal.context], describe(function.returns)))
    for field, annotation in homeless.items() if goals else ():
        contexts = ", ".join(repr(goal.context) for goal in goals)
        complain(f"field '{field}' ({describe(annotation)}) has no slot in {contexts}")
    return tuple(found)


def _one_value(
    directory: Directory,
    function: FunctionPlan,
    goal: _Goal,
    field: str | None,
    annotation: Any,
    complain: Complain,
) -> list[MergePlan]:
    context = directory.contexts[goal.context]
    matches = _matches(context, goal, shape_of(annotation))
    if len(matches) == 1:
        return [_merge_plan(directory, function, goal, field, matches[0], complain)]
    returned = describe(annotation)
    complain(_several(context, returned, matches) if matches else _no_slot(context, returned))
    return []


def _matches(context: ContextPlan, goal: _Goal, shape: Shape | None) -> list[_Match]:
    if shape is None:
        return []
    found = []
    for read in context.reads:
        held = shape_of(read.returns)
        if held is None or held.record is not shape.record:
            continue
        operation = OPERATIONS.get((shape.kind, held.kind))
        if operation is not None and (not goal.functions or read.name in goal.functions):
            found.append(_Match(read, operation, shape.kind == "removed"))
    return found


def _no_slot(context: ContextPlan, returned: str) -> str:
    slots = "; ".join(f"{read.name} -> {describe(read.returns)}" for read in context.reads)
    return (
        f"nothing in context {context.name!r} can take {returned}: only a named record goes to a "
        f"slot that holds the same record. Slots: {slots}"
    )


def _several(context: ContextPlan, returned: str, matches: list[_Match]) -> str:
    names = [match.function.name for match in matches]
    hint = f"merge=<{context.name} context>.slot('{names[0]}')"
    return f"{returned} fits several slots of {context.name!r}: {', '.join(names)}. Say {hint}"


def _merge_plan(
    directory: Directory,
    function: FunctionPlan,
    goal: _Goal,
    field: str | None,
    match: _Match,
    complain: Complain,
) -> MergePlan:
    fallback = _fallback(directory, function, goal, match.function.name, complain)
    own = [arg.name for arg in match.function.args]
    pairs = tuple(pair for pair in fallback.params if pair[0] in own)
    determined = {param for param, _ in pairs}
    rows = match.function.rows
    in_rows = match.operation != "replace"
    return MergePlan(
        context=goal.context,
        slot=match.function.name,
        operation=match.operation,
        is_removal=match.is_removal,
        field=field,
        key=rows.key if rows and in_rows else None,
        at=rows.at if rows else "end",
        order_by=rows.order_by if rows else (),
        params=pairs,
        missing=tuple(name for name in own if name not in determined),
        degraded=_degraded(match) if in_rows and rows is None else None,
        fallback=fallback,
    )


def _fallback(
    directory: Directory, function: FunctionPlan, goal: _Goal, slot: str, complain: Complain
) -> TargetPlan:
    if goal.target is None:
        return by_names(directory, function, goal.context, (slot,))
    pairs = checked_mapping(directory, function, goal.target, complain)
    return TargetPlan(goal.context, goal.target.scoping, pairs, (slot,))


def _degraded(match: _Match) -> str:
    return f"'{match.function.name}' is a list without rows=, so it may not hold every record"
