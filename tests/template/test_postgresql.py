"""The app with PostgreSQL, as its README says: the same tests against a real server."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.template.in_app import clean_environment
from tests.template.test_docs import fresh_app as fresh_app
from tools import postgresql

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        postgresql.programs() is None, reason="no PostgreSQL: apt-get install postgresql"
    ),
]


def run(app: Path, *command: str, **variables: str) -> str:
    """What a command in the app prints. Fails with it where the command does."""
    environment = clean_environment() | variables
    done = subprocess.run(command, cwd=app, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tests_of_the_backend_pass_on_postgresql(fresh_app: Path) -> None:
    requirements = fresh_app / "requirements.in"
    text, count = re.subn(r"^# (psycopg\[)", r"\1", requirements.read_text(), flags=re.M)
    assert count == 1
    requirements.write_text(text)
    shutil.rmtree(fresh_app / "backend" / "staticfiles", ignore_errors=True)
    with postgresql.running() as url:
        output = run(fresh_app, "make", "setup", "test", DATABASE_URL=url)
        assert re.search(r"\b[2-9]\d\d passed", output), output
        for command in (["migrate"], ["makemigrations", "--check"]):
            run(fresh_app, ".venv/bin/python", "backend/manage.py", *command, DATABASE_URL=url)
