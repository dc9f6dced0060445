"""The registry: what was declared, by name, until it is frozen into a plan."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from mizan_core.client import FUNCTION_NAME, Declaration, declaration_of
from mizan_core.plan import Plan

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a registry from freezing: which function, what is wrong."""

    function: str
    message: str

    def __str__(self) -> str:
        return f"{self.function}: {self.message}"


class RegistryError(Exception):
    """What was registered does not fit together. `problems` lists everything at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Registry:
    """Collects declared functions; `freeze` checks them all and plans once. Protocol §1."""

    def __init__(self) -> None:
        self._declarations: dict[str, Declaration] = {}
        self._problems: list[Problem] = []
        self._plan: Plan | None = None

    def register(self, function: Function, name: str | None = None) -> Function:
        """Add a `@client` function, under another name where one is given.

        Registering the same function twice is allowed (modules are imported twice in tests).
        Raises TypeError for a function without `@client`, ValueError for a name that is no name.
        """
        declaration = declaration_of(function)
        if declaration is None:
            raise TypeError(f"{function!r} is not marked with @client")
        final = name or declaration.name
        if not FUNCTION_NAME.fullmatch(final):
            raise ValueError(f"function name {final!r}: use lower-case words like 'add_card'")
        self._add(final, declaration)
        return function

    def _add(self, name: str, declaration: Declaration) -> None:
        other = self._declarations.get(name)
        if other is not None and other.function is not declaration.function:
            message = f"two functions have this name: {other.where} and {declaration.where}"
            self._problems.append(Problem(name, message))
        self._declarations[name] = declaration
        self._plan = None

    def discover(self, module: str | ModuleType) -> int:
        """Register every `@client` function that a module defines; how many there were."""
        found = importlib.import_module(module) if isinstance(module, str) else module
        functions = [
            each
            for each in vars(found).values()
            if declaration_of(each) is not None and each.__module__ == found.__name__
        ]
        for function in functions:
            self.register(function)
        return len(functions)

    def routes(self) -> list[tuple[str, Declaration]]:
        """The view-path functions (`route=`), by name; known before the freeze."""
        return [(n, each) for n, each in sorted(self._declarations.items()) if each.route]

    def clear(self) -> None:
        """Forget everything; for tests."""
        self._declarations.clear()
        self._problems.clear()
        self._plan = None

    def freeze(self) -> Plan:
        """The plan of what is registered now, made once. Raises RegistryError."""
        if self._plan is None:
            from mizan_core.planner import make_plan

            self._plan = make_plan(dict(sorted(self._declarations.items())), list(self._problems))
        return self._plan


registry = Registry()
register = registry.register


def register_as(name: str) -> Callable[[Function], Function]:
    """Register a `@client` function under another name: `@register_as('contact.submit')`."""

    def add(function: Function) -> Function:
        return registry.register(function, name)

    return add
