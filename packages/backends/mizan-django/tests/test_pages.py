"""Components as templates: through Django's own door, and through `mizan.ssr.render`."""

import asyncio
import json
import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db.transaction import non_atomic_requests
from django.http import HttpResponse
from django.shortcuts import render as django_render
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from mizan import ssr
from mizan_core.ssr import Rendered, Rest
from mizan_core.ssr.testing import rendered_by
from sample.mizan_clients import BoardContext

SHELL = """<!doctype html><title>{{ extra }}</title>{{ page.head }}
<div id="mizan-root">{{ page.html }}</div>
<script type="application/json" id="mizan-ssr">{{ page.data }}</script>"""


def more(request):
    return {"extra": f"<{request.path}>", "nonce": "n-1"}


def page(request, number):
    return ssr.render(request, "Page.tsx", {"n": number}, contexts=["boards"])


@non_atomic_requests
async def apage(request, number):
    return await ssr.arender(request, "deep/Inner.tsx", {"n": number}, status=418)


def plain(request):
    return django_render(request, "Page.tsx", {"n": 1})


def streamed(request):
    return ssr.render(request, "Page.tsx", {"n": 1}, stream=True, status=203)


@non_atomic_requests
async def astreamed(request):
    return await ssr.arender(request, "Page.tsx", {"n": 1}, stream=True)


urlpatterns = [
    path("streamed", streamed),
    path("astreamed", astreamed),
    path("page/<int:number>", page),
    path("apage/<int:number>", apage),
    path("plain", plain),
    path("ok", lambda request: HttpResponse("ok")),
]


@pytest.fixture(autouse=True)
def templates(tmp_path, settings):
    (tmp_path / "pages" / "deep").mkdir(parents=True)
    (tmp_path / "pages" / "Page.tsx").touch()
    (tmp_path / "pages" / "deep" / "Inner.tsx").touch()
    (tmp_path / "Outside.tsx").touch()
    (tmp_path / "pages" / "secret.env").touch()
    (tmp_path / "shells").mkdir()
    (tmp_path / "shells" / "index.html").write_text(SHELL)
    (tmp_path / "shells" / "deep").mkdir()
    (tmp_path / "shells" / "deep" / "Inner.tsx").write_text("no page, though its name is one's")
    settings.ROOT_URLCONF = "test_pages"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [tmp_path / "shells"],
        },
        {
            "BACKEND": "mizan.ssr.MizanTemplates",
            "DIRS": [tmp_path / "pages"],
            "OPTIONS": {"context": "test_pages.more"},
        },
    ]
    return tmp_path


def data_of(response):
    found = re.search(r'id="mizan-ssr">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found[1])


def hello(page):
    return Rendered(f"<p>{page.props['n']}</p>".encode(), (), "<meta name='x'>")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/plain", "/page/1"])
def test_a_component_is_a_template(address):
    with rendered_by(hello) as pages:
        response = Client().get(address)
    html = response.content.decode()
    assert '<div id="mizan-root"><p>1</p></div>' in html
    assert "<meta name='x'>" in html
    assert f"<title>&lt;{address}&gt;</title>" in html
    assert pages[0].address == address
    assert data_of(response)["component"] == "Page.tsx"


@pytest.mark.django_db
def test_contexts_are_read_as_whoever_asks(board):
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    with rendered_by(hello):
        data, other = data_of(client.get("/page/1")), data_of(Client().get("/page/1"))
    assert [each["path"] for each in data["bundles"]][-1] == "ctx/boards/"
    assert data["who"] != other["who"]


@pytest.mark.django_db
def test_a_page_can_be_called_at_once():
    """The token of the page and the cookie that came with it are accepted."""
    client = Client(enforce_csrf_checks=True)
    with rendered_by(hello):
        token = data_of(client.get("/page/1"))["session"]["csrf"]
    assert "csrftoken" in client.cookies
    with override_settings(ROOT_URLCONF="sample.urls"):
        answer = client.post(
            "/api/mizan/call/",
            '{"fn": "nothing_of_the_kind", "args": {}}',
            content_type="application/json",
            headers={"X-Mizan-Csrf": token, "Origin": "http://testserver"},
        )
    assert answer.json()["error"]["code"] != "CSRF_FAILED"


@pytest.mark.django_db(transaction=True)
def test_an_async_view_renders_too():
    with rendered_by(hello):
        response = asyncio.run(get_async("/apage/7"))
    assert response.status_code == 418
    assert b"<p>7</p>" in response.content


async def get_async(address):
    from django.test import AsyncClient

    return await AsyncClient().get(address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rendered", "status", "location"),
    [
        (Rendered(b"", (), status=404), 404, None),
        (Rendered(b"", (), location="/ok"), 302, "/ok"),
        (Rendered(b"", (), location="//evil.example"), 200, None),
    ],
)
def test_a_page_says_its_status_and_where_it_is(rendered, status, location):
    with rendered_by(lambda page: rendered):
        response = Client().get("/page/1")
    assert (response.status_code, response.headers.get("Location")) == (status, location)
    assert response.headers["Cache-Control"] == "no-store"


def shell_and_rest(page):
    assert (page.stream, page.nonce) == (True, "n-1")
    rest = Rest(5)
    for chunk in (b"<b>1</b>", b"<b>2</b>", None):
        rest.put(chunk)
    return Rendered(b"<p>first</p>", (), rest=rest)


WHOLE = '<div id="mizan-root"><p>first</p><b>1</b><b>2</b></div>'


@pytest.mark.django_db
def test_a_streamed_page_comes_in_parts():
    with rendered_by(shell_and_rest):
        response = Client().get("/streamed")
        parts = [part.decode() for part in response.streaming_content]
    assert response.status_code == 203
    assert parts[0].endswith("<p>first</p>")
    assert parts[1:3] == ["<b>1</b>", "<b>2</b>"]
    assert WHOLE in "".join(parts)
    assert "mizan-later" not in "".join(parts)
    assert json.loads(re.search(r'id="mizan-ssr">(.*?)</script>', parts[3])[1])["props"] == {"n": 1}


@pytest.mark.django_db(transaction=True)
def test_a_streamed_page_comes_in_parts_under_asgi():
    async def whole():
        response = await get_async("/astreamed")
        return b"".join([part async for part in response.streaming_content]).decode()

    with rendered_by(shell_and_rest):
        assert WHOLE in asyncio.run(whole())


NOT_TEMPLATES = (
    *("Nobody.tsx", "../Outside.tsx", "deep/../Page.tsx", "/etc/passwd", "secret.env", "Page.ts"),
    *("Page.tsx\0", "pages\\Page.tsx", ".tsx", "", "Page.tsx/", "./Page.tsx"),
)


@pytest.mark.parametrize("name", NOT_TEMPLATES)
def test_nothing_but_pages_is_a_template(name):
    (engine,) = [each for each in engines.all() if isinstance(each, ssr.MizanTemplates)]
    with pytest.raises(TemplateDoesNotExist):
        engine.get_template(name)


def test_what_was_tried_is_said(templates):
    with pytest.raises(TemplateDoesNotExist) as raised:
        get_template("Nobody.tsx")
    tried = [str(origin) for each in raised.value.chain for origin, _ in each.tried]
    assert str(templates / "pages" / "Nobody.tsx") in tried


def test_a_page_is_for_somebody():
    with pytest.raises(TypeError, match="pass the request"):
        get_template("Page.tsx").render({"n": 1})


@pytest.mark.django_db
def test_a_page_of_declared_params():
    request = RequestFactory().get("/")
    with rendered_by(hello), pytest.raises(LookupError, match="'board'"):
        ssr.render(request, "Page.tsx", {"n": 1}, contexts=[(BoardContext, {"wrong": 1})])


def test_unknown_options_are_named(settings):
    settings.TEMPLATES = [
        {"BACKEND": "mizan.ssr.MizanTemplates", "DIRS": [], "OPTIONS": {"comand": []}}
    ]
    with pytest.raises(ImproperlyConfigured, match=r"\['comand'\]: shell, context, command"):
        engines.all()
