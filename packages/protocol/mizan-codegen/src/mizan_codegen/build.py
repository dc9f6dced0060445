"""Schema to render contexts: names are made and claimed here, once, for every framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from mizan_codegen.contexts import (
    Client,
    ClientFile,
    ContextHooksView,
    ContextView,
    EnumView,
    ErrorUnionView,
    FunctionView,
    HooksFile,
    HookView,
    IndexFile,
    InterfaceView,
    MutationHookView,
    ParamView,
    PropertyView,
    TypesFile,
    TypeView,
)
from mizan_codegen.expectations import expectations_of
from mizan_codegen.idioms import Idiom
from mizan_codegen.model import Context, Enum, ErrorCode, Field, Function, Record, Schema
from mizan_codegen.names import (
    ConstantName,
    HookName,
    Identifier,
    Namespace,
    PropertyKey,
    ProviderName,
    StringLiteral,
    TypeName,
    camel_case,
    pascal_case,
    quoted,
)
from mizan_codegen.problems import SchemaError
from mizan_codegen.typescript import field_doc, literal, or_undefined, param_type_name, type_view

AnyName = TypeVar("AnyName", bound=Identifier)

_BASE_TYPES = (
    "CommonError",
    "ContextDescriptor",
    "FunctionDescriptor",
    "MizanErrorOf",
    "NoArgs",
    "NoParams",
)
_MODULES = ("./client.gen", "./hooks.gen", "./types.gen")


def build_client(schema: Schema, idiom: Idiom) -> Client:
    """Everything that templates print. Raises NameCollision and SchemaError."""
    builder = _Builder(schema, idiom)
    return Client(
        types=builder.types_file(),
        client=builder.client_file(),
        hooks=builder.hooks_file(),
        index=IndexFile(tuple(StringLiteral(module) for module in _MODULES)),
    )


class _Builder:
    def __init__(self, schema: Schema, idiom: Idiom) -> None:
        self.schema = schema
        self.idiom = idiom
        self.contexts = tuple(each for each in schema.contexts if each.reads)
        self.errors = {each.code: each for each in schema.errors}
        reads = (read for each in self.contexts for read in each.reads)
        self.function_hooks = {_hook(each.name) for each in (*reads, *schema.mutations)}
        reserved = [(name, f"{name} of @mizan/base") for name in _BASE_TYPES]
        self.namespace = Namespace([*reserved, ("build", "the build id")])

    def types_file(self) -> TypesFile:
        enums = tuple(self._enum(each) for each in self.schema.enums)
        interfaces = (
            *(self._record(each) for each in self.schema.records),
            *(view for each in self.contexts for view in self._context_types(each)),
            *(self._args(each) for each in self.schema.mutations if each.args),
        )
        unions = tuple(self._error_union(each) for each in self.schema.mutations if each.errors)
        imports = ("CommonError", "MizanErrorOf") if unions else ()
        return TypesFile(enums, interfaces, unions, tuple(map(Identifier, imports)))

    def client_file(self) -> ClientFile:
        contexts = tuple(self._context(each) for each in self.contexts)
        functions = tuple(self._function(each) for each in self.schema.mutations)
        used = {*_context_imports(contexts), *_function_imports(functions)}
        base = used.intersection(_BASE_TYPES)
        return ClientFile(
            build=StringLiteral(self.schema.build),
            contexts=contexts,
            functions=functions,
            base_imports=_sorted_names(base),
            type_imports=_sorted_names(used - base),
        )

    def hooks_file(self) -> HooksFile:
        contexts = tuple(self._context_hooks(each) for each in self.contexts)
        mutations = tuple(self._mutation_hook(each) for each in self.schema.mutations)
        makers = {
            "createBundle": bool(contexts),
            "createMutation": bool(mutations),
            "createProvider": any(each.provider for each in contexts),
            "createRead": bool(contexts),
        }
        constants = [*(each.constant for each in contexts), *(each.constant for each in mutations)]
        return HooksFile(
            package=self.idiom.package,
            noun=self.idiom.noun,
            contexts=contexts,
            mutations=mutations,
            makers=_sorted_names(name for name, is_used in makers.items() if is_used),
            constants=_sorted_names(constants),
        )

    def _claim(self, make: Callable[[str], AnyName], text: str, owner: str) -> AnyName:
        try:
            name = make(text)
        except SchemaError as error:
            raise SchemaError(owner, error.reason, error.hint) from None
        self.namespace.claim(name, owner)
        return name

    def _enum(self, enum: Enum) -> EnumView:
        name = self._claim(TypeName, enum.name, f"the enum {enum.name}")
        members = tuple((PropertyKey(key), literal(value)) for key, value in enum.members)
        return EnumView(name, enum.doc, members)

    def _record(self, record: Record) -> InterfaceView:
        name = self._claim(TypeName, record.name, f"the record {record.name}")
        return InterfaceView(name, record.doc, _properties(record.fields))

    def _context_types(self, context: Context) -> Iterator[InterfaceView]:
        owner = f"the context {context.name}"
        if context.params:
            params = self._claim(TypeName, _params_type(context), f"the params of {owner}")
            doc = f'Params of the context "{context.name}".'
            yield InterfaceView(params, doc, _properties(context.params))
        bundle = self._claim(TypeName, _bundle_type(context), f"the bundle of {owner}")
        slots = tuple(
            PropertyView(PropertyKey(each.name), type_view(each.returns), False, each.doc)
            for each in context.reads
        )
        yield InterfaceView(bundle, f'What the context "{context.name}" holds.', slots)

    def _args(self, function: Function) -> InterfaceView:
        owner = f"the arguments of {function.name}()"
        name = self._claim(TypeName, _args_type(function), owner)
        return InterfaceView(name, f"Arguments of `{function.name}`.", _properties(function.args))

    def _error_union(self, function: Function) -> ErrorUnionView:
        owner = f"the errors of {function.name}()"
        name = self._claim(TypeName, _error_type(function), owner)
        members = tuple(_error_member(self.errors[code]) for code in function.errors)
        return ErrorUnionView(name, f"What `{function.name}` can fail with.", members)

    def _context(self, context: Context) -> ContextView:
        owner = f"the context {context.name}"
        return ContextView(
            constant=self._claim(ConstantName, _context_constant(context), owner),
            literal=StringLiteral(context.name),
            doc=context.doc,
            params_type=TypeName(_params_type(context) if context.params else "NoParams"),
            bundle_type=TypeName(_bundle_type(context)),
            params=tuple(_param(each) for each in context.params),
        )

    def _function(self, function: Function) -> FunctionView:
        owner = f"the function {function.name}()"
        return FunctionView(
            constant=self._claim(ConstantName, _function_constant(function), owner),
            literal=StringLiteral(function.name),
            doc=function.doc,
            args_type=TypeName(_args_type(function) if function.args else "NoArgs"),
            result=type_view(function.returns),
            error_type=TypeName(_error_type(function) if function.errors else "CommonError"),
            idempotent=function.idempotent,
            expectations=expectations_of(self.schema, function),
        )

    def _context_hooks(self, context: Context) -> ContextHooksView:
        owner = f"the context {context.name}"
        names = {param.name for param in context.params}
        is_provided = bool(names) and not self.idiom.not_props & names
        provider = self.idiom.provider.format(pascal_case(context.name))
        return ContextHooksView(
            constant=ConstantName(_context_constant(context)),
            literal=quoted(context.name),
            provider=self._claim(ProviderName, provider, owner) if is_provided else None,
            bundle=self._claim(HookName, self._bundle_hook(context), f"the bundle of {owner}"),
            reads=tuple(self._read_hook(each) for each in context.reads),
        )

    def _bundle_hook(self, context: Context) -> str:
        """`useBoard`, or `useBoardBundle` where a function has that hook already."""
        name = _hook(context.name)
        return f"{name}Bundle" if name in self.function_hooks else name

    def _read_hook(self, function: Function) -> HookView:
        name = self._claim(HookName, _hook(function.name), f"the function {function.name}()")
        return HookView(name, StringLiteral(function.name), function.doc)

    def _mutation_hook(self, function: Function) -> MutationHookView:
        name = self._claim(HookName, _hook(function.name), f"the function {function.name}()")
        return MutationHookView(name, ConstantName(_function_constant(function)), function.doc)


def _properties(fields: Iterable[Field]) -> tuple[PropertyView, ...]:
    return tuple(
        PropertyView(PropertyKey(each.name), type_view(each.type), each.optional, field_doc(each))
        for each in fields
    )


def _error_member(error: ErrorCode) -> tuple[StringLiteral, TypeView | None]:
    """Details of a declared type may still be missing: an error can be raised without them."""
    details = None if error.details is None else or_undefined(type_view(error.details))
    return StringLiteral(error.code), details


def _param(field: Field) -> ParamView:
    default = literal(field.default) if field.has_default else None
    return ParamView(PropertyKey(field.name), StringLiteral(param_type_name(field.type)), default)


def _context_imports(contexts: tuple[ContextView, ...]) -> Iterator[str]:
    for each in contexts:
        yield from ("ContextDescriptor", each.params_type, each.bundle_type)


def _function_imports(functions: tuple[FunctionView, ...]) -> Iterator[str]:
    for each in functions:
        yield from ("FunctionDescriptor", each.args_type, each.error_type, *each.result.names())


def _sorted_names(names: Iterable[str]) -> tuple[Identifier, ...]:
    return tuple(Identifier(name) for name in sorted(set(names)))


def _hook(name: str) -> str:
    return f"use{pascal_case(name)}"


def _context_constant(context: Context) -> str:
    return f"{camel_case(context.name)}Context"


def _function_constant(function: Function) -> str:
    return f"{camel_case(function.name)}Function"


def _params_type(context: Context) -> str:
    return f"{pascal_case(context.name)}Params"


def _bundle_type(context: Context) -> str:
    return f"{pascal_case(context.name)}Bundle"


def _args_type(function: Function) -> str:
    return f"{pascal_case(function.name)}Args"


def _error_type(function: Function) -> str:
    return f"{pascal_case(function.name)}Error"
