"""`manage.py mizan_check`: what each mutation merges and invalidates. Protocol §1."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from mizan_core.registry import RegistryError, registry
from mizan_core.report import report


class Command(BaseCommand):
    """Prints; writes nothing."""

    help = "Print, per mutation, what is merged, what is invalidated and scoped how."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with every problem of the registry."""
        try:
            self.stdout.write(report(registry.freeze()))
        except RegistryError as error:
            raise CommandError(f"{error}\n\nhint: mend this and run the command again") from error
