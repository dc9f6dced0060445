"""Whether an entry acts on an instance. Protocol §3."""

from mizan_core.matching import matches
from test_params import checked, completed
from vector_files import cases
from vector_types import codecs_of_specs


@cases("matching")
def test_an_entry_acts_on_an_instance(case):
    codecs = codecs_of_specs(case["params"])
    instance = completed(codecs, checked(codecs, case["instance"]))
    assert matches(case["entry"], case["context"], instance) is case["matches"]
