import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import User
from app.boards.models import Board, Card
from app.boards.seed import seed
from app.safety import SettingsError


def test_there_is_something_to_look_at(database: Session) -> None:
    assert asyncio.run(seed()) == ["Welcome", "My board"]
    demo = database.scalars(select(User)).one()
    assert demo.username == "demo"
    assert asyncio.run(passwords.is_right(demo.password_hash, "demo-password"))
    owners = [board.owner_id for board in database.scalars(select(Board).order_by(Board.id))]
    assert owners == [None, demo.id]
    assert database.scalar(select(func.count()).select_from(Card)) == 6


def test_a_second_run_changes_nothing(database: Session) -> None:
    asyncio.run(seed())
    board = database.scalars(select(Board).where(Board.owner_id.is_(None))).one()
    board.name = "Mine now"
    database.commit()
    assert asyncio.run(seed()) == []
    assert set(database.scalars(select(Board.name))) == {"Mine now", "My board"}
    assert database.scalar(select(func.count()).select_from(User)) == 1


def test_production_refuses_a_public_password(database: Session) -> None:
    with pytest.raises(SettingsError, match="public password"):
        asyncio.run(seed(is_production=True))
    assert database.scalar(select(func.count()).select_from(User)) == 0
