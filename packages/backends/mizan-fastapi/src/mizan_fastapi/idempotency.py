"""Where answers of calls that may be sent again are kept. Protocol §4 "Retry"."""

from __future__ import annotations

from typing import Protocol

from mizan_core.idempotency import KEEP as KEEP
from mizan_core.idempotency import LEASE as LEASE
from mizan_core.idempotency import WAIT as WAIT
from mizan_core.idempotency import Claim as Claim
from mizan_core.idempotency import Kept as Kept
from starlette.requests import Request


class AnswerStore(Protocol):
    """A table of claims, unique by `who` and `key`: `Mizan(…, answers=…)`.

    What is written while the call's unit of work is open has to be written in it: only then does
    a call that is sent again take effect once. Rows may go after `KEEP`.
    """

    async def reserve(self, request: Request, claim: Claim) -> Kept:
        """Write the claim's row unless one stands under its key; the row that stands.

        Waits for another request that writes the same row, `WAIT` at most.
        A row without an answer that was kept at once and is older than `LEASE` gives way. Raises
        `InProgress`.
        """
        ...

    async def keep(self, request: Request, claim: Claim, answer: str) -> None:
        """Write the answer into the row with the claim's token, unless it has one."""
        ...

    async def release(self, request: Request, claim: Claim) -> None:
        """Remove the row with the claim's token, unless it has an answer."""
        ...
