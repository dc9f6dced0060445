"""`manage.py mizan_ir`: prints the IR that the code generator reads. Protocol §11."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from mizan_core.ir import render_ir
from mizan_core.registry import RegistryError, registry


class Command(BaseCommand):
    """Prints; writes nothing."""

    help = "Print what the server offers to clients, for the code generator (KDL)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with every problem of the registry."""
        try:
            text = render_ir(registry.freeze())
        except (RegistryError, TypeError) as error:
            raise CommandError(f"{error}\n\nhint: mend this and run the command again") from error
        self.stdout.write(text, ending="")
