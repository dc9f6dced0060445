"""Registries with the functions that a vector describes. The notation: mizan-spec/README.md."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from mizan_core import (
    Merged,
    MizanError,
    ReactContext,
    Removed,
    Rows,
    client,
    invalidate,
    merge_into,
)
from mizan_core.errors import PROTOCOL_ERRORS
from mizan_core.registry import Registry
from pydantic import TypeAdapter
from vector_types import annotation_of, records_of

NO_DEFAULT = inspect.Parameter.empty
ERRORS = {error.code: error for error in PROTOCOL_ERRORS}


class Fault(Exception):
    """What a function of a vector raises when it crashes: nothing that Mizan knows."""


def register_app(registry: Registry, app: Mapping[str, Any], case: Mapping[str, Any]) -> None:
    """Register the functions of a vector file and of one of its cases, which may add to them."""
    builder = _Builder(app, case)
    for spec in builder.specs:
        registry.register(builder.functions[spec["name"]])


class _Builder:
    def __init__(self, app: Mapping[str, Any], case: Mapping[str, Any]) -> None:
        self.records = records_of({**app.get("records", {}), **case.get("records", {})})
        options = {**app.get("contexts", {}), **case.get("contexts", {})}
        self.specs: list[Any] = [*app["functions"], *case.get("functions", [])]
        names = {spec["context"] for spec in self.specs if "context" in spec}
        self.contexts = {name: ReactContext(name, **options.get(name, {})) for name in names}
        self.functions: dict[str, Callable[..., Any]] = {}
        # Reads first: a mutation may name a read by the function itself.
        for spec in sorted(self.specs, key=lambda each: "context" not in each):
            self.functions[spec["name"]] = client(**self.options(spec))(self.function(spec))

    def options(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """The vector's description as arguments of `@client`."""
        options = {name: spec[name] for name in ("private",) if name in spec}
        if "context" in spec:
            options["context"] = self.contexts[spec["context"]]
        if "rows" in spec:
            options["rows"] = Rows(**spec["rows"])
        if "auth" in spec:
            options["auth"] = _auth(spec["auth"])
        for name in ("affects", "merge"):
            if name in spec:
                options[name] = [self.target(target) for target in spec[name]]
        return {"name": spec["name"], **options}

    def target(self, target: Any) -> Any:
        """A name as it is; an object as what a Python app writes for it."""
        if isinstance(target, str):
            return target
        if "function" in target:
            return self.functions[target["function"]]
        context = self.contexts[target["context"]]
        makers: dict[str, Callable[[Any], Any]] = {
            "where": lambda pairs: context.where(**pairs),
            "of": lambda names: context.of(*names),
            "all": lambda _: context.all(),
            "slot": context.slot,
        }
        found = [make(target[word]) for word, make in makers.items() if word in target]
        return found[0] if found else context

    def function(self, spec: Mapping[str, Any]) -> Callable[..., Any]:
        """A function with the declared signature that does what the vector says."""
        returns = annotation_of(spec["returns"], self.records)

        def run(request: Any, **args: Any) -> Any:
            for said in spec.get("says", ()):
                self.say(said)
            bound = signature.bind(request, **args)
            bound.apply_defaults()
            return _outcome(spec, bound.arguments, returns)

        parameters = [_parameter("request", Any)]
        parameters += [self.parameter(name, of) for name, of in spec.get("args", {}).items()]
        signature = inspect.Signature(parameters)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        run.__annotations__["return"] = returns
        run.__name__ = run.__qualname__ = spec["name"]
        return run

    def parameter(self, name: str, of: Any) -> inspect.Parameter:
        annotation = annotation_of(of, self.records)
        if not (isinstance(of, dict) and "default" in of):
            return _parameter(name, annotation)
        return _parameter(name, annotation, TypeAdapter(annotation).validate_python(of["default"]))

    def say(self, said: Mapping[str, Any]) -> None:
        say = invalidate if "invalidate" in said else merge_into
        target = said.get("invalidate", said.get("merge_into"))
        say(self.target(target), **said["params"])


def _parameter(
    name: str, annotation: Any, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, annotation=annotation, default=default)


def _auth(option: Any) -> Any:
    if not isinstance(option, dict):
        return option
    name, goal = option["arg"], option["equals"]

    def rule(request: Any, **args: Any) -> bool:
        return bool(args[name] == goal)

    rule.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [_parameter("request", Any), _parameter(name, Any)]
    )
    return rule


def _outcome(spec: Mapping[str, Any], args: Mapping[str, Any], returns: Any) -> Any:
    if "raises" in spec:
        error: type[MizanError] = ERRORS[spec["raises"]]
        raise error(field=spec.get("field"))
    if "crashes" in spec:
        raise Fault(spec["crashes"])
    if "gives_args" in spec:
        return {name: value for name, value in args.items() if name != "request"}
    if "gives_arg" in spec:
        return args[spec["gives_arg"]]
    return _value(spec["gives"], returns)


def _value(given: Any, returns: Any) -> Any:
    """JSON as the function of a real app returns it: removals wrapped, all else plain."""
    if getattr(returns, "__origin__", None) is Removed:
        return Removed(given)
    if isinstance(returns, type) and issubclass(returns, Merged):
        fields = returns.model_fields
        return {name: _value(each, fields[name].annotation) for name, each in given.items()}
    return given
