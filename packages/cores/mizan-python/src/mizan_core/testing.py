"""What every backend's `MizanTestClient` is made of: a page without a screen.

It holds the bundles that it has read and applies merges to them as the kernel does, so that a
test can prove that a merge shows what a fresh read would show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mizan_core.client import declaration_of
from mizan_core.context import ReactContext
from mizan_core.effects import codecs_of
from mizan_core.errors import PROTOCOL_ERRORS, MizanError
from mizan_core.matching import matches
from mizan_core.params import canonical_query
from mizan_core.plan import Plan
from mizan_core.splice import CannotSplice, splice

Instance = tuple[str, str]


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class CallAnswer:
    """What a mutation answered."""

    result: Any
    merges: list[dict[str, Any]] = field(default_factory=list)
    invalidations: list[Any] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def merges_of(self, context: ReactContext | str) -> list[dict[str, Any]]:
        """The merge entries for one context."""
        return [each for each in self.merges if each["context"] == _name(context)]

    def invalidates(self, context: ReactContext | str, **params: Any) -> bool:
        """Whether an instance of a context with these params is invalidated."""
        return any(matches(entry, _name(context), params) for entry in self.invalidations)


class ProtocolClient:
    """Reads contexts and calls mutations; errors are raised as the classes that apps declare."""

    def __init__(self, plan: Plan, base: str) -> None:
        self._plan = plan
        self._base = base
        self._codecs = codecs_of(plan.contexts)
        self._token: str | None = None
        self._who: str | None = None
        self.bundles: dict[Instance, Any] = {}
        self._params: dict[Instance, dict[str, Any]] = {}
        self._stale: set[Instance] = set()

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> RawAnswer:
        """One request; each backend has its own."""
        raise NotImplementedError

    def read(self, context: ReactContext | str, **params: Any) -> Any:
        """A context's bundle, kept as the page's data. Raises the `MizanError` of the answer."""
        instance = self._instance(_name(context), params)
        answer = self._sent("GET", self._path(instance))
        bundle = self._raised(answer)
        self.bundles[instance] = bundle
        self._params[instance] = self._as_json(instance[0], params)
        self._stale.discard(instance)
        return bundle

    def call(self, function: Callable[..., Any] | str, **args: Any) -> CallAnswer:
        """Call a mutation by function or name. Raises the `MizanError` of the answer."""
        body = {"fn": self._function_name(function), "args": args}
        answer = self.post("call/", json.dumps(body, default=str).encode())
        wire = answer.json()
        invalidations = wire.get("invalidate", [])
        merges = wire.get("merge", [])
        self._apply(merges, invalidations, wire.get("result"))
        result = self._raised(answer)["result"]
        return CallAnswer(result, merges, invalidations, answer.headers)

    def post(
        self, path: str, body: bytes, more_headers: Mapping[str, str] | None = None
    ) -> RawAnswer:
        """A raw POST below the base, with this session's token."""
        if self._token is None:
            self._token = self._sent("GET", f"{self._base}session/").json()["csrf"]
        headers = {"Content-Type": "application/json", "X-Mizan-Csrf": self._token or ""}
        return self._sent("POST", self._base + path, {**headers, **(more_headers or {})}, body)

    def get(self, path: str) -> RawAnswer:
        """A raw GET below the base."""
        return self._sent("GET", self._base + path)

    def assert_merges_are_exact(self) -> None:
        """Every bundle that this page holds, merges applied, equals a fresh read of it.

        Bundles that a call invalidated are read again instead, as the kernel would.
        """
        for instance, shown in list(self.bundles.items()):
            fresh = self._raised(self._sent("GET", self._path(instance)))
            if instance not in self._stale:
                assert shown == fresh, _difference(instance, shown, fresh)
            self.bundles[instance] = fresh
        self._stale.clear()

    def _sent(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> RawAnswer:
        answer = self.send(method, path, headers or {}, body)
        who = {name.lower(): value for name, value in answer.headers.items()}.get("x-mizan-who")
        if who is not None and who != self._who:
            self._who, self._token = who, None
            self.bundles.clear()
            self._stale.clear()
        return answer

    def _apply(self, merges: list[Any], invalidations: list[Any], result: Any) -> None:
        for instance in list(self.bundles):
            params = self._params[instance]
            for entry in merges:
                if matches(entry, instance[0], params):
                    self._splice(instance, entry, result)
            if any(matches(entry, instance[0], params) for entry in invalidations):
                self._stale.add(instance)

    def _splice(self, instance: Instance, entry: Any, result: Any) -> None:
        try:
            self.bundles[instance] = splice(self.bundles[instance], entry, result)
        except CannotSplice:
            self._stale.add(instance)

    def _raised(self, answer: RawAnswer) -> Any:
        wire = answer.json()
        if answer.status < 400:
            return wire
        error = wire["error"]
        raise _class_of(self._plan, error, answer.status)

    def _instance(self, context: str, params: Mapping[str, Any]) -> Instance:
        codecs = self._codecs[context]
        checked = {name: codecs[name].check(value) for name, value in params.items()}
        return context, canonical_query(codecs.values(), checked)

    def _as_json(self, context: str, params: Mapping[str, Any]) -> dict[str, Any]:
        return {
            codec.name: codec.to_json(codec.check(params.get(codec.name, codec.default)))
            for codec in self._codecs[context].values()
        }

    def _path(self, instance: Instance) -> str:
        context, query = instance
        return f"{self._base}ctx/{context}/" + (f"?{query}" if query else "")

    def _function_name(self, function: Callable[..., Any] | str) -> str:
        if isinstance(function, str):
            return function
        for name, plan in self._plan.functions.items():
            if plan.function is function:
                return name
        raise TypeError(f"{function!r} is not registered; is it marked with @client?")


def _class_of(plan: Plan, error: Mapping[str, Any], status: int) -> MizanError:
    known = {each.code: each for each in PROTOCOL_ERRORS} | plan.errors
    made = known.get(error["code"], MizanError)(error["message"], details=error.get("details"))
    made.__dict__["answered_status"] = status
    return made


def _name(context: Any) -> str:
    if isinstance(context, ReactContext):
        return context.name
    declaration = declaration_of(context)
    if declaration is not None:
        raise TypeError(f"{context!r} is a function: name its context")
    return str(context)


def _difference(instance: Instance, shown: Any, fresh: Any) -> str:
    changed = [name for name in fresh if shown.get(name) != fresh[name]]
    lines = [f"{name}: shown {shown.get(name)!r}, fresh read {fresh[name]!r}" for name in changed]
    return f"a merge into {instance[0]}?{instance[1]} was not exact\n" + "\n".join(lines)
