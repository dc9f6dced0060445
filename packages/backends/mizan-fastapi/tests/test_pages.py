"""Pages in the shape of Starlette's templates."""

import json
import re

import app_for_tests
import pytest
from app_for_tests import BoardContext, build
from fastapi import Request
from mizan_core.ssr import Rendered, RenderSettings, Rest
from mizan_core.ssr.testing import rendered_by
from mizan_fastapi.ssr import MizanTemplates
from starlette.background import BackgroundTask
from starlette.templating import Jinja2Templates
from starlette.testclient import TestClient

SHELL = """<!doctype html><title>{{ extra }}</title>{{ page.head }}
<div id="mizan-root">{{ page.html }}</div>
<script type="application/json" id="mizan-ssr">{{ page.data }}</script>"""
done = []


@pytest.fixture
def http(tmp_path):
    (tmp_path / "index.html").write_text(SHELL)
    app_for_tests.STORE.__init__()
    done.clear()
    app, mizan = build("router")
    templates = MizanTemplates(
        mizan,
        shell=Jinja2Templates(tmp_path),
        rendering=RenderSettings(),
        context=lambda request: {"extra": f"<{request.url.path}>", "nonce": "n-1"},
    )

    @app.get("/page/{number}")
    async def page(request: Request, number: int):
        return templates.TemplateResponse(
            request,
            "Page.tsx",
            {"n": number},
            headers={"X-Mine": "1"},
            background=BackgroundTask(done.append, number),
            contexts=[(BoardContext, {"board_id": number})],
        )

    @app.get("/threaded")
    def threaded(request: Request):
        return templates.TemplateResponse(request, "Page.tsx", {"n": 2}, 418)

    @app.get("/streamed")
    async def streamed(request: Request):
        return templates.TemplateResponse(request, "Page.tsx", {"n": 1}, stream=True)

    @app.get("/wrong")
    async def wrong(request: Request):
        return templates.TemplateResponse(request, "Page.tsx", {"n": object()})

    return TestClient(app, follow_redirects=False)


def data_of(response):
    found = re.search(r'id="mizan-ssr">(.*?)</script>', response.text, re.DOTALL)
    return json.loads(found[1])


def hello(page):
    return Rendered(f"<p>{page.props['n']}</p>".encode(), (), "<meta name='x'>")


def test_a_component_is_a_template(http):
    with rendered_by(hello) as pages:
        response = http.get("/page/5?a=b")
    assert '<div id="mizan-root"><p>5</p></div>' in response.text
    assert "<meta name='x'>" in response.text
    assert "<title>&lt;/page/5&gt;</title>" in response.text
    assert pages[0].address == "/page/5?a=b"
    assert response.headers["x-mine"] == "1"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert done == [5]
    (bundle,) = [each for each in data_of(response)["bundles"] if each["context"] == "board"]
    assert bundle["data"] == {"cards": [], "counts": {"total": 0}}


def test_an_endpoint_without_async_and_a_status_of_its_own(http):
    with rendered_by(hello):
        response = http.get("/threaded")
    assert (response.status_code, "<p>2</p>" in response.text) == (418, True)


@pytest.mark.parametrize(
    ("rendered", "status", "location"),
    [
        (Rendered(b"", (), status=404), 404, None),
        (Rendered(b"", (), location="/ok?a=b"), 302, "/ok?a=b"),
        (Rendered(b"", (), location="//evil.example"), 200, None),
    ],
)
def test_a_page_says_its_status_and_where_it_is(http, rendered, status, location):
    with rendered_by(lambda page: rendered):
        response = http.get("/page/1")
    assert (response.status_code, response.headers.get("location")) == (status, location)


def test_a_page_can_be_called_at_once(http):
    with rendered_by(hello):
        token = data_of(http.get("/page/1"))["session"]["csrf"]
    answer = http.post(
        "/api/mizan/call/",
        json={"fn": "nothing_of_the_kind", "args": {}},
        headers={"X-Mizan-Csrf": token, "Origin": "http://testserver"},
    )
    assert answer.json()["error"]["code"] == "NOT_FOUND"


def test_props_that_are_not_json_are_the_endpoints_mistake(http):
    with rendered_by(hello), pytest.raises(TypeError, match="not JSON"):
        http.get("/wrong")


def test_a_page_that_nobody_renders_comes_with_its_data(http):
    with rendered_by():
        response = http.get("/page/1")
    assert response.status_code == 200
    assert '<div id="mizan-root"></div>' in response.text
    assert data_of(response)["props"] == {"n": 1}


def test_a_streamed_page_comes_in_parts(http):
    def shell_and_rest(page):
        assert (page.stream, page.nonce) == (True, "n-1")
        rest = Rest(5)
        for chunk in (b"<b>1</b>", b"<b>2</b>", None):
            rest.put(chunk)
        return Rendered(b"<p>first</p>", (), rest=rest, status=203)

    with rendered_by(shell_and_rest):
        response = http.get("/streamed")
    assert response.status_code == 203
    assert '<div id="mizan-root"><p>first</p><b>1</b><b>2</b></div>' in response.text
    assert "mizan-later" not in response.text
    assert "content-length" not in response.headers
    assert data_of(response)["props"] == {"n": 1}
