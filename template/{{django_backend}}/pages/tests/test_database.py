from collections.abc import Callable
from threading import Event

import pytest
from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from pages import database


@pytest.fixture
def no_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_pending_migrations", lambda: ["boards.0001_initial"])
    monkeypatch.setattr(database, "_was_well", Event())


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[str]:
        raise OperationalError("connection to host secret-host refused")

    monkeypatch.setattr(database, "_pending_migrations", fail)
    monkeypatch.setattr(database, "_was_well", Event())


@pytest.mark.usefixtures("no_migrations")
def test_development_shows_what_to_do(settings: Settings) -> None:
    settings.DEBUG = True
    response = Client().get("/")
    assert response.status_code == 503
    assert b"manage.py migrate" in response.content
    assert b"boards.0001_initial" in response.content


@pytest.mark.usefixtures("no_server")
def test_production_says_nothing_of_the_cause() -> None:
    response = Client().get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Content-Type"].startswith("text/plain")
    assert b"secret-host" not in response.content


def failing(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@pytest.mark.usefixtures("no_migrations")
@pytest.mark.parametrize("error", [OperationalError("gone"), ProgrammingError("no such table")])
def test_a_page_that_fails_for_want_of_tables_is_503(error: Exception) -> None:
    middleware = database.DatabaseTroubleMiddleware(failing(error))
    response = middleware.process_exception(HttpRequest(), error)
    assert response is not None
    assert response.status_code == 503


@pytest.mark.django_db
def test_a_mistake_in_a_query_stays_a_mistake() -> None:
    middleware = database.DatabaseTroubleMiddleware(failing(ValueError()))
    assert middleware.process_exception(HttpRequest(), ProgrammingError("typo")) is None
    assert middleware.process_exception(HttpRequest(), ValueError("other")) is None


@pytest.mark.django_db
def test_production_asks_only_until_all_was_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_was_well", Event())
    assert database.trouble_at_first() is None
    monkeypatch.setattr(database, "_pending_migrations", lambda: ["boards.0002_later"])
    assert database.trouble_at_first() is None
