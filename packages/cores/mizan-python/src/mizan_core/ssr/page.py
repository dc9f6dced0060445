"""A page with its data, as a script of steps: what is read, in whose name, and in what order.

The page is rendered with what is there; what its components asked for besides is read in process,
with the same checks as over HTTP, and it is rendered again. Protocol §10.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from pydantic_core import PydanticSerializationError, to_json

from mizan_core.context import ReactContext
from mizan_core.engine import Engine, SubScript
from mizan_core.errors import MizanError
from mizan_core.identity import Identity
from mizan_core.instances import Instance
from mizan_core.ssr.messages import Given, Page, Place, Rendered, RenderError, RenderFailed
from mizan_core.ssr.rest import Rest
from mizan_core.steps import IDENTIFY, IssueCsrf, Step

logger = logging.getLogger("mizan.ssr")

GLOBAL = "global"
# How often what is missing is read; what is missing then, the client reads.
ROUNDS = 3
# An address of this site: no other host, no control character.
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")

AnyContext: TypeAlias = ReactContext | str
Declared: TypeAlias = AnyContext | tuple[AnyContext, Mapping[str, Any]]


class Html(str):
    """Text that templates of Django and Jinja take as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


_NOTHING = Html()


class PropsError(TypeError):
    """Props that are no JSON."""

    def __init__(self, component: str, reason: str) -> None:
        self.component = component
        super().__init__(
            f"the props of {component} are not JSON: {reason}. Pass ids and plain values; what is "
            "in the database comes from contexts"
        )


class UnknownInstance(LookupError):
    """A declared context that does not exist, or with params that it does not have."""

    def __init__(self, context: str, params: Mapping[str, Any]) -> None:
        self.context = context
        self.params = params
        super().__init__(f"there is no context {context!r} with the params {dict(params)!r}")


@dataclass(frozen=True)
class Render:
    """A step: send back `Rendered`, or raise RenderError."""

    page: Page


@dataclass(frozen=True)
class PageResult:
    """What an answer is made of. Protocol §10.

    `html` belongs into the root element without one character around it, `head` into the head,
    `data` into `<script type="application/json" id="mizan-ssr">`. All are safe to insert. Without
    `is_rendered` the client renders the page, from the same data. `rest` follows `html`, where the
    page is streamed.
    """

    html: Html = _NOTHING
    head: Html = _NOTHING
    data: Html = _NOTHING
    status: int = 200
    location: str | None = None
    is_rendered: bool = False
    rest: Rest | None = None


@dataclass
class _Reading:
    """What has been read for one page, by path."""

    engine: Engine
    identity: Identity
    given: dict[str, Given | None] = field(default_factory=dict)

    @property
    def known(self) -> tuple[Given, ...]:
        return tuple(each for each in self.given.values() if each is not None)

    def read(self, instances: Iterable[Instance]) -> SubScript[None]:
        for each in instances:
            if each.path not in self.given:
                self.given[each.path] = yield from self._read(each)

    def _read(self, instance: Instance) -> SubScript[Given | None]:
        params = json.loads(instance.prefix + b"}")["params"]
        place = Place(instance.context.name, params, instance.path)
        try:
            return Given.of(place, (yield from self.engine.read_instance(instance, self.identity)))
        except MizanError as error:
            if error.status < 500:
                wire = {**error.to_wire(), "status": error.status}
                return Given.of(place, to_json(wire), is_refused=True)
            logger.exception("a read for a page failed")
        except Exception:
            logger.exception("a read for a page failed")
        return None  # the client asks, and is told


def page_script(
    engine: Engine,
    component: str,
    props: Mapping[str, Any],
    contexts: Iterable[Declared] = (),
    address: str = "/",
    nonce: str | None = None,
) -> Generator[Step | Render, Any, PageResult]:
    """Render a component below the pages folder for whoever asks for `address`: path and query.

    `contexts` are read before the first round: names or contexts, with their params where they have
    any. `global` always is. With a `nonce` (it may be empty) the page may be streamed. Raises
    PropsError, UnknownInstance, and RenderFailed with the code UNKNOWN_COMPONENT; whatever else
    goes wrong is logged, and the client renders.
    """
    checked = _json_of(component, props)
    wanted = [*_global(engine), *(_declared(engine, each) for each in contexts)]
    identity = yield IDENTIFY
    csrf = yield IssueCsrf(identity)
    reading = _Reading(engine, identity)
    rendered: Rendered | None = None
    for _ in range(ROUNDS):
        yield from reading.read(wanted)
        try:
            given = reading.known
            stream, scripts = nonce is not None, nonce or ""
            asked = Page(component, checked, engine.build, address, given, stream, scripts)
            rendered = yield Render(asked)
        except RenderFailed as error:
            if error.code == "UNKNOWN_COMPONENT":
                raise
            logger.error("rendering %s failed: %s\n%s", component, error.message, error.stack)
            rendered = None
        except RenderError as error:
            logger.error("rendering %s failed: %s", component, error)
            rendered = None
        if rendered is None:
            break
        wanted = [each for each in _missing(engine, rendered) if each.path not in reading.given]
        if not wanted:
            break
    session = {"csrf": csrf, "idempotency": engine.settings.keeps_answers}
    head = {
        "who": engine.who(identity),
        "build": engine.build,
        "session": session,
        "component": component,
        "props": checked,
    }
    return _result(to_json(head), reading.known, rendered)


def _global(engine: Engine) -> list[Instance]:
    found = engine.instance(GLOBAL, {}) if GLOBAL in engine.plan.contexts else None
    return [] if found is None else [found]


def _declared(engine: Engine, declared: Declared) -> Instance:
    context, params = declared if isinstance(declared, tuple) else (declared, {})
    name = context if isinstance(context, str) else context.name
    found = engine.instance(name, json.loads(to_json(dict(params))))
    if found is None:
        raise UnknownInstance(name, params)
    return found


def _missing(engine: Engine, rendered: Rendered) -> list[Instance]:
    found = (engine.instance(each.context, each.params) for each in rendered.missing)
    return [each for each in found if each is not None]


def _json_of(component: str, props: Mapping[str, Any]) -> dict[str, Any]:
    try:
        checked: dict[str, Any] = json.loads(to_json(dict(props)))
    except (PydanticSerializationError, ValueError) as error:
        raise PropsError(component, str(error)) from None
    return checked


def _result(head: bytes, given: Iterable[Given], rendered: Rendered | None) -> PageResult:
    bundles = b",".join(_wire(each) for each in given)
    data = Html(escaped(b'%b,"bundles":[%b]}' % (head[:-1], bundles)).decode())
    if rendered is None:
        return PageResult(data=data)
    location = rendered.location
    if location is not None and not _LOCAL.fullmatch(location):
        logger.error("a page leads to %r, which is no address of this site", location)
        location = None
    status = rendered.status if rendered.status in range(200, 600) else 200
    html = Html(rendered.html.decode("utf-8", "replace"))
    head_html = Html(rendered.head)
    return PageResult(html, head_html, data, status or 200, location, True, rendered.rest)


# Stands for what comes later, in a document that is made whole.
_LATER = "<!--mizan-later-->"


def document_parts(page: PageResult, document: Callable[[PageResult], str]) -> tuple[str, str]:
    """A streamed page's document before and after its rest; `document` makes the whole of it."""
    before, _, after = document(replace(page, html=Html(page.html + _LATER))).partition(_LATER)
    return before, after


def _wire(given: Given) -> bytes:
    place = given.place
    head = to_json({"context": place.context, "params": place.params, "path": place.path})
    name = b"error" if given.is_refused else b"data"
    return b'%b,"%b":%b}' % (head[:-1], name, given.data)


# All of them stand in strings alone, where the escape means the same.
_ESCAPES = tuple(
    (character.encode(), f"\\u{ord(character):04x}".encode()) for character in "<>&\u2028\u2029"
)


def escaped(json_bytes: bytes) -> bytes:
    """JSON that ends no script element and begins no comment, whatever it holds. Protocol §10."""
    for character, escape in _ESCAPES:
        json_bytes = json_bytes.replace(character, escape)
    return json_bytes
