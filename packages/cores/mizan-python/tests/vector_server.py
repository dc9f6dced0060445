"""The core's engine as a server in memory, and what every adapter has to answer to a vector.

A server has one method, `send(Request) -> Reply`; the adapters' conformance tests bring their own.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote

from mizan_core import steps
from mizan_core.engine import Engine, EngineSettings
from mizan_core.errors import PayloadTooLarge
from mizan_core.identity import ANONYMOUS, Identity
from mizan_core.registry import Registry
from vector_apps import register_app

TOKEN, ORIGIN = "<token>", "<origin>"
CALL_HEADERS = {"Content-Type": "application/json", "X-Mizan-Csrf": TOKEN, "Origin": ORIGIN}


@dataclass(frozen=True)
class Request:
    """A request below BASE. Header values may hold `<token>` and `<origin>`."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    caller: str = "anonymous"


@dataclass(frozen=True)
class Reply:
    """An answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Server(Protocol):
    """Anything that answers requests."""

    def send(self, request: Request) -> Reply:
        """Answer one request."""


def request_of(spec: Mapping[str, Any]) -> Request:
    """A vector's request, with the headers of a call that comes from a page."""
    headers = {**(CALL_HEADERS if spec["path"] == "call/" else {}), **spec.get("headers", {})}
    return Request(
        method=spec["method"],
        path=spec["path"],
        query=spec.get("query", ""),
        headers={name: value for name, value in headers.items() if value is not None},
        body=_body(spec),
        caller=spec.get("as", "anonymous"),
    )


def call_of(call: Mapping[str, Any]) -> Request:
    """`{"fn", "args"}` as a call of somebody who may do everything."""
    return request_of({"method": "POST", "path": "call/", "json": call, "as": "staff"})


def _body(spec: Mapping[str, Any]) -> bytes:
    if "json" in spec:
        return json.dumps(spec["json"], ensure_ascii=False).encode()
    if "base64" in spec:
        return base64.b64decode(spec["base64"])
    parts = spec.get("parts", [[spec.get("text", ""), 1]])
    return "".join(text * times for text, times in parts).encode()


# --- what an answer has to be -----------------------------------------------------------------

ANSWER_KEYS = ["result", "invalidate", "merge"]
ERROR_KEYS = ["code", "message", "details"]
LEAKS = (b"Traceback", b"a secret of the server", b'File "')


def check_answer(reply: Reply, expected: Mapping[str, Any]) -> None:
    """A reply is what an envelope vector says, and what every answer is. Raises AssertionError."""
    check_every_answer(reply)
    wire = json.loads(reply.body)
    assert reply.status == expected["status"], wire
    seen = {
        "error": wire.get("error", {}).get("code"),
        "message": wire.get("error", {}).get("message"),
        "paths": sorted(_paths(wire), key=str),
        "result": wire.get("result"),
        "invalidate": wire.get("invalidate"),
        "merge": wire.get("merge"),
        "bundle": wire,
        "keys": sorted(wire),
        "header": reply.headers.get("x-mizan-invalidate"),
        "allow": reply.headers.get("allow"),
    }
    for name, value in expected.items():
        if name in seen:
            wanted = sorted(value, key=str) if name == "paths" else value
            assert seen[name] == wanted, f"{name}: {seen[name]!r} instead of {wanted!r}"


def check_effects(server: Server, case: Mapping[str, Any]) -> None:
    """The call of a scoping or slots vector does what it says. Raises AssertionError."""
    reply = server.send(call_of(case["call"]))
    check_every_answer(reply)
    wire = json.loads(reply.body)
    assert reply.status == 200, wire
    assert wire.get("invalidate", []) == case.get("invalidate", [])
    assert wire.get("merge", []) == case.get("merge", [])
    if "result" in case:
        assert wire["result"] == case["result"]
    if "header" in case:
        assert reply.headers.get("x-mizan-invalidate") == case["header"]


def check_every_answer(reply: Reply) -> None:
    """Protocol §2: one JSON object, the headers of every answer, keys in order, no leak."""
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-mizan-build"]
    assert reply.headers["x-mizan-who"]
    wire = json.loads(reply.body.decode("utf-8"), parse_constant=_no_constant)
    assert isinstance(wire, dict)
    assert not any(leak in reply.body for leak in LEAKS), reply.body
    if reply.status >= 400:
        assert set(wire) <= {"error", "invalidate"}
        assert list(wire["error"]) == [name for name in ERROR_KEYS if name in wire["error"]]
    elif "result" in wire:
        assert list(wire) == [name for name in ANSWER_KEYS if name in wire]


def _no_constant(text: str) -> None:
    raise AssertionError(f"{text} is no JSON")


def _paths(wire: Mapping[str, Any]) -> list[Any]:
    details = wire.get("error", {}).get("details")
    return [problem["path"] for problem in details] if isinstance(details, list) else []


# --- the core in memory -----------------------------------------------------------------------

CALLERS = {
    "anonymous": ANONYMOUS,
    "user": Identity(pk="7", epoch="a"),
    "staff": Identity(pk="8", is_staff=True, epoch="b"),
}
VALUES = {TOKEN: "a-token-that-is-valid", ORIGIN: "https://site.example"}


class CoreServer:
    """The engine, driven step by step without a framework; a unit of work is always undone."""

    def __init__(self, app: Mapping[str, Any], case: Mapping[str, Any]) -> None:
        registry = Registry()
        register_app(registry, app, case)
        self.engine = Engine(registry.freeze(), EngineSettings(secret=b"for tests"))

    def send(self, request: Request) -> Reply:
        """Route as every adapter does, then drive the script."""
        answer = steps.perform_all(self._script(request), lambda step: _perform(request, step))
        headers = {name.lower(): value for name, value in answer.headers}
        return Reply(answer.status, headers, answer.body)

    def _script(self, request: Request) -> Any:
        head = _head(request)
        match [unquote(segment) for segment in request.path.split("/")]:
            case ["session", ""]:
                return self.engine.session(head)
            case ["call", ""]:
                return self.engine.call(head)
            case ["ctx", name, ""]:
                return self.engine.read(head, name, request.query)
        return self.engine.unknown(head)


def _head(request: Request) -> steps.Head:
    given = filled(request.headers, VALUES)
    return steps.Head(
        method=request.method,
        content_type=given.get("Content-Type", ""),
        content_length=len(request.body),
        origin=given.get("Origin"),
        fetch_site=given.get("Sec-Fetch-Site"),
        own_origin=VALUES[ORIGIN],
    )


def filled(headers: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Headers with `<token>` and `<origin>` replaced."""
    done = dict(headers)
    for mark, value in values.items():
        done = {name: text.replace(mark, value) for name, text in done.items()}
    return done


def _perform(request: Request, step: steps.Step) -> Any:
    match step:
        case steps.Identify():
            return CALLERS[request.caller]
        case steps.CheckCsrf():
            return filled(request.headers, VALUES).get("X-Mizan-Csrf") == VALUES[TOKEN]
        case steps.IssueCsrf():
            return VALUES[TOKEN]
        case steps.ReadBody(limit):
            if len(request.body) > limit:
                raise PayloadTooLarge
            return request.body
        case steps.Invoke(_, function, _, _, arguments):
            return function(request, **arguments)
        case steps.InvokeAll(invokes):
            return [_perform(request, each) for each in invokes]
        case steps.Rollback():
            return False
    return None
