"""The app of boards and their cards."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """The demo: small enough to delete, rich enough to show every part of Mizan once."""

    name = "boards"
