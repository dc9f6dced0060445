"""Boards and the cards on them."""

import unicodedata

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, false, or_
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.accounts.models import User
from app.db import Base


class Board(Base):
    """A named list of cards. A board without an owner is public."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey(User.id, ondelete="CASCADE"), index=True
    )

    @classmethod
    def is_visible_to(cls, user: User | None) -> ColumnElement[bool]:
        """Public boards, and those that belong to the user."""
        return or_(cls.owner_id.is_(None), cls.owner_id == user.id if user else false())


class Card(Base):
    """Something to do. No two cards of a board have the same title, whatever their case."""

    __tablename__ = "cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey(Board.id, ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    title_key: Mapped[str] = mapped_column(String(480))
    note: Mapped[str] = mapped_column(Text, default="")
    is_done: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("board_id", "title_key"),)

    @validates("title")
    def _keep_key(self, _: str, title: str) -> str:
        self.title_key = title_key(title)
        return title


def title_key(title: str) -> str:
    """What is equal for titles that a person takes for the same: `Straße` and `STRASSE`.

    No character of a title becomes more than four characters of the key.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).casefold())
