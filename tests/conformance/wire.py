"""Servers of their own process, and callers that speak plain HTTP to them over a socket."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from vector_server import ORIGIN, TOKEN, Reply, Request, filled

SERVE = Path(__file__).with_name("serve.py")
PATIENCE = 30.0


@dataclass(frozen=True)
class Wire:
    """One running server of an adapter."""

    port: int

    @property
    def origin(self) -> str:
        """Where a page of this server comes from."""
        return f"http://127.0.0.1:{self.port}"

    def raw(self, content: bytes) -> Reply:
        """Send exactly these bytes; what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            connection.sendall(content)
            response = http.client.HTTPResponse(connection)
            response.begin()
            headers: dict[str, str] = {}
            for name, value in response.getheaders():
                headers[name.lower()] = ", ".join(filter(None, [headers.get(name.lower()), value]))
            return Reply(response.status, headers, response.read())

    def exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """One request; the target and the headers go out byte by byte as they are."""
        given = {"Host": f"127.0.0.1:{self.port}", "Connection": "close", **headers}
        if body or method == "POST":
            given.setdefault("Content-Length", str(len(body)))
        lines = [f"{method} {target} HTTP/1.1", *(f"{n}: {v}" for n, v in given.items())]
        return self.raw("\r\n".join([*lines, "", ""]).encode() + body)

    def control(self, what: str, body: Any = None) -> Any:
        """Ask the server's own side door; JSON both ways."""
        reply = self.exchange("POST", f"/control/{what}/", {}, json.dumps(body).encode())
        assert reply.status in (200, 204), reply.body
        return json.loads(reply.body) if reply.body else None


@dataclass
class Caller:
    """One browser: its cookies, and the token that a page of it fetched."""

    wire: Wire
    cookies: dict[str, str] = field(default_factory=dict)
    base: str = "/api/mizan/"
    token: str = ""

    def send(self, request: Request) -> Reply:
        """One request below the base, with `<token>` and `<origin>` filled in."""
        marks = {ORIGIN: self.wire.origin}
        if TOKEN in request.headers.values():
            marks[TOKEN] = self.fetched_token()
        headers = filled(request.headers, marks)
        target = f"{self.base}{request.path}" + (f"?{request.query}" if request.query else "")
        return self.exchange(request.method, target, headers, request.body)

    def fetched_token(self) -> str:
        """The token of the session, asked for once."""
        if not self.token:
            reply = self.exchange("GET", f"{self.base}session/", {})
            self.token = json.loads(reply.body)["csrf"]
        return self.token

    def exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """One request with this browser's cookies; what it sets is kept."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, **headers} if cookie else headers
        reply = self.wire.exchange(method, target, sent, body)
        for name, morsel in SimpleCookie(reply.headers.get("set-cookie", "")).items():
            self.cookies[name] = morsel.value
        return reply

    def read(self, path: str, query: str = "") -> Reply:
        """GET a context."""
        return self.send(Request("GET", f"ctx/{path}/", query))

    def call(self, fn: str, /, key: str | None = None, **args: Any) -> Reply:
        """Call a function as a page does; under an Idempotency-Key where one is given."""
        headers = {"Content-Type": "application/json", "X-Mizan-Csrf": TOKEN, "Origin": ORIGIN}
        if key is not None:
            headers["Idempotency-Key"] = key
        body = json.dumps({"fn": fn, "args": args}).encode()
        return self.send(Request("POST", "call/", headers=headers, body=body))


def signed_in(wire: Wire, name: str) -> Caller:
    """A browser in which somebody has signed in; `anonymous` is nobody."""
    caller = Caller(wire)
    if name != "anonymous":
        caller.exchange("POST", f"/control/sign-in/{name}/", {"Content-Length": "0"})
        assert caller.cookies
    return caller


@contextmanager
def running(kind: str, *options: str) -> Iterator[Wire]:
    """A server process, from the line with its port on; ended by its pid."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(SERVE), kind, folder, *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout
                line = process.stdout.readline()
                assert line.strip().isdigit(), f"{kind} did not start"
                yield Wire(int(line))
            finally:
                process.terminate()
