"""Answers of calls that a page may send again under a key, kept in the transaction of the call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import random
from typing import Any

from fastapi import Request
from mizan_fastapi import InProgress
from mizan_fastapi.idempotency import KEEP, WAIT, Claim, Kept
from sqlalchemy import ColumnElement, DateTime, String, Text, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app import db

# How many of all calls sweep out what is too old.
SWEEPS = 0.01
# What PostgreSQL says when a lock was not to be had in time.
LOCK_NOT_AVAILABLE = "55P03"
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class KeptAnswer(db.Base):
    """One call: who sent it under which key, and what it was answered; nothing while it runs."""

    __tablename__ = "kept_answers"

    who: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str | None] = mapped_column(Text())
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Answers:
    """What `Mizan(answers=...)` asks for."""

    async def reserve(self, request: Request, claim: Claim) -> Kept:
        """The row that stands under the claim's key: its own, or that of an earlier call."""
        now = datetime.now(UTC)
        async with _session(request) as session:
            if random() < SWEEPS:  # noqa: S311
                await session.execute(delete(KeptAnswer).where(KeptAnswer.made_at < now - KEEP))
            await _insert(session, claim, now)
            columns = (KeptAnswer.digest, KeptAnswer.token, KeptAnswer.answer)
            is_meant = (KeptAnswer.who == claim.who) & (KeptAnswer.key == claim.key)
            row = (await session.execute(select(*columns).where(is_meant))).one()
            return Kept(row.digest, row.token, row.answer)

    async def keep(self, request: Request, claim: Claim, answer: str) -> None:
        """Write the answer into the claim's own row."""
        async with _session(request) as session:
            await session.execute(update(KeptAnswer).where(_is_own(claim)).values(answer=answer))

    async def release(self, request: Request, claim: Claim) -> None:
        """Remove the claim's own row."""
        async with _session(request) as session:
            await session.execute(delete(KeptAnswer).where(_is_own(claim)))


@asynccontextmanager
async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    """The session of the call's transaction; after it one of its own."""
    if opened := getattr(request.state, "session", None):
        yield opened
        return
    async with db.writing() as session:
        yield session


async def _insert(session: AsyncSession, claim: Claim, now: datetime) -> None:
    """The claim's row, unless there is one; waits for another call that is writing it."""
    dialect = session.get_bind().dialect.name
    values = {"who": claim.who, "key": claim.key, "digest": claim.digest, "token": claim.token}
    insert: Any = _INSERT[dialect](KeptAnswer).values(**values, made_at=now)
    try:
        if dialect == "postgresql":
            await session.execute(text(f"SET LOCAL lock_timeout = '{WAIT.seconds}s'"))
        await session.execute(insert.on_conflict_do_nothing())
        if dialect == "postgresql":
            await session.execute(text("SET LOCAL lock_timeout = DEFAULT"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise InProgress("This call is under way already.") from error
        raise


def _is_own(claim: Claim) -> ColumnElement[bool]:
    return (KeptAnswer.token == claim.token) & KeptAnswer.answer.is_(None)
