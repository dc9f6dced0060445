import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-word"


def test_names_are_the_same_in_upper_and_lower_case() -> None:
    ada = User.objects.create_user("Ada", password=PASSWORD)
    assert User.objects.get_by_natural_key("aDA") == ada


def test_the_database_refuses_a_second_one() -> None:
    User.objects.create_user("Ada", password=PASSWORD)
    with pytest.raises(IntegrityError):
        User.objects.create_user("ADA", password=PASSWORD)


@pytest.mark.parametrize("name", ["ab", "a" * 31, "a b c", "ädä", "abc\n", "a\x00b", "a/b/c", ""])
def test_other_names_are_not_valid(name: str) -> None:
    with pytest.raises(ValidationError):
        User(username=name, password=PASSWORD).full_clean()


def test_the_admin_adds_people_and_refuses_a_taken_name() -> None:
    User.objects.create_superuser("Root", password=PASSWORD)
    client = Client()
    assert client.login(username="ROOT", password=PASSWORD)
    form = {"username": "Grace", "password1": PASSWORD, "password2": PASSWORD}
    form["usable_password"] = "true"
    assert client.post("/admin/accounts/user/add/", form).status_code == 302
    again = client.post("/admin/accounts/user/add/", form | {"username": "grace"})
    assert again.status_code == 200
    assert User.objects.count() == 2
