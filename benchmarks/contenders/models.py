"""The tables of W4 for Django's ORM."""

from __future__ import annotations

from typing import Any

from django.db import models


class BoardRow(models.Model):
    """A board."""

    name: Any = models.CharField(max_length=80)
    is_public: Any = models.BooleanField(default=False)

    class Meta:
        app_label = "contenders"
        db_table = "boards"


class CardRow(models.Model):
    """A card of a board."""

    board: Any = models.ForeignKey(BoardRow, on_delete=models.CASCADE)
    title: Any = models.CharField(max_length=120)
    note: Any = models.TextField()
    is_done: Any = models.BooleanField(default=False)
    position: Any = models.FloatField()

    class Meta:
        app_label = "contenders"
        db_table = "cards"
