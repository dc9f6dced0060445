"""A Django project in one file, served over WSGI or ASGI for the conformance tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import django
import house
from django.conf import settings
from django.core.management import call_command
from vector_apps import register_app

USERS = {"user": {}, "other": {}, "staff": {"is_staff": True}, "superuser": {"is_superuser": True}}


def configure(folder: Path, *, is_atomic: bool) -> None:
    """Settings, tables, users. `is_atomic` is ATOMIC_REQUESTS."""
    settings.configure(
        SECRET_KEY="for-the-conformance-tests-only",
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="server_django_urls",
        INSTALLED_APPS=[
            "mizan",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "django.sqlite3",
                "ATOMIC_REQUESTS": is_atomic,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
                },
            }
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MIZAN={"IDEMPOTENCY": True},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        LOGGING={"version": 1, "root": {"level": "CRITICAL"}},
    )
    django.setup()
    call_command("migrate", verbosity=0)
    house.use(_execute)
    house.sql(house.TABLE)
    _make_users()
    _listen()


def application(kind: str) -> Any:
    """The WSGI or ASGI application."""
    if kind == "wsgi":
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()
    from django.core.asgi import get_asgi_application
    from mizan.asgi import wrap_asgi

    stock = get_asgi_application()
    return stock if kind == "asgi-stock" else wrap_asgi(stock)


def _execute(statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement.replace("?", "%s"), values)
        return cursor.fetchall() if cursor.description else []


def _make_users() -> None:
    from django.contrib.auth.models import User

    for name, flags in USERS.items():
        User.objects.create(username=name, **flags)


def _listen() -> None:
    from mizan_core import announce

    announce.subscribe(lambda entries: LOG.append(_heard(entries)))


LOG: list[Any] = []
# Whether the endpoints are mounted as asynchronous views.
IS_ASYNC = False


def _heard(entries: Any) -> dict[str, Any]:
    """What was purged, and whether somebody else sees the rows by then."""
    import sqlite3

    other = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    seen = other.execute("SELECT COUNT(*) FROM rows").fetchone()[0]
    other.close()
    return {"entries": [each.to_wire() for each in entries], "rows": seen}


def control(path: str, body: bytes) -> Any:
    """What a test asks for beside the protocol; JSON."""
    from mizan_core.registry import registry

    if path == "vectors":
        sent = json.loads(body)
        registry.clear()
        register_app(registry, sent["app"], sent["case"])
    elif path == "house":
        registry.clear()
        for function in house.FUNCTIONS:
            registry.register(function)
        house.sql("DELETE FROM rows")
        LOG.clear()
    elif path == "rows":
        return house.sql("SELECT list_id, value FROM rows ORDER BY id")
    elif path == "log":
        return LOG
    return None
