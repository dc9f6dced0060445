"""What the page may ask and do about the person in front of it."""

from typing import Annotated

from fastapi import Request
from mizan_fastapi import BadRequest, Conflict, client
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import db
from app.accounts import models, passwords, sessions, throttle

Username = Annotated[
    str, StringConstraints(min_length=3, max_length=30, pattern=models.USERNAME_PATTERN)
]
# Anything goes when signing in (a wrong name is only wrong), but no database stores a NUL.
TypedUsername = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=150, pattern=r"^[^\x00]*$")
]
NewPassword = Annotated[str, Field(min_length=8, max_length=128)]


class User(BaseModel):
    """Somebody with an account, as the page sees them."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str


class UsernameTaken(Conflict):
    """Somebody else has this username."""

    code = "USERNAME_TAKEN"
    default_message = "This username is taken."


class SignInFailed(BadRequest):
    """No account has this username and this password."""

    code = "SIGN_IN_FAILED"
    default_message = "The username or the password is wrong."


@client(context="global")
async def current_user(request: Request) -> User | None:
    """Who is signed in; nobody is null."""
    user = await sessions.identify(request)
    return User.model_validate(user) if user else None


@client(errors=[UsernameTaken], idempotent=False)
async def sign_up(
    request: Request, session: db.Session, username: Username, password: NewPassword
) -> User:
    """Make an account and sign in with it."""
    passwords.refuse_weak(password, username)
    if await _find(username):
        raise UsernameTaken(field="username")
    user = models.User(username=username, password_hash=await passwords.hashed(password))
    session.add(user)
    # Two people may ask for one name at the same time; the database decides.
    try:
        await session.flush()
    except IntegrityError as error:
        raise UsernameTaken(field="username") from error
    await sessions.sign_in(request, session, user)
    return User.model_validate(user)


@client(errors=[SignInFailed], idempotent=False)
async def sign_in(
    request: Request,
    session: db.Session,
    username: TypedUsername,
    password: Annotated[str, Field(max_length=128)],
) -> User:
    """Sign in. Upper and lower case make no difference in a username."""
    attempts = throttle.Attempts(request, username)
    await attempts.refuse_too_many()
    user = await _find(username)
    is_right = await passwords.is_right(user.password_hash if user else None, password)
    if user is None or not (is_right and user.is_active):
        await attempts.add()
        raise SignInFailed(field="password")
    await attempts.clear()
    await sessions.sign_in(request, session, user)
    return User.model_validate(user)


@client(idempotent=False)
async def sign_out(request: Request, session: db.Session) -> None:
    """Sign out, and forget the session."""
    await sessions.sign_out(request, session)


async def _find(username: str) -> models.User | None:
    # With a session of its own: hashing takes long, and nobody should wait for a lock meanwhile.
    query = select(models.User).where(models.User.username_key == username.lower())
    async with db.new_session() as reading:
        return await reading.scalar(query)
