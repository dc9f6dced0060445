"""Instances of contexts that a page shows, and which of them an entry means. Protocol §3, §4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from mizan_core.calls import Mounted
from mizan_core.effects import Entry
from mizan_core.params import ParamCodec, canonical_query
from mizan_core.plan import ContextPlan
from mizan_core.problems import json_problems


@dataclass(frozen=True)
class Instance:
    """One instance: the params that were given, and all of them with their defaults.

    `texts` are text forms by name; `prefix` is what stands before its data in an answer; `path` is
    its canonical address below the base.
    """

    context: ContextPlan
    params: Mapping[str, Any]
    filled: Mapping[str, Any]
    texts: Mapping[str, str]
    prefix: bytes
    path: str

    def is_meant(self, entry: Entry) -> bool:
        """Whether each param that the entry names is equal here, never by prefix. Protocol §3."""
        if entry.context != self.context.name:
            return False
        return all(self.texts.get(name) == text for name, _, text in entry.params)


class Instances:
    """Finds instances among the contexts of a plan."""

    def __init__(
        self,
        contexts: Mapping[str, ContextPlan],
        codecs: Mapping[str, Mapping[str, ParamCodec]],
    ) -> None:
        self._contexts = contexts
        self._codecs = codecs

    def invalidated(self, mounted: Iterable[Mounted], entries: Iterable[Entry]) -> list[Instance]:
        """Those of what a page shows that these entries mean, each once, in the page's order."""
        found: dict[bytes, Instance] = {}
        for each in mounted:
            instance = self.find(each)
            if instance is not None and any(map(instance.is_meant, entries)):
                found.setdefault(instance.prefix, instance)
        return list(found.values())

    def find(self, mounted: Mounted) -> Instance | None:
        """The instance, or None where the context or a param is not what it has to be."""
        context = self._contexts.get(mounted["context"])
        given = mounted["params"]
        if context is None or any(json_problems(given)):
            return None
        codecs = self._codecs[context.name]
        missing = [each for each in codecs.values() if each.required and each.name not in given]
        if missing or not codecs.keys() >= given.keys():
            return None
        try:
            params = {name: _checked(codecs[name], value) for name, value in given.items()}
        except ValidationError:
            return None
        return _instance(context, codecs, params)


def _checked(codec: ParamCodec, value: Any) -> Any:
    """As strict as a query is: text is no number."""
    return codec.adapter.validate_json(to_json(value))


def _instance(
    context: ContextPlan, codecs: Mapping[str, ParamCodec], params: Mapping[str, Any]
) -> Instance:
    filled = {name: params.get(name, codec.default) for name, codec in codecs.items()}
    as_json = {name: codecs[name].to_json(value) for name, value in sorted(filled.items())}
    texts = {name: codecs[name].to_text(value) for name, value in filled.items()}
    prefix = b'{"context":%b,"params":%b' % (to_json(context.name), to_json(as_json))
    query = canonical_query(codecs.values(), filled)
    path = f"ctx/{context.name}/{'?' if query else ''}{query}"
    return Instance(context, params, filled, texts, prefix, path)
