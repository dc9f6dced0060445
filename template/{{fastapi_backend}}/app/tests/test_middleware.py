import asyncio
import re
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.middleware import Doors, policy
from app.settings import Settings, settings

SECRET = "k" * 50


def changed(**values: Any) -> Settings:
    """The tests' settings, with some of them changed."""
    return settings.model_copy(update=values)


async def says_who(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers with the address and the scheme that it sees."""
    await PlainTextResponse(f"{scope['client'][0]} {scope['scheme']}")(scope, receive, send)


async def fails(scope: Scope, receive: Receive, send: Send) -> None:
    """An app with a mistake."""
    raise RuntimeError("a secret of the app")


def test_each_answer_has_an_id(http: TestClient) -> None:
    first, second = http.get("/healthz"), http.get("/healthz")
    assert re.fullmatch("[0-9a-f]{32}", first.headers["X-Request-Id"])
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]


def test_the_id_of_a_proxy_is_kept(http: TestClient) -> None:
    response = http.get("/healthz", headers={"X-Request-Id": "abc-DEF_12345"})
    assert response.headers["X-Request-Id"] == "abc-DEF_12345"


@pytest.mark.parametrize("forged", ["short", "a" * 65, "1234 5678", '12345678"'])
def test_an_id_that_could_forge_a_log_line_is_not(http: TestClient, forged: str) -> None:
    response = http.get("/healthz", headers={"X-Request-Id": forged})
    assert response.headers["X-Request-Id"] != forged


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/nothing.txt", "/static/favicon.svg"])
def test_headers_that_close_doors(http: TestClient, path: str, header: str, value: str) -> None:
    assert http.get(path).headers[header] == value


@pytest.mark.parametrize("path", ["/healthz", "/nothing.txt", "/api/mizan/ctx/none/"])
def test_the_policy_is_strict_everywhere(http: TestClient, path: str) -> None:
    sent = http.get(path).headers["Content-Security-Policy"]
    directives = dict(each.split(" ", 1) for each in sent.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", directives["script-src"])
    assert "unsafe" not in sent
    assert "http" not in sent


def test_a_nonce_is_used_once(http: TestClient) -> None:
    first, second = (http.get("/healthz").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_in_development_vite_may_send_scripts_and_updates() -> None:
    sent = policy("n", changed(mizan_dev=True, vite_origin="http://127.0.0.1:5173"))
    assert "script-src 'self' 'nonce-n' http://127.0.0.1:5173;" in sent
    assert "connect-src 'self' http://127.0.0.1:5173 ws://127.0.0.1:5173;" in sent


def test_tls_is_demanded_where_it_is_on_but_not_by_health_checks() -> None:
    doors = Doors(says_who, changed(https=True))
    http = TestClient(doors, follow_redirects=False)
    moved = http.get("/boards/1?page=2")
    assert moved.status_code == 301
    assert moved.headers["Location"] == "https://testserver/boards/1?page=2"
    assert http.get("/healthz").status_code == 200
    secure = TestClient(doors, base_url="https://testserver").get("/boards/1")
    assert secure.headers["Strict-Transport-Security"] == "max-age=2592000"


@pytest.mark.parametrize("host", ["evil.example", "", "testserver.evil.example", "testserver@evil"])
def test_strangers_cannot_choose_the_host(http: TestClient, host: str) -> None:
    assert http.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["testserver:8000", "TESTSERVER", "[::1]:8000", "127.0.0.1"])
def test_ports_and_capitals_do_not_matter(http: TestClient, host: str) -> None:
    assert http.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("example.com", 200),
        ("www.Example.com", 200),
        ("evilexample.com", 400),
        ("example.com.evil", 400),
        ("exact.org", 200),
        ("www.exact.org", 400),
    ],
)
def test_a_dot_allows_what_is_below_a_name(host: str, status: int) -> None:
    doors = Doors(says_who, changed(allowed_hosts=(".example.com", "exact.org")))
    assert TestClient(doors).get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("trusts", "seen"), [(True, "198.51.100.7 https"), (False, "testclient http")]
)
def test_what_a_proxy_says_counts_only_by_choice(trusts: bool, seen: str) -> None:
    http = TestClient(Doors(says_who, changed(trust_proxy=trusts)))
    headers = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7", "X-Forwarded-Proto": "https"}
    assert http.get("/", headers=headers).text == seen


def test_a_mistake_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    answer = TestClient(Doors(fails)).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret of the app" in caplog.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_request_goes_through() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    asyncio.run(Doors(app)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
