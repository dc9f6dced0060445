import asyncio
import json
import os
import re
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import migrations, project
from app.accounts import throttle
from app.pages import database as trouble
from app.pages import frontend, health, views
from app.pages.frontend import Manifest
from app.settings import settings

CSP = "Content-Security-Policy"
VITE = settings.model_copy(update={"mizan_dev": True, "vite_origin": "http://127.0.0.1:5173"})
MANIFEST: Manifest = {
    "src/main.tsx": {
        "file": "assets/main-AbCd1234.js",
        "isEntry": True,
        "imports": ["_shared.js"],
        "css": ["assets/main-AbCd1234.css"],
    },
    "_shared.js": {
        "file": "assets/shared-AbCd1234.js",
        "imports": ["_deep.js"],
        "css": ["assets/shared-AbCd1234.css"],
    },
    "_deep.js": {"file": "assets/deep-AbCd1234.js", "imports": ["_shared.js"]},
    "src/Lazy.tsx": {"file": "assets/lazy-AbCd1234.js", "isDynamicEntry": True},
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of the frontend that the page shows; answers the path of its manifest."""
    manifest = tmp_path / ".vite" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps(MANIFEST))
    found = frontend.assets
    monkeypatch.setattr(project, "FRONTEND_ENTRY", "src/main.tsx")
    monkeypatch.setattr(frontend, "assets", lambda: found(settings, tmp_path))
    return manifest


@pytest.fixture
def page(built: Path, database: Session, http: TestClient) -> TestClient:
    """A browser before an app that is built and has its database."""
    return http


# --- Which files the page loads --------------------------------------------------------------


def test_the_entry_comes_with_all_that_it_imports() -> None:
    found = frontend.from_manifest(MANIFEST, "src/main.tsx")
    assert found.modules == ("/static/assets/main-AbCd1234.js",)
    assert found.preloads == (
        "/static/assets/shared-AbCd1234.js",
        "/static/assets/deep-AbCd1234.js",
    )
    assert found.stylesheets == (
        "/static/assets/shared-AbCd1234.css",
        "/static/assets/main-AbCd1234.css",
    )


def test_a_new_build_is_seen_without_a_restart(built: Path) -> None:
    assert frontend.assets().modules == ("/static/assets/main-AbCd1234.js",)
    built.write_text(json.dumps({"src/main.tsx": {"file": "assets/main-Other567.js"}}))
    later = built.stat().st_mtime_ns + 1_000_000_000
    os.utime(built, ns=(later, later))
    assert frontend.assets().modules == ("/static/assets/main-Other567.js",)


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"src/main.tsx": {}}'])
def test_a_broken_manifest_is_no_build(built: Path, content: str) -> None:
    built.write_text(content)
    with pytest.raises(frontend.FrontendNotBuiltError):
        frontend.assets()


def test_in_development_everything_comes_from_vite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "FRONTEND_ENTRY", "src/main.ts")
    found = frontend.assets(VITE)
    assert found.stylesheets == ("http://127.0.0.1:5173/src/styles.css",)
    assert found.modules == (
        "http://127.0.0.1:5173/@vite/client",
        "http://127.0.0.1:5173/src/main.ts",
    )
    assert found.react_refresh == ""


# --- The page itself -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/boards/1", "/boards/1/", "/sign-in", "/sign-up", "/else"])
def test_the_router_of_the_frontend_gets_every_page(page: TestClient, path: str) -> None:
    response = page.get(path)
    assert response.status_code == 200
    assert '<div id="mizan-root"></div>' in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/robots.txt",
        "/.env",
        "/.git/config",
        "/wp-login.php",
        "/api/",
        "/api/other",
        "/static/x.js",
    ],
)
def test_files_and_endpoints_that_do_not_exist_are_404(page: TestClient, path: str) -> None:
    response = page.get(path)
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/plain")


def test_only_reading_is_allowed(page: TestClient) -> None:
    assert page.post("/").status_code == 405
    assert page.head("/").status_code == 200


def test_every_inline_script_carries_the_nonce(page: TestClient) -> None:
    response = page.get("/")
    (nonce,) = set(re.findall(r"script-src 'self' 'nonce-([\w-]+)'", response.headers[CSP]))
    inline = re.findall(r"<script(?![^>]* src=)[^>]*>", response.text)
    assert inline == [f'<script nonce="{nonce}">']
    assert "style=" not in response.text


def test_styles_come_before_scripts_and_the_theme_before_both(page: TestClient) -> None:
    text = page.get("/").text
    parts = ("dataset.theme", 'rel="stylesheet"', 'rel="modulepreload"', 'type="module"')
    order = [text.index(each) for each in parts]
    assert order == sorted(order)


def test_title_and_description_are_escaped(
    page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "NAME", "<b>Q&A</b>")
    monkeypatch.setattr(project, "DESCRIPTION", '"><script>')
    text = page.get("/").text
    assert "<title>&lt;b&gt;Q&amp;A&lt;/b&gt;</title>" in text
    assert 'content="&#34;&gt;&lt;script&gt;"' in text


def test_in_development_react_can_refresh(
    page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend, "assets", lambda: frontend._from_vite(VITE.vite, "src/m.tsx"))
    text = page.get("/").text
    assert text.index("@react-refresh") < text.index("@vite/client") < text.index("/src/m.tsx")


def test_a_missing_build_says_what_to_run(
    page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> frontend.Assets:
        raise frontend.FrontendNotBuiltError

    monkeypatch.setattr(frontend, "assets", missing)
    response = page.get("/")
    assert response.status_code == 503
    assert "make build" in response.text


# --- Without a database ----------------------------------------------------------------------


@pytest.fixture
def no_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without tables."""
    monkeypatch.setattr(migrations, "pending", lambda _: {"0002"})
    monkeypatch.setattr(trouble, "_was_well", [])


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database at all."""

    def fail(_: Connection) -> set[str]:
        raise OperationalError("", {}, Exception("connection to host secret-host refused"))

    monkeypatch.setattr(migrations, "pending", fail)
    monkeypatch.setattr(trouble, "_was_well", [])


@pytest.mark.usefixtures("no_migrations")
def test_development_shows_what_to_do(page: TestClient) -> None:
    response = page.get("/")
    assert response.status_code == 503
    assert "manage.py migrate" in response.text
    assert "Missing: 0002" in response.text


@pytest.mark.usefixtures("no_server")
def test_production_says_nothing_of_the_cause(
    page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    production = settings.model_copy(update={"app_debug": False})
    monkeypatch.setattr(views, "settings", production)
    response = page.get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "secret-host" not in response.text


@pytest.mark.usefixtures("database")
def test_production_asks_only_until_all_was_well(monkeypatch: pytest.MonkeyPatch) -> None:
    production = settings.model_copy(update={"app_debug": False})
    monkeypatch.setattr(trouble, "settings", production)
    monkeypatch.setattr(trouble, "_was_well", [])
    assert asyncio.run(trouble.trouble_at_first()) is None
    monkeypatch.setattr(migrations, "pending", lambda _: {"0003"})
    assert asyncio.run(trouble.trouble_at_first()) is None


# --- Health ----------------------------------------------------------------------------------


def test_the_process_answers_without_a_database(http: TestClient) -> None:
    response = http.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.usefixtures("database")
def test_ready_names_what_it_asked(http: TestClient) -> None:
    response = http.get("/readyz")
    assert response.status_code == 200
    report = response.json()
    assert report["status"] == "ok"
    assert set(report["checks"]) == {"database"}
    assert report["checks"]["database"]["milliseconds"] >= 0


@pytest.mark.usefixtures("no_server")
def test_a_database_that_is_gone_is_503_without_details(http: TestClient) -> None:
    response = http.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"]["status"] == "unavailable"
    assert "secret-host" not in response.text


@pytest.mark.usefixtures("database")
def test_redis_is_asked_where_there_should_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(throttle, "storage", throttle._storage(url))
    is_ready, report = asyncio.run(health.readiness(url))
    assert not is_ready
    assert report["checks"]["redis"]["status"] == "unavailable"
    assert report["checks"]["database"]["status"] == "ok"


def test_health_is_only_read(http: TestClient) -> None:
    assert http.post("/healthz").status_code == 405
