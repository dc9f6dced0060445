"""What the engine asks of an adapter, and what it answers. Values only; no I/O, no framework.

The engine's scripts are generators: each yields steps, an adapter performs them in its own way
(a thread, an event loop, a test) and sends the result or the exception back. So the *order* of a
call (Protocol §2) stands once, here below, and every adapter follows it by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from types import CoroutineType
from typing import Any, TypeAlias, TypeVar

from mizan_core.effects import Entry
from mizan_core.idempotency import Claim
from mizan_core.identity import Identity


@dataclass(slots=True)
class Head:
    """What the protocol looks at of a request's head. `own_origin` is `scheme://host[:port]`."""

    method: str
    content_type: str = ""
    content_length: int | None = None
    origin: str | None = None
    fetch_site: str | None = None
    own_origin: str = ""
    idempotency_key: str | None = None


def length_of(text: str) -> int | None:
    """A Content-Length as a number, or None; 18 digits of it tell whether it is too much."""
    return int(text[:18]) if text.isascii() and text.isdigit() else None


@dataclass(slots=True)
class Answer:
    """A finished answer: every byte of it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Identify:
    """Send back the caller's `Identity`, as it is now."""


@dataclass(slots=True)
class CheckCsrf:
    """Send back whether the request carries the token of this session of this caller."""

    identity: Identity


@dataclass(slots=True)
class IssueCsrf:
    """Send back the session's CSRF token for this caller; without a cookie make one."""

    identity: Identity


@dataclass(frozen=True)
class ReadBody:
    """Send back the body's bytes; raise PayloadTooLarge once it is over `limit` bytes."""

    limit: int


@dataclass(slots=True)
class Invoke:
    """Call `function(request, **kwargs)` and send back what it returns, awaited if `is_async`.

    With `is_public` the request is `PublicRequest(name)`, which has no identity. Protocol §1.
    """

    name: str
    function: Callable[..., Any]
    is_async: bool
    is_public: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class InvokeAll:
    """Do what each of these asks, in this order; send back the values as a list."""

    invokes: list[Invoke]


@dataclass(frozen=True)
class Begin:
    """Open the unit of work."""


@dataclass(frozen=True)
class Commit:
    """Close the unit of work. If it raises, `Rollback` is asked what may have been kept."""


@dataclass(frozen=True)
class Rollback:
    """Undo the unit of work. Send back whether anything may have been kept all the same."""

    error: BaseException


@dataclass(slots=True)
class Reserve:
    """Write the claim's row unless there is one, and send back the row that stands: `Kept`.

    In the unit of work where one is open. Raise InProgress if another holds the row for too long.
    """

    claim: Claim


@dataclass(slots=True)
class Keep:
    """Write the answer into the claim's row unless it has one; in the unit if one is open."""

    claim: Claim
    answer: str


@dataclass(slots=True)
class Release:
    """Remove the claim's row unless it has an answer: what it stood for has failed."""

    claim: Claim


@dataclass(frozen=True)
class Refresh:
    """From here on functions get a fresh request of the same caller: what the call's function left
    behind on its own (a user, a session of the database) is of before the commit."""


@dataclass(slots=True)
class Purge:
    """Tell caches and listeners, now that the data is committed."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class StatusOf:
    """Send back the status of a response that a view-path function returned."""

    response: Any


# Steps that say nothing but themselves are made once.
IDENTIFY, BEGIN, COMMIT, REFRESH = Identify(), Begin(), Commit(), Refresh()

Step: TypeAlias = (
    Identify
    | CheckCsrf
    | IssueCsrf
    | ReadBody
    | Invoke
    | InvokeAll
    | Begin
    | Commit
    | Rollback
    | Reserve
    | Keep
    | Release
    | Refresh
    | Purge
    | StatusOf
)
Script: TypeAlias = Generator[Step, Any, Answer]
Finished = TypeVar("Finished")


class PublicRequest:
    """The request of a function in a public context: whoever asks, the answer is the same.

    Touching cookies, session, user or headers raises, for the answer is shared. Protocol §1.
    """

    __slots__ = ("_function",)

    def __init__(self, function: str) -> None:
        self._function = function

    def __getattr__(self, name: str) -> Any:
        raise PublicScopeError(self._function, name)


class PublicScopeError(RuntimeError):
    """A function of a public context looked at who is asking."""

    def __init__(self, function: str, attribute: str) -> None:
        self.function = function
        self.attribute = attribute
        super().__init__(
            f"'{function}' is in a public context, whose answer is shared by all callers: it may "
            f"not use request.{attribute}. Drop scope='public', or give it an argument instead"
        )


Translate: TypeAlias = Callable[[Exception], Exception]


def as_it_is(error: Exception) -> Exception:
    """Nothing to translate."""
    return error


def perform_all(
    script: Generator[Step, Any, Finished],
    perform: Callable[[Step], Any],
    translate: Translate = as_it_is,
) -> Finished:
    """Drive a script to its end with a synchronous `perform`.

    `translate` makes the protocol's errors of the framework's own.
    """
    try:
        step = next(script)
        while True:
            try:
                sent = perform(step)
            except Exception as error:
                step = script.throw(translate(error))
            else:
                step = script.send(sent)
    except StopIteration as stop:
        finished: Finished = stop.value
        return finished


async def aperform_all(
    script: Generator[Step, Any, Finished],
    perform: Callable[[Step], Any],
    translate: Translate = as_it_is,
) -> Finished:
    """Drive a script to its end; what `perform` returns is awaited where it is a coroutine.

    `translate` makes the protocol's errors of the framework's own.
    """
    try:
        step = next(script)
        while True:
            try:
                sent = perform(step)
                if type(sent) is CoroutineType:
                    sent = await sent
            except Exception as error:
                step = script.throw(translate(error))
            else:
                step = script.send(sent)
    except StopIteration as stop:
        finished: Finished = stop.value
        return finished
