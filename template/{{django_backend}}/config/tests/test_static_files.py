import gzip
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from pytest_django import Settings

SCRIPT = b"console.log('hello');" * 20
HASHED = "/static/assets/main-AbCd_-34.js"


@pytest.fixture(autouse=True)
def _collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (assets / "main-AbCd_-34.js").write_bytes(SCRIPT)
    (assets / "main-AbCd_-34.js.gz").write_bytes(gzip.compress(SCRIPT))


def test_hashed_files_are_kept_for_ever() -> None:
    response = Client().get(HASHED)
    assert response.content == SCRIPT
    assert response["Content-Type"].startswith("text/javascript")
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response


def test_others_are_asked_for_again() -> None:
    first = Client().get("/static/favicon.svg")
    assert "immutable" not in first["Cache-Control"]
    again = Client().get("/static/favicon.svg", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_who_takes_gzip_gets_it() -> None:
    response = Client().get(HASHED, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.content) == SCRIPT
    assert int(response["Content-Length"]) == len(response.content)


def test_a_part_of_a_file() -> None:
    response = Client().get(HASHED, headers={"Range": "bytes=0-6"})
    assert response.status_code == 206
    assert response.content == b"console"


def test_the_head_of_a_file() -> None:
    response = Client().head(HASHED)
    assert response.content == b""
    assert int(response["Content-Length"]) == len(SCRIPT)


def test_async_servers_get_no_stream_and_no_warning() -> None:
    response = async_to_sync(AsyncClient().get)(HASHED)
    assert not response.streaming
    assert response.content == SCRIPT


@pytest.mark.parametrize("path", ["/static/../manage.py", "/static/assets/", "/static/none.js"])
def test_nothing_else_is_served(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_files_are_only_read() -> None:
    assert Client().post(HASHED).status_code == 405
