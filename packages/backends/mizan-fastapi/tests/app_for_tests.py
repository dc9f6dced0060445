"""A small app that has one of everything the adapter does; its database is a list."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from mizan_core.registry import Registry
from mizan_fastapi import Conflict, Context, Merged, Mizan, Removed, Rows, client
from pydantic import BaseModel, Field
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse

BoardContext = Context("board")
StaffContext = Context("staff")
PublicContext = Context("public", scope="public")

Title = Annotated[str, Field(min_length=1, max_length=120)]


@dataclass
class User:
    pk: int
    is_authenticated: bool = True
    is_staff: bool = False
    is_superuser: bool = False


USERS = {"ada": User(1), "bob": User(2, is_staff=True)}


class Card(BaseModel):
    id: int
    title: str


class Counts(BaseModel):
    total: int


class CardChange(Merged):
    card: Card
    counts: Counts


class CardRemoval(Merged):
    card: Removed[Card]
    counts: Counts


class DuplicateCard(Conflict):
    code = "DUPLICATE_CARD"
    default_message = "There is a card with this title."


@dataclass
class Store:
    cards: list[Card] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    events: list[str] = field(default_factory=list)


STORE = Store()


async def store():
    STORE.opened += 1
    yield STORE
    STORE.closed += 1


def tenant(x_tenant: Annotated[int, Header()] = 0) -> int:
    return x_tenant


Session = Annotated[Store, Depends(store)]


async def may_see(request: Request, board_id: int, session: Session) -> bool:
    if board_id == 404:
        raise HTTPException(404, "No such board.")
    return board_id != 9 or (request.state.user is not None and session is STORE)


@client(context=BoardContext, auth=may_see, rows=Rows())
async def cards(request: Request, board_id: int, session: Session) -> list[Card]:
    return session.cards


@client(context=BoardContext, auth=may_see)
def counts(request: Request, board_id: int, session: Session) -> Counts:
    return Counts(total=len(session.cards))


@client(context=StaffContext, auth="staff")
def numbers(request: Request) -> int:
    return 7


@client(context=PublicContext)
async def nosy(request: Request) -> str:
    return str(request.state.user)


@client(merge=BoardContext, auth=may_see, errors=[DuplicateCard])
async def add_card(request: Request, board_id: int, title: Title, session: Session) -> CardChange:
    if any(card.title == title for card in session.cards):
        raise DuplicateCard(field="title")
    card = Card(id=len(session.cards) + 1, title=title)
    session.cards.append(card)
    return CardChange(card=card, counts=Counts(total=len(session.cards)))


@client(merge=BoardContext)
def delete_card(request: Request, board_id: int, card_id: int, session: Session) -> CardRemoval:
    session.cards[:] = [card for card in session.cards if card.id != card_id]
    return CardRemoval(card=Removed(card_id), counts=Counts(total=len(session.cards)))


@client(affects=BoardContext)
def add_then_fail(request: Request, board_id: int) -> None:
    STORE.cards.append(Card(id=99, title="kept?"))
    raise Conflict("Failed after a write.")


@client
async def which_tenant(request: Request, number: Annotated[int, Depends(tenant)]) -> int:
    return number


@client
def crash(request: Request) -> None:
    raise RuntimeError("a secret that no client may see")


@client(idempotent=False)
async def sign_in(request: Request, name: str) -> None:
    request.state.user = USERS[name]
    request.state.session_epoch = "one"


@client(route="/boards/{board_id}/export.csv", auth=may_see)
async def export_board(request: Request, board_id: int, limit: int = 10) -> PlainTextResponse:
    return PlainTextResponse("\n".join(card.title for card in STORE.cards[:limit]))


@client(route="/boards/{board_id}/import/", methods=["POST"], affects=BoardContext)
def import_board(request: Request, board_id: int, title: str) -> PlainTextResponse:
    STORE.cards.append(Card(id=50, title=title))
    return PlainTextResponse("done", 201)


FUNCTIONS = Registry()
for each in list(globals().values()):
    if hasattr(each, "__mizan__"):
        FUNCTIONS.register(each)


@asynccontextmanager
async def unit_of_work(request: Request):
    before = list(STORE.cards)
    STORE.events.append("begin")
    try:
        yield
    except BaseException:
        STORE.cards[:] = before
        STORE.events.append("rollback")
        raise
    STORE.events.append("commit")


async def authenticate(request: Request, call_next):
    request.state.user = USERS.get(request.cookies.get("user", ""))
    return await call_next(request)


def build(mount: str, *, has_unit: bool = True):
    """An app with Mizan mounted one way or the other, and the `Mizan` to ask for its plan."""
    options = {
        "secret": "for tests",
        "functions": FUNCTIONS,
        "unit_of_work": unit_of_work if has_unit else None,
        "max_body": 4096,
    }
    app = FastAPI()
    mizan = Mizan(**options)
    if mount == "router":
        app.include_router(mizan.router)
    else:
        app.add_middleware(Mizan, **options)
    app.add_middleware(BaseHTTPMiddleware, dispatch=authenticate)
    return app, mizan
