"""The pages that do not belong to a feature: the shell around the frontend, and health checks."""

import logging
import re
from pathlib import Path

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from app import project
from app.pages import database, frontend, health
from app.settings import settings

logger = logging.getLogger(__name__)
router = APIRouter()

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=select_autoescape(),
)
# Endpoints, hidden files, files: an answer in HTML would hide that they do not exist.
_NO_PAGE = re.compile(r"^(?:api|static)(?:/|$)|(?:^|/)\.|\.[^/]*\Z")
_NEVER_KEPT = {"Cache-Control": "no-store"}
SAFE = ["GET", "HEAD"]


@router.api_route("/healthz", methods=SAFE)
async def healthz() -> Response:
    """Whether the process answers at all."""
    return JSONResponse({"status": "ok"}, headers=_NEVER_KEPT)


@router.api_route("/readyz", methods=SAFE)
async def readyz() -> Response:
    """Whether all that the app needs answers, too: 200, or 503 with what does not."""
    is_ready, report = await health.readiness()
    return JSONResponse(report, 200 if is_ready else 503, headers=_NEVER_KEPT)


@router.api_route("/favicon.ico", methods=SAFE)
async def favicon() -> Response:
    """For browsers that ask at the old address."""
    return RedirectResponse("/static/favicon.svg", 301)


@router.api_route("/{path:path}", methods=SAFE)
async def shell(request: Request, path: str) -> Response:
    """The page around the frontend, whose router decides what the address means."""
    if _NO_PAGE.search(path):
        return PlainTextResponse("Not found\n", 404)
    if found := await database.trouble_at_first():
        return unavailable(request, found)
    try:
        assets = frontend.assets()
    except frontend.FrontendNotBuiltError:
        return _page(request, "not_built.html", 503)
    return _page(request, "index.html", assets=assets)


def unavailable(request: Request, found: database.Trouble) -> Response:
    """A 503: with the problem and the next step in development, plain in production."""
    logger.error("%s %s %s", found.problem, found.hint, found.detail)
    if settings.app_debug:
        response = _page(request, "database_trouble.html", 503, trouble=found)
    else:
        text = "The service is not available at the moment. Please try again.\n"
        response = PlainTextResponse(text, 503, headers=_NEVER_KEPT)
    response.headers["Retry-After"] = database.RETRY_SECONDS
    return response


def _page(request: Request, name: str, status: int = 200, **values: object) -> Response:
    nonce = request.state.csp_nonce
    html = _templates.get_template(name).render(
        request={"csp_nonce": nonce},
        nonce=nonce,
        title=project.NAME,
        description=project.DESCRIPTION,
        **values,
    )
    return HTMLResponse(html, status, headers=_NEVER_KEPT)
