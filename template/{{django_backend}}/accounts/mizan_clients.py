"""What the page may ask and do about the person in front of it."""

from typing import Annotated

from django.contrib.auth import authenticate, login, logout, password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from mizan import BadRequest, Conflict, ValidationFailed, client
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from accounts import models, throttle

Username = Annotated[
    str, StringConstraints(min_length=3, max_length=30, pattern=models.USERNAME_PATTERN)
]
# Anything goes when signing in (a wrong name is only wrong), but no database stores a NUL.
TypedUsername = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=150, pattern=r"^[^\x00]*$")
]
NewPassword = Annotated[str, Field(min_length=8, max_length=128)]


class User(BaseModel):
    """Somebody with an account, as the page sees them."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str


class UsernameTaken(Conflict):
    """Somebody else has this username."""

    code = "USERNAME_TAKEN"
    default_message = "This username is taken."


class SignInFailed(BadRequest):
    """No account has this username and this password."""

    code = "SIGN_IN_FAILED"
    default_message = "The username or the password is wrong."


@client(context="global")
def current_user(request: HttpRequest) -> User | None:
    """Who is signed in; nobody is null."""
    return User.model_validate(request.user) if request.user.is_authenticated else None


@client(errors=[UsernameTaken], idempotent=False)
def sign_up(request: HttpRequest, username: Username, password: NewPassword) -> User:
    """Make an account and sign in with it."""
    user = models.User(username=username)
    _check_password(password, user)
    if models.User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(field="username")
    user.set_password(password)
    _save_new(user)
    login(request, user)
    return User.model_validate(user)


@client(errors=[SignInFailed], idempotent=False)
def sign_in(
    request: HttpRequest,
    username: TypedUsername,
    password: Annotated[str, Field(max_length=128)],
) -> User:
    """Sign in. Upper and lower case make no difference in a username."""
    attempts = throttle.Attempts(request, username)
    attempts.refuse_too_many()
    user = authenticate(request, username=username, password=password)
    if user is None:
        attempts.add()
        raise SignInFailed(field="password")
    attempts.clear()
    login(request, user)
    return User.model_validate(user)


@client(idempotent=False)
def sign_out(request: HttpRequest) -> None:
    """Sign out, and forget the session."""
    logout(request)


def _check_password(password: str, user: models.User) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        problems = [
            {"path": ["password"], "message": message, "type": "weak_password"}
            for message in error.messages
        ]
        raise ValidationFailed(details=problems) from error


def _save_new(user: models.User) -> None:
    # Two people may ask for one name at the same time; the database decides.
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise UsernameTaken(field="username") from error
