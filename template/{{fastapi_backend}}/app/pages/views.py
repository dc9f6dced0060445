"""What does not belong to a feature: the health checks, and the icon."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.pages import health

router = APIRouter()

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
