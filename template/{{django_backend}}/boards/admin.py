"""Boards in the admin, with their cards beneath them."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm

from boards.models import Board, Card, title_key

if TYPE_CHECKING:
    CardsFormSet = BaseInlineFormSet[Card, Board, ModelForm[Card]]
    CardsInline = admin.TabularInline[Card, Board]
    BoardsAdmin = admin.ModelAdmin[Board]
else:
    CardsFormSet = BaseInlineFormSet
    CardsInline = admin.TabularInline
    BoardsAdmin = admin.ModelAdmin


class DistinctCards(CardsFormSet):
    """Refuses two rows with one title; each row asks for cards that are saved by itself."""

    def clean(self) -> None:
        """Raise `ValidationError` where two rows that stay have the same title."""
        super().clean()
        kept = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        titles = [title_key(row["title"]) for row in kept if row.get("title") and not row["DELETE"]]
        if len(titles) != len(set(titles)):
            message = "Two cards have the same title."
            raise ValidationError(message)


class CardInline(CardsInline):
    """The cards of a board, as rows of its form."""

    model = Card
    formset = DistinctCards
    extra = 1


@admin.register(Board)
class BoardAdmin(BoardsAdmin):
    """A list of boards, searched by name and owner."""

    inlines = (CardInline,)
    list_display = ("name", "owner")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username")
    autocomplete_fields = ("owner",)
