"""The protocol's errors: one class per row of `mizan-spec/errors.json`. Protocol §2.

MizanError
├── BadRequest            400      ├── Conflict              409
├── Unauthorized          401      ├── InProgress            409
├── Forbidden             403      ├── PayloadTooLarge       413
├── CsrfFailed            403      ├── UnsupportedMediaType  415
├── NotFound              404      ├── ValidationFailed      422
├── MethodNotAllowed      405      ├── RateLimited           429
├── InternalError         500      └── MizanNotImplemented   501

An app subclasses any of them with a code of its own; the client then has it as a typed union.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, TypedDict

CODE_PATTERN = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


class FieldProblem(TypedDict):
    """What is wrong with one input: the path to it, a sentence for people, a word for programs."""

    path: list[str | int]
    message: str
    type: str


class MizanError(Exception):
    """An error that the client sees as `{"error": {"code", "message", "details"?}}`.

    `message` replaces the class's own sentence. `field` names the argument at fault and fills
    `details` with one `FieldProblem`, so that a form can show the message beside its input.
    `details` is any JSON value; `details_type` declares its type for the generated client.
    """

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500
    default_message: ClassVar[str] = "Something went wrong on the server."
    details_type: ClassVar[Any] = list[FieldProblem]

    def __init__(
        self, message: str | None = None, *, field: str | None = None, details: Any = None
    ) -> None:
        self.message = message or self.default_message
        self.details = details if field is None else [self._problem_of(field)]
        super().__init__(self.message)

    def _problem_of(self, field: str) -> FieldProblem:
        return {"path": [field], "message": self.message, "type": self.code.lower()}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not CODE_PATTERN.fullmatch(cls.code):
            raise TypeError(f"{cls.__name__}.code is {cls.code!r}: use words like 'DUPLICATE_CARD'")
        if not 400 <= cls.status <= 599:
            raise TypeError(f"{cls.__name__}.status is {cls.status}: use one from 400 to 599")

    def to_wire(self) -> dict[str, Any]:
        """The value of `error` in the envelope."""
        wire: dict[str, Any] = {"code": self.code, "message": self.message}
        return wire if self.details is None else {**wire, "details": self.details}


class BadRequest(MizanError):
    """The request itself cannot be read: not JSON, no function named."""

    code, status = "BAD_REQUEST", 400
    default_message = "The request could not be understood."


class Unauthorized(MizanError):
    """Nobody is signed in, and this needs somebody."""

    code, status = "UNAUTHORIZED", 401
    default_message = "Sign in to do this."


class Forbidden(MizanError):
    """Somebody is signed in who may not do this."""

    code, status = "FORBIDDEN", 403
    default_message = "You are not allowed to do this."


class CsrfFailed(MizanError):
    """The call does not prove that it comes from this site's own pages."""

    code, status = "CSRF_FAILED", 403
    default_message = "The security token is missing or wrong."


class NotFound(MizanError):
    """No such function, context or record."""

    code, status = "NOT_FOUND", 404
    default_message = "This does not exist."


class MethodNotAllowed(MizanError):
    """The endpoint does not answer this HTTP method."""

    code, status = "METHOD_NOT_ALLOWED", 405
    default_message = "This HTTP method is not allowed here."
    allowed: tuple[str, ...] = ()

    @classmethod
    def only(cls, *methods: str) -> MethodNotAllowed:
        """The error of an endpoint that answers these methods; they become its `Allow` header."""
        error = cls(f"This answers {', '.join(methods)} only.")
        error.allowed = methods
        return error


class Conflict(MizanError):
    """The state on the server does not allow this now."""

    code, status = "CONFLICT", 409
    default_message = "This conflicts with what is there."


class InProgress(MizanError):
    """The same call is still under way."""

    code, status = "IN_PROGRESS", 409
    default_message = "The same request is still in progress."


class PayloadTooLarge(MizanError):
    """The body is over the limit."""

    code, status = "PAYLOAD_TOO_LARGE", 413
    default_message = "The request body is too large."


class UnsupportedMediaType(MizanError):
    """The body is of a kind that the endpoint does not read."""

    code, status = "UNSUPPORTED_MEDIA_TYPE", 415
    default_message = "Send the body as application/json."


class ValidationFailed(MizanError):
    """The arguments do not fit; `details` says which and why."""

    code, status = "VALIDATION_FAILED", 422
    default_message = "Some of the input is not valid."


class RateLimited(MizanError):
    """Too many requests."""

    code, status = "RATE_LIMITED", 429
    default_message = "Too many requests. Try again later."


class InternalError(MizanError):
    """A fault of the server; the log knows more, the client does not."""

    code, status = "INTERNAL_ERROR", 500


class MizanNotImplemented(MizanError):
    """The protocol has room for this, this server does not do it yet."""

    code, status = "NOT_IMPLEMENTED", 501
    default_message = "The server does not support this yet."


PROTOCOL_ERRORS: tuple[type[MizanError], ...] = (
    BadRequest,
    Unauthorized,
    Forbidden,
    CsrfFailed,
    NotFound,
    MethodNotAllowed,
    Conflict,
    InProgress,
    PayloadTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
    RateLimited,
    InternalError,
    MizanNotImplemented,
)
