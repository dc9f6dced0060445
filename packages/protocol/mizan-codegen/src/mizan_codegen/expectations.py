"""What a call's args tell of its answer: what `optimistic: true` shows before it is there.

Only what is sure by name *and* type: an arg that has a field's name and type becomes that field,
and a row is found by an arg that has its key's name, alone (`id`) or after the record's
(`card_id`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mizan_codegen.contexts import ExpectationView
from mizan_codegen.model import Field, Function, Merge, Record, Schema, Type
from mizan_codegen.names import PropertyKey, StringLiteral, snake_case


def expectations_of(schema: Schema, function: Function) -> tuple[ExpectationView, ...]:
    """One for each merge of which anything is known."""
    finder = _Finder({each.name: each for each in schema.records}, _keys(schema))
    return tuple(finder.expectations(function))


def _keys(schema: Schema) -> dict[str, tuple[str | None, Type]]:
    """Slot -> the key of its rows, if any, and its type."""
    reads = (read for context in schema.contexts for read in context.reads)
    return {read.name: (read.rows_key, read.returns) for read in reads}


class _Finder:
    def __init__(
        self, records: Mapping[str, Record], slots: Mapping[str, tuple[str | None, Type]]
    ) -> None:
        self.records = records
        self.slots = slots

    def expectations(self, function: Function) -> Iterator[ExpectationView]:
        args = {each.name: each for each in function.args}
        for merge in function.merges:
            if merge.slot in self.slots and (found := self._of(merge, args, function)):
                yield found

    def _of(
        self, merge: Merge, args: Mapping[str, Field], function: Function
    ) -> ExpectationView | None:
        key, slot_type = self.slots[merge.slot]
        record = self._record_in(slot_type)
        if record is None:
            return None
        if merge.op == "replace":
            if self._value_type(merge, function).kind != "record":
                return _view(merge, "remove", None, None, ())
            fields = _fields(record, args, None)
            return _view(merge, "replace", None, None, fields) if fields else None
        key_arg = _key_arg(record, key, args)
        if key is None or key_arg is None:
            return None
        fields = () if merge.op == "remove" else _fields(record, args, key)
        is_known = merge.op == "remove" or fields
        return _view(merge, merge.op, key, key_arg, fields) if is_known else None

    def _record_in(self, slot_type: Type) -> Record | None:
        """The record that a slot holds, alone, optional or in a list."""
        found = slot_type.items[0] if slot_type.kind in ("list", "optional") else slot_type
        return self.records.get(found.name) if found.kind == "record" else None

    def _value_type(self, merge: Merge, function: Function) -> Type:
        """What is merged: all that is returned, or a field of it. `Removed` is a bare key here."""
        if merge.field is None:
            return function.returns
        fields = self.records[function.returns.name].fields
        return next(each.type for each in fields if each.name == merge.field)


def _fields(record: Record, args: Mapping[str, Field], key: str | None) -> tuple[str, ...]:
    return tuple(
        each.name
        for each in record.fields
        if each.name != key and each.name in args and args[each.name].type == each.type
    )


def _key_arg(record: Record, key: str | None, args: Mapping[str, Field]) -> str | None:
    """By name and type: never `board_id` for a card."""
    types = {each.name: each.type for each in record.fields}
    if key is None or key not in types:
        return None
    names = (key, f"{snake_case(record.name)}_{key}")
    return next((n for n in names if n in args and args[n].type == types[key]), None)


def _view(
    merge: Merge, op: str, key: str | None, key_arg: str | None, fields: tuple[str, ...]
) -> ExpectationView:
    return ExpectationView(
        context=StringLiteral(merge.context),
        params=tuple((PropertyKey(param), StringLiteral(arg)) for param, arg in merge.params),
        slot=StringLiteral(merge.slot),
        op=StringLiteral(op),
        key=None if key is None else StringLiteral(key),
        key_arg=None if key_arg is None else StringLiteral(key_arg),
        fields=tuple(StringLiteral(each) for each in fields),
    )
