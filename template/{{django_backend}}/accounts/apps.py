"""The app of people: who they are and how they come in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users who sign in with a name and a password."""

    name = "accounts"
