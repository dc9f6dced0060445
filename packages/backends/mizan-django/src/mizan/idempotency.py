"""Rows of claimed calls, in the transaction of the call where there is one. Protocol §4 "Retry"."""

from __future__ import annotations

from random import random

from django.db import OperationalError, connections, router
from django.db.models import QuerySet
from django.utils import timezone
from mizan_core.errors import InProgress
from mizan_core.idempotency import KEEP, LEASE, WAIT, Claim, Kept

from mizan.models import KeptAnswer

# How many of all claims sweep out what is too old.
SWEEPS = 0.01
# What PostgreSQL says when a lock was not to be had in time.
LOCK_NOT_AVAILABLE = "55P03"


def reserve(claim: Claim) -> Kept:
    """The row that stands under the claim's key: its own, or an older one. Raises InProgress."""
    now = timezone.now()
    if random() < SWEEPS:  # noqa: S311 - which call sweeps is no secret
        _rows().filter(made_at__lt=now - KEEP).delete()
    if not connections[alias()].in_atomic_block:
        # A row that was kept at once, of a request that has died, belongs to nobody any more.
        _row(claim).filter(answer=None, made_at__lt=now - LEASE).delete()
    row = KeptAnswer(
        who=claim.who, key=claim.key, digest=claim.digest, token=claim.token, made_at=now
    )
    try:
        _set_lock_timeout(f"'{int(WAIT.total_seconds())}s'")
        _rows().bulk_create([row], ignore_conflicts=True)
        _set_lock_timeout("DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise InProgress("This call is under way already.") from error
        raise
    found = _row(claim).values_list("digest", "token", "answer").get()
    return Kept(*found)


def keep(claim: Claim, answer: str) -> None:
    """Write the answer into the claim's own row; one that stands there stays."""
    _row(claim).filter(token=claim.token, answer=None).update(answer=answer)


def release(claim: Claim) -> None:
    """Remove the claim's own row, unless it holds an answer."""
    _row(claim).filter(token=claim.token, answer=None).delete()


def alias() -> str:
    """The database that the rows are in."""
    return router.db_for_write(KeptAnswer)


def _rows() -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.using(alias())


def _row(claim: Claim) -> QuerySet[KeptAnswer]:
    return _rows().filter(who=claim.who, key=claim.key)


def _set_lock_timeout(value: str) -> None:
    """PostgreSQL waits for the other request's row this long; elsewhere writers wait anyway."""
    connection = connections[alias()]
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {value}")
