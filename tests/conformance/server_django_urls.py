"""Where the Django project of the conformance tests answers: the protocol, and `/control/`."""

from __future__ import annotations

import house
import server_django
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from mizan import client
from mizan.urls import view_paths
from mizan_core.registry import registry


@client(route="export/<int:list_id>/")
def export(request: HttpRequest, list_id: int) -> HttpResponse:
    """A view-path function that reads."""
    return HttpResponse(f"list {list_id}", content_type="text/plain")


@client(route="import/<int:list_id>/", methods=["POST"], affects=house.ListContext)
def import_rows(request: HttpRequest, list_id: int) -> HttpResponse:
    """A view-path function that changes something."""
    house.sql("INSERT INTO rows (list_id, value) VALUES (?, 1)", list_id)
    return HttpResponse("done", status=201, content_type="text/plain")


house.FUNCTIONS += [export, import_rows]
for function in house.FUNCTIONS:
    registry.register(function)


@csrf_exempt
def control(request: HttpRequest, what: str) -> HttpResponse:
    """`/control/…`: for the tests."""
    return JsonResponse(server_django.control(what, request.body), safe=False)


@csrf_exempt
def sign_in(request: HttpRequest, name: str) -> HttpResponse:
    """A session of one of the users."""
    login(request, User.objects.get(username=name))
    return HttpResponse(status=204)


BASE = "mizan.async_urls" if server_django.IS_ASYNC else "mizan.urls"
urlpatterns = [
    path("api/mizan/", include(BASE)),
    path("control/sign-in/<name>/", sign_in),
    path("control/<what>/", control),
    *view_paths(),
]
