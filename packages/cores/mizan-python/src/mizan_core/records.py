"""What a merge is made of: `Rows` on a list read, `Removed` and `Merged` as return types.

Protocol §4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Record = TypeVar("Record")


@dataclass(frozen=True, init=False)
class Rows:
    """A promise about a list read: it holds every record with these params, in this order.

    `key` is the field that tells records apart. A new record goes to the `end` or the `start`,
    or where `order_by` puts it: field names, `-` before a name for descending. Protocol §1.
    """

    key: str
    at: Literal["start", "end"]
    order_by: tuple[str, ...]

    def __init__(
        self,
        key: str = "id",
        at: Literal["start", "end"] = "end",
        order_by: str | tuple[str, ...] | list[str] = (),
    ) -> None:
        names = (order_by,) if isinstance(order_by, str) else tuple(order_by)
        if at not in ("start", "end"):
            raise ValueError(f"Rows(at={at!r}): use 'start' or 'end'")
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "order_by", names)


class Removed(Generic[Record]):
    """The key of a record that is gone: `-> Removed[Card]`, `return Removed(card_id)`.

    On the wire it is the key alone (a whole number, a string or a UUID). Protocol §4.
    """

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Removed) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Removed({self.key!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(
            Removed,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.key),
        )


class Merged(BaseModel):
    """A result of which each field is spliced into one slot of the merged context. Protocol §4.

    ```python
    class CardChange(Merged):
        card: Card
        counts: BoardCounts
    ```
    """
