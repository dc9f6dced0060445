"""What happens where the database is missing, or has not the tables that the code expects."""

import logging
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app import db, migrations
from app.settings import settings

logger = logging.getLogger(__name__)

RETRY_SECONDS = "5"
_was_well: list[bool] = []


@dataclass(frozen=True)
class Trouble:
    """Why the database cannot serve: a sentence for people, and what to do."""

    problem: str
    hint: str
    detail: str = ""


async def trouble() -> Trouble | None:
    """What is wrong with the database now: it cannot be reached, or migrations are missing."""
    try:
        async with db.new_session() as session:
            connection = await session.connection()
            pending = await connection.run_sync(migrations.pending)
    except (SQLAlchemyError, OSError) as error:
        return Trouble(
            "The database cannot be reached.",
            "Check DATABASE_URL, and that the server it names is running.",
            str(error),
        )
    if pending:
        return Trouble(
            "The database has not been set up for this version of the code.",
            "Start the app with make dev or make start, or run python backend/manage.py migrate.",
            "Missing: " + ", ".join(sorted(pending)),
        )
    return None


async def trouble_at_first() -> Trouble | None:
    """Ask until the answer was good once. In development ask each time: code changes there."""
    if _was_well and not settings.app_debug:
        return None
    found = await trouble()
    if found is None:
        _was_well[:] = [True]
    return found
