"""Two people, one browser each, and caches of every kind between them and the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from adapters import ADAPTERS
from vector_server import Reply, Request
from wire import Caller, Wire, signed_in

over_adapters = pytest.mark.parametrize("adapter", ADAPTERS, ids=str)
capability = pytest.mark.capability("two people: no answer of one ever reaches the other")

PEOPLE = ("user", "other")


@dataclass
class SharedCache:
    """A cache in front of the server, as lax as RFC 9111 lets one be.

    It keeps every GET that is not forbidden to it, also errors and what says nothing of its age
    (§4.2.2), looks at `Vary`, and revalidates nothing. `is_private` is a browser's own: one for
    each person, which also keeps what is `private`.
    """

    wire: Wire
    is_private: bool = False
    kept: dict[tuple[str, str], tuple[dict[str, str], Reply]] = field(default_factory=dict)
    hits: int = 0

    def exchange(
        self, method: str, target: str, headers: dict[str, str], body: bytes = b""
    ) -> Reply:
        """As the server's, or from what is kept."""
        found = self.kept.get((method, target))
        if found and all(headers.get(name) == value for name, value in found[0].items()):
            self.hits += 1
            return found[1]
        reply = self.wire.exchange(method, target, headers, body)
        self.keep(method, target, headers, reply)
        return reply

    def keep(self, method: str, target: str, headers: dict[str, str], reply: Reply) -> None:
        """Keep the answer, if anything but plain decency allows it."""
        said = {part.strip().partition("=")[0] for part in _listed(reply, "cache-control")}
        forbidden = {"no-store"} if self.is_private else {"no-store", "private"}
        vary = {name: headers.get(name, "") for name in _listed(reply, "vary")}
        if method == "GET" and not said & forbidden and "*" not in vary:
            self.kept[method, target] = (vary, reply)

    @property
    def origin(self) -> str:
        """Where a page behind the cache comes from."""
        return self.wire.origin


def _listed(reply: Reply, name: str) -> list[str]:
    return [part.strip() for part in reply.headers.get(name, "").split(",") if part.strip()]


def test_the_cache_keeps_what_it_may():
    cache = SharedCache(Wire(0))
    for number, (header, is_kept) in enumerate(
        {"max-age=60": True, "": True, "private": False, "no-store": False}.items()
    ):
        cache.keep("GET", f"/{number}", {}, Reply(200, {"cache-control": header}, b""))
        assert (("GET", f"/{number}") in cache.kept) is is_kept
    cache.keep("GET", "/vary", {"Cookie": "a"}, Reply(200, {"vary": "Cookie"}, b"of a"))
    assert cache.exchange("GET", "/vary", {"Cookie": "a"}).body == b"of a"
    with pytest.raises(OSError):  # noqa: PT011 - another person goes to the server, which is none
        cache.exchange("GET", "/vary", {"Cookie": "b"})


def requests_of(caller: Caller) -> Iterator[tuple[str, Reply]]:
    """Everything that a page asks for, one after the other."""
    for context, query in (("mine", ""), ("list", "list_id=5"), ("public", ""), ("none", "")):
        yield context, caller.read(context, query)
    yield "session", caller.exchange("GET", f"{caller.base}session/", {})
    yield "call", caller.call("whoami", marker="x")
    yield "refused", caller.send(Request("GET", "ctx/staff/"))
    yield "view", caller.exchange("GET", "/export/5/", {})


@capability
@over_adapters
def test_nothing_of_one_reaches_the_other(fleet, adapter):
    wire = fleet.wire(adapter)
    wire.control("house")
    shared = SharedCache(wire)
    callers = {name: signed_in(wire, name) for name in PEOPLE}
    for caller in callers.values():
        caller.wire = shared
        caller.fetched_token()
    whos = {name: callers[name].read("public").headers["x-mizan-who"] for name in PEOPLE}
    tokens = {name: callers[name].token for name in PEOPLE}
    assert len(set(whos.values())) == len(set(tokens.values())) == 2

    def ask(number: int) -> list[str]:
        name, stranger = PEOPLE[number % 2], PEOPLE[(number + 1) % 2]
        forbidden = (f"only-for-{stranger}", f'"{stranger}"', whos[stranger], tokens[stranger])
        return [
            f"{what}: {text}"
            for what, reply in requests_of(callers[name])
            for text in forbidden
            if text in reply.body.decode() or text in json.dumps(dict(reply.headers))
        ]

    with ThreadPoolExecutor(8) as pool:
        assert [found for found in pool.map(ask, range(60)) if found] == []
    assert shared.kept == {}


@capability
@over_adapters
def test_one_browser_after_another_person(fleet, adapter):
    """Sign in, look, sign out; the next one in this browser goes back and finds nothing."""
    wire = fleet.wire(adapter)
    wire.control("house")
    browser = SharedCache(wire, is_private=True)
    for name in PEOPLE:
        caller = signed_in(wire, name)
        caller.wire = browser
        assert json.loads(caller.read("mine").body) == {"mine": {"marker": f"only-for-{name}"}}
    nobody = Caller(browser)
    assert nobody.read("mine").status == 401
    assert browser.hits == 0
