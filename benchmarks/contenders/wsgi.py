"""Contenders that are Django: one process has one Django, so they share a project."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import django
from django.conf import settings

from benchmarks import work
from benchmarks.contenders import tables
from benchmarks.contenders.asgi import ORIGIN, Contender
from benchmarks.work import Exchange

# What `startproject` gives.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def project() -> Any:
    """The WSGI application of a project with everything that the contenders need."""
    settings.configure(
        SECRET_KEY="for the benchmarks only",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="benchmarks.contenders.urls",
        INSTALLED_APPS=[
            "mizan",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "benchmarks.contenders",
        ],
        MIDDLEWARE=MIDDLEWARE,
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": tables.database(),
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
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
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def contenders() -> list[Contender]:
    """All of them, those of ASGI and Mizan's last."""
    app = project()
    made = [
        Contender(name, app, _plain(path, refused), "wsgi")
        for name, path, refused in (
            ("Django, JSON by hand", "hand", 422),
            ("Django, JSON by hand with session and CSRF", "guarded-hand", 422),
            ("Django, bare view", "bare", 422),
            ("Django, bare view with session and CSRF", "guarded", 422),
            ("Django Ninja", "ninja", 422),
            ("Django REST framework", "drf", 400),
        )
    ]
    token, cookie = _session(app)
    proof = (("x-csrftoken", token), ("origin", ORIGIN), ("cookie", cookie))
    for guarded in (each for each in made if "CSRF" in each.name):
        guarded.exchanges.update(
            {
                name: replace(each, headers=each.headers + proof)
                for name, each in guarded.exchanges.items()
            }
        )
    exchanges = work.mizan_exchanges("/api/mizan/", token, cookie, ORIGIN)
    made.append(Contender("Mizan on Django, WSGI", app, exchanges, "wsgi"))
    return [*made, *_asgi_contenders(exchanges)]


def _asgi_contenders(exchanges: dict[str, Exchange]) -> list[Contender]:
    from django.core.asgi import get_asgi_application
    from mizan.asgi import wrap_asgi

    stock = get_asgi_application()
    plain = work.plain_exchanges("/async/cards", "/async/board")
    return [
        Contender("Django ASGI, async view", stock, plain),
        Contender("Mizan on Django, ASGI without wrap_asgi", stock, exchanges),
        Contender("Mizan on Django, ASGI", wrap_asgi(stock), exchanges),
    ]


def _plain(path: str, refused: int) -> dict[str, Exchange]:
    return work.plain_exchanges(f"/{path}/cards", f"/{path}/board", refused, f"/{path}/shelf")


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
