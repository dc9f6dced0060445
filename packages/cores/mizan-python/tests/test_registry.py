"""What a registry refuses when it freezes, and how it says so. Protocol §1."""

import sys
import types

import pytest
from mizan_core import Conflict, MizanError, ReactContext, Rows, client, register_as
from mizan_core.registry import Registry, RegistryError, registry
from pydantic import BaseModel

Board, Boards = ReactContext("board"), ReactContext("boards")


class Card(BaseModel):
    id: int
    title: str


class Borrowed(Conflict):
    """An error of an app that forgot to give itself a code."""


def frozen(*functions):
    own = Registry()
    for function in functions:
        own.register(function)
    return own.freeze()


def complaints(*functions):
    with pytest.raises(RegistryError) as raised:
        frozen(*functions)
    return [str(problem) for problem in raised.value.problems]


# --- one wrong declaration, one sentence ------------------------------------------------------


def no_request() -> int: ...
def no_return(request, number: int): ...
def no_annotation(request, number) -> int: ...
def star(request, *numbers: int) -> int: ...
def double_star(request, **numbers: int) -> int: ...
def positional(request, number: int, /) -> int: ...
def plain(request, board_id: int) -> int: ...
def cards(request, board_id: int) -> list[Card]: ...
def allowed(request, team_id: int) -> bool: ...


WRONG = [
    (no_request, {}, "first parameter", "request"),
    (no_return, {}, "return annotation", "-> None"),
    (no_annotation, {}, "'number'", "no annotation"),
    (star, {}, "*numbers", "name every argument"),
    (double_star, {}, "**numbers", "name every argument"),
    (positional, {}, "'number'", "positional-only"),
    (plain, {"affects": 5}, "affects= holds 5", "use a context"),
    (plain, {"affects": [Board, 5]}, "affects= holds 5", "use a context"),
    (plain, {"merge": 5}, "merge= holds 5"),
    (plain, {"errors": 5}, "errors= holds 5", "MizanError"),
    (plain, {"context": 5}, "context=5 is not allowed", "'global'"),
    (plain, {"context": ""}, "context='' is not allowed", "'global'"),
    (plain, {"context": Board, "rows": "id"}, "rows='id' is not allowed", "Rows(key='id')"),
    (plain, {"route": 5}, "route=5 is not allowed", "a path"),
    (plain, {"route": "x/", "methods": "FETCH"}, "methods= holds 'FETCH'", "POST"),
    (plain, {"route": "x/", "methods": [5]}, "methods= holds 5", "POST"),
    (plain, {"private": "no"}, "private='no' is not allowed", "True or False"),
    (plain, {"idempotent": 0}, "idempotent=0 is not allowed", "True or False"),
    (plain, {"context": Board, "affects": Board}, "affects="),
    (plain, {"context": Board, "merge": Board}, "merge="),
    (plain, {"context": Board, "private": True}, "private="),
    (plain, {"context": Board, "route": "x/"}, "route=", "context="),
    (plain, {"context": Board, "live": True}, "not there yet"),
    (plain, {"context": ReactContext("odd", models=[Card])}, "models=", "not there yet"),
    (plain, {"context": "global"}, "global", "no arguments"),
    (plain, {"context": Boards, "auth": allowed}, "team_id", "board_id"),
    (plain, {"auth": allowed}, "team_id", "board_id"),
    (plain, {"auth": "boss"}, "'boss'", "staff", "superuser"),
    (plain, {"context": ReactContext("news", scope="public"), "auth": True}, "public", "auth="),
    (plain, {"route": "x/", "affects": Board}, "GET", "methods="),
    (plain, {"route": "x/", "methods": ["HEAD"], "merge": Board}, "GET or HEAD"),
    (plain, {"rows": Rows()}, "rows=", "list reads"),
    (plain, {"rev": "2"}, "rev=", "whole number"),
    (plain, {"cache": -1}, "cache=", "seconds"),
    (plain, {"errors": [ValueError]}, "ValueError", "MizanError"),
    (plain, {"errors": [Borrowed]}, "Borrowed", "code"),
    (plain, {"affects": [5]}, "5", "context"),
    (plain, {"merge": [5]}, "5", "slot("),
    (plain, {"affects": [cards]}, "cards", "context"),
]


@pytest.mark.parametrize(
    ("function", "options", "words"),
    [(function, options, words) for function, options, *words in WRONG],
    ids=[f"{function.__name__} {', '.join(options)}" for function, options, *_ in WRONG],
)
def test_a_wrong_declaration_is_refused_with_a_sentence(function, options, words):
    other = client(context=Board)(board_name)
    sentences = " ".join(complaints(other, client(**options)(function)))
    assert [word for word in words if word not in sentences] == [], sentences


def board_name(request, board_id: int) -> str: ...


def test_everything_wrong_is_told_at_once():
    wrong = [client(no_return), client(star), client(auth="boss")(plain)]
    found = complaints(*wrong)
    assert {line.partition(":")[0] for line in found} == {"no_return", "star", "plain"}


def test_a_complaint_names_the_function_first():
    assert complaints(client(no_return))[0].startswith("no_return: ")


def test_functions_of_a_context_share_one_auth():
    one = client(context=Board, auth=True)(plain)
    other = client(context=Board)(board_name)
    assert "auth= differs" in " ".join(complaints(one, other))


def test_one_default_per_param():
    @client(context=Boards)
    def first(request, limit: int = 10) -> int: ...

    @client(context=Boards)
    def second(request, limit: int = 20) -> int: ...

    assert "limit" in complaints(first, second)[0]


def test_two_contexts_of_one_name_that_differ():
    one = client(context=ReactContext("odd"))(plain)
    other = client(context=ReactContext("odd", scope="user"))(board_name)
    assert "'odd'" in complaints(one, other)[0]


def test_two_context_objects_alike_are_one_context():
    one = client(context=ReactContext("odd"))(plain)
    other = client(context=ReactContext("odd"))(board_name)
    assert list(frozen(one, other).contexts) == ["odd"]


def test_two_functions_of_one_name():
    def make():
        @client
        def twin(request) -> None: ...

        return twin

    assert "two functions have this name" in complaints(make(), make())[0]


# --- what is right ----------------------------------------------------------------------------


def test_a_local_context_is_named_after_its_function():
    plan = frozen(client(context="local")(plain))
    assert plan.functions["plain"].context == "plain"
    assert list(plan.contexts) == ["plain"]


def test_a_plan_is_sorted_and_made_once():
    own = Registry()
    for function in (client(context=Board)(plain), client(context=Board)(board_name)):
        own.register(function)
    plan = own.freeze()
    assert [read.name for read in plan.contexts["board"].reads] == ["board_name", "plain"]
    assert own.freeze() is plan


def test_registering_again_is_allowed_and_thaws():
    own = Registry()
    own.register(client(plain))
    first = own.freeze()
    own.register(client(board_name))
    assert set(own.freeze().functions) == {"plain", "board_name"} != set(first.functions)


def test_what_is_not_marked_is_refused_at_once():
    with pytest.raises(TypeError, match="@client"):
        Registry().register(len)


@pytest.mark.parametrize("name", ["Add", "1x", "a-b", "a..b", "ä", "a b", "a\n"])
def test_a_name_that_is_none(name):
    with pytest.raises(ValueError, match="lower-case words"):
        Registry().register(client(plain), name)
    with pytest.raises(ValueError, match="name"):
        ReactContext(name)


def test_register_as_gives_a_composed_name():
    register_as("contact.submit")(client(plain))
    try:
        assert "contact.submit" in registry.freeze().functions
    finally:
        registry.clear()


def test_discovery_takes_what_a_module_defines_and_nothing_that_it_imports():
    module = types.ModuleType("some_clients")
    exec(SOURCE, module.__dict__)
    sys.modules["some_clients"] = module
    try:
        own = Registry()
        assert own.discover("some_clients") == 2
        assert set(own.freeze().functions) == {"one", "two"}
    finally:
        del sys.modules["some_clients"]


SOURCE = """
from mizan_core import client
from vector_types import annotation_of as not_marked

@client
def one(request) -> None: ...

@client
def two(request) -> None: ...

def helper(request) -> None: ...
"""


# --- errors of apps ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "status"),
    [("duplicate", 409), ("DUPLICATE CARD", 409), ("", 409), ("_A", 409), ("A", 399), ("A", 600)],
)
def test_an_error_class_that_cannot_be_told_to_clients(code, status):
    with pytest.raises(TypeError, match=r"code|status"):
        type("Odd", (MizanError,), {"code": code, "status": status})


def test_an_error_that_names_its_field():
    error = Conflict("There is one already.", field="title")
    assert error.to_wire() == {
        "code": "CONFLICT",
        "message": "There is one already.",
        "details": [
            {"path": ["title"], "message": "There is one already.", "type": "conflict"},
        ],
    }


def test_details_are_any_json():
    assert Conflict(details={"until": 5}).to_wire()["details"] == {"until": 5}
    assert "details" not in Conflict().to_wire()


def test_declared_errors_are_in_the_plan():
    class Late(Conflict):
        code = "LATE"

    assert frozen(client(errors=[Late])(plain)).errors == {"LATE": Late}
