"""The smoke test without a browser: the same calls over plain HTTP."""

import json
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from importlib import import_module
from typing import Any

from hooks import ports
from hooks.smoke_report import STEPS, Outcome

BASE = "/api/mizan/"


class Client:
    """A visitor that keeps cookies and sends the token that calls need.

    Attributes:
        url: The server.
        outcomes: How each call went.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.outcomes: list[Outcome] = []
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(ports.NO_PROXY, cookies)
        self._token = self.get("session/")["csrf"]

    def get(self, path: str) -> Any:
        """The answer of a read, for example of `ctx/boards/`."""
        return self._send(urllib.request.Request(f"{self.url}{BASE}{path}"))

    def call(self, function: str, **args: Any) -> Any:
        """The result of a call; None where it was refused."""
        started = time.monotonic()
        try:
            answer = self._post(function, args)
            problem = _problem(answer)
        except urllib.error.HTTPError as error:
            answer, problem = {}, f"{error.code} {error.read().decode(errors='replace')[:200]}"
        milliseconds = round((time.monotonic() - started) * 1000, 1)
        request = f"POST {BASE}call/ {function}"
        self.outcomes.append(Outcome(function, [request], milliseconds, problem))
        return answer.get("result")

    def _post(self, function: str, args: dict[str, Any]) -> Any:
        body = json.dumps({"fn": function, "args": args}).encode()
        headers = {
            "Content-Type": "application/json",
            "Origin": self.url,
            "X-Mizan-Csrf": self._token or "",
        }
        return self._send(urllib.request.Request(f"{self.url}{BASE}call/", body, headers))

    def _send(self, request: urllib.request.Request) -> Any:
        with self._opener.open(request, timeout=10) as answer:
            return json.load(answer)


def drive(url: str) -> list[Outcome]:
    """Do what `e2e/smoke.py` does without a browser."""
    smoke = import_module(STEPS)
    client = Client(url)
    smoke.call(client)
    return client.outcomes


def _problem(answer: Any) -> str:
    """A screen changes without another request if all that changed is merged, nothing stale."""
    if answer.get("invalidate"):
        return f"the screen would have to ask again for {json.dumps(answer['invalidate'])}"
    return "" if answer.get("merge") else "the answer carries no merge"
