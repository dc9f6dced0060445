"""The functions that the behaviours are tried on, written once for every backend.

A backend says how SQL reaches its database inside the transaction of a call (`use`), and nothing
else. One table: `rows (id, list_id, value)`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from mizan_core import Conflict, Context, Forbidden, Merged, Removed, Rows, client, invalidate
from pydantic import BaseModel

TABLE = (
    "CREATE TABLE IF NOT EXISTS rows "
    "(id INTEGER PRIMARY KEY, list_id INTEGER NOT NULL, value INTEGER NOT NULL)"
)
Execute = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]
_execute: list[Execute] = []


def use(execute: Execute) -> None:
    """How statements with `?` reach the database; rows come back as tuples."""
    _execute[:] = [execute]


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement in the transaction of the call, or outside any."""
    return _execute[0](statement, values)


ListContext = Context("list")
MineContext = Context("mine", scope="user")
PublicContext = Context("public", scope="public")
NosyContext = Context("nosy", scope="public")


class Row(BaseModel):
    id: int
    value: int


class Total(BaseModel):
    total: int


class Change(Merged):
    row: Row
    total: Total


class Removal(Merged):
    row: Removed[Row]
    total: Total


class Note(BaseModel):
    marker: str


def is_seven(request: Any, number: int) -> bool:
    """A callable that lets one number in."""
    return number == 7


@client(context=ListContext, rows=Rows(key="id"))
def list_rows(request: Any, list_id: int) -> list[Row]:
    found = sql("SELECT id, value FROM rows WHERE list_id = ? ORDER BY id", list_id)
    return [Row(id=number, value=value) for number, value in found]


@client(context=ListContext)
def list_total(request: Any, list_id: int) -> Total:
    return total_of(list_id)


@client(context=MineContext, auth=True)
def mine(request: Any) -> Note:
    """A marker of who asks: whoever else sees it, sees too much."""
    return Note(marker=f"only-for-{who(request)}")


@client(context="staff", auth="staff")
def staff_only(request: Any) -> Note:
    return Note(marker=f"only-for-{who(request)}")


@client(context="superuser", auth="superuser")
def superuser_only(request: Any) -> Note:
    return Note(marker=f"only-for-{who(request)}")


@client(context="picked", auth=is_seven)
def picked(request: Any, number: int) -> int:
    return number


@client(context="half", auth=None)
def half_allowed(request: Any) -> Note:
    return Note(marker="the allowed half")


@client(context="half", auth=None)
def half_forbidden(request: Any) -> Note:
    raise Forbidden


@client(context=PublicContext)
def public(request: Any) -> str:
    return "for everybody"


@client(context=NosyContext)
def nosy(request: Any) -> str:
    return who(request)


@client(merge=ListContext)
def add(request: Any, list_id: int, value: int) -> Change:
    sql("INSERT INTO rows (list_id, value) VALUES (?, ?)", list_id, value)
    ((number,),) = sql("SELECT MAX(id) FROM rows")
    return Change(row=Row(id=number, value=value), total=total_of(list_id))


@client(merge=ListContext)
def increment(request: Any, list_id: int, row_id: int) -> Change:
    """Reads, waits a moment, writes: two at once without a transaction would lose one."""
    ((value,),) = sql("SELECT value FROM rows WHERE id = ?", row_id)
    time.sleep(0.002)
    sql("UPDATE rows SET value = ? WHERE id = ?", value + 1, row_id)
    return Change(row=Row(id=row_id, value=value + 1), total=total_of(list_id))


@client(merge=ListContext)
def remove(request: Any, list_id: int, row_id: int) -> Removal:
    sql("DELETE FROM rows WHERE id = ? AND list_id = ?", row_id, list_id)
    return Removal(row=Removed(row_id), total=total_of(list_id))


@client(affects=ListContext)
def clear(request: Any, list_id: int) -> None:
    sql("DELETE FROM rows WHERE list_id = ?", list_id)


@client(affects=ListContext)
def clear_another(request: Any, list_id: int, other_id: int) -> None:
    invalidate(ListContext, list_id=other_id)


@client(affects=MineContext, auth=True)
def change_mine(request: Any) -> None:
    return None


@client(affects=ListContext)
def write_then_conflict(request: Any, list_id: int) -> None:
    sql("INSERT INTO rows (list_id, value) VALUES (?, 1)", list_id)
    raise Conflict("No.")


@client(affects=ListContext)
def write_then_crash(request: Any, list_id: int) -> None:
    sql("INSERT INTO rows (list_id, value) VALUES (?, 1)", list_id)
    raise RuntimeError("a secret of the server")


@client(affects=ListContext)
def write_then_unserialisable(request: Any, list_id: int) -> Row:
    sql("INSERT INTO rows (list_id, value) VALUES (?, 1)", list_id)
    return object()  # type: ignore[return-value]


@client(affects="*")
def change_everything(request: Any, list_id: int) -> None:
    sql("INSERT INTO rows (list_id, value) VALUES (?, 9)", list_id)


@client(affects="*")
def change_and_refuse(request: Any, list_id: int) -> None:
    sql("INSERT INTO rows (list_id, value) VALUES (?, 9)", list_id)
    raise Conflict("No.")


@client(private=True)
def private(request: Any) -> None:
    return None


@client
def whoami(request: Any, marker: str) -> list[str]:
    """Who the server takes the caller for, after a moment in which others call too."""
    time.sleep(0.002)
    return [who(request), marker]


def who(request: Any) -> str:
    """The name of who asks, as the backend's own request says it."""
    user = request.state.user if hasattr(request, "state") else request.user
    return str(getattr(user, "username", "") or "nobody")


def total_of(list_id: int) -> Total:
    ((total,),) = sql("SELECT COUNT(*) FROM rows WHERE list_id = ?", list_id)
    return Total(total=total)


FUNCTIONS = [each for each in list(globals().values()) if hasattr(each, "__mizan__")]
