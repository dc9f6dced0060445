"""What a call changed: automatic entries, and what its function says. Protocol §3, §4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from mizan_core.client import declaration_of
from mizan_core.context import ReactContext
from mizan_core.params import ParamCodec
from mizan_core.plan import ContextPlan, FunctionPlan, MergePlan, TargetPlan
from mizan_core.registry import registry


class EffectError(TypeError):
    """`invalidate()` or `merge_into()` was called with something that does not exist or fit."""


@dataclass(frozen=True)
class Entry:
    """One invalidation: a context, the params that scope it as (name, JSON value, text form)."""

    context: str
    params: tuple[tuple[str, Any, str], ...] = ()
    functions: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.context, tuple((name, text) for name, _, text in self.params)))

    @property
    def is_broad(self) -> bool:
        """Whether it acts on the whole context."""
        return not self.params

    def to_wire(self) -> Any:
        """As it stands in a body: the bare name, or an object. Protocol §3."""
        if self.is_broad and not self.functions:
            return self.context
        params = {name: value for name, value, _ in self.params}
        wire: dict[str, Any] = {"context": self.context, "params": params}
        return {**wire, "functions": list(self.functions)} if self.functions else wire

    def to_header(self) -> Any:
        """As `mizan_core.header.format_header` takes it."""
        if self.is_broad and not self.functions:
            return self.context
        params = {name: text for name, _, text in self.params}
        return {"context": self.context, "params": params, "functions": self.functions}


@dataclass(frozen=True)
class MergeEntry:
    """One merge that is exact: its plan and the params that were determined, as JSON values."""

    plan: MergePlan
    params: dict[str, Any]
    scope: Entry


@dataclass
class Effects:
    """What one running function has said so far."""

    contexts: Mapping[str, ContextPlan]
    codecs: Mapping[str, Mapping[str, ParamCodec]]
    invalidated: dict[str, list[Entry]] = field(default_factory=dict)
    merge_params: dict[str, dict[str, Any]] = field(default_factory=dict)

    def invalidate(self, target: Any, params: Mapping[str, Any]) -> None:
        """Replaces the automatic entry of that context; several calls add up."""
        entry = make_entry(self.contexts, self.codecs, target, params)
        self.invalidated.setdefault(entry.context, []).append(entry)

    def merge_into(self, target: Any, params: Mapping[str, Any]) -> None:
        """Determines params that no argument determines."""
        entry = make_entry(self.contexts, self.codecs, target, params)
        values = {name: (value, text) for name, value, text in entry.params}
        self.merge_params.setdefault(entry.context, {}).update(values)


@dataclass(frozen=True)
class Outcome:
    """What a call tells: to the caller's kernel, and to everybody else's caches."""

    merges: tuple[MergeEntry, ...]
    invalidations: tuple[Entry, ...]

    @property
    def purges(self) -> tuple[Entry, ...]:
        """Merged bundles are stale everywhere but in the caller's kernel. Protocol §3."""
        if not self.merges:
            return self.invalidations
        return folded([*self.invalidations, *(merge.scope for merge in self.merges)])


NOTHING = Outcome((), ())
_running: ContextVar[Effects | None] = ContextVar("mizan_effects", default=None)


class collecting:  # noqa: N801 - used as `with collecting(effects):`
    """`invalidate()` and `merge_into()` inside this block belong to this call."""

    __slots__ = ("_before", "_effects")

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    def __enter__(self) -> None:
        self._before = _running.get()
        _running.set(self._effects)

    def __exit__(self, *raised: object) -> None:
        _running.set(self._before)


def invalidate(target: Any, /, **params: Any) -> None:
    """Say that a context changed, or only the part of it with these params. Protocol §3.

    `target` is a context, its name, or a read function. While a mutation runs this replaces the
    automatic entry of that context; elsewhere (admin, tasks, commands) it tells the caches, after
    the commit where a transaction is open. Raises EffectError for an unknown context or param.
    """
    effects = _running.get()
    if effects is not None:
        effects.invalidate(target, params)
        return
    from mizan_core.announce import announce

    announce([_entry_outside(target, params)])


def merge_into(target: Any, /, **params: Any) -> None:
    """While a mutation runs: these params say which instance its result is merged into. §4.

    For params that no argument of the mutation determines. Raises EffectError outside a call and
    for an unknown context or param.
    """
    effects = _running.get()
    if effects is None:
        raise EffectError("merge_into() belongs inside a running mutation")
    effects.merge_into(target, params)


def _entry_outside(target: Any, params: Mapping[str, Any]) -> Entry:
    contexts = registry.freeze().contexts
    return make_entry(contexts, codecs_of(contexts), target, params)


def codecs_of(contexts: Mapping[str, ContextPlan]) -> dict[str, dict[str, ParamCodec]]:
    """Context name -> param name -> codec."""
    return {
        name: {
            param.name: ParamCodec.of(param.name, param.annotation, param.required, param.default)
            for param in context.params
        }
        for name, context in contexts.items()
    }


def make_entry(
    contexts: Mapping[str, ContextPlan],
    codecs: Mapping[str, Mapping[str, ParamCodec]],
    target: Any,
    params: Mapping[str, Any],
) -> Entry:
    """A checked entry. Raises EffectError."""
    context, functions = _resolve(contexts, target)
    values = []
    for name, value in sorted(params.items()):
        codec = codecs[context].get(name)
        if codec is None:
            known = ", ".join(codecs[context]) or "none"
            raise EffectError(f"context {context!r} has no param '{name}'. Params: {known}")
        values.append(_checked(context, codec, value))
    return Entry(context, tuple(values), functions)


def _checked(context: str, codec: ParamCodec, value: Any) -> tuple[str, Any, str]:
    try:
        checked = codec.check(value)
    except ValidationError:
        message = f"param '{codec.name}' of context {context!r} is {codec.type_name}, not {value!r}"
        raise EffectError(message) from None
    return codec.name, codec.to_json(checked), codec.to_text(checked)


def _resolve(contexts: Mapping[str, ContextPlan], target: Any) -> tuple[str, tuple[str, ...]]:
    name = target.name if isinstance(target, ReactContext) else target
    if isinstance(name, str) and name in contexts:
        return name, ()
    declaration = declaration_of(target)
    for context in contexts.values() if declaration else ():
        for read in context.reads:
            if read.function is target:
                return context.name, (read.name,)
    known = ", ".join(sorted(contexts)) or "none"
    raise EffectError(f"{target!r} is no context and no read function. Contexts: {known}")


def outcome_of(effects: Effects, function: FunctionPlan, args: Mapping[str, Any]) -> Outcome:
    """What a call that succeeded merges and invalidates."""
    if not (function.affects or function.merges or effects.invalidated):
        return NOTHING
    merges, degraded = [], []
    for plan in function.merges:
        entry = _merge_entry(effects, plan, function, args)
        if entry is None:
            degraded.append(plan.fallback)
        else:
            merges.append(entry)
    return Outcome(tuple(merges), _entries(effects, function, degraded, args))


def failed_outcome(effects: Effects, function: FunctionPlan, args: Mapping[str, Any]) -> Outcome:
    """What a call invalidates that failed after it may have written: no value, so no merge."""
    fallbacks = [plan.fallback for plan in function.merges]
    return Outcome((), _entries(effects, function, fallbacks, args))


def _merge_entry(
    effects: Effects, plan: MergePlan, function: FunctionPlan, args: Mapping[str, Any]
) -> MergeEntry | None:
    if plan.degraded is not None:
        return None
    codecs = effects.codecs[plan.context]
    found = dict(_values(codecs, function, plan.params, args))
    said = effects.merge_params.get(plan.context, {})
    found.update({name: pair for name, pair in said.items() if name in _own(plan)})
    if any(name not in found for name in plan.missing):
        return None
    scope = Entry(plan.context, tuple((name, *found[name]) for name in sorted(found)), (plan.slot,))
    return MergeEntry(plan, {name: found[name][0] for name in sorted(found)}, scope)


def _own(plan: MergePlan) -> set[str]:
    return {name for name, _ in plan.params} | set(plan.missing)


def _values(
    codecs: Mapping[str, ParamCodec],
    function: FunctionPlan,
    pairs: Iterable[tuple[str, str]],
    args: Mapping[str, Any],
) -> Iterator[tuple[str, tuple[Any, str]]]:
    defaults = {arg.name: arg.default for arg in function.args}
    for param, arg in pairs:
        value = args[arg] if arg in args else defaults[arg]
        codec = codecs[param]
        yield param, (codec.to_json(value), codec.to_text(value))


def _entries(
    effects: Effects,
    function: FunctionPlan,
    fallbacks: Iterable[TargetPlan],
    args: Mapping[str, Any],
) -> tuple[Entry, ...]:
    """What is said replaces what `affects=` says, but never the entry that stands for a merge."""
    affected = (each for each in function.affects if each.context not in effects.invalidated)
    automatic = [_entry_of(effects, function, each, args) for each in (*affected, *fallbacks)]
    said = [entry for entries in effects.invalidated.values() for entry in entries]
    return folded([*automatic, *said])


def _entry_of(
    effects: Effects, function: FunctionPlan, target: TargetPlan, args: Mapping[str, Any]
) -> Entry:
    values = _values(effects.codecs[target.context], function, target.params, args)
    params = tuple(sorted((name, value, text) for name, (value, text) in values))
    return Entry(target.context, params, target.functions)


def folded(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Equal entries once, their functions united; a broad one swallows the scoped ones."""
    by_scope: dict[Any, Entry] = {}
    listed = list(entries)
    if len(listed) < 2:
        return tuple(listed)
    broad = {entry.context for entry in listed if entry.is_broad}
    for entry in listed:
        scope = () if entry.context in broad else tuple((n, text) for n, _, text in entry.params)
        params = () if entry.context in broad else entry.params
        key = (entry.context, scope)
        other = by_scope.get(key)
        functions = entry.functions if other is None else _united(other, entry)
        by_scope[key] = Entry(entry.context, params, functions)
    return tuple(by_scope[key] for key in sorted(by_scope))


def _united(one: Entry, other: Entry) -> tuple[str, ...]:
    """No functions means all of them."""
    if not one.functions or not other.functions:
        return ()
    return tuple(sorted({*one.functions, *other.functions}))
