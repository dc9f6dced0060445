"""Render contexts: finished data, one dataclass per output file; templates only print them.

Every identifier is a type of `names.py`; every type is a `TypeView`, printed by the macros of
`templates/_macros.ts.j2`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mizan_codegen.names import (
    ConstantName,
    HookName,
    Identifier,
    PropertyKey,
    ProviderName,
    StringLiteral,
    TypeName,
)


@dataclass(frozen=True)
class TypeView:
    """A type to print: `form` picks the macro, which prints `word` or `items`."""

    form: str
    word: str = ""
    items: tuple[TypeView, ...] = ()

    def names(self) -> Iterator[str]:
        """The generated types that it names, at any depth."""
        if isinstance(self.word, TypeName):
            yield self.word
        for item in self.items:
            yield from item.names()


@dataclass(frozen=True)
class PropertyView:
    """A property of an interface."""

    key: PropertyKey
    type: TypeView
    is_optional: bool
    doc: str


@dataclass(frozen=True)
class InterfaceView:
    """An interface; one without properties is printed as an empty record."""

    name: TypeName
    doc: str
    properties: tuple[PropertyView, ...]


@dataclass(frozen=True)
class EnumView:
    """A constant object with its members and the union type of their values."""

    name: TypeName
    doc: str
    members: tuple[tuple[PropertyKey, str], ...]


@dataclass(frozen=True)
class ErrorUnionView:
    """What one function can fail with: codes, each with its details where they are special."""

    name: TypeName
    doc: str
    members: tuple[tuple[StringLiteral, TypeView | None], ...]


@dataclass(frozen=True)
class TypesFile:
    """types.gen.ts"""

    enums: tuple[EnumView, ...]
    interfaces: tuple[InterfaceView, ...]
    error_unions: tuple[ErrorUnionView, ...]
    base_imports: tuple[Identifier, ...]

    @property
    def is_empty(self) -> bool:
        """A file that exports nothing says so, for it is a module all the same."""
        return not (self.enums or self.interfaces or self.error_unions)


@dataclass(frozen=True)
class ParamView:
    """A param of a context: its type in words, and its default as a literal or None."""

    key: PropertyKey
    type_name: StringLiteral
    default: str | None


@dataclass(frozen=True)
class ContextView:
    """A context descriptor and what React and its like make of it."""

    constant: ConstantName
    literal: StringLiteral
    doc: str
    params_type: TypeName
    bundle_type: TypeName
    params: tuple[ParamView, ...]


@dataclass(frozen=True)
class ExpectationView:
    """What a call will do to one slot, as far as its args tell. Pairs are param and arg."""

    context: StringLiteral
    params: tuple[tuple[PropertyKey, StringLiteral], ...]
    slot: StringLiteral
    op: StringLiteral
    key: StringLiteral | None
    key_arg: StringLiteral | None
    fields: tuple[StringLiteral, ...]


@dataclass(frozen=True)
class FunctionView:
    """A function descriptor."""

    constant: ConstantName
    literal: StringLiteral
    doc: str
    args_type: TypeName
    result: TypeView
    error_type: TypeName
    idempotent: bool
    expectations: tuple[ExpectationView, ...]


@dataclass(frozen=True)
class ClientFile:
    """client.gen.ts"""

    build: StringLiteral
    contexts: tuple[ContextView, ...]
    functions: tuple[FunctionView, ...]
    base_imports: tuple[Identifier, ...]
    type_imports: tuple[Identifier, ...]


@dataclass(frozen=True)
class HookView:
    """`useBoardCards`: a hook over one read or one mutation."""

    name: HookName
    literal: StringLiteral
    doc: str


@dataclass(frozen=True)
class ContextHooksView:
    """The hooks of one context; `provider` is None where it has no params to provide."""

    constant: ConstantName
    literal: str
    provider: ProviderName | None
    bundle: HookName
    reads: tuple[HookView, ...]


@dataclass(frozen=True)
class MutationHookView:
    """The hook of one mutation."""

    name: HookName
    constant: ConstantName
    doc: str


@dataclass(frozen=True)
class HooksFile:
    """hooks.gen.ts, in the framework's idiom: its package and what it calls such functions."""

    package: str
    noun: str
    contexts: tuple[ContextHooksView, ...]
    mutations: tuple[MutationHookView, ...]
    makers: tuple[Identifier, ...]
    constants: tuple[Identifier, ...]


@dataclass(frozen=True)
class IndexFile:
    """index.gen.ts"""

    modules: tuple[StringLiteral, ...]


@dataclass(frozen=True)
class Client:
    """All files of one client."""

    types: TypesFile
    client: ClientFile
    hooks: HooksFile
    index: IndexFile
