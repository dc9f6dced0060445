"""Performs the engine's steps the Django way. Translates; decides nothing. Protocol §2."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from copy import copy
from typing import Any

from asgiref.sync import async_to_sync
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import connections, transaction
from django.http import Http404, HttpRequest, UnreadablePostError
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from mizan_core import announce
from mizan_core.errors import (
    BadRequest,
    Forbidden,
    MizanError,
    NotFound,
    PayloadTooLarge,
    ValidationFailed,
)
from mizan_core.idempotency import Kept
from mizan_core.identity import ANONYMOUS, Identity
from mizan_core.steps import (
    Begin,
    CheckCsrf,
    Commit,
    Identify,
    Invoke,
    InvokeAll,
    IssueCsrf,
    Keep,
    PublicRequest,
    Purge,
    ReadBody,
    Refresh,
    Release,
    Reserve,
    Rollback,
    StatusOf,
    Step,
)

from mizan import idempotency
from mizan.csrf import has_valid_token

EPOCH_KEY = "_mizan_epoch"


class Driver:
    """Performs the steps of one request, in the thread that handles it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._seen: HttpRequest = request
        self._unit = ExitStack()
        self._has_committed = False

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *raised: Any) -> None:
        """Whatever ends the request early: an open unit is rolled back, never left open."""
        self._unit.__exit__(*raised)

    def perform(self, step: Step) -> Any:
        """One step."""
        return _PERFORM[type(step)](self, step)

    def _identify(self, step: Identify) -> Identity:
        user = getattr(self._request, "user", None)
        if user is None:
            return ANONYMOUS
        session = getattr(self._request, "session", {})
        return Identity.of(user, str(session.get(EPOCH_KEY, "")) if user.is_authenticated else "")

    def _check_csrf(self, step: CheckCsrf) -> bool:
        return has_valid_token(self._request)

    def _issue_csrf(self, step: IssueCsrf) -> str:
        return get_token(self._request)

    def _read_body(self, step: ReadBody) -> bytes:
        body = self._request.read(step.limit + 1)
        if len(body) > step.limit:
            raise PayloadTooLarge(f"The body may have {step.limit} bytes at most.")
        self._request._body = body
        return body

    def _invoke(self, step: Invoke) -> Any:
        request: Any = PublicRequest(step.name) if step.is_public else self._seen
        function = async_to_sync(step.function) if step.is_async else step.function
        return function(request, **step.kwargs)

    def _invoke_all(self, step: InvokeAll) -> list[Any]:
        return [self._invoke(each) for each in step.invokes]

    def _begin(self, step: Begin) -> None:
        for alias in _atomic_aliases():
            self._unit.enter_context(transaction.atomic(using=alias))

    def _commit(self, step: Commit) -> None:
        self._has_committed = True
        self._unit.__exit__(None, None, None)

    def _rollback(self, step: Rollback) -> bool:
        """Whether anything may have been kept: a database outside the unit commits at once.

        After a commit that failed nobody knows: a hook that ran behind it, or another database.
        """
        self._unit.pop_all().__exit__(type(step.error), step.error, step.error.__traceback__)
        return self._has_committed or len(_atomic_aliases()) < len(list(connections))

    def _refresh(self, step: Refresh) -> None:
        self._seen = copy(self._request)
        if self._seen.__dict__.pop("_cached_user", None) is not None:
            self._seen.user = SimpleLazyObject(lambda: get_user(self._seen))  # type: ignore[assignment]

    def _reserve(self, step: Reserve) -> Kept:
        return idempotency.reserve(step.claim)

    def _keep(self, step: Keep) -> None:
        idempotency.keep(step.claim, step.answer)

    def _release(self, step: Release) -> None:
        idempotency.release(step.claim)

    def _purge(self, step: Purge) -> None:
        announce.purge(step.entries)

    def _status_of(self, step: StatusOf) -> int:
        return int(step.response.status_code)


_PERFORM: dict[type, Callable[[Driver, Any], Any]] = {
    Identify: Driver._identify,
    CheckCsrf: Driver._check_csrf,
    IssueCsrf: Driver._issue_csrf,
    ReadBody: Driver._read_body,
    Invoke: Driver._invoke,
    InvokeAll: Driver._invoke_all,
    Begin: Driver._begin,
    Commit: Driver._commit,
    Rollback: Driver._rollback,
    Refresh: Driver._refresh,
    Reserve: Driver._reserve,
    Keep: Driver._keep,
    Release: Driver._release,
    Purge: Driver._purge,
    StatusOf: Driver._status_of,
}


def _atomic_aliases() -> list[str]:
    return [alias for alias in connections if connections.settings[alias]["ATOMIC_REQUESTS"]]


def translated(error: Exception) -> Exception:
    """The protocol's error for one of Django's own; any other comes back as it is."""
    if isinstance(error, MizanError):
        return error
    if isinstance(error, ValidationError):
        return ValidationFailed(details=_problems(error))
    for theirs, ours in _TRANSLATIONS.items():
        if isinstance(error, theirs):
            return ours()
    return error


_TRANSLATIONS: dict[type[Exception], type[MizanError]] = {
    Http404: NotFound,
    PermissionDenied: Forbidden,
    SuspiciousOperation: BadRequest,
    UnreadablePostError: BadRequest,
}


def _problems(error: ValidationError) -> list[dict[str, Any]]:
    fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [
        {"path": [name] if name and name != "__all__" else [], "message": text, "type": "invalid"}
        for name, messages in fields.items()
        for text in messages
    ]
