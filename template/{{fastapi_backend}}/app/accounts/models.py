"""Users, and the sessions in which they are signed in."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.db import Base

USERNAME_PATTERN = r"^[A-Za-z0-9_.-]+$"


def now() -> datetime:
    """This moment, as the database keeps it."""
    return datetime.now(UTC)


class User(Base):
    """Somebody with an account. Upper and lower case make no difference in a username."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(30))
    username_key: Mapped[str] = mapped_column(String(30), unique=True)
    password_hash: Mapped[str] = mapped_column(String(128), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_superuser: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    # What Mizan asks of whoever sends a request.
    is_authenticated: ClassVar[bool] = True

    @validates("username")
    def _keep_key(self, _: str, username: str) -> str:
        self.username_key = username.lower()
        return username

    @property
    def pk(self) -> int:
        """The primary key."""
        return self.id


class Session(Base):
    """Where a user is signed in. Only a hash is kept: who reads the table gets in nowhere."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
