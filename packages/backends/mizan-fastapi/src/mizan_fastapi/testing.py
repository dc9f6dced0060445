"""`MizanTestClient`: drives an app's functions through the protocol, as its pages do."""

from __future__ import annotations

from typing import Any

from mizan_core.testing import ProtocolClient, RawAnswer
from starlette.testclient import TestClient

from mizan_fastapi.mizan import Mizan

ORIGIN = "http://testserver"


class MizanTestClient(ProtocolClient):
    """A page of one session. See `mizan_core.testing.ProtocolClient` for its methods.

    `app` is the ASGI application, `mizan` the object that answers in it, `cookies` what the
    browser has (a session, say). CSRF is checked as in production.
    """

    def __init__(self, app: Any, mizan: Mizan, cookies: dict[str, str] | None = None) -> None:
        super().__init__(mizan.engine.plan, mizan.base)
        self.http = TestClient(app, base_url=ORIGIN, cookies=cookies or {})

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> RawAnswer:
        """One request through Starlette's test client."""
        given = {"Origin": ORIGIN, **headers}
        response = self.http.request(method, path, headers=given, content=body)
        return RawAnswer(response.status_code, dict(response.headers), response.content)
