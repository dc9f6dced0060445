"""The tables of W4 for SQLAlchemy, and the file that all contenders read them from."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from benchmarks import work


class Base(DeclarativeBase):
    """Of all tables."""


class BoardTable(Base):
    """A board."""

    __tablename__ = "boards"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_public: Mapped[bool]


class CardTable(Base):
    """A card of a board."""

    __tablename__ = "cards"
    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    title: Mapped[str]
    note: Mapped[str]
    is_done: Mapped[bool]
    position: Mapped[float]


@cache
def database() -> Path:
    """An SQLite file with the board of W4 and its cards, which ends with the process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "bench.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(BoardTable(**work.summary(work.BOARD).model_dump()))
        session.flush()
        session.add_all(CardTable(**each.model_dump()) for each in work.cards(work.BOARD))
        session.commit()
    engine.dispose()
    return path


@cache
def sessions() -> sessionmaker[Session]:
    """Sessions on that file."""
    return sessionmaker(create_engine(f"sqlite:///{database()}"))


def board_of(session: Session, board_id: int) -> Any:
    """The object of W4."""
    return session.get_one(BoardTable, board_id)


def cards_of(session: Session, board_id: int) -> Any:
    """The list of W4."""
    found = select(CardTable).where(CardTable.board_id == board_id).order_by(CardTable.id)
    return session.scalars(found).all()
