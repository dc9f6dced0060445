"""Something to look at: a public board, and the user `demo` with a board of their own."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from boards.models import Board

USERNAME, PASSWORD = "demo", "demo-password"
WELCOME = {
    "Tick this card": True,
    "Rename this board": False,
    "Open backend/boards/mizan_clients.py": False,
}
PRIVATE = {
    "Sign in as demo": True,
    "Write a function": False,
    "Watch the page update": False,
}


class Command(BaseCommand):
    """Fills an empty database; what is there already stays as it is."""

    help = "Make the demo's boards and its user, once. Only in development."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add what is missing. Raises `CommandError` in production: the password is public."""
        if settings.IS_PRODUCTION:
            message = "seed makes a user with a public password, so production refuses it."
            raise CommandError(message)
        with transaction.atomic():
            user = self._user()
            made = [
                name
                for name, owner, cards in (("Welcome", None, WELCOME), ("My board", user, PRIVATE))
                if self._board(name, owner, cards)
            ]
        self.stdout.write(f"Made {' and '.join(made)}." if made else "Nothing to do.")

    def _user(self) -> User:
        user = User.objects.filter(username__iexact=USERNAME).first()
        return user or User.objects.create_user(USERNAME, password=PASSWORD)

    def _board(self, name: str, owner: User | None, cards: dict[str, bool]) -> bool:
        if Board.objects.filter(owner=owner).exists():
            return False
        board = Board.objects.create(name=name, owner=owner)
        for title, is_done in cards.items():
            board.cards.create(title=title, is_done=is_done)
        return True
