"""The `MIZAN` setting; an unknown key is an error that names the known ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from mizan_core.engine import Engine, EngineSettings
from mizan_core.plan import Plan
from mizan_core.registry import registry

KNOWN = ("SECRET", "MAX_BODY", "ALLOWED_ORIGINS")


def mizan_settings() -> dict[str, Any]:
    """`settings.MIZAN`, checked. Raises ImproperlyConfigured."""
    given: dict[str, Any] = getattr(settings, "MIZAN", {})
    if unknown := sorted(set(given) - set(KNOWN)):
        raise ImproperlyConfigured(f"MIZAN has unknown keys {unknown}. Known: {list(KNOWN)}")
    return given


def get_engine() -> Engine:
    """The engine of the frozen registry under the current settings. Raises RegistryError."""
    given = mizan_settings()
    origins = (*given.get("ALLOWED_ORIGINS", ()), *_trusted_origins())
    secret = str(given.get("SECRET") or settings.SECRET_KEY)
    return _engine(_Once(registry.freeze()), secret, given.get("MAX_BODY"), origins)


def _trusted_origins() -> tuple[str, ...]:
    """Django's own list, without its wildcards: an origin is trusted by name here."""
    return tuple(origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin)


class _Once:
    """A plan as a cache key: by identity, for plans hold things that have no hash."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and other.plan is self.plan


@lru_cache(maxsize=8)
def _engine(once: _Once, secret: str, max_body: int | None, origins: tuple[str, ...]) -> Engine:
    limits = {} if max_body is None else {"max_body": max_body}
    engine_settings = EngineSettings(secret.encode(), allowed_origins=frozenset(origins), **limits)
    return Engine(once.plan, engine_settings)
