import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from conftest import saved


def test_names_differ_by_more_than_case(database: Session, ada: User) -> None:
    with pytest.raises(IntegrityError):
        saved(database, User(username="aDA"))
