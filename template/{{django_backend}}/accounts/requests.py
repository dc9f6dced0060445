"""Requests whose user is known to be signed in, for functions with `auth=True`."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that passed `auth=True`: its user is a `User`, never anonymous."""

    user: User
