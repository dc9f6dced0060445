"""A page of fifty rows on Django: `uvicorn benchmarks.rendering.site_django:application`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.rendering import board as shown

folder = Path(tempfile.mkdtemp(prefix="mizan-bench-"))
(folder / "index.html").write_text(shown.SHELL)
(folder / "Page.tsx").touch()
settings.configure(
    SECRET_KEY="for the bench only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["mizan"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder]},
        {
            "BACKEND": "mizan.ssr.MizanTemplates",
            "DIRS": [folder],
            "OPTIONS": {"command": shown.command(), "budget": 10},
        },
    ],
)
django.setup()

from mizan import ssr  # noqa: E402 (Django has to be set up)
from mizan.asgi import wrap_asgi  # noqa: E402
from mizan_core.registry import registry  # noqa: E402


def board(request: HttpRequest, number: int) -> HttpResponse:
    """One page; its data is declared, so one round is enough."""
    contexts = [(shown.BoardContext, {"board_id": number})]
    return ssr.render(request, "Page.tsx", contexts=contexts)


urlpatterns = [path("board/<int:number>", board)]
registry.discover("benchmarks.rendering.board")
application = wrap_asgi(get_asgi_application())
