"""The one table of Mizan: answers of calls that may be sent again. Protocol §4 "Retry"."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptAnswer(models.Model):
    """A call under an `Idempotency-Key`; see `mizan_core.idempotency`."""

    who = models.CharField(max_length=32)
    key = models.CharField(max_length=36)
    digest = models.CharField(max_length=64)
    token = models.CharField(max_length=32)
    answer = models.TextField(null=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["who", "key"], name="mizan_kept_answer_unique")
        ]
