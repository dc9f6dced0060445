"""What the protocol names and no adapter has yet: asked for, it says so. These rows are `not`."""

from __future__ import annotations

import pytest
from adapters import ADAPTERS
from mizan_core import Context, client
from mizan_core.registry import Registry, RegistryError
from wire import Caller, signed_in

pytestmark = pytest.mark.parametrize("adapter", ADAPTERS, ids=str)
LIST = 5


def absent(name):
    return pytest.mark.capability(name, absent=True)


@pytest.fixture
def wire(fleet, adapter):
    found = fleet.wire(adapter)
    found.control("house")
    return found


@absent("origin cache and versions")
def test_every_read_goes_past_a_cache(adapter, wire):
    reply = Caller(wire).read("list", f"list_id={LIST}")
    assert reply.headers["x-mizan-cache"] == "bypass"
    assert "x-mizan-version" not in reply.headers


@absent("identity tokens (X-Mizan-Token)")
def test_a_token_is_no_identity(adapter, wire):
    reply = signed_in(wire, "anonymous").exchange(
        "GET", "/api/mizan/ctx/mine/", {"X-Mizan-Token": "a.b.c"}
    )
    assert reply.status == 401


@absent("uploads")
def test_multipart_is_refused(adapter, wire):
    caller = Caller(wire)
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "X-Mizan-Csrf": caller.fetched_token(),
        "Origin": wire.origin,
    }
    reply = caller.exchange("POST", "/api/mizan/call/", headers, b"--x--\r\n")
    assert reply.status == 415


@absent("live contexts and channels")
def test_live_says_not_yet(adapter):
    functions = Registry()
    functions.register(client(context=Context("board"), live=True)(read))
    with pytest.raises(RegistryError, match="not there yet"):
        functions.freeze()


@absent("edge manifest")
def test_there_is_no_manifest(adapter, wire):
    assert Caller(wire).exchange("GET", "/api/mizan/manifest/", {}).status == 404


def read(request) -> int:
    """A read for `live=`."""
    return 1
