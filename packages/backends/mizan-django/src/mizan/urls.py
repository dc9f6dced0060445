"""`path("api/mizan/", include("mizan.urls"))`, and `*view_paths()` for `route=` functions.

Under ASGI `mizan.async_urls` has the same endpoints as async views.
"""

from __future__ import annotations

from django.urls import URLPattern, path, re_path
from mizan_core.registry import registry

from mizan import views

app_name = "mizan"


def view_paths() -> list[URLPattern]:
    """One path per registered `route=` function, relative to where the list is put."""
    return [
        path(declaration.route.lstrip("/"), views.view_path(name, declaration.methods), name=name)
        for name, declaration in registry.routes()
        if declaration.route is not None
    ]


urlpatterns = [
    path("call/", views.endpoint(views.call), name="call"),
    path("ctx/<str:context>/", views.endpoint(views.read), name="read"),
    path("session/", views.endpoint(views.session), name="session"),
    re_path("", views.endpoint(views.unknown), name="unknown"),
]
