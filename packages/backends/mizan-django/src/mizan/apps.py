"""Start-up: discovery of `mizan_clients.py`, system checks, the session epoch."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db import transaction
from django.utils.module_loading import module_has_submodule
from mizan_core import announce
from mizan_core.registry import registry

CLIENTS = "mizan_clients"


class MizanConfig(AppConfig):
    """`INSTALLED_APPS += ["mizan"]`."""

    name = "mizan"
    label = "mizan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the apps declare; the first request (or `check`) freezes it."""
        from mizan.checks import check_registry, check_settings

        register(check_registry)
        register(check_settings)
        announce.defer_with(_after_commit)
        _follow_sign_ins()
        for app in apps.get_app_configs():
            if app.module is not None and module_has_submodule(app.module, CLIENTS):
                registry.discover(import_module(f"{app.name}.{CLIENTS}"))


def _after_commit(callback: Callable[[], None]) -> None:
    transaction.on_commit(callback, robust=True)


def _follow_sign_ins() -> None:
    if apps.is_installed("django.contrib.auth") and apps.is_installed("django.contrib.sessions"):
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.connect(_start_epoch, dispatch_uid="mizan.epoch")


def _start_epoch(sender: Any, request: Any, **kwargs: Any) -> None:
    """Two sign-ins of one user are two identities: each tells clients to drop what they hold."""
    from mizan.driver import EPOCH_KEY

    if getattr(request, "session", None) is not None:
        request.session[EPOCH_KEY] = secrets.token_hex(8)
