"""Which address leads where. What is not named here belongs to the routes of the frontend."""

from django.contrib import admin
from django.urls import include, path, re_path
from mizan.urls import view_paths

from pages import page, views

urlpatterns = [
    path("api/mizan/", include("mizan.urls")),
    *view_paths(),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("favicon.ico", views.favicon),
    # Endpoints, hidden files, files: an answer in HTML would hide that they do not exist.
    re_path(r"^(?:api|static)(?:/|$)|(?:^|/)\.|\.[^/]*\Z", views.not_found),
    # All but `/admin`, which Django sends on to `/admin/`.
    re_path(r"^(?!admin$)", page.page),
]
