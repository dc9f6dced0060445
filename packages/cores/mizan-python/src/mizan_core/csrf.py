"""CSRF tokens for backends whose framework has none. Protocol §2 "CSRF".

A cookie holds a random nonce; the token is a digest of it and of who is asking. A stranger who
plants a cookie has no token for the person who carries it, and signing in makes the old one void.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from functools import lru_cache

_PURPOSE = b"mizan.csrf.v1"
_NONCE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_nonce() -> str:
    """A nonce for the cookie: 43 characters."""
    return secrets.token_urlsafe(32)


def is_nonce(text: str | None) -> bool:
    """Whether a cookie's value can be one of ours."""
    return text is not None and _NONCE.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def token_of(secret: bytes, nonce: str, who: str) -> str:
    """The token that goes with a nonce for one identity: 43 characters."""
    key = hmac.digest(secret, _PURPOSE, hashlib.sha256)
    digest = hmac.digest(key, f"{nonce}.{who}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_valid(secret: bytes, nonce: str | None, who: str, token: str | None) -> bool:
    """Whether the token fits, compared in constant time."""
    if nonce is None or token is None or not is_nonce(nonce):
        return False
    return hmac.compare_digest(token_of(secret, nonce, who).encode(), token.encode())
