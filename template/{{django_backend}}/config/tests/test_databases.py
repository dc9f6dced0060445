from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import databases

BASE = Path("/srv/app")


def test_sqlite_waits_for_its_turn_and_starts_in_the_project() -> None:
    config = databases.database("sqlite:///db.sqlite3", BASE)
    assert config["NAME"] == "/srv/app/db.sqlite3"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["ATOMIC_REQUESTS"] is True


def test_an_absolute_path_stays() -> None:
    assert databases.database("sqlite:////var/db.sqlite3", BASE)["NAME"] == "/var/db.sqlite3"


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "postgres://user:s3cret@host:port/n"])
def test_a_bad_address_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        databases.database(url, BASE)
    assert "s3cret" not in str(refusal.value)


def test_redis_is_shared_and_memory_is_the_default() -> None:
    assert databases.caches("redis://h/0")["default"]["LOCATION"] == "redis://h/0"
    assert databases.caches("")["default"]["BACKEND"].endswith("LocMemCache")


@pytest.mark.django_db
def test_foreign_keys_are_enforced() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
