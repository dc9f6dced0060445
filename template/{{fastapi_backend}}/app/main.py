"""The application for an ASGI server: `uvicorn app.main:app --app-dir backend`."""

import logging.config
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from servestatic import ServeStaticASGI  # type: ignore[import-untyped]

from app import db, logs, project
from app.api import mizan
from app.middleware import Doors
from app.pages import views
from app.safety import Deployment, refuse_unsafe
from app.settings import STATIC_DIR, STATIC_ROOT, settings

logging.config.dictConfig(
    logs.configuration(as_json=settings.is_production, level=settings.log_level)
)
if settings.is_production:
    refuse_unsafe(
        Deployment(
            secret=settings.secret_key,
            hosts=settings.hosts,
            is_debug=settings.app_debug,
            uses_vite=settings.mizan_dev,
            uses_https=settings.uses_https,
        )
    )

STATIC_OPTIONS = {
    "prefix": "static/",
    "allow_all_origins": False,
    # Vite puts a hash of the content into these names, so a changed file has another address.
    "immutable_file_test": r"^/static/assets/.+-[\w-]{8}\.\w+$",
}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Leave no connection open."""
    yield
    await db.engine.dispose()


# The functions are the interface: the generated client knows them, so there is no second list.
app = FastAPI(title=project.NAME, lifespan=lifespan, openapi_url=None)
app.include_router(mizan.router)
app.include_router(views.router)
if settings.app_debug:
    app.add_middleware(ServeStaticASGI, root=STATIC_DIR, autorefresh=True, **STATIC_OPTIONS)
else:
    app.add_middleware(ServeStaticASGI, root=STATIC_ROOT, **STATIC_OPTIONS)
app.add_middleware(Doors)
