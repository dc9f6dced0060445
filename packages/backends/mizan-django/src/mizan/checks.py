"""`manage.py check` reports what keeps the registry from freezing, and settings that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from mizan_core.registry import RegistryError

from mizan.conf import get_engine, mizan_settings

CSRF = "django.middleware.csrf.CsrfViewMiddleware"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


def check_registry(**kwargs: Any) -> list[checks.CheckMessage]:
    """One error per problem of the registry. `mizan.E001`."""
    try:
        get_engine()
    except RegistryError as error:
        return [checks.Error(str(problem), id="mizan.E001") for problem in error.problems]
    except ImproperlyConfigured:
        return []  # check_settings says it
    except TypeError as error:
        return [checks.Error(str(error), id="mizan.E002")]
    return []


def check_settings(**kwargs: Any) -> list[checks.CheckMessage]:
    """The `MIZAN` setting and the middleware that the endpoints need. `mizan.E003`, `W001`."""
    return list(_setting_errors())


def _setting_errors() -> Iterator[checks.CheckMessage]:
    try:
        mizan_settings()
    except ImproperlyConfigured as error:
        yield checks.Error(str(error), id="mizan.E003")
    missing = [name for name in (SESSIONS, CSRF) if name not in settings.MIDDLEWARE]
    for name in missing:
        hint = f"Add {name!r} to MIDDLEWARE: it sets the cookie that calls are checked against."
        yield checks.Warning("Calls need sessions and CSRF cookies", hint=hint, id="mizan.W001")
