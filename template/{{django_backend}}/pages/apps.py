"""The app of the page itself: the shell around the frontend, and what watches over it."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The shell, the health checks, and a page for when the database is missing."""

    name = "pages"
