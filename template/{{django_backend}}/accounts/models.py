"""The user: Django's own, with names that are the same in upper and lower case."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models.functions import Upper

USERNAME_PATTERN = r"^[A-Za-z0-9_.-]+$"
_USERNAME_TAKEN = "This username is taken."


class CaseInsensitiveUserManager(UserManager["User"]):
    """Finds `Ada` when `ada` signs in, in the admin too."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name. Raises `User.DoesNotExist`."""
        return self.get(username__iexact=username)


class User(AbstractUser):
    """Somebody with an account."""

    username = models.CharField(
        max_length=30,
        unique=True,
        validators=[MinLengthValidator(3), RegexValidator(rf"{USERNAME_PATTERN[:-1]}\Z")],
        error_messages={"unique": _USERNAME_TAKEN},
    )

    objects: ClassVar[UserManager[Self]] = CaseInsensitiveUserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        constraints = (
            # UPPER and not LOWER: PostgreSQL compares that way for `iexact` and can use the index.
            models.UniqueConstraint(
                Upper("username"),
                name="accounts_user_username_unique",
                violation_error_message=_USERNAME_TAKEN,
            ),
        )
