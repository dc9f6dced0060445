"""`mizan check`: per mutation, what is merged, what is invalidated and how it is scoped. §1."""

from __future__ import annotations

from collections.abc import Iterator

from mizan_core.plan import FunctionPlan, MergePlan, Plan, TargetPlan

SCOPED = {
    "names": "by argument name",
    "where": "by hand, where()",
    "of": "by hand, of()",
    "all": "whole",
}


def report(plan: Plan) -> str:
    """The report as text, one paragraph per mutation, sorted by name."""
    mutations = [each for each in plan.functions.values() if each.kind != "read"]
    paragraphs = ["\n".join([each.name, *_lines(plan, each)]) for each in mutations]
    reads = sum(each.kind == "read" for each in plan.functions.values())
    summary = f"{len(plan.contexts)} contexts, {reads} reads, {len(mutations)} mutations: all fit."
    return "\n\n".join([*paragraphs, summary])


def _lines(plan: Plan, function: FunctionPlan) -> Iterator[str]:
    for merge in function.merges:
        yield from _merge_lines(plan, function, merge)
    for context in dict.fromkeys(merge.context for merge in function.merges):
        if untouched := _untouched(plan, function, context):
            yield f"  leaves as they are: {', '.join(untouched)}"
    for target in function.affects:
        yield f"  invalidates {_target_text(plan, target)}"
    if not function.merges and not function.affects:
        yield "  changes nothing that is cached"


def _merge_lines(plan: Plan, function: FunctionPlan, merge: MergePlan) -> Iterator[str]:
    value = f"{function.name}.{merge.field}" if merge.field else "its result"
    if merge.degraded is not None:
        yield f"  invalidates {_target_text(plan, merge.fallback)}"
        yield f"    degraded from a merge of {value}: {merge.degraded}"
        return
    slot = f"{merge.context}.{merge.slot}"
    yield f"  merges {value} into {slot} ({merge.operation}){_params_text(merge.params)}"
    if merge.missing:
        missing = ", ".join(merge.missing)
        yield f"    only with merge_into(..., {missing}=...), else it invalidates {merge.context}"


def _untouched(plan: Plan, function: FunctionPlan, context: str) -> list[str]:
    merged = {each.slot for each in function.merges if each.context == context}
    return [
        f"{context}.{read.name}" for read in plan.contexts[context].reads if read.name not in merged
    ]


def _target_text(plan: Plan, target: TargetPlan) -> str:
    scoped = _params_text(target.params)
    how = f" ({SCOPED[target.scoping]})" if scoped or target.scoping == "all" else ""
    if plan.contexts[target.context].scope == "user":
        how += " (of the caller)"
    return f"{target.context}{scoped or ', every instance'}{how}"


def _params_text(params: tuple[tuple[str, str], ...]) -> str:
    pairs = [name if name == arg else f"{name}={arg}" for name, arg in params]
    return f" with the same {', '.join(pairs)}" if pairs else ""
