"""Declarations in, a checked plan out: contexts, params, auth, targets and slots. Protocol §1.

Two passes. The first gives every function and context its shape; the second resolves what
mutations name. Every problem is collected, so that one freeze tells everything.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mizan_core.client import AuthOption, Declaration
from mizan_core.context import ReactContext
from mizan_core.errors import MizanError
from mizan_core.options import wrong_pairs, wrong_values
from mizan_core.params import ParamTypeError, type_name_of
from mizan_core.plan import AuthPlan, ContextPlan, FunctionPlan, Kind, ParamPlan, Plan
from mizan_core.registry import Problem, RegistryError
from mizan_core.shapes import describe, shape_of, sorts_as_json
from mizan_core.signature import Signature, SignatureError, read_signature, request_args_of
from mizan_core.signature import is_async_callable as is_async
from mizan_core.slots import resolve_merges
from mizan_core.targets import Directory, resolve_targets

LEVELS = {True: "authenticated", "staff": "staff", "superuser": "superuser"}
GLOBAL = "global"
LOCAL = "local"


def make_plan(declarations: dict[str, Declaration], problems: list[Problem]) -> Plan:
    """Check everything and plan. Raises RegistryError with all problems."""
    planner = _Planner(declarations, problems)
    planner.read_functions()
    planner.group_contexts()
    planner.resolve_mutations()
    if planner.problems:
        raise RegistryError(planner.problems)
    return planner.plan()


class _Planner:
    def __init__(self, declarations: dict[str, Declaration], problems: list[Problem]) -> None:
        self.declarations = declarations
        self.problems = problems
        self.functions: dict[str, FunctionPlan] = {}
        self.contexts: dict[str, ContextPlan] = {}
        self.objects: dict[str, ReactContext] = {}

    def complain(self, function: str, message: str) -> None:
        self.problems.append(Problem(function, message))

    def plan(self) -> Plan:
        contexts = dict(sorted(self.contexts.items()))
        return Plan(contexts, self.functions, self._errors())

    def _errors(self) -> dict[str, type[MizanError]]:
        declared = {error for function in self.functions.values() for error in function.errors}
        return {error.code: error for error in sorted(declared, key=lambda each: each.code)}

    # --- first pass: functions -------------------------------------------------------------

    def read_functions(self) -> None:
        for name, declaration in self.declarations.items():
            if not self._has_right_options(name, declaration):
                continue
            try:
                needs_return = declaration.route is None
                signature = read_signature(declaration.function, needs_return=needs_return)
            except SignatureError as error:
                self.complain(name, f"{error} ({declaration.where})")
                continue
            self.functions[name] = self._function_plan(name, declaration, signature)

    def _has_right_options(self, name: str, declaration: Declaration) -> bool:
        wrong = list(wrong_values(declaration))
        for message in wrong or wrong_pairs(declaration):
            self.complain(name, message)
        return not wrong

    def _function_plan(
        self, name: str, declaration: Declaration, signature: Signature
    ) -> FunctionPlan:
        return FunctionPlan(
            name=name,
            doc=_doc_of(declaration.function),
            kind=_kind_of(declaration),
            function=declaration.function,
            is_async=is_async(declaration.function),
            args=signature.args,
            returns=signature.returns,
            private=declaration.private,
            auth=self._auth_plan(name, declaration.auth),
            rows=declaration.rows,
            errors=declaration.errors,
            route=declaration.route,
            methods=declaration.methods,
            idempotent=declaration.idempotent,
            rev=declaration.rev,
            cache=declaration.cache,
        )

    def _auth_plan(self, name: str, option: AuthOption) -> AuthPlan:
        if option is None or option is False:
            return AuthPlan()
        if callable(option):
            return AuthPlan(option, request_args_of(option))
        return AuthPlan(LEVELS[option])  # type: ignore[arg-type]

    # --- first pass: contexts --------------------------------------------------------------

    def group_contexts(self) -> None:
        groups: dict[str, list[str]] = {}
        for name, function in self.functions.items():
            declared = self.declarations[name].context
            if function.kind == "read" and declared is not None:
                groups.setdefault(self._context_name(name, declared), []).append(name)
        for context, names in groups.items():
            self._add_context(context, names)

    def _context_name(self, function: str, declared: ReactContext | str) -> str:
        if isinstance(declared, str):
            return function if declared == LOCAL else declared
        known = self.objects.setdefault(declared.name, declared)
        if known is not declared and _options(known) != _options(declared):
            message = f"two different ReactContext objects are named {declared.name!r}"
            self.complain(function, f"{message}: declare it once and import it")
        if declared.models:
            message = f"{declared.name!r} has models=, which is not there yet (Protocol §3)"
            self.complain(function, message)
        return declared.name

    def _add_context(self, context: str, names: list[str]) -> None:
        placed = {name: replace(self.functions[name], context=context) for name in names}
        self.functions.update(placed)
        reads = tuple(placed[name] for name in sorted(placed))
        declared = self.objects.setdefault(context, _implicit(context))
        plan = ContextPlan(
            name=context,
            params=self._params(context, reads),
            scope=declared.scope,
            reads=reads,
            auth=reads[0].auth,
            doc=declared.doc,
        )
        self.contexts[context] = plan
        self._check_context(plan)

    def _params(self, context: str, reads: tuple[FunctionPlan, ...]) -> tuple[ParamPlan, ...]:
        found: dict[str, ParamPlan] = {}
        for function in reads:
            for arg in function.args:
                try:
                    type_name = type_name_of(arg.annotation)
                except ParamTypeError as error:
                    self.complain(function.name, f"argument '{arg.name}': {error}")
                    continue
                param = ParamPlan(arg.name, arg.annotation, arg.required, arg.default, type_name)
                other = found.setdefault(arg.name, param)
                if other != param:
                    self._complain_of_two_types(context, function.name, other, param)
        return tuple(found[name] for name in sorted(found))

    def _complain_of_two_types(
        self, context: str, function: str, one: ParamPlan, other: ParamPlan
    ) -> None:
        self.complain(
            function,
            f"in context {context!r} the param '{one.name}' is {_in_words(one)} elsewhere and "
            f"{_in_words(other)} here: one name has one type and one default",
        )

    def _check_context(self, context: ContextPlan) -> None:
        names = {param.name for param in context.params}
        for function in context.reads:
            if function.auth != context.auth:
                first = context.reads[0].name
                message = f"its auth= differs from that of '{first}' in context {context.name!r}"
                self.complain(function.name, f"{message}: the functions of a context share one")
            if function.rows is not None:
                self._check_rows(function)
        first_name = context.reads[0].name
        if unknown := set(context.auth.arg_names) - names:
            message = f"auth= asks for {_listed(unknown)}, which context {context.name!r} has not"
            self.complain(first_name, f"{message}: its params are {_listed(names) or 'none'}")
        if context.scope == "public" and context.auth_required:
            self.complain(first_name, f"context {context.name!r} is public: it takes no auth=")
        if context.name == GLOBAL and (names or context.auth_required):
            self.complain(first_name, "context 'global' takes no arguments and no auth=")
        self._check_scope_by(context, names)

    def _check_scope_by(self, context: ContextPlan, names: set[str]) -> None:
        declared = self.objects[context.name].scope_by or ()
        for name in declared:
            if name in {"id", "pk", "slug"}:
                message = f"scope_by={name!r}: such names mean other things in mutations"
                self.complain(context.reads[0].name, f"{message}; use a target with where(...)")
            elif name not in names:
                message = f"scope_by={name!r} is no param of context {context.name!r}"
                self.complain(
                    context.reads[0].name, f"{message}: {_listed(names) or 'it has none'}"
                )

    def _check_rows(self, function: FunctionPlan) -> None:
        shape = shape_of(function.returns)
        rows = function.rows
        if shape is None or shape.kind != "list" or rows is None:
            self.complain(function.name, "rows= needs a return type list[Record]")
            return
        wanted = [rows.key, *(name.removeprefix("-") for name in rows.order_by)]
        fields = shape.fields()
        for name in wanted:
            if name not in fields:
                message = f"rows= names the field {name!r}, which {shape.name} has not"
                self.complain(function.name, f"{message}: {', '.join(fields)}")
            elif name in wanted[1:] and not sorts_as_json(fields[name]):
                message = f"rows= is ordered by {name!r}, whose JSON does not sort as its values do"
                advice = "order by bool, int, float, str, uuid, date or enum, or say only at="
                self.complain(function.name, f"{message} ({describe(fields[name])}): {advice}")

    # --- second pass: what mutations name --------------------------------------------------

    def resolve_mutations(self) -> None:
        directory = Directory(self.contexts, self.functions, self.objects, self.declarations)
        for name, function in list(self.functions.items()):
            if function.kind == "read":
                continue
            self._check_auth_args(function)
            complain = _complainer(self.complain, name)
            declaration = self.declarations[name]
            affects = resolve_targets(directory, function, declaration.affects, complain)
            merges = resolve_merges(directory, function, declaration.merge, complain)
            self.functions[name] = replace(function, affects=affects, merges=merges)

    def _check_auth_args(self, function: FunctionPlan) -> None:
        names = {arg.name for arg in function.args}
        if unknown := set(function.auth.arg_names) - names:
            message = f"auth= asks for {_listed(unknown)}, which it has not"
            self.complain(function.name, f"{message}: its arguments are {_listed(names) or 'none'}")


def _complainer(complain: Callable[[str, str], None], name: str) -> Callable[[str], None]:
    return lambda message: complain(name, message)


def _kind_of(declaration: Declaration) -> Kind:
    if declaration.route is not None:
        return "view"
    return "read" if declaration.context is not None else "mutation"


def _implicit(name: str) -> ReactContext:
    return ReactContext(name)


def _options(context: ReactContext) -> tuple[Any, ...]:
    return (context.scope, context.scope_by, context.models)


def _doc_of(function: Callable[..., Any]) -> str:
    return inspect.getdoc(function) or ""


def _in_words(param: ParamPlan) -> str:
    return param.type_name if param.required else f"{param.type_name} = {param.default!r}"


def _listed(names: set[str]) -> str:
    return ", ".join(repr(name) for name in sorted(names))
