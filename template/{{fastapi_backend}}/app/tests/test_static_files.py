import gzip
from pathlib import Path

import pytest
from servestatic import ServeStaticASGI  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from app.main import STATIC_OPTIONS, app

SCRIPT = b"console.log('hello');" * 20
HASHED = "/static/assets/main-AbCd_-34.js"


@pytest.fixture
def http(tmp_path: Path) -> TestClient:
    """A browser before files that were collected."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (assets / "main-AbCd_-34.js").write_bytes(SCRIPT)
    (assets / "main-AbCd_-34.js.gz").write_bytes(gzip.compress(SCRIPT))
    return TestClient(ServeStaticASGI(app, root=tmp_path, **STATIC_OPTIONS))


def test_hashed_files_are_kept_for_ever(http: TestClient) -> None:
    response = http.get(HASHED, headers={"Accept-Encoding": "identity"})
    assert response.content == SCRIPT
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in response.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_others_are_asked_for_again(http: TestClient) -> None:
    first = http.get("/static/favicon.svg")
    assert "immutable" not in first.headers["Cache-Control"]
    again = http.get("/static/favicon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_who_takes_gzip_gets_it(http: TestClient) -> None:
    response = http.get(HASHED, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.content == SCRIPT


def test_a_part_of_a_file(http: TestClient) -> None:
    headers = {"Range": "bytes=0-6", "Accept-Encoding": "identity"}
    response = http.get(HASHED, headers=headers)
    assert response.status_code == 206
    assert response.content == b"console"


@pytest.mark.parametrize("path", ["/static/../manage.py", "/static/assets/", "/static/none.js"])
def test_nothing_else_is_served(http: TestClient, path: str) -> None:
    assert http.get(path).status_code == 404


def test_files_are_only_read(http: TestClient) -> None:
    assert http.post(HASHED).status_code == 405
