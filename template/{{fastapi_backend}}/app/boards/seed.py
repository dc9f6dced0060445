"""Something to look at: a public board, and the user `demo` with a board of their own."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import db
from app.accounts import passwords
from app.accounts.models import User
from app.boards.models import Board, Card
from app.safety import SettingsError
from app.settings import settings

USERNAME, PASSWORD = "demo", "demo-password"
WELCOME = {
    "Tick this card": True,
    "Rename this board": False,
    "Open backend/app/boards/mizan_clients.py": False,
}
PRIVATE = {
    "Sign in as demo": True,
    "Write a function": False,
    "Watch the page update": False,
}


async def seed(*, is_production: bool = settings.is_production) -> list[str]:
    """Fill an empty database, and name the boards made; what is there already stays as it is.

    Raises `SettingsError` in production: the password is public.
    """
    if is_production:
        problem = "seed makes a user with a public password, so production refuses it."
        raise SettingsError(problem, "Set APP_DEBUG=1 in development.")
    async with db.writing() as session:
        user = await _user(session)
        boards = (("Welcome", None, WELCOME), ("My board", user.id, PRIVATE))
        return [name for name, owner, cards in boards if await _board(session, name, owner, cards)]


async def _user(session: AsyncSession) -> User:
    found = await session.scalar(select(User).where(User.username_key == USERNAME))
    if found:
        return found
    user = User(username=USERNAME, password_hash=await passwords.hashed(PASSWORD))
    session.add(user)
    await session.flush()
    return user


async def _board(
    session: AsyncSession, name: str, owner_id: int | None, cards: dict[str, bool]
) -> bool:
    is_theirs = Board.owner_id.is_not_distinct_from(owner_id)
    if await session.scalar(select(Board.id).where(is_theirs).limit(1)) is not None:
        return False
    board = Board(name=name, owner_id=owner_id)
    session.add(board)
    await session.flush()
    rows = [Card(board_id=board.id, title=title, is_done=done) for title, done in cards.items()]
    session.add_all(rows)
    return True
