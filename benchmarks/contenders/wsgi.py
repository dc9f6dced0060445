"""Contenders that are Django projects: one process has one Django, so they share a project."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import django
from django.conf import settings
from mizan_core import Context
from pydantic import TypeAdapter, ValidationError

from benchmarks import work
from benchmarks.contenders.asgi import ORIGIN, SYNC, Contender
from benchmarks.work import Bundle, Card, Exchange, NewCard

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def project() -> Any:
    """The WSGI application of a project with everything that the contenders need."""
    settings.configure(
        SECRET_KEY="for the benchmarks only",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="benchmarks.contenders.wsgi",
        INSTALLED_APPS=[
            "mizan",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
        ],
        MIDDLEWARE=MIDDLEWARE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_PERMISSION_CLASSES": [],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
            "UNAUTHENTICATED_USER": None,
        },
        USE_TZ=True,
    )
    django.setup()
    urlpatterns.extend(_urls())
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


urlpatterns: list[Any] = []
BOARD = Context("board")


def contenders() -> list[Contender]:
    """All of them, Mizan's last."""
    app = project()
    made = [
        Contender(
            name, app, work.plain_exchanges(f"/{path}/cards", f"/{path}/board", refused), "wsgi"
        )
        for name, path, refused in (
            ("Django, bare view", "bare", 422),
            ("Django, bare view with session and CSRF", "guarded", 422),
            ("Django Ninja", "ninja", 422),
            ("Django REST framework", "drf", 400),
        )
    ]
    token, cookie = _session(app)
    proof = (("x-csrftoken", token), ("origin", ORIGIN), ("cookie", cookie))
    guarded = next(each for each in made if "CSRF" in each.name)
    guarded.exchanges.update(
        {
            name: replace(each, headers=each.headers + proof)
            for name, each in guarded.exchanges.items()
        }
    )
    exchanges = work.mizan_exchanges("/api/mizan/", token, cookie, ORIGIN)
    return [*made, Contender("Mizan on Django, WSGI", app, exchanges, "wsgi")]


def _plain(path: str, refused: int) -> dict[str, Exchange]:
    return work.plain_exchanges(f"/{path}/cards", f"/{path}/board", refused)


def _urls() -> list[Any]:
    from django.urls import include, path

    _register()
    return [
        path("bare/cards", _bare_add()),
        path("bare/board", _bare_board),
        path("guarded/cards", _guarded(_bare_add())),
        path("guarded/board", _guarded(_bare_board)),
        path("ninja/", _ninja().urls),
        path("drf/cards", _drf_add()),
        path("drf/board", _drf_board()),
        path("api/mizan/", include("mizan.urls")),
    ]


def _register() -> None:
    from mizan_core import client
    from mizan_core.registry import registry

    add_card, *reads = SYNC
    registry.register(client(name="add_card")(add_card))
    for each in reads:
        registry.register(client(context=BOARD, name=each.__name__)(each))


# --- a bare view ---------------------------------------------------------------------------------

_new_card, _one, _bundle = TypeAdapter(NewCard), TypeAdapter(Card), TypeAdapter(Bundle)


def _bare_add() -> Any:
    from django.http import HttpRequest, HttpResponse
    from django.views.decorators.csrf import csrf_exempt

    def add(request: HttpRequest) -> HttpResponse:
        try:
            args = _new_card.validate_json(request.body)
        except ValidationError as error:
            refused = error.json(include_url=False, include_input=False)
            return HttpResponse(refused, status=422, content_type="application/json")
        made = work.card(1, args.board_id, args.title, args.is_done)
        return HttpResponse(_one.serializer.to_json(made), content_type="application/json")

    return csrf_exempt(add)


def _guarded(view: Any) -> Any:
    """The same view with what every call of Mizan does: who asks, and is it a page of ours."""
    from django.http import HttpRequest, HttpResponse
    from django.middleware.csrf import CsrfViewMiddleware

    check = CsrfViewMiddleware(view)

    def guarded(request: HttpRequest) -> Any:
        if request.user.is_authenticated:
            raise AssertionError("nobody is signed in here")
        if request.method == "POST":
            refused = check.process_view(request, guarded, (), {})
            if refused is not None:
                return HttpResponse(status=403)
        return view(request)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def _bare_board(request: Any) -> Any:
    from django.http import HttpResponse

    board_id = int(request.GET["board_id"])
    found = Bundle(cards=work.cards(board_id), summary=work.summary(board_id))
    return HttpResponse(_bundle.serializer.to_json(found), content_type="application/json")


# --- Django Ninja --------------------------------------------------------------------------------


def _ninja() -> Any:
    from ninja import NinjaAPI

    api = NinjaAPI(docs_url=None, openapi_url=None)
    api.post("/cards", response=Card)(_ninja_add)
    api.get("/board", response=Bundle)(_ninja_board)
    return api


def _ninja_add(request: Any, data: NewCard) -> Any:
    return work.card(1, data.board_id, data.title, data.is_done)


def _ninja_board(request: Any, board_id: int) -> Any:
    return Bundle(cards=work.cards(board_id), summary=work.summary(board_id))


# --- Django REST framework -----------------------------------------------------------------------


def _serializers() -> dict[str, Any]:
    from rest_framework import serializers

    class NewCardSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
        board_id = serializers.IntegerField()
        title = serializers.CharField(min_length=1, max_length=120)
        is_done = serializers.BooleanField()

    class CardSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
        id = serializers.IntegerField()
        board_id = serializers.IntegerField()
        title = serializers.CharField()
        note = serializers.CharField()
        is_done = serializers.BooleanField()
        position = serializers.FloatField()

    class SummarySerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
        id = serializers.IntegerField()
        name = serializers.CharField()
        is_public = serializers.BooleanField()

    class BundleSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
        cards = CardSerializer(many=True)
        summary = SummarySerializer()

    return {"new": NewCardSerializer, "card": CardSerializer, "bundle": BundleSerializer}


def _drf_add() -> Any:
    from rest_framework.decorators import api_view
    from rest_framework.response import Response

    serializers = _serializers()

    def add(request: Any) -> Any:
        data = serializers["new"](data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        made = work.card(1, values["board_id"], values["title"], values["is_done"])
        return Response(serializers["card"](made).data)

    return api_view(["POST"])(add)


def _drf_board() -> Any:
    from rest_framework.decorators import api_view
    from rest_framework.response import Response

    serializers = _serializers()

    def board(request: Any) -> Any:
        board_id = int(request.query_params["board_id"])
        found = Bundle(cards=work.cards(board_id), summary=work.summary(board_id))
        return Response(serializers["bundle"](found).data)

    return api_view(["GET"])(board)


# --- calling WSGI --------------------------------------------------------------------------------


def _session(app: Any) -> tuple[str, str]:
    """The token and the cookie that `session/` gives."""
    status, headers, body = exchange(app, Exchange("GET", "/api/mizan/session/"))
    assert status == 200, body
    cookie = dict(headers)["Set-Cookie"].partition(";")[0]
    return json.loads(body)["csrf"], cookie


def environ_of(each: Exchange) -> dict[str, Any]:
    """The WSGI environment of a request."""
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in each.headers}
    return {
        "REQUEST_METHOD": each.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": each.path,
        "QUERY_STRING": each.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": given.pop("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(each.body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(each.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **given,
    }


def exchange(app: Any, each: Exchange) -> tuple[int, Any, bytes]:
    """One request to a WSGI application, without a socket."""
    started: list[Any] = []
    answer = app(environ_of(each), lambda *given: started.append(given))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return int(started[0][0].split()[0]), started[0][1], body
