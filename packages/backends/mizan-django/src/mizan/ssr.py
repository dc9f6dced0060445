"""Pages rendered on the server: a template engine, and `render` with contexts. Protocol §10.

    TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", …},
        {
            "BACKEND": "mizan.ssr.MizanTemplates",
            "DIRS": [FRONTEND / "src" / "pages"],
            "OPTIONS": {"shell": "index.html", "command": worker_command(…)},
        },
    ]

`django.shortcuts.render(request, "BoardPage.tsx", {"boardId": 1})` then answers the page;
`mizan.ssr.render` takes contexts besides, and answers with the status that the page gives itself.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, overload

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template import Origin, TemplateDoesNotExist, engines
from django.template import loader as templates
from django.template.backends.base import BaseEngine
from django.utils.module_loading import import_string
from mizan_core.ssr import (
    Declared,
    PageBudget,
    PageResult,
    Rendered,
    RenderPool,
    RenderSettings,
    Rest,
    document_parts,
    page_script,
)
from mizan_core.ssr import Render as RenderStep
from mizan_core.ssr import worker_command as worker_command
from mizan_core.steps import perform_all

from mizan.conf import get_engine
from mizan.driver import Driver, translated

PAGE_NAME = re.compile(r"(?:[\w-]+/)*[\w-]+\.(?:tsx|jsx|vue|svelte)", re.ASCII)
_POOL_OPTIONS = tuple(field.name for field in fields(RenderSettings))
_OPTIONS = ("shell", "context", *_POOL_OPTIONS)


class PageDriver(Driver):
    """Performs the steps of one page: those of the engine, and the renderer's."""

    def __init__(self, request: HttpRequest, pool: RenderPool) -> None:
        super().__init__(request)
        self._budget = PageBudget(pool)

    def perform(self, step: Any) -> Any:
        """One step."""
        return self._render(step) if isinstance(step, RenderStep) else super().perform(step)

    def _render(self, step: RenderStep) -> Rendered:
        return self._budget.render(step.page)


class MizanTemplates(BaseEngine):
    """Components as templates. `DIRS` are the folders that pages are in.

    `OPTIONS`: `shell`, the template around the page (it gets `page`, a `PageResult`); `context`,
    the dotted name of a function that takes the request and gives more for the shell; and the
    fields of `RenderSettings`. Raises ImproperlyConfigured for any other.
    """

    app_dirname = "pages"

    def __init__(self, params: dict[str, Any]) -> None:
        params = dict(params)
        options = dict(params.pop("OPTIONS"))
        params.setdefault("APP_DIRS", False)
        super().__init__(params)
        if unknown := sorted(set(options) - set(_OPTIONS)):
            known = ", ".join(_OPTIONS)
            raise ImproperlyConfigured(f"MizanTemplates has unknown OPTIONS {unknown}: {known}")
        self.shell: str = options.pop("shell", "index.html")
        self._context: str | None = options.pop("context", None)
        self.pool = RenderPool(RenderSettings(**options))

    def get_template(self, template_name: str) -> Page:
        """A page's component, by its name below one of `DIRS`. Raises TemplateDoesNotExist."""
        tried = []
        if PAGE_NAME.fullmatch(template_name):
            for folder in self.dirs:
                path = Path(folder) / template_name
                if path.is_file():
                    return Page(self, template_name)
                tried.append((Origin(str(path), template_name), "Source does not exist"))
        raise TemplateDoesNotExist(template_name, tried=tried, backend=self)

    def more_for_shell(self, request: HttpRequest) -> Mapping[str, Any]:
        """What the app gives to the shell besides the page."""
        if self._context is None:
            return {}
        more: Callable[[HttpRequest], Mapping[str, Any]] = import_string(self._context)
        return more(request)


class Page:
    """One component as a template of Django."""

    def __init__(self, engine: MizanTemplates, component: str) -> None:
        self.engine = engine
        self.component = component

    def render(
        self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        """The whole document; `context` are the props. Raises PropsError."""
        if request is None:
            raise TypeError(f"{self.component} is rendered for somebody: pass the request")
        return self.in_shell(request, self.result(request, context or {}))

    def result(
        self,
        request: HttpRequest,
        props: Mapping[str, Any],
        contexts: Iterable[Declared] = (),
        nonce: str | None = None,
    ) -> PageResult:
        """The page and its data. Raises PropsError, UnknownInstance."""
        address = request.get_full_path()
        script = page_script(get_engine(), self.component, props, contexts, address, nonce)
        with PageDriver(request, self.engine.pool) as driver:
            return perform_all(script, driver.perform, translated)  # type: ignore[arg-type]

    def in_shell(self, request: HttpRequest, page: PageResult) -> str:
        """The document around it."""
        more = self.engine.more_for_shell(request)
        html: str = templates.render_to_string(self.engine.shell, {**more, "page": page}, request)
        return html


@overload
def render(
    request: HttpRequest,
    component: str,
    props: Mapping[str, Any] | None = None,
    *,
    contexts: Iterable[Declared] = (),
    status: int | None = None,
) -> HttpResponse: ...
@overload
def render(
    request: HttpRequest,
    component: str,
    props: Mapping[str, Any] | None = None,
    *,
    contexts: Iterable[Declared] = (),
    status: int | None = None,
    stream: bool,
) -> HttpResponseBase: ...
def render(
    request: HttpRequest,
    component: str,
    props: Mapping[str, Any] | None = None,
    *,
    contexts: Iterable[Declared] = (),
    status: int | None = None,
    stream: bool = False,
) -> HttpResponseBase:
    """The answer with a page, in its own status unless `status` is given; or a redirect to where
    the page says it is.

    With `stream` what waits (a part that suspends) is sent when it is ready; the scripts that put
    it in its place carry the `nonce` of the shell's context.

    `contexts` are read before it is rendered: names or contexts, in a pair with their params where
    they have any. Raises TemplateDoesNotExist, PropsError, UnknownInstance.
    """
    template = _page(component)
    nonce = template.engine.more_for_shell(request).get("nonce", "") if stream else None
    result = template.result(request, props or {}, contexts, nonce)
    response: HttpResponseBase
    if result.location is not None:
        response = HttpResponseRedirect(result.location)
    elif result.rest is not None:
        response = _streamed(request, template, result, result.rest)
        response.status_code = status or result.status
    else:
        response = HttpResponse(template.in_shell(request, result), status=status or result.status)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@overload
async def arender(
    request: HttpRequest,
    component: str,
    props: Mapping[str, Any] | None = None,
    *,
    contexts: Iterable[Declared] = (),
    status: int | None = None,
) -> HttpResponse: ...
@overload
async def arender(
    request: HttpRequest,
    component: str,
    props: Mapping[str, Any] | None = None,
    *,
    contexts: Iterable[Declared] = (),
    status: int | None = None,
    stream: bool,
) -> HttpResponseBase: ...
async def arender(
    request: HttpRequest,
    component: str,
    props: Mapping[str, Any] | None = None,
    *,
    contexts: Iterable[Declared] = (),
    status: int | None = None,
    stream: bool = False,
) -> HttpResponseBase:
    """`render` for async views: one hop to a thread for all of it."""
    work = partial(
        render, request, component, props, contexts=contexts, status=status, stream=stream
    )
    return await sync_to_async(work, thread_sensitive=True)()


def _streamed(
    request: HttpRequest, template: Page, page: PageResult, rest: Rest
) -> StreamingHttpResponse:
    before, after = document_parts(page, lambda part: template.in_shell(request, part))

    def parts() -> Iterator[bytes]:
        yield before.encode()
        yield from rest
        yield after.encode()

    async def async_parts() -> AsyncIterator[bytes]:
        yield before.encode()
        async for chunk in rest:
            yield chunk
        yield after.encode()

    return StreamingHttpResponse(async_parts() if isinstance(request, ASGIRequest) else parts())


def pools() -> list[RenderPool]:
    """The pools of all engines, for health checks."""
    return [each.pool for each in _engines()]


def _engines() -> list[MizanTemplates]:
    return [each for each in engines.all() if isinstance(each, MizanTemplates)]


def _page(component: str) -> Page:
    """Of the engines that have pages; a template of the same name is none."""
    tried = []
    for engine in _engines():
        try:
            return engine.get_template(component)
        except TemplateDoesNotExist as error:
            tried.append(error)
    raise TemplateDoesNotExist(component, chain=tried)
