import pytest
from django.contrib.auth.models import User
from mizan.testing import MizanTestClient
from sample.models import Board


@pytest.fixture
def page(db):
    return MizanTestClient()


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada", password="pw")


@pytest.fixture
def board(db):
    return Board.objects.create(name="Welcome")


@pytest.fixture
def private_board(ada):
    return Board.objects.create(name="Private", owner=ada)
