import re

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from pytest_django import Settings

from config.middleware import policy


def test_each_answer_has_an_id() -> None:
    client = Client()
    first, second = client.get("/healthz"), client.get("/healthz")
    assert re.fullmatch("[0-9a-f]{32}", first["X-Request-Id"])
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_the_id_of_a_proxy_is_kept() -> None:
    response = Client().get("/healthz", headers={"X-Request-Id": "abc-DEF_12345"})
    assert response["X-Request-Id"] == "abc-DEF_12345"


@pytest.mark.parametrize("forged", ["short", "a" * 65, "12345678\n", "1234 5678", '12345678"'])
def test_an_id_that_could_forge_a_log_line_is_not(forged: str) -> None:
    response = Client().get("/healthz", headers={"X-Request-Id": forged})
    assert response["X-Request-Id"] != forged


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
@pytest.mark.parametrize("path", ["/healthz", "/nothing.txt"])
def test_headers_that_close_doors(path: str, header: str, value: str) -> None:
    assert Client().get(path)[header] == value


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/nothing.txt", "/admin/login/"])
def test_the_policy_is_strict_everywhere(path: str) -> None:
    sent = Client().get(path)["Content-Security-Policy"]
    directives = dict(each.split(" ", 1) for each in sent.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", directives["script-src"])
    assert "unsafe" not in sent
    assert "http" not in sent


def test_a_nonce_is_used_once() -> None:
    client = Client()
    first, second = (client.get("/healthz")["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_in_development_vite_may_send_scripts_and_updates(settings: Settings) -> None:
    settings.USES_VITE = True
    settings.VITE_ORIGIN = "http://127.0.0.1:5173"
    sent = policy("n")
    assert "script-src 'self' 'nonce-n' http://127.0.0.1:5173;" in sent
    assert "connect-src 'self' http://127.0.0.1:5173 ws://127.0.0.1:5173;" in sent


def test_the_async_handler_does_the_same() -> None:
    get = async_to_sync(AsyncClient().get)
    response = get("/healthz", headers={"X-Request-Id": "abc-DEF_12345"})
    assert response["X-Request-Id"] == "abc-DEF_12345"
    assert "'nonce-" in response["Content-Security-Policy"]


def test_tls_is_demanded_where_it_is_on_but_not_by_health_checks(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    moved = Client().get("/boards/1")
    assert moved.status_code == 301
    assert moved["Location"] == "https://testserver/boards/1"
    assert Client().get("/healthz").status_code == 200


def test_strangers_cannot_choose_the_host() -> None:
    assert Client().get("/", headers={"Host": "evil.example"}).status_code == 400
