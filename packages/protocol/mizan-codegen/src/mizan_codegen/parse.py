"""IR text to `Schema`: every node checked against its shape, every name that is used resolved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar, get_args

from mizan_codegen.kdl import Node, Shape, read_nodes
from mizan_codegen.model import (
    ITEM_COUNTS,
    NAMED_KINDS,
    SCALAR_KINDS,
    Context,
    Enum,
    ErrorCode,
    Field,
    Function,
    Kind,
    Merge,
    Record,
    Schema,
    Type,
)
from mizan_codegen.problems import SchemaError

IR_VERSION = 1
Named = TypeVar("Named", Enum, Record, Context, Function)
_CONSTRAINTS = (
    "decimal-places",
    "ge",
    "gt",
    "le",
    "lt",
    "max-digits",
    "max-length",
    "min-length",
    "multiple-of",
    "pattern",
)
_TYPES = (*SCALAR_KINDS, *ITEM_COUNTS, *NAMED_KINDS, "literal")
_FIELD = Shape(props=("default", "doc", "optional"), children=_TYPES)
_EFFECTS = ("affects", "merge", "methods", "raises", "rows")
_FUNCTION = Shape(
    props=("context", "doc", "idempotent", "route"), children=("arg", "returns", *_EFFECTS)
)
_SCOPE = ("param", "functions")
_SHAPES: dict[str, Shape] = {
    "mizan-ir": Shape(),
    "enum": Shape(props=("doc",), children=("member",)),
    "record": Shape(props=("doc",), children=("field",)),
    "error": Shape(props=("doc", "status"), children=("details",)),
    "context": Shape(props=("doc", "scope"), children=("param",)),
    "read": _FUNCTION,
    "mutation": _FUNCTION,
    "view": _FUNCTION,
    "field": _FIELD,
    "arg": _FIELD,
    "param": _FIELD,
    "member": Shape(args=(2, 2)),
    "details": Shape(args=(0, 0), children=_TYPES),
    "returns": Shape(args=(0, 0), children=_TYPES),
    "affects": Shape(props=("scoping",), children=_SCOPE),
    "merge": Shape(props=("field", "op", "slot"), children=_SCOPE),
    "methods": Shape(args=(1, None)),
    "raises": Shape(),
    "rows": Shape(args=(0, None), props=("at", "key")),
}
_TYPE_SHAPES: dict[str, Shape] = {
    **{kind: Shape(args=(0, 0), props=_CONSTRAINTS) for kind in SCALAR_KINDS},
    **{kind: Shape((0, 0), _CONSTRAINTS, _TYPES) for kind in ITEM_COUNTS},
    **dict.fromkeys(NAMED_KINDS, Shape()),
    "literal": Shape(args=(1, None)),
}
_TOP = ("mizan-ir", "enum", "record", "error", "context", "read", "mutation", "view")


def parse(text: str) -> Schema:
    """The schema in an IR text. Raises SchemaError that says where and what. Protocol §11."""
    nodes = _top_nodes(text)
    functions = _unique(_function(each) for each in _of(nodes, "read", "mutation", "view"))
    reads = tuple(each for each in functions if each.kind == "read")
    schema = Schema(
        build=hashlib.sha256(text.encode()).hexdigest()[:16],
        enums=_unique(_enum(each) for each in _of(nodes, "enum")),
        records=_unique(_record(each) for each in _of(nodes, "record")),
        errors=tuple(_error(each) for each in _of(nodes, "error")),
        contexts=_unique(_context(each, reads) for each in _of(nodes, "context")),
        mutations=tuple(each for each in functions if each.kind == "mutation"),
    )
    _check_references(schema, functions)
    return schema


def _top_nodes(text: str) -> tuple[Node, ...]:
    nodes = read_nodes(text)
    if not nodes or nodes[0].name != "mizan-ir":
        hint = "the IR command may print something else to its output: let it print the IR only"
        raise SchemaError("", "the IR does not begin with 'mizan-ir 1'", hint)
    if nodes[0].args != (IR_VERSION,):
        reason = f"the IR is of version {nodes[0].args[0]}, this generator reads {IR_VERSION}"
        raise SchemaError("", reason, "update vendor/mizan: the two come from one release")
    for node in nodes:
        if node.name not in _TOP:
            raise node.fail(f"unknown node '{node.name}'", f"known here: {', '.join(_TOP)}")
        node.check(_SHAPES)
    return nodes


def _of(nodes: Iterable[Node], *names: str) -> list[Node]:
    return [node for node in nodes if node.name in names]


def _unique(found: Iterable[Named]) -> tuple[Named, ...]:
    named: dict[str, Named] = {}
    for each in found:
        if each.name in named:
            raise SchemaError("", f"two nodes are named '{each.name}'")
        named[each.name] = each
    return tuple(named[name] for name in sorted(named))


def _enum(node: Node) -> Enum:
    return Enum(node.own_name(), node.text("doc"), tuple(_member(each) for each in node.children))


def _member(node: Node) -> tuple[str, str | int]:
    node.check(_SHAPES)
    value = node.args[1]
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise node.fail(f"its value is {value!r}, not a string or a whole number")
    return node.own_name(), value


def _record(node: Node) -> Record:
    return Record(node.own_name(), node.text("doc"), _fields(node, "field"))


def _fields(node: Node, name: str) -> tuple[Field, ...]:
    fields = tuple(_field(each) for each in node.named(name))
    names = [each.name for each in fields]
    for each in names:
        if names.count(each) > 1:
            raise node.fail(f"two of its {name}s are named '{each}'")
    return fields


def _field(node: Node) -> Field:
    node.check(_SHAPES)
    return Field(
        name=node.own_name(),
        type=_only_type(node),
        optional=node.flag("optional", False),
        has_default="default" in node.props,
        default=node.props.get("default"),
        doc=node.text("doc"),
    )


def _only_type(node: Node) -> Type:
    if len(node.children) != 1:
        raise node.fail(f"it has {len(node.children)} types, needs one")
    return _type(node.children[0])


def _type(node: Node) -> Type:
    node.check(_TYPE_SHAPES)
    least, most = ITEM_COUNTS.get(node.name, (0, None))
    if not least <= len(node.children) <= (len(node.children) if most is None else most):
        raise node.fail(f"it has {len(node.children)} types inside, needs {least}")
    is_named = node.name in NAMED_KINDS
    return Type(
        kind=node.name,
        items=tuple(_type(each) for each in node.children),
        values=() if is_named else node.args,
        name=node.own_name() if is_named else "",
    )


def _error(node: Node) -> ErrorCode:
    found = node.named("details")
    for each in found:
        each.check(_SHAPES)
    details = _only_type(found[0]) if found else None
    return ErrorCode(node.own_name(), node.integer("status", 500), node.text("doc"), details)


def _context(node: Node, reads: tuple[Function, ...]) -> Context:
    name = node.own_name()
    own = tuple(each for each in reads if each.context == name)
    return Context(name, node.text("doc"), _fields(node, "param"), own)


def _function(node: Node) -> Function:
    for each in node.named(*_EFFECTS):
        each.check(_SHAPES)
    returns = node.only("returns")
    returns.check(_SHAPES)
    kinds: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    return Function(
        kind=kinds[node.name],
        name=node.own_name(),
        doc=node.text("doc"),
        args=_fields(node, "arg"),
        returns=_only_type(returns),
        context=node.text("context") or None,
        errors=tuple(each.own_name() for each in node.named("raises")),
        idempotent=node.flag("idempotent", True),
        merges=tuple(_merge(each) for each in node.named("merge")),
        rows_key=next((each.text("key") for each in node.named("rows")), None),
    )


def _merge(node: Node) -> Merge:
    return Merge(
        context=node.own_name(),
        slot=node.text("slot"),
        op=node.text("op"),
        field=node.text("field") or None,
        params=tuple((each.own_name(), each.text("from")) for each in node.named("param")),
    )


def _check_references(schema: Schema, functions: Iterable[Function]) -> None:
    known = {each.name for each in schema.enums} | {each.name for each in schema.records}
    for place, type_ref in _types_of(schema, functions):
        for name in type_ref.names():
            if name not in known:
                raise SchemaError(place, f"it names '{name}', which is no record or enum")
    contexts = {each.name for each in schema.contexts}
    codes = {each.code for each in schema.errors}
    for function in functions:
        if function.kind == "read" and function.context not in contexts:
            reason = f"its context is {function.context!r}, which is none"
            raise SchemaError(f'read "{function.name}"', reason)
        for code in function.errors:
            if code not in codes:
                place = f'{function.kind} "{function.name}"'
                raise SchemaError(place, f"it raises '{code}', which is no error")


def _types_of(schema: Schema, functions: Iterable[Function]) -> Iterator[tuple[str, Type]]:
    for record in schema.records:
        yield from ((f'record "{record.name}"', each.type) for each in record.fields)
    for context in schema.contexts:
        yield from ((f'context "{context.name}"', each.type) for each in context.params)
    for error in schema.errors:
        if error.details is not None:
            yield f'error "{error.code}"', error.details
    for function in functions:
        place = f'{function.kind} "{function.name}"'
        yield place, function.returns
        yield from ((place, each.type) for each in function.args)
