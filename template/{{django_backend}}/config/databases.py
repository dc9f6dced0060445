"""Turns `DATABASE_URL` and `REDIS_URL` into what Django wants to know."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url

from config.environment import refuse

# WAL lets readers and one writer work side by side. IMMEDIATE takes the write lock when a
# transaction begins and waits for it; the default would fail at once when it upgrades later.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
    " PRAGMA foreign_keys = ON;",
}
_SQLITE = "django.db.backends.sqlite3"
_POSTGRESQL = "django.db.backends.postgresql"


def database(url: str, base_dir: Path) -> dict[str, Any]:
    """The `default` entry of `DATABASES`; a relative SQLite path starts at `base_dir`."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_health_checks=True))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        # The address may hold a password, so it is not repeated here.
        refuse(
            "DATABASE_URL is not a database address that is known here.",
            "Use sqlite:///db.sqlite3 or postgres://user:password@host:5432/name.",
        )
    config["ATOMIC_REQUESTS"] = True
    if config["ENGINE"] == _SQLITE:
        path = _sqlite_path(config["NAME"], base_dir)
        return config | {"NAME": path, "OPTIONS": _SQLITE_OPTIONS | config.get("OPTIONS", {})}
    if config["ENGINE"] == _POSTGRESQL and not (find_spec("psycopg") or find_spec("psycopg2")):
        refuse(
            "DATABASE_URL names PostgreSQL, whose driver is not installed.",
            "Add psycopg[binary] to the requirements and run `make setup`.",
        )
    return config | {"CONN_MAX_AGE": 60}


def _sqlite_path(name: str, base_dir: Path) -> str:
    return name if name == ":memory:" else str(base_dir / name)


def caches(redis_url: str) -> dict[str, dict[str, Any]]:
    """Redis where there is one, so that all processes share it; else memory of this process."""
    if redis_url:
        return {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": redis_url,
                "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
            }
        }
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
