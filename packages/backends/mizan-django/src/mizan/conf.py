"""The `MIZAN` setting; an unknown key is an error that names the known ones."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.dispatch import receiver
from mizan_core.engine import Engine, EngineSettings
from mizan_core.plan import Plan
from mizan_core.registry import registry

KNOWN = ("SECRET", "MAX_BODY", "ALLOWED_ORIGINS", "IDEMPOTENCY")


def mizan_settings() -> dict[str, Any]:
    """`settings.MIZAN`, checked. Raises ImproperlyConfigured."""
    given: dict[str, Any] = getattr(settings, "MIZAN", {})
    if unknown := sorted(set(given) - set(KNOWN)):
        raise ImproperlyConfigured(f"MIZAN has unknown keys {unknown}. Known: {list(KNOWN)}")
    return given


def get_engine() -> Engine:
    """The engine of the frozen registry under the current settings. Raises RegistryError."""
    plan = registry.freeze()
    if not _current or _current[0].plan is not plan:
        _current[:] = [_engine_of(plan)]
    return _current[0]


_current: list[Engine] = []


@receiver(setting_changed)
def _forget_engine(**_: Any) -> None:
    _current.clear()


def _engine_of(plan: Plan) -> Engine:
    given = mizan_settings()
    origins = frozenset((*given.get("ALLOWED_ORIGINS", ()), *_trusted_origins()))
    secret = str(given.get("SECRET") or settings.SECRET_KEY).encode()
    limits = {"max_body": given["MAX_BODY"]} if given.get("MAX_BODY") is not None else {}
    return Engine(
        plan,
        EngineSettings(
            secret,
            allowed_origins=origins,
            clock=monotonic,
            keeps_answers=bool(given.get("IDEMPOTENCY", False)),
            **limits,
        ),
    )


def _trusted_origins() -> tuple[str, ...]:
    """Django's own list, without its wildcards: an origin is trusted by name here."""
    return tuple(origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin)
