"""One merge entry into one bundle. Protocol §4."""

import copy

import pytest
from mizan_core.splice import CannotSplice, splice
from vector_files import cases


@cases("splice")
def test_splice(case):
    bundle = copy.deepcopy(case["bundle"])
    if case.get("stale"):
        with pytest.raises(CannotSplice):
            splice(bundle, case["entry"], case.get("result"))
    else:
        assert splice(bundle, case["entry"], case.get("result")) == case["expected"]
    assert bundle == case["bundle"], "the given bundle was changed"
