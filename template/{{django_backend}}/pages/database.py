"""What happens where the database is missing, or has not the tables that the code expects."""

import logging
from dataclasses import dataclass
from threading import Event

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

logger = logging.getLogger(__name__)

RETRY_SECONDS = "5"
_was_well = Event()


@dataclass(frozen=True)
class Trouble:
    """Why the database cannot serve: a sentence for people, and what to do."""

    problem: str
    hint: str
    detail: str = ""


def trouble() -> Trouble | None:
    """What is wrong with the database now: it cannot be reached, or migrations are missing."""
    try:
        pending = _pending_migrations()
    except DatabaseError as error:
        return Trouble(
            "The database cannot be reached.",
            "Check DATABASE_URL, and that the server it names is running.",
            str(error),
        )
    if pending:
        return Trouble(
            "The database has not been set up for this version of the code.",
            "Start the app with make dev or make start, or run python backend/manage.py migrate.",
            "Missing: " + ", ".join(pending),
        )
    return None


def trouble_at_first() -> Trouble | None:
    """Ask until the answer was good once. In development ask each time: code changes there."""
    if _was_well.is_set() and not settings.DEBUG:
        return None
    found = trouble()
    if found is None:
        _was_well.set()
    return found


def _pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unavailable(request: HttpRequest, found: Trouble) -> HttpResponse:
    """A 503: with the problem and the next step in development, plain in production."""
    logger.error("%s %s %s", found.problem, found.hint, found.detail)
    if settings.DEBUG:
        response = render(request, "database_trouble.html", {"trouble": found}, status=503)
    else:
        response = HttpResponse(
            "The service is not available at the moment. Please try again.\n",
            content_type="text/plain; charset=utf-8",
            status=503,
        )
    response["Retry-After"] = RETRY_SECONDS
    response["Cache-Control"] = "no-store"
    return response


class DatabaseTroubleMiddleware(MiddlewareMixin):
    """Answers 503 where a page fails because of the database. Other mistakes stay mistakes."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Look for the cause only after a failure, so that a good request pays nothing."""
        if not isinstance(exception, OperationalError | InterfaceError | ProgrammingError):
            return None
        found = trouble()
        return unavailable(request, found) if found else None
