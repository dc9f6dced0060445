"""What a call merges and invalidates, and which declarations are refused. Protocol §3, §4."""

import pytest
from mizan_core.registry import Registry, RegistryError
from vector_apps import register_app
from vector_files import cases, load
from vector_server import CoreServer, check_effects

APPS = {name: load(f"vectors/{name}.json")["app"] for name in ("scoping", "slots")}


@cases("scoping")
def test_scoping(case):
    check("scoping", case)


@cases("slots")
def test_slots(case):
    check("slots", case)


def check(name, case):
    if "problem" in case:
        check_problem(APPS[name], case)
    else:
        check_effects(CoreServer(APPS[name], case), case)


def check_problem(app, case):
    registry = Registry()
    register_app(registry, app, case)
    with pytest.raises(RegistryError) as raised:
        registry.freeze()
    function = case["problem"]["function"]
    texts = [each.message for each in raised.value.problems if function in (None, each.function)]
    assert texts, f"{function} was not refused; refused: {raised.value}"
    missing = [word for word in case["problem"]["names"] if word not in " ".join(texts)]
    assert missing == [], texts
