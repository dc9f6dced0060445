"""Calls that are sent again because nobody knows what became of them. Protocol §4 "Retry".

A call with an `Idempotency-Key` is claimed by one row of (who, key), written as the first thing in
the function's own unit of work; its answer is written into that row as the last. So the row and the
effect are kept together or not at all, a second request waits at the row until the first has ended,
and nothing is left behind by one that dies. Without a unit the row is kept at once: best effort.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from pydantic_core import to_json

from mizan_core.errors import BadRequest, Conflict, InProgress

KEEP = timedelta(hours=24)
LEASE = timedelta(seconds=60)
WAIT = timedelta(seconds=5)
_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


@dataclass(frozen=True)
class Claim:
    """What a row is made of. `digest` is the body's SHA-256; `token` tells this request's rows."""

    who: str
    key: str
    digest: str
    token: str

    @classmethod
    def of(cls, who: str, key: str, body: bytes) -> Claim:
        """The claim of one request. Raises BadRequest for a key that is no UUID."""
        if not _KEY.fullmatch(key):
            raise BadRequest("Idempotency-Key has to be a UUID.")
        digest = hashlib.sha256(body).hexdigest()
        return cls(who, key.lower(), digest, secrets.token_hex(16))


@dataclass(frozen=True)
class Kept:
    """The row that stands under (who, key); `answer` is None while its request runs."""

    digest: str
    token: str
    answer: str | None = None


class Replay(Exception):
    """The call has been answered before: its unit is left with nothing done."""

    def __init__(self, status: int, body: bytes, header: str) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.header = header


def replay_of(claim: Claim, kept: Kept) -> Replay | None:
    """None where the row is the claim's own. Raises Conflict for another body, InProgress."""
    if kept.token == claim.token:
        return None
    if kept.digest != claim.digest:
        raise Conflict("This Idempotency-Key belongs to another call.")
    if kept.answer is None:
        raise InProgress("This call is under way already.")
    status, body, header = json.loads(kept.answer)
    return Replay(status, body.encode(), header)


def answer_text(status: int, body: bytes, header: str) -> str:
    """What is kept of an answer: its body, and the value of its X-Mizan-Invalidate."""
    return to_json([status, body.decode(), header]).decode()
