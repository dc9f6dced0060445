"""A page of fifty rows on FastAPI: `uvicorn benchmarks.rendering.site_fastapi:app`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from mizan_core.registry import registry
from mizan_fastapi import Mizan
from mizan_fastapi.ssr import MizanTemplates
from starlette.templating import Jinja2Templates

from benchmarks.rendering.board import SHELL, BoardContext, settings

folder = Path(tempfile.mkdtemp(prefix="mizan-bench-"))
(folder / "index.html").write_text(SHELL)
app = FastAPI(openapi_url=None)
mizan = Mizan(secret="for the bench only", functions=registry)
app.include_router(mizan.router)
templates = MizanTemplates(mizan, shell=Jinja2Templates(folder), rendering=settings())


@app.get("/board/{number}")
async def board(request: Request, number: int) -> Any:
    """One page; its data is declared, so one round is enough."""
    contexts = [(BoardContext, {"board_id": number})]
    return templates.TemplateResponse(request, "Page.tsx", contexts=contexts)


registry.discover("benchmarks.rendering.board")
