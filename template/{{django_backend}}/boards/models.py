"""Boards and the cards on them."""

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q, QuerySet


class BoardQuerySet(QuerySet["Board"]):
    """Which boards somebody may see."""

    def visible_to(self, user_id: int | None) -> "BoardQuerySet":
        """Public boards, and those that belong to the user."""
        is_public = Q(owner=None)
        return self.filter(is_public if user_id is None else is_public | Q(owner_id=user_id))


class Board(models.Model):
    """A named list of cards. A board without an owner is public."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="boards",
        help_text="Nobody: everybody may see and change the board.",
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class CardQuerySet(QuerySet["Card"]):
    """How far some cards have come."""

    def counts(self) -> dict[str, int]:
        """How many cards there are, and how many of them are done."""
        return self.aggregate(total=Count("id"), done=Count("id", filter=Q(is_done=True)))


class Card(models.Model):
    """Something to do. No two cards of a board have the same title, whatever their case."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="cards")
    title = models.CharField(max_length=120)
    title_key = models.CharField(max_length=480, editable=False)
    note = models.TextField(max_length=2000, blank=True)
    is_done = models.BooleanField(default=False)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("board", "title_key"), name="boards_card_title_unique_on_board"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key of the title up to date."""
        self.title_key = title_key(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        """Refuse a title that another card of the board has (forms of the admin ask this)."""
        if self.has_twin():
            raise ValidationError({"title": "There is a card with this title already."})

    def has_twin(self) -> bool:
        """Whether another card of the board has the same title."""
        twins = Card.objects.filter(board_id=self.board_id, title_key=title_key(self.title))
        return twins.exclude(pk=self.pk).exists()


def title_key(title: str) -> str:
    """What is equal for titles that a person takes for the same: `Straße` and `STRASSE`.

    No character of a title becomes more than four characters of the key.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).casefold())
