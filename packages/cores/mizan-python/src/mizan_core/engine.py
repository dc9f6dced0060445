"""The protocol's requests as scripts of steps, without I/O. Protocol §2–§4.

An `Engine` is made once from a frozen plan: validators, serialisers and the fixed bytes of every
merge are compiled there. A request then inspects nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from mizan_core.calls import CallDecoder, Mounted, args_type
from mizan_core.effects import (
    Effects,
    Entry,
    MergeEntry,
    Outcome,
    codecs_of,
    collecting,
    failed_outcome,
    outcome_of,
)
from mizan_core.errors import (
    CsrfFailed,
    InternalError,
    MethodNotAllowed,
    MizanError,
    NotFound,
    PayloadTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
)
from mizan_core.header import format_header
from mizan_core.idempotency import Claim, Replay, answer_text, replay_of
from mizan_core.identity import LEVELS, Identity, refusal, who_of
from mizan_core.instances import Instance, Instances
from mizan_core.ir import build_hash, render_ir
from mizan_core.params import query_parser
from mizan_core.plan import AuthPlan, ContextPlan, FunctionPlan, MergePlan, Plan
from mizan_core.problems import json_problems, problems_of
from mizan_core.shapes import merged_fields
from mizan_core.signature import is_async_callable
from mizan_core.steps import (
    BEGIN,
    COMMIT,
    IDENTIFY,
    REFRESH,
    Answer,
    CheckCsrf,
    Head,
    Invoke,
    InvokeAll,
    IssueCsrf,
    Keep,
    Purge,
    ReadBody,
    Release,
    Reserve,
    Rollback,
    Script,
    StatusOf,
    Step,
)
from mizan_core.values import ResultCodec

logger = logging.getLogger("mizan")
Result = TypeVar("Result")
SubScript = Generator[Step, Any, Result]

JSON_TYPE = "application/json"
CALL_TYPES = {JSON_TYPE}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
CROSS_ORIGIN = "The call does not come from a page of this site."
KIBIBYTE = 1024


@dataclass(frozen=True)
class EngineSettings:
    """`secret` keys the identity digest; `max_body` is in bytes; origins are `scheme://host`.

    Without `has_unit` no unit of work is ever asked for: each statement is kept at once. `clock`
    gives seconds: bundles are added to the answer of a call while it took less than `flight` of
    them; without a clock none are. With `keeps_answers` calls may be sent again under a key.
    """

    secret: bytes
    max_body: int = KIBIBYTE * KIBIBYTE
    allowed_origins: frozenset[str] = frozenset()
    has_unit: bool = True
    clock: Callable[[], float] | None = None
    flight: float = 0.25
    keeps_answers: bool = False


@dataclass(frozen=True)
class ViewResult:
    """What became of a view-path function: the response it returned and headers to add to it."""

    response: Any
    headers: tuple[tuple[str, str], ...]


@dataclass
class _Compiled:
    """Everything of one function that a request needs."""

    plan: FunctionPlan
    result: ResultCodec
    fields: dict[str, ResultCodec] = field(default_factory=dict)
    view_args: TypeAdapter[Any] | None = None


class Engine:
    """Answers requests for one plan. All methods that take a `Head` give a script to drive."""

    def __init__(self, plan: Plan, settings: EngineSettings) -> None:
        self.plan = plan
        self.settings = settings
        self.build = build_hash(render_ir(plan))
        self._every = (
            ("Content-Type", JSON_TYPE),
            ("Cache-Control", "no-store"),
            ("X-Mizan-Build", self.build),
        )
        self._read_body = ReadBody(settings.max_body)
        self._codecs = codecs_of(plan.contexts)
        self._parse = {name: query_parser(codecs) for name, codecs in self._codecs.items()}
        self._decoder = CallDecoder(plan)
        self._instances = Instances(plan.contexts, self._codecs)
        self._functions = {name: _compiled(each) for name, each in plan.functions.items()}

    # --- the three endpoints ---------------------------------------------------------------

    def session(self, head: Head) -> Script:
        """`GET session/`: the CSRF token and what this server offers. Protocol §2."""
        identity: Identity | None = None
        try:
            identity = yield IDENTIFY
            _require_method(head, "GET")
            token = yield IssueCsrf(identity)
            return self._answer(
                200, to_json({"csrf": token, "idempotency": self.settings.keeps_answers}), identity
            )
        except Exception as error:
            return self._failure(error, identity)

    def read(self, head: Head, name: str, query: str) -> Script:
        """`GET ctx/<name>/?<query>`: the bundle, all or nothing. Protocol §2."""
        identity: Identity | None = None
        try:
            identity = yield IDENTIFY
            _require_method(head, "GET")
            context = self._context(name)
            params = self._parse[name](query)
            if context.auth.rule is not None:
                given = _with_defaults(context, params)
                yield from self._authorize(context.auth, identity, given)
            body = yield from self._bundle(context, params)
            return self._answer(200, body, identity, (("X-Mizan-Cache", "bypass"),))
        except Exception as error:
            return self._failure(error, identity)

    def call(self, head: Head) -> Script:
        """`POST call/`: one mutation, in the order that Protocol §2 gives."""
        identity: Identity | None = None
        try:
            identity = yield IDENTIFY
            self._check_head(head)
            if not (yield CheckCsrf(identity)):
                raise CsrfFailed()
            content = yield self._read_body
            body = self._decoder.decode(content)
            if body.function.auth.rule is not None:
                yield from self._authorize(body.function.auth, identity, _filled(body))
            compiled = self._functions[body.function.name]
            claim = None
            if head.idempotency_key is not None and self.settings.keeps_answers:
                claim = self._claim(head.idempotency_key, identity, compiled.plan, content)
            return (yield from self._run(compiled, body.args, identity, body.mounted, claim))
        except Exception as error:
            return self._failure(error, identity)

    def unknown(self, head: Head) -> Script:
        """Anything else below the base."""
        identity = yield IDENTIFY
        return self._failure(NotFound("There is no such endpoint."), identity)

    def refuse(self, error: MizanError) -> Answer:
        """The answer to a request that reaches no endpoint."""
        return self._failure(error, None)

    # --- instances, for adapters that read without a request --------------------------------

    def instance(self, context: str, params: Mapping[str, Any]) -> Instance | None:
        """The instance, or None where the context or a param is not what it has to be."""
        return self._instances.find({"context": context, "params": dict(params)})

    def read_instance(self, instance: Instance, identity: Identity) -> SubScript[bytes]:
        """Its bundle, checked as if it were asked for alone. Raises what a read would answer."""
        yield from self._authorize(instance.context.auth, identity, instance.filled)
        return (yield from self._bundle(instance.context, instance.params))

    # --- view-path functions ---------------------------------------------------------------

    def view(
        self, name: str, given: Mapping[str, Any], head: Head
    ) -> Generator[Step, Any, ViewResult | Answer]:
        """A `route=` function; its response passes through. Protocol §1.

        `given` holds path, query and form values as text or JSON. Returns what the adapter has to
        do to the response, or an error answer. A browser may change something only from a page of
        this site; a program that is no browser names no origin and passes.
        """
        compiled = self._functions[name]
        identity: Identity | None = None
        try:
            identity = yield IDENTIFY
            if head.method not in SAFE_METHODS and self._is_cross_origin(head):
                raise CsrfFailed(CROSS_ORIGIN)
            args = _view_args(compiled, given)
            filled = {arg.name: args.get(arg.name, arg.default) for arg in compiled.plan.args}
            yield from self._authorize(compiled.plan.auth, identity, filled)
            return (yield from self._run_view(compiled, args))
        except Exception as error:
            return self._failure(error, identity)

    def _run_view(
        self, compiled: _Compiled, args: dict[str, Any]
    ) -> SubScript[ViewResult | Answer]:
        effects = self._effects()
        yield BEGIN
        try:
            plan = compiled.plan
            with collecting(effects):
                response = yield Invoke(plan.name, plan.function, plan.is_async, False, args)
            status = yield StatusOf(response)
            outcome = failed_outcome(effects, compiled.plan, args)
            yield COMMIT
        except Exception as error:
            return (yield from self._undo(error, effects, compiled.plan, args))
        entries = outcome.purges if status < 400 else ()
        yield Purge(entries)
        return ViewResult(response, _invalidation_header(entries))

    # --- running ---------------------------------------------------------------------------

    def _bundle(self, context: ContextPlan, params: Mapping[str, Any]) -> SubScript[bytes]:
        is_public = context.scope == "public"
        invokes = [_read_of(function, params, is_public) for function in context.reads]
        values = yield InvokeAll(invokes)
        parts = [
            b'"%b":%b' % (invoke.name.encode(), self._functions[invoke.name].result.encode(value))
            for invoke, value in zip(invokes, values, strict=True)
        ]
        return b"{%b}" % b",".join(parts)

    def _run(
        self,
        compiled: _Compiled,
        args: dict[str, Any],
        identity: Identity,
        mounted: list[Mounted],
        claim: Claim | None = None,
    ) -> SubScript[Answer]:
        effects = self._effects()
        has_unit = self.settings.has_unit
        if has_unit:
            yield BEGIN
        try:
            plan = compiled.plan
            if claim is not None:
                replay = replay_of(claim, (yield Reserve(claim)))
                if replay is not None:
                    raise replay
            with collecting(effects):
                value = yield Invoke(plan.name, plan.function, plan.is_async, False, args)
            value = compiled.result.convert(value)
            encoded = compiled.result.dump(value)
            outcome = outcome_of(effects, plan, args)
            merges = [_merge_bytes(compiled, entry, value) for entry in outcome.merges]
            if claim is not None:
                yield Keep(claim, _kept_answer(encoded, outcome.purges))
            if has_unit:
                yield COMMIT
        except Replay as found:
            yield Rollback(found)
            return self._replayed(found, identity)
        except Exception as error:
            return (yield from self._undo(error, effects, compiled.plan, args, claim))
        purges = outcome.purges
        if purges:
            yield Purge(purges)
        after = yield IDENTIFY
        bundles: list[bytes] = []
        if after != identity:
            merges = []
        elif mounted and outcome.invalidations and self.settings.clock is not None:
            places = self._instances.invalidated(mounted, outcome.invalidations)
            bundles = yield from self._fly(places, after, self.settings.clock)
        return self._success(encoded, merges, bundles, outcome.invalidations, purges, after)

    def _fly(
        self, places: list[Instance], identity: Identity, clock: Callable[[], float]
    ) -> SubScript[list[bytes]]:
        """Fresh bundles of what the page shows: each checked as if it were asked for alone. §4.

        One that cannot be read is left to the client, which asks for it and is told why.
        """
        bundles: list[bytes] = []
        end = clock() + self.settings.flight
        if places:
            yield REFRESH
        for place in places:
            if clock() >= end:
                break
            try:
                data = yield from self.read_instance(place, identity)
            except Exception as error:
                if not isinstance(error, MizanError):
                    logger.error("a read after a call failed", exc_info=error)
                continue
            bundles.append(b'%b,"data":%b}' % (place.prefix, data))
        return bundles

    def _undo(
        self,
        error: Exception,
        effects: Effects,
        function: FunctionPlan,
        args: dict[str, Any],
        claim: Claim | None = None,
    ) -> SubScript[Answer]:
        outcome = failed_outcome(effects, function, args) if (yield Rollback(error)) else None
        if outcome is not None:
            yield Purge(outcome.purges)
            if claim is not None:
                yield from self._end_claim(claim, error, outcome)
        # Who may have changed all the same: a session outlives the unit of work.
        return self._failure(error, (yield IDENTIFY), outcome)

    def _claim(
        self, key: str, identity: Identity, function: FunctionPlan, content: bytes
    ) -> Claim | None:
        """None for a function whose answers are not to be kept. Raises BadRequest."""
        return Claim.of(self.who(identity), key, content) if function.idempotent else None

    def _end_claim(self, claim: Claim, error: Exception, outcome: Outcome) -> SubScript[None]:
        """A row that was kept although the call has failed: what is sure of it is its answer."""
        if isinstance(error, MizanError) and error.status < 500:
            answer = self._failure(error, None, outcome)
            header = dict(answer.headers).get("X-Mizan-Invalidate", "")
            yield Keep(claim, answer_text(answer.status, answer.body, header))
        else:
            yield Release(claim)

    def _replayed(self, found: Replay, identity: Identity) -> Answer:
        header = (("X-Mizan-Invalidate", found.header),) if found.header else ()
        return self._answer(found.status, found.body, identity, header)

    def _authorize(
        self, auth: AuthPlan, identity: Identity, args: Mapping[str, Any]
    ) -> SubScript[None]:
        if auth.rule is None:
            return
        if callable(auth.rule):
            kwargs = {name: args[name] for name in auth.arg_names}
            name = getattr(auth.rule, "__name__", "auth")
            is_async = is_async_callable(auth.rule)
            is_allowed = yield Invoke(name, auth.rule, is_async, False, kwargs)
        else:
            is_allowed = LEVELS[auth.rule](identity)
        if not is_allowed:
            raise refusal(identity)

    def _effects(self) -> Effects:
        return Effects(self.plan.contexts, self._codecs)

    # --- checks ----------------------------------------------------------------------------

    def _context(self, name: str) -> ContextPlan:
        context = self.plan.contexts.get(name)
        if context is None:
            raise NotFound("There is no such context.")
        return context

    def _check_head(self, head: Head) -> None:
        _require_method(head, "POST")
        if head.content_type.partition(";")[0].strip().lower() not in CALL_TYPES:
            raise UnsupportedMediaType()
        if not self._is_known(head.origin, head) and head.fetch_site != "same-origin":
            raise CsrfFailed(CROSS_ORIGIN)
        if head.content_length is not None and head.content_length > self.settings.max_body:
            raise PayloadTooLarge(f"The body may have {self.settings.max_body} bytes at most.")

    def _is_known(self, origin: str | None, head: Head) -> bool:
        return origin is not None and (
            origin == head.own_origin or origin in self.settings.allowed_origins
        )

    def _is_cross_origin(self, head: Head) -> bool:
        is_foreign = head.origin is not None and not self._is_known(head.origin, head)
        if head.fetch_site is None:
            return is_foreign
        return head.fetch_site not in ("same-origin", "none") and not (
            head.origin is not None and not is_foreign
        )

    # --- answers ---------------------------------------------------------------------------

    def _success(
        self,
        encoded: bytes,
        merges: list[bytes],
        bundles: list[bytes],
        invalidations: tuple[Entry, ...],
        purges: tuple[Entry, ...],
        identity: Identity,
    ) -> Answer:
        body = [b'{"result":', encoded]
        if invalidations:
            body += [b',"invalidate":', _wire(invalidations)]
        if merges:
            body += [b',"merge":[', b",".join(merges), b"]"]
        if bundles:
            body += [b',"bundles":[', b",".join(bundles), b"]"]
        body.append(b"}")
        return self._answer(200, b"".join(body), identity, _invalidation_header(purges))

    def _failure(
        self, error: Exception, identity: Identity | None, outcome: Outcome | None = None
    ) -> Answer:
        shown = error if isinstance(error, MizanError) else InternalError()
        if shown.status >= 500:
            logger.error("a request failed", exc_info=error)
        body = b'{"error":' + to_json(shown.to_wire())
        entries = outcome.purges if outcome else ()
        if entries:
            body += b',"invalidate":' + _wire(entries)
        headers = (*_invalidation_header(entries), *_allow_header(shown))
        return self._answer(shown.status, body + b"}", identity, headers)

    def _answer(
        self,
        status: int,
        body: bytes,
        identity: Identity | None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Answer:
        if identity is None:
            return Answer(status, self._every + headers, body)
        return Answer(status, (*self._every, ("X-Mizan-Who", self.who(identity)), *headers), body)

    def who(self, identity: Identity) -> str:
        """The caller's `X-Mizan-Who`."""
        return who_of(identity, self.settings.secret)


def _compiled(plan: FunctionPlan) -> _Compiled:
    result = ResultCodec(plan.name, plan.returns if plan.kind != "view" else Any)
    fields = {
        name: ResultCodec(f"{plan.name}.{name}", annotation)
        for name, annotation in (merged_fields(plan.returns) or {}).items()
    }
    view_args = TypeAdapter(args_type(plan.name, plan.args, strict=False))
    return _Compiled(plan, result, fields, view_args if plan.kind == "view" else None)


def _read_of(function: FunctionPlan, params: Mapping[str, Any], is_public: bool) -> Invoke:
    own = {arg.name: params[arg.name] for arg in function.args if arg.name in params}
    return Invoke(function.name, function.function, function.is_async, is_public, own)


def _require_method(head: Head, method: str) -> None:
    if head.method != method:
        raise MethodNotAllowed.only(method)


def _with_defaults(context: ContextPlan, params: Mapping[str, Any]) -> dict[str, Any]:
    return {param.name: params.get(param.name, param.default) for param in context.params}


def _filled(body: Any) -> dict[str, Any]:
    return {arg.name: body.args.get(arg.name, arg.default) for arg in body.function.args}


def _view_args(compiled: _Compiled, given: Mapping[str, Any]) -> dict[str, Any]:
    assert compiled.view_args is not None
    try:
        args: dict[str, Any] = compiled.view_args.validate_python(dict(given))
    except ValidationError as error:
        raise ValidationFailed(details=problems_of(error)) from None
    if problems := list(json_problems(dict(given))):
        raise ValidationFailed(details=problems)
    return args


def _merge_bytes(compiled: _Compiled, entry: MergeEntry, value: Any) -> bytes:
    plan = entry.plan
    head: dict[str, Any] = {
        "context": plan.context,
        "params": entry.params,
        "slot": plan.slot,
        "op": plan.operation,
    }
    if plan.key is not None:
        head["key"] = plan.key
    parts = [to_json(head)[:-1], _merge_value(compiled, plan, value), _merge_order(plan), b"}"]
    return b"".join(parts)


def _merge_value(compiled: _Compiled, plan: MergePlan, value: Any) -> bytes:
    """Left out where it is the whole result. A removal from a single slot leaves null there."""
    part = value if plan.field is None else getattr(value, plan.field)
    if plan.is_removal and plan.operation == "replace":
        return b',"value":null'
    if plan.field is None:
        return b""
    return b',"value":' + compiled.fields[plan.field].encode(part)


def _merge_order(plan: MergePlan) -> bytes:
    if plan.operation != "upsert":
        return b""
    if plan.order_by:
        return b',"order_by":' + to_json(list(plan.order_by))
    return b',"at":"start"' if plan.at == "start" else b""


def _wire(entries: tuple[Entry, ...]) -> bytes:
    return to_json([entry.to_wire() for entry in entries])


def _kept_answer(encoded: bytes, purges: tuple[Entry, ...]) -> str:
    """What a replay answers: the result, and invalidations in the place of merges. Protocol §4."""
    header = dict(_invalidation_header(purges)).get("X-Mizan-Invalidate", "")
    invalidate = b',"invalidate":' + _wire(purges) if purges else b""
    return answer_text(200, b'{"result":%b%b}' % (encoded, invalidate), header)


def _invalidation_header(entries: tuple[Entry, ...]) -> tuple[tuple[str, str], ...]:
    if not entries:
        return ()
    return (("X-Mizan-Invalidate", format_header([entry.to_header() for entry in entries])),)


def _allow_header(error: MizanError) -> tuple[tuple[str, str], ...]:
    allowed = error.allowed if isinstance(error, MethodNotAllowed) else ()
    return (("Allow", ", ".join(allowed)),) if allowed else ()
