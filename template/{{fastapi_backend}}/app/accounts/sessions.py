"""Who sends a request: sessions in the database, named by a cookie."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import Request
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import db
from app.accounts.models import Session, User, now
from app.settings import settings

LIFETIME = timedelta(days=14)


async def identify(request: Request) -> User | None:
    """Who is signed in, asked once for each request; nobody is None."""
    if not hasattr(request.state, "user"):
        token = request.cookies.get(settings.session_cookie)
        _remember(request, await _user_of(token) if token else None, token or "")
    user: User | None = request.state.user
    return user


async def sign_in(request: Request, session: AsyncSession, user: User) -> None:
    """Begin a session under a new name: who knew the one before does not come along."""
    await sign_out(request, session)
    token = secrets.token_urlsafe(32)
    session.add(Session(token_hash=hash_of(token), user_id=user.id, expires_at=now() + LIFETIME))
    request.state.session_cookie = token
    _remember(request, user, token)


async def sign_out(request: Request, session: AsyncSession) -> None:
    """End the session, and every other one whose time is over."""
    token = request.cookies.get(settings.session_cookie, "")
    is_over = (Session.token_hash == hash_of(token)) | (Session.expires_at < now())
    await session.execute(delete(Session).where(is_over))
    request.state.session_cookie = ""
    _remember(request, None, "")


async def _user_of(token: str) -> User | None:
    is_theirs = (Session.token_hash == hash_of(token)) & (Session.expires_at >= now())
    query = select(User).join(Session).where(is_theirs, User.is_active)
    async with db.new_session() as session:
        return await session.scalar(query)


def forget(request: Request) -> None:
    """Ask again who it is: what was done to the session has been rolled back."""
    for name in ("user", "session_epoch", "session_cookie"):
        if hasattr(request.state, name):
            delattr(request.state, name)


def _remember(request: Request, user: User | None, token: str) -> None:
    request.state.user = user
    request.state.session_epoch = hash_of(token)[:16] if user else ""


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@asynccontextmanager
async def unit_of_work(request: Request) -> AsyncIterator[None]:
    """A call's transaction; when it is rolled back, so is what it did to the session."""
    try:
        async with db.unit_of_work(request):
            yield
    except BaseException:
        forget(request)
        raise
