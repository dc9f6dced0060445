"""Whether this process can do its work: each dependency asked, with the time it took."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache

from pages import database

logger = logging.getLogger(__name__)


def readiness() -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and the JSON to say so: no addresses, no error texts."""
    checks = {"database": _timed(_check_database)}
    if settings.REDIS_URL:
        checks["redis"] = _timed(_check_redis)
    is_ready = all(check["status"] == "ok" for check in checks.values())
    return is_ready, {"status": "ok" if is_ready else "unavailable", "checks": checks}


def _timed(check: Callable[[], str]) -> dict[str, Any]:
    started = time.perf_counter()
    status = check()
    return {
        "status": status,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }


def _check_database() -> str:
    found = database.trouble()
    if found:
        logger.error("readyz: %s %s", found.problem, found.detail)
    return "unavailable" if found else "ok"


def _check_redis() -> str:
    # Any failure whatever means that Redis is of no use; the log tells which it was.
    try:
        cache.get("readyz")
    except Exception:
        logger.exception("readyz: Redis does not answer.")
        return "unavailable"
    return "ok"
