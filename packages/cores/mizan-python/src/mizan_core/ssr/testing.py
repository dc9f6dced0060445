"""Pages in tests of Python code: no Node, no build, a function in the place of the renderer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mizan_core.ssr.messages import Page, Rendered, RenderUnavailable
from mizan_core.ssr.pool import RenderPool

Renderer = Callable[[Page], Rendered]


def nobody(page: Page) -> Rendered:
    """What a renderer does that is not there. Raises RenderUnavailable."""
    raise RenderUnavailable(f"nobody renders {page.component} in tests")


@contextmanager
def rendered_by(renderer: Renderer = nobody) -> Iterator[list[Page]]:
    """While it lasts, every pool renders with this function; gives the pages that were asked for.

    with rendered_by(lambda page: Rendered(b"<p>Hello</p>", missing=())) as pages:
        client.get("/boards/1")
    assert pages[0].props == {"boardId": 1}
    """
    pages: list[Page] = []

    def render(pool: Any, page: Page, budget: float | None = None) -> Rendered:
        pages.append(page)
        return renderer(page)

    async def arender(pool: Any, page: Page, budget: float | None = None) -> Rendered:
        return render(pool, page)

    replaced = {"render": render, "arender": arender, "start": lambda pool: None}
    kept = {name: getattr(RenderPool, name) for name in replaced}
    try:
        for name, function in replaced.items():
            setattr(RenderPool, name, function)
        yield pages
    finally:
        for name, function in kept.items():
            setattr(RenderPool, name, function)
