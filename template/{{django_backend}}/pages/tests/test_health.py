import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from pages import database


def test_the_process_answers_without_a_database() -> None:
    response = Client().get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_what_it_asked() -> None:
    response = Client().get("/readyz")
    assert response.status_code == 200
    report = response.json()
    assert report["status"] == "ok"
    assert set(report["checks"]) == {"database"}
    assert report["checks"]["database"]["milliseconds"] >= 0


def test_a_database_that_is_gone_is_503_without_details(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[str]:
        raise OperationalError("connection to secret-host refused")

    monkeypatch.setattr(database, "_pending_migrations", fail)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"]["status"] == "unavailable"
    assert b"secret-host" not in response.content


@pytest.mark.django_db
def test_redis_is_asked_where_there_should_be_one(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["redis"]["status"] == "unavailable"
    assert response.json()["checks"]["database"]["status"] == "ok"


def test_health_is_only_read() -> None:
    assert Client().post("/healthz").status_code in {403, 405}
