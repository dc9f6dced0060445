"""The endpoints of `mizan.urls` as async views."""

from __future__ import annotations

from django.urls import path, re_path

from mizan import views

app_name = "mizan"

urlpatterns = [
    path("session/", views.endpoint(views.in_thread(views.session)), name="session"),
    path("ctx/<str:context>/", views.endpoint(views.in_thread(views.read)), name="read"),
    path("call/", views.endpoint(views.in_thread(views.call)), name="call"),
    re_path("", views.endpoint(views.in_thread(views.unknown)), name="unknown"),
]
