"""Passwords: kept as argon2 hashes, and refused where they are easily guessed."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from mizan_fastapi import ValidationFailed
from zxcvbn import zxcvbn

_hasher = PasswordHasher()
_MINIMAL_SCORE = 2


async def hashed(password: str) -> str:
    """The hash to keep. It takes a while on purpose, so it runs beside the loop."""
    return await asyncio.to_thread(_hasher.hash, password)


async def is_right(password_hash: str | None, password: str) -> bool:
    """Whether it is the password that was hashed; without a hash the no takes as long."""
    return await asyncio.to_thread(_verify, password_hash or _nobody(), password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


_dummies: list[str] = []


def _nobody() -> str:
    if not _dummies:
        _dummies.append(_hasher.hash(secrets.token_urlsafe()))
    return _dummies[0]


def refuse_weak(password: str, username: str) -> None:
    """Raise `ValidationFailed` with what is wrong with a new password."""
    found = zxcvbn(password, user_inputs=[username], max_length=128)
    if found["score"] < _MINIMAL_SCORE:
        feedback = found["feedback"]
        message = feedback["warning"] or "This password is easily guessed."
        problem = {"path": ["password"], "message": message, "type": "weak_password"}
        raise ValidationFailed(details=[problem])
