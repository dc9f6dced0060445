"""Who is asking, as far as the protocol cares. Protocol §2 "Who", §8 "Identity contract"."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from mizan_core.errors import Forbidden, MizanError, Unauthorized
from mizan_core.params import canonical_json

_PURPOSE = b"mizan.who.v1"


class User(Protocol):
    """What the protocol needs of a user object; Django's has it all."""

    @property
    def pk(self) -> Any: ...
    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_staff(self) -> bool: ...
    @property
    def is_superuser(self) -> bool: ...


@dataclass(frozen=True)
class Identity:
    """One caller in one session. `epoch` differs between two sign-ins of the same user."""

    pk: str | None = None
    is_staff: bool = False
    is_superuser: bool = False
    epoch: str = ""

    @classmethod
    def of(cls, user: User, epoch: str = "") -> Identity:
        """The identity of a user object; anonymous users are all the same."""
        if not user.is_authenticated:
            return ANONYMOUS
        return cls(str(user.pk), bool(user.is_staff), bool(user.is_superuser), epoch)

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody is signed in."""
        return self.pk is not None


ANONYMOUS = Identity()


@lru_cache(maxsize=4096)
def who_of(identity: Identity, secret: bytes) -> str:
    """`X-Mizan-Who`: tells callers apart, tells nothing of them. 22 characters. Protocol §2."""
    state = [identity.pk, identity.is_staff, identity.is_superuser, identity.epoch]
    key = hmac.digest(secret, _PURPOSE, hashlib.sha256)
    digest = hmac.digest(key, canonical_json(state).encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


LEVELS: dict[str, Callable[[Identity], bool]] = {
    "authenticated": lambda identity: identity.is_authenticated,
    "staff": lambda identity: identity.is_authenticated and identity.is_staff,
    "superuser": lambda identity: identity.is_authenticated and identity.is_superuser,
}


def refusal(identity: Identity) -> MizanError:
    """401 for anonymous callers, 403 for the others. Protocol §1 `auth=`."""
    return Forbidden() if identity.is_authenticated else Unauthorized()
