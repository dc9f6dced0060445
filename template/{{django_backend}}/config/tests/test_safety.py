import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.safety import (
    DEVELOPMENT_SECRET,
    Deployment,
    is_loopback_only,
    refuse_unsafe,
)

BACKEND = Path(__file__).resolve().parents[2]
SECRET = "k" * 50
SAFE = Deployment(
    secret=SECRET, hosts=["example.com"], is_debug=False, uses_vite=False, uses_https=True
)


def test_a_safe_deployment_starts() -> None:
    refuse_unsafe(SAFE)


@pytest.mark.parametrize(
    ("change", "problem", "hint"),
    [
        ({"is_debug": True}, "APP_DEBUG is on", "Remove APP_DEBUG"),
        ({"uses_vite": True}, "MIZAN_DEV is on", "make build"),
        ({"secret": DEVELOPMENT_SECRET}, "SECRET_KEY is not set", "secrets.token_urlsafe"),
        ({"secret": ""}, "shorter than 32", "token_urlsafe"),
        ({"secret": "django-insecure-" + SECRET}, "development secret", "token_urlsafe"),
        ({"secret": "short"}, "shorter than 32", "token_urlsafe"),
        ({"hosts": []}, "ALLOWED_HOSTS is empty", "ALLOWED_HOSTS=example.com"),
        ({"hosts": ["*"]}, "ALLOWED_HOSTS holds '*'", "ALLOWED_HOSTS=example.com"),
        ({"uses_https": False}, "HTTPS=off", "Remove HTTPS=off"),
    ],
)
def test_an_unsafe_one_is_refused_with_the_next_step(
    change: dict[str, Any], problem: str, hint: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unsafe(replace(SAFE, **change))
    said, _, step = str(refusal.value).partition("\n\nhint: ")
    assert problem in said
    assert hint in step


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["127.0.0.1"], True),
        (["localhost", "[::1]"], True),
        (["localhost", "example.com"], False),
        ([".localhost"], False),
        ([], False),
    ],
)
def test_loopback_only(hosts: list[str], expected: bool) -> None:
    assert is_loopback_only(hosts) is expected


def serve(server: str = "asgi", **environ: str) -> subprocess.CompletedProcess[str]:
    """Load the application as a server does, with no `.env` and only these variables."""
    show = (
        f"import config.{server}; from django.conf import settings as s;"
        " print(s.DEBUG, s.SESSION_COOKIE_SECURE)"
    )
    return run("-c", show, **environ)


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        env=inherited | {"ENV_FILE": os.devnull} | environ,
        cwd=BACKEND,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("server", ["asgi", "wsgi"])
def test_nothing_set_is_production_and_does_not_start(server: str) -> None:
    ran = serve(server)
    assert ran.returncode != 0
    assert "SECRET_KEY is not set" in ran.stderr


def test_commands_that_serve_nobody_need_no_secret() -> None:
    ran = run("manage.py", "check")
    assert ran.returncode == 0, ran.stderr


def test_production_sends_secure_cookies() -> None:
    assert serve(SECRET_KEY=SECRET, ALLOWED_HOSTS="example.com").stdout == "False True\n"


def test_production_on_loopback_works_without_tls() -> None:
    assert serve(SECRET_KEY=SECRET, ALLOWED_HOSTS="127.0.0.1").stdout == "False False\n"


def test_tls_can_be_demanded_on_loopback_too() -> None:
    ran = serve(SECRET_KEY=SECRET, ALLOWED_HOSTS="127.0.0.1", HTTPS="on")
    assert ran.stdout == "False True\n"


@pytest.mark.parametrize(("trusted", "expected"), [("0", "None"), ("1", "X_FORWARDED_PROTO")])
def test_what_a_proxy_says_counts_only_by_choice(trusted: str, expected: str) -> None:
    show = "from config import settings as s; print(s.SECURE_PROXY_SSL_HEADER)"
    assert expected in run("-c", show, TRUST_PROXY=trusted).stdout


def test_development_needs_nothing_else() -> None:
    assert serve(APP_DEBUG="1").stdout == "True False\n"


def test_debug_in_a_declared_production_does_not_start() -> None:
    ran = serve(APP_DEBUG="1", APP_ENV="production", SECRET_KEY=SECRET, ALLOWED_HOSTS="example.com")
    assert ran.returncode != 0
    assert "APP_DEBUG is on" in ran.stderr
