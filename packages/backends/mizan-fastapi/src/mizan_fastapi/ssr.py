"""Pages rendered on the server, in the shape of Starlette's templates. Protocol §10.

templates = MizanTemplates(mizan, shell=Jinja2Templates("templates"), rendering=settings)

@app.get("/boards/{board_id}")
async def board(request: Request, board_id: int) -> Response:
    return templates.TemplateResponse(request, "BoardPage.tsx", {"boardId": board_id})
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from mizan_core.ssr import (
    Declared,
    PageBudget,
    PageResult,
    RenderPool,
    RenderSettings,
    Rest,
    document_parts,
    page_script,
)
from mizan_core.ssr import Render as RenderStep
from mizan_core.ssr import worker_command as worker_command
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.templating import Jinja2Templates

from mizan_fastapi.driver import Driver, Receive
from mizan_fastapi.mizan import Mizan, Send
from mizan_fastapi.translation import Scope

ShellContext = Callable[[Request], Mapping[str, Any]]


class PageDriver(Driver):
    """Performs the steps of one page: those of the engine, and the renderer's."""

    def __init__(self, mizan: Mizan, request: Request, pool: RenderPool) -> None:
        super().__init__(mizan, request.scope, request.receive)
        self._request = request
        self._budget = PageBudget(pool)

    def perform(self, step: Any) -> Any:
        """One step: its value, or the coroutine that gives it."""
        if isinstance(step, RenderStep):
            return self._budget.arender(step.page)
        return super().perform(step)


class MizanTemplates:
    """Components as templates: `shell` is what finds the template around them.

    `page` is that template's name (it gets `page`, a `PageResult`), `context` a function that takes
    the request and gives more for it, `rendering` says who renders.
    """

    def __init__(
        self,
        mizan: Mizan,
        *,
        shell: Jinja2Templates,
        rendering: RenderSettings,
        page: str = "index.html",
        context: ShellContext | None = None,
    ) -> None:
        self.mizan = mizan
        self.shell = shell
        self.page = page
        self.context = context
        self.pool = RenderPool(rendering)

    def TemplateResponse(  # noqa: N802 (Starlette's name)
        self,
        request: Request,
        name: str,
        context: Mapping[str, Any] | None = None,
        status_code: int | None = None,
        headers: Mapping[str, str] | None = None,
        background: BackgroundTask | None = None,
        *,
        contexts: Iterable[Declared] = (),
        stream: bool = False,
    ) -> PageResponse:
        """The answer with a page; `context` are its props.

        Without `status_code` it has the status that the page gives itself, or is a redirect to
        where the page says it is. `contexts` are read before it is rendered: names or contexts, in
        a pair with their params where they have any. Sending it raises PropsError,
        UnknownInstance. With `stream` what waits (a part that suspends) is sent when it is ready;
        the scripts that put it in its place carry the `nonce` of `context`.
        """
        more = self.context(request) if stream and self.context is not None else {}
        nonce = more.get("nonce", "") if stream else None
        asked = (name, context or {}, tuple(contexts), nonce)
        return PageResponse(self, request, asked, status_code, headers, background)

    async def result(
        self,
        driver: PageDriver,
        name: str,
        props: Mapping[str, Any],
        contexts: Iterable[Declared] = (),
        nonce: str | None = None,
    ) -> PageResult:
        """The page and its data. Raises PropsError, UnknownInstance."""
        url = driver.request.url
        address = f"{url.path}?{url.query}" if url.query else url.path
        script = page_script(self.mizan.engine, name, props, contexts, address, nonce)
        return await driver.run(script)  # type: ignore[arg-type]

    def document(self, request: Request, page: PageResult) -> str:
        """The whole document."""
        more = self.context(request) if self.context is not None else {}
        template = self.shell.get_template(self.page)
        return template.render({"request": request, **more, "page": page})


class PageResponse(Response):
    """Rendered when it is sent, so that endpoints with and without `async` return it as it is."""

    def __init__(
        self,
        templates: MizanTemplates,
        request: Request,
        asked: tuple[str, Mapping[str, Any], tuple[Declared, ...], str | None],
        status_code: int | None,
        headers: Mapping[str, str] | None,
        background: BackgroundTask | None,
    ) -> None:
        super().__init__(status_code=status_code or 200, headers=headers, background=background)
        self._templates = templates
        self._request = request
        self._asked = asked
        self._has_status = status_code is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, render and send."""
        templates = self._templates
        driver = PageDriver(templates.mizan, self._request, templates.pool)
        page = await templates.result(driver, *self._asked)
        response = self._response(page)
        response.headers.setdefault("Cache-Control", "no-store")
        for name, value in self.raw_headers:
            if name not in (b"content-length", b"content-type"):
                response.raw_headers.append((name, value))
        if driver.cookie is not None:
            cookie = templates.mizan.csrf_cookie(driver.cookie)
            response.raw_headers.append((b"set-cookie", cookie))
        response.background = self.background
        await response(scope, receive, send)

    def _response(self, page: PageResult) -> Response:
        if page.location is not None:
            return RedirectResponse(page.location, 302)
        status = self.status_code if self._has_status else page.status
        if page.rest is not None:
            return StreamingResponse(self._parts(page, page.rest), status, media_type="text/html")
        return HTMLResponse(self._templates.document(self._request, page), status)

    async def _parts(self, page: PageResult, rest: Rest) -> AsyncIterator[bytes]:
        document = partial(self._templates.document, self._request)
        before, after = document_parts(page, document)
        yield before.encode()
        async for chunk in rest:
            yield chunk
        yield after.encode()
