"""Every adapter that claims the protocol, and how the tests reach it: over HTTP, on a socket.

To add one: a server that `serve.py` can start, and a row in `ADAPTERS`. What it cannot do yet
stands in `known-failing.json`, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vector_server import Reply, Request
from wire import Caller, Wire, running, signed_in

KNOWN_FAILING = json.loads((Path(__file__).parent / "known-failing.json").read_text("utf-8"))


@dataclass(frozen=True)
class Adapter:
    """`name` is what serve.py starts, `title` what people read in the matrix."""

    name: str
    title: str

    def __str__(self) -> str:
        return self.name

    def reason_to_fail(self, file: str, case: str) -> str | None:
        """Why this adapter is known to fail a case, or None."""
        return KNOWN_FAILING.get(self.name, {}).get(f"{file}: {case}")


ADAPTERS = (
    Adapter("django-wsgi", "Django, WSGI"),
    Adapter("django-asgi", "Django, ASGI"),
    Adapter("django-asgi-stock", "Django, ASGI without wrap_asgi"),
    Adapter("fastapi-router", "FastAPI, router"),
    Adapter("fastapi-middleware", "FastAPI, middleware"),
)


class Fleet:
    """The servers of one test run, each started when it is asked for first."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._wires: dict[tuple[str, ...], Wire] = {}

    def wire(self, adapter: Adapter, *options: str) -> Wire:
        """The server of an adapter, started with these options."""
        key = (adapter.name, *options)
        if key not in self._wires:
            self._wires[key] = self._stack.enter_context(running(*key))
        return self._wires[key]

    def close(self) -> None:
        """End all of them."""
        self._stack.close()


class VectorServer:
    """Serves the functions of a vector: what `vector_server.check_…` ask."""

    def __init__(self, wire: Wire, app: Mapping[str, Any], case: Mapping[str, Any]) -> None:
        wire.control("vectors", {"app": app, "case": case})
        self._wire = wire
        self._callers: dict[str, Caller] = {}

    def send(self, request: Request) -> Reply:
        """One request of a caller who has fetched the session's token, as a page does."""
        if request.caller not in self._callers:
            self._callers[request.caller] = signed_in(self._wire, request.caller)
        return self._callers[request.caller].send(request)
