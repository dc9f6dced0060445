import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


@pytest.mark.parametrize("path", ["/", "/boards/1", "/boards/1/", "/sign-in", "/sign-up", "/else"])
def test_the_router_of_the_frontend_gets_every_page(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 200
    assert b'<div id="mizan-root"></div>' in response.content
    assert "no-store" in response["Cache-Control"]


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
def test_files_and_endpoints_that_do_not_exist_are_404(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/plain")


def test_the_admin_is_found_without_its_last_slash() -> None:
    assert Client().get("/admin").headers["Location"] == "/admin/"


def test_only_reading_is_allowed() -> None:
    assert Client().post("/").status_code == 405
    assert Client().head("/").status_code == 200


def test_every_inline_script_carries_the_nonce() -> None:
    response = Client().get("/")
    page = response.content.decode()
    (nonce,) = set(re.findall(r"script-src 'self' 'nonce-([\w-]+)'", response.headers[CSP]))
    inline = re.findall(r"<script(?![^>]* src=)[^>]*>", page)
    assert [each for each in inline if "application/json" not in each] == []
    assert f'nonce="{nonce}"' in page
    assert "style=" not in page


def test_styles_come_before_scripts() -> None:
    page = Client().get("/").content.decode()
    order = [
        page.index(each) for each in ('rel="stylesheet"', 'rel="modulepreload"', 'type="module"')
    ]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("cookie", "tag"),
    [
        ("dark", '<html lang="en" data-theme="dark">'),
        ("light", '<html lang="en" data-theme="light">'),
        ("blue", '<html lang="en">'),
        ('"><script>', '<html lang="en">'),
        ("", '<html lang="en">'),
    ],
)
def test_the_theme_that_was_chosen_is_in_the_first_byte(cookie: str, tag: str) -> None:
    client = Client()
    client.cookies["theme"] = cookie
    assert tag in client.get("/").content.decode()


def test_title_and_description_are_escaped(settings: Settings) -> None:
    settings.PROJECT_NAME = "<b>Q&A</b>"
    settings.PROJECT_DESCRIPTION = '"><script>'
    page = Client().get("/").content.decode()
    assert "<title>&lt;b&gt;Q&amp;A&lt;/b&gt;</title>" in page
    assert 'content="&quot;&gt;&lt;script&gt;"' in page


def test_in_development_react_can_refresh(settings: Settings) -> None:
    settings.USES_VITE = True
    settings.VITE_ORIGIN = "http://127.0.0.1:5173"
    page = Client().get("/").content.decode()
    assert page.index("@react-refresh") < page.index("@vite/client") < page.index("/src/main.tsx")


def test_a_missing_build_says_what_to_run(settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path / "nowhere"
    response = Client().get("/")
    assert response.status_code == 503
    assert b"make build" in response.content


def test_the_page_does_not_open_a_transaction(django_assert_num_queries: object) -> None:
    Client().get("/")  # The first one looks whether the database is ready.
    with django_assert_num_queries(0):  # type: ignore[operator]
        Client().get("/")


CSP = "Content-Security-Policy"
