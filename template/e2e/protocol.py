"""The server as a script sees it: the protocol over HTTP, no page and no database."""

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import APIRequestContext, APIResponse

BASE = "/api/mizan/"


class RefusedError(Exception):
    """The server answered an error: its status and code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Api:
    """One visitor: keeps cookies, fetches the token that calls need."""

    def __init__(self, http: APIRequestContext, origin: str) -> None:
        self.http = http
        self.origin = origin

    def read(self, context: str, **params: Any) -> Any:
        """The bundle of a context. Raises `RefusedError`."""
        query = "&".join(f"{name}={quote(json.dumps(params[name]))}" for name in sorted(params))
        return _content(self.http.get(f"{BASE}ctx/{context}/" + (f"?{query}" if query else "")))

    def call(self, function: str, **args: Any) -> Any:
        """The result of a function. Raises `RefusedError`."""
        return _content(self.post(function, args, {"X-Mizan-Csrf": self._token()}))["result"]

    def post(self, function: str, args: dict[str, Any], headers: dict[str, str]) -> APIResponse:
        """A call with these headers, just as it is answered."""
        return self.http.post(
            f"{BASE}call/",
            data={"fn": function, "args": args},
            headers={"Origin": self.origin, **headers},
        )

    def _token(self) -> str:
        return str(_content(self.http.get(f"{BASE}session/"))["csrf"])


def _content(response: APIResponse) -> Any:
    content = response.json()
    if not response.ok:
        raise RefusedError(response.status, content["error"]["code"])
    return content
