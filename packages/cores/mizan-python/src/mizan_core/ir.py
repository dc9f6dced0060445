"""The plan as canonical KDL 2.0: what the code generator reads, and what the build hash covers.

Byte-identical for the same functions on every backend: everything is sorted by name but what has
an order of its own (args, fields, members), strings are always quoted, one node per line, types
inline. `packages/protocol/mizan-codegen/README.md` describes the format. Protocol §11.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from mizan_core.errors import MizanError
from mizan_core.kdl import Json, Node, print_nodes
from mizan_core.plan import (
    ArgPlan,
    ContextPlan,
    FunctionPlan,
    MergePlan,
    ParamPlan,
    Plan,
    TargetPlan,
)
from mizan_core.record_fields import RawField, SchemaError
from mizan_core.schema import EnumType, FieldType, RecordType, Schema, SchemaBuilder, TypeRef

IR_VERSION = 1


def render_ir(plan: Plan) -> str:
    """The IR of everything a client may use; private functions are left out.

    Raises SchemaError, naming the function and the argument or field, for a type outside the
    closed set.
    """
    return print_nodes(_document(plan))


def build_hash(ir: str) -> str:
    """The build id that every answer carries: 16 hex digits of the IR's SHA-256. Protocol §2."""
    return hashlib.sha256(ir.encode()).hexdigest()[:16]


def _document(plan: Plan) -> Iterator[Node]:
    builder = SchemaBuilder(_removed_keys(plan))
    functions = [each for _, each in sorted(plan.functions.items()) if not each.private]
    errors = _errors_of(functions)
    types = {function.name: _function_types(function, builder) for function in functions}
    details = {code: _details_type(error, builder) for code, error in errors.items()}
    params = {name: _param_types(each, builder) for name, each in plan.contexts.items()}
    write = _Writer(builder.build())
    yield Node("mizan-ir", (IR_VERSION,))
    yield from map(write.enum, write.schema.enums)
    yield from map(write.record, write.schema.records)
    for code, error in errors.items():
        yield write.error(code, error, details[code])
    for name, context in sorted(plan.contexts.items()):
        yield write.context(context, params[name])
    for function in sorted(functions, key=lambda each: (_KINDS.index(each.kind), each.name)):
        yield write.function(function, types[function.name])


_KINDS = ("read", "mutation", "view")


@dataclass(frozen=True)
class _FunctionTypes:
    args: tuple[FieldType, ...]
    returns: TypeRef


def _function_types(function: FunctionPlan, builder: SchemaBuilder) -> _FunctionTypes:
    args = tuple(
        builder.field_of(_raw(each), "input", f"{function.name}(), argument {each.name}")
        for each in function.args
    )
    if function.kind == "view":
        return _FunctionTypes(args, TypeRef("json"))
    returns = builder.type_of(function.returns, "output", f"{function.name}(), what it returns")
    return _FunctionTypes(args, returns)


def _param_types(context: ContextPlan, builder: SchemaBuilder) -> tuple[FieldType, ...]:
    place = f"context {context.name}, param"
    return tuple(builder.field_of(_raw(p), "input", f"{place} {p.name}") for p in context.params)


def _details_type(error: type[MizanError], builder: SchemaBuilder) -> TypeRef | None:
    """None where the details have the protocol's own shape, which every client knows."""
    if error.details_type is MizanError.details_type:
        return None
    return builder.type_of(error.details_type, "output", f"{error.__name__}.details_type")


def _raw(plan: ArgPlan | ParamPlan) -> RawField:
    default = ... if plan.required else plan.default
    return RawField(plan.name, plan.annotation, optional=not plan.required, default=default)


def _errors_of(functions: Iterable[FunctionPlan]) -> dict[str, type[MizanError]]:
    found: dict[str, type[MizanError]] = {}
    for function in functions:
        for error in function.errors:
            other = found.setdefault(error.code, error)
            if other is not error:
                reason = f"{other.__name__} and {error.__name__} both have the code {error.code}"
                raise SchemaError(f"{function.name}()", reason, "give each error its own code")
    return dict(sorted(found.items()))


def _removed_keys(plan: Plan) -> dict[Any, str]:
    """Which field tells the records of a list apart, for `Removed[T]`."""
    keys: dict[Any, str] = {}
    for function in plan.functions.values():
        if function.rows is not None and get_origin(function.returns) is list:
            keys[get_args(function.returns)[0]] = function.rows.key
    return keys


@dataclass(frozen=True)
class _Writer:
    """Plans to nodes, with the names that the schema gave."""

    schema: Schema

    def enum(self, each: EnumType) -> Node:
        members = tuple(Node("member", member) for member in each.members)
        return Node("enum", (each.name,), _props(doc=each.doc), children=members)

    def record(self, each: RecordType) -> Node:
        fields = tuple(self.field("field", field) for field in each.fields)
        return Node("record", (each.name,), _props(doc=each.doc), children=fields)

    def error(self, code: str, error: type[MizanError], details: TypeRef | None) -> Node:
        doc = inspect.cleandoc(error.__dict__.get("__doc__") or "")
        children = (Node("details", type=self.type(details)),) if details else ()
        return Node("error", (code,), _props(doc=doc, status=error.status), children=children)

    def context(self, context: ContextPlan, params: tuple[FieldType, ...]) -> Node:
        children = tuple(self.field("param", each) for each in params)
        props = _props(doc=inspect.cleandoc(context.doc), scope=context.scope)
        return Node("context", (context.name,), props, children=children)

    def function(self, function: FunctionPlan, types: _FunctionTypes) -> Node:
        props = _props(
            context=function.context,
            doc=inspect.cleandoc(function.doc),
            idempotent=None if function.idempotent else False,
            route=function.route,
        )
        children = (
            *(self.field("arg", each) for each in types.args),
            Node("returns", type=self.type(types.returns)),
            *_effects(function),
        )
        return Node(function.kind, (function.name,), props, children=children)

    def field(self, name: str, each: FieldType) -> Node:
        default = None if each.default is None else Json(each.default)
        props = _props(default=default, doc=each.doc, optional=each.optional or None)
        return Node(name, (each.name,), props, self.type(each.type))

    def type(self, type_ref: TypeRef) -> Node:
        is_named = type_ref.kind in ("record", "enum")
        return Node(
            type_ref.kind,
            (self.schema.name_of(type_ref),) if is_named else type_ref.values,
            tuple((name.replace("_", "-"), value) for name, value in type_ref.constraints),
            children=tuple(self.type(item) for item in type_ref.items),
        )


def _effects(function: FunctionPlan) -> Iterator[Node]:
    if function.rows is not None:
        order = tuple(function.rows.order_by)
        yield Node("rows", order, _props(at=function.rows.at, key=function.rows.key))
    if function.methods:
        yield Node("methods", tuple(sorted(function.methods)))
    exact = [merge for merge in function.merges if merge.degraded is None]
    yield from sorted((_merge(each) for each in exact), key=repr)
    targets = [each.fallback for each in function.merges if each.degraded is not None]
    yield from sorted({_target(each) for each in (*function.affects, *targets)}, key=repr)
    for code in sorted({error.code for error in function.errors}):
        yield Node("raises", (code,))


def _merge(merge: MergePlan) -> Node:
    props = _props(field=merge.field, op=merge.operation, slot=merge.slot)
    return Node("merge", (merge.context,), props, children=_scope(merge.params))


def _target(target: TargetPlan) -> Node:
    props = _props(scoping=target.scoping)
    functions = (Node("functions", tuple(sorted(target.functions))),) if target.functions else ()
    children = (*_scope(target.params), *functions)
    return Node("affects", (target.context,), props, children=children)


def _scope(pairs: Iterable[tuple[str, str]]) -> tuple[Node, ...]:
    return tuple(Node("param", (name,), (("from", arg),)) for name, arg in sorted(pairs))


def _props(**found: Any) -> tuple[tuple[str, Any], ...]:
    """What is None or an empty text is left out."""
    return tuple((name, value) for name, value in sorted(found.items()) if value not in (None, ""))
