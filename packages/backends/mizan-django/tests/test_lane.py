"""The lane answers as Django's own ASGI handler does. PERFORMANCE.md "Django under ASGI"."""

import asyncio
import gzip
import re
from dataclasses import dataclass, field
from datetime import datetime

import lane_urls
import pytest
from django.core.asgi import get_asgi_application
from django.core.signals import got_request_exception, request_finished, request_started
from mizan.asgi import wrap_asgi

MIDDLEWARE = [
    "lane_urls.stamping",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lane_urls.Refusing",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]


@pytest.fixture(autouse=True)
def project(settings):
    settings.ROOT_URLCONF = "lane_urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.DATABASES["default"]["ATOMIC_REQUESTS"] = False
    lane_urls.SEEN.clear()


@dataclass
class Exchange:
    """What an application is sent, message by message, and what it answers."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[bytes, ...] = (b"",)
    query: str = ""
    root: str = ""
    leaves_after: int | None = None
    leaves_early: bool = False
    sent: list[dict] = field(default_factory=list)
    scheme: str = "http"

    def scope(self):
        length = str(sum(map(len, self.body)))
        given = [("host", "testserver"), ("content-length", length), *self.headers]
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": self.scheme,
            "server": ("testserver", 80),
            "client": ("127.0.0.1", 50000),
            "path": self.root + self.path,
            "raw_path": (self.root + self.path).encode(),
            "root_path": self.root,
            "query_string": self.query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given],
        }

    async def run(self, app):
        self.sent = []
        left = asyncio.Event()
        parts = list(self.body)

        async def receive():
            if parts:
                part = parts.pop(0)
                is_more = bool(parts) or self.leaves_early
                return {"type": "http.request", "body": part, "more_body": is_more}
            if not self.leaves_early:
                await left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            self.sent.append(message)
            if self.leaves_after is not None and len(self.sent) >= self.leaves_after:
                left.set()
            await asyncio.sleep(0)

        await asyncio.wait_for(app(self.scope(), receive, send), 10)
        return self.sent


def answer_of(sent):
    """Status, headers and body, without what differs between any two answers."""
    start, *parts = sent
    assert start["type"] == "http.response.start"
    assert [part.get("more_body", False) for part in parts][-1] is False
    headers = sorted((name.lower(), _steady(name, value)) for name, value in start["headers"])
    body = b"".join(part.get("body", b"") for part in parts)
    if (b"content-encoding", b"gzip") not in headers:
        return start["status"], headers, body
    # Django pads what it compresses with a random name, which hides the length from eavesdroppers.
    return start["status"], [h for h in headers if h[0] != b"content-length"], gzip.decompress(body)


def _steady(name, value):
    if name.lower() in (b"date", b"expires"):
        assert datetime.strptime(value.decode(), "%a, %d %b %Y %H:%M:%S GMT")
        return b""
    value = re.sub(rb"expires=[^;]+", b"expires=", value)
    return re.sub(rb"(csrftoken|sessionid)=[^;]+", rb"\1=", value)


FORM = (("content-type", "application/x-www-form-urlencoded"),)
GZIP = (("accept-encoding", "gzip"),)
EXCHANGES = {
    "a view": Exchange("/lane/plain"),
    "HEAD": Exchange("/lane/plain", "HEAD"),
    "path and query": Exchange("/lane/echo/ø%2F", query="a=1&b=%C3%B8&a=2"),
    "a form": Exchange("/lane/echo/x", "POST", FORM, (b"name=", b"Ada")),
    "no CSRF token": Exchange("/lane/guarded", "POST", FORM, (b"name=Ada",)),
    "a cross-origin form": Exchange(
        "/lane/guarded", "POST", (*FORM, ("origin", "http://evil.example"))
    ),
    "a body in three parts": Exchange("/lane/raw", "POST", body=(b"one", b"", b"two")),
    "cookies": Exchange("/lane/cookies", headers=(("cookie", "a=1; b=2"),)),
    "a session": Exchange("/lane/session"),
    "404 of no view": Exchange("/lane/no-such"),
    "404 of a view": Exchange("/lane/missing"),
    "403": Exchange("/lane/denied"),
    "400": Exchange("/lane/suspicious"),
    "500": Exchange("/lane/crash"),
    "a middleware that answers an exception": Exchange("/lane/exit"),
    "a view without an answer": Exchange("/lane/nothing"),
    "a middleware that refuses": Exchange("/lane/plain", query="refuse=1"),
    "a middleware that crashes": Exchange("/lane/plain", query="crash=1"),
    "an unknown host": Exchange("/lane/plain", headers=(("host", "evil.example"),)),
    "an async view": Exchange("/lane/async", headers=(("accept-language", "de"),)),
    "a redirect": Exchange("/lane/redirect"),
    "304": Exchange("/lane/unchanged"),
    "204": Exchange("/lane/empty"),
    "a large answer": Exchange("/lane/large"),
    "a large answer, compressed": Exchange("/lane/large", headers=GZIP),
    "a file": Exchange("/lane/file"),
    "a stream": Exchange("/lane/parts"),
    "a stream of an async generator": Exchange("/lane/slow-parts"),
    "below a script name": Exchange("/lane/echo/x", root="/app"),
    "an ill-formed cookie": Exchange("/lane/cookies", headers=(("cookie", "a=\xff; =; b"),)),
    "an unknown function": Exchange("/lane/mizan/ctx/none/"),
}
IGNORED = pytest.mark.filterwarnings(
    # Django's own handler says that it will make all parts before it sends the first.
    "ignore:StreamingHttpResponse must consume synchronous iterators:Warning"
)


def applications(debug, settings):
    settings.DEBUG = debug
    stock = get_asgi_application()
    return stock, wrap_asgi(stock, base="/lane/", threads=2)


@IGNORED
@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES.keys())
def test_same_status_headers_and_body(exchange, settings):
    stock, lane = applications(False, settings)
    assert answer_of(asyncio.run(exchange.run(lane))) == answer_of(asyncio.run(exchange.run(stock)))


@pytest.mark.parametrize("name", ["500", "404 of no view", "a middleware that crashes"])
def test_same_pages_for_developers(name, settings):
    stock, lane = applications(True, settings)
    ours, theirs = (asyncio.run(EXCHANGES[name].run(each)) for each in (lane, stock))
    assert ours[0]["status"] == theirs[0]["status"]
    assert title_of(ours) == title_of(theirs) != ""


def title_of(sent):
    page = b"".join(part.get("body", b"") for part in sent[1:]).decode()
    return re.sub(r"\s+", " ", page.partition("<title>")[2].partition("</title>")[0]).strip()


def test_what_is_not_below_the_base_is_the_application_s(settings):
    asked = []

    async def application(scope, receive, send):
        asked.append(scope["type"])

    lane = wrap_asgi(application, base="/lane/")
    for scope in (
        {"type": "lifespan"},
        {"type": "websocket", "path": "/lane/"},
        {"type": "http", "path": "/lanes"},
    ):
        asyncio.run(lane(scope, None, None))
    assert asked == ["lifespan", "websocket", "http"]


def test_a_base_without_its_slashes(settings):
    with pytest.raises(ValueError, match=r"base='/api' has to begin and end with '/'"):
        wrap_asgi(None, base="/api")


def test_the_whole_request_is_in_a_thread_of_the_lane(settings):
    _, lane = applications(False, settings)
    asyncio.run(EXCHANGES["a view"].run(lane))
    assert lane_urls.SEEN["thread"].startswith("mizan-")


@IGNORED
@pytest.mark.parametrize("name", ["a view", "500", "a stream", "a stream of an async generator"])
def test_same_signals(name, settings):
    heard = []

    def receiver(sender, signal, **kwargs):
        heard.append((getattr(sender, "__name__", None), signal))

    signals = (request_started, got_request_exception, request_finished)
    for each in signals:
        each.connect(receiver)
    try:
        stock, lane = applications(False, settings)
        asyncio.run(EXCHANGES[name].run(stock))
        theirs = [(sender, signals.index(signal)) for sender, signal in heard]
        heard.clear()
        asyncio.run(_settled(EXCHANGES[name].run(lane), heard, len(theirs)))
        ours = [(sender, signals.index(signal)) for sender, signal in heard]
    finally:
        for each in signals:
            each.disconnect(receiver)
    assert [number for _, number in ours] == [number for _, number in theirs]
    assert [sender for sender, number in ours if number != 1] == [
        sender for sender, number in theirs if number != 1
    ]


async def _settled(run, heard, count):
    """The lane closes a response in its thread, behind the last byte."""
    await run
    async with asyncio.timeout(5):
        while len(heard) < count:
            await asyncio.sleep(0.001)


def test_a_client_who_leaves_while_sending_reaches_no_view(settings):
    _, lane = applications(False, settings)
    exchange = Exchange("/lane/plain", "POST", body=(b"half",), leaves_early=True)
    assert asyncio.run(exchange.run(lane)) == []
    assert lane_urls.SEEN == {}


@pytest.mark.parametrize("path", ["/lane/endless", "/lane/endless-too"])
def test_a_client_who_leaves_ends_the_stream(path, settings):
    _, lane = applications(False, settings)
    exchange = Exchange(path, leaves_after=5)

    async def left():
        sent = await exchange.run(lane)
        async with asyncio.timeout(5):
            while "ended" not in lane_urls.SEEN:
                await asyncio.sleep(0.001)
        return sent

    assert 5 <= len(asyncio.run(left())) < 1000


def test_a_stream_that_breaks_ends_as_an_error(settings):
    _, lane = applications(False, settings)
    exchange = Exchange("/lane/broken")
    with pytest.raises(RuntimeError, match="in the middle"):
        asyncio.run(exchange.run(lane))
    assert b"".join(each.get("body", b"") for each in exchange.sent) == b"one "


def test_threads_serve_on_after_everything_that_went_wrong(settings):
    _, lane = applications(False, settings)

    async def many():
        for name in ("500", "a middleware that crashes", "an unknown host"):
            await asyncio.gather(*(EXCHANGES[name].run(lane) for _ in range(8)))
        return await EXCHANGES["a view"].run(lane)

    assert answer_of(asyncio.run(many()))[0] == 200


LIMIT = 1000


@pytest.mark.parametrize(
    ("parts", "length", "status"),
    [
        ((b"x" * LIMIT,), None, 200),
        ((b"x" * (LIMIT + 1),), None, 413),
        ((b"x" * 600, b"x" * 600, b"x" * 600), None, 413),
        ((b"x" * 600, b"x" * 600), "5", 413),
        ((b"",), str(LIMIT + 1), 413),
        ((b"",), "9" * 400, 413),
    ],
    ids=["at the limit", "over it", "in parts", "with a false length", "announced", "absurd"],
)
def test_bodies_are_read_up_to_the_limit(parts, length, status, settings):
    settings.MIZAN = {"MAX_BODY": LIMIT}
    _, lane = applications(False, settings)
    told = (("content-length", length),) if length else ()
    path = "/lane/raw" if status == 200 else "/lane/mizan/call/"
    headers = (("content-type", "application/json"), ("sec-fetch-site", "same-origin"), *told)
    exchange = Exchange(path, "POST", headers, parts)
    if length:
        exchange.scope = _with_one_length(exchange.scope())
    sent = asyncio.run(exchange.run(lane))
    assert sent[0]["status"] == status
    if status == 413:
        names = {name.lower() for name, _ in sent[0]["headers"]}
        assert {b"x-mizan-build", b"x-mizan-who", b"x-stamp"} <= names


def _with_one_length(scope):
    told = [each for each in scope["headers"] if each[0] == b"content-length"][-1]
    rest = [each for each in scope["headers"] if each[0] != b"content-length"]
    return lambda: {**scope, "headers": [*rest, told]}
