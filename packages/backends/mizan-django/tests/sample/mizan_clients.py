"""A small app that has one of everything the adapter does."""

from typing import Annotated

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User as DjangoUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from mizan import (
    Conflict,
    Merged,
    ReactContext,
    Removed,
    Rows,
    client,
    invalidate,
    merge_into,
)
from pydantic import BaseModel, Field

from sample.models import Board, Card

BoardContext = ReactContext("board")
BoardsContext = ReactContext("boards")
RecentContext = ReactContext("recent")
StaffContext = ReactContext("staff")
PublicContext = ReactContext("public", scope="public")
BrokenContext = ReactContext("broken", scope="public")
ProfileContext = ReactContext("profile", scope="user")

Title = Annotated[str, Field(min_length=1, max_length=120)]


class UserOut(BaseModel):
    id: int
    username: str


class BoardOut(BaseModel):
    id: int
    name: str


class CardOut(BaseModel):
    id: int
    title: str
    is_done: bool


class Counts(BaseModel):
    total: int
    done: int


class CardChange(Merged):
    card: CardOut
    counts: Counts


class CardRemoval(Merged):
    card: Removed[CardOut]
    counts: Counts


class DuplicateCard(Conflict):
    code = "DUPLICATE_CARD"
    default_message = "There is a card with this title."


def may_see(request, board_id: int) -> bool:
    board = get_object_or_404(Board, pk=board_id)
    return board.owner_id in (None, request.user.pk)


def counts_of(board_id):
    cards = Card.objects.filter(board_id=board_id)
    return {"total": cards.count(), "done": cards.filter(is_done=True).count()}


@client(context="global")
def current_user(request) -> UserOut | None:
    return request.user if request.user.is_authenticated else None


@client(context=BoardsContext, rows=Rows(order_by="name"))
def boards(request) -> list[BoardOut]:
    return Board.objects.filter(owner=None).order_by("name")


@client(context=BoardContext, auth=may_see)
def board(request, board_id: int) -> BoardOut:
    return Board.objects.get(pk=board_id)


@client(context=BoardContext, auth=may_see, rows=Rows())
def cards(request, board_id: int) -> list[CardOut]:
    return Card.objects.filter(board_id=board_id).order_by("pk")


@client(context=BoardContext, auth=may_see)
async def counts(request, board_id: int) -> Counts:
    return {
        "total": await Card.objects.filter(board_id=board_id).acount(),
        "done": await Card.objects.filter(board_id=board_id, is_done=True).acount(),
    }


@client(context=RecentContext)
def recent_cards(request) -> list[CardOut]:
    return Card.objects.order_by("-pk")[:3]


@client(context=StaffContext, auth="staff")
def staff_numbers(request) -> Counts:
    return Counts(total=1, done=1)


@client(context=PublicContext)
def motd(request) -> str:
    return "hello"


@client(context=BrokenContext)
def nosy(request) -> str:
    return str(request.user)


@client(context=ProfileContext, auth=True)
def profile(request) -> UserOut:
    return request.user


@client(merge=[BoardContext, BoardsContext], auth=may_see)
def rename_board(request, board_id: int, name: Title) -> BoardOut:
    board = Board.objects.get(pk=board_id)
    board.name = name
    board.save()
    return board


@client(merge=[BoardContext], affects=RecentContext, auth=may_see, errors=[DuplicateCard])
def add_card(request, board_id: int, title: Title) -> CardChange:
    if Card.objects.filter(board_id=board_id, title=title).exists():
        raise DuplicateCard(field="title")
    card = Card.objects.create(board_id=board_id, title=title)
    return {"card": card, "counts": counts_of(board_id)}


@client(merge=BoardContext, auth=may_see)
def delete_card(request, board_id: int, card_id: int) -> CardRemoval:
    get_object_or_404(Card, pk=card_id, board_id=board_id).delete()
    return CardRemoval(card=Removed(card_id), counts=Counts(**counts_of(board_id)))


@client(merge=BoardContext)
def touch_card(request, card_id: int) -> CardOut:
    card = get_object_or_404(Card, pk=card_id)
    merge_into(BoardContext, board_id=card.board_id)
    return card


@client(merge=RecentContext)
def feature_card(request, card_id: int) -> CardOut:
    return get_object_or_404(Card, pk=card_id)


@client(affects=BoardContext, auth=may_see)
def clear_done(request, board_id: int) -> int:
    return Card.objects.filter(board_id=board_id, is_done=True).delete()[0]


@client(affects=BoardContext)
def move_all(request, source_id: int, goal_id: int) -> None:
    Card.objects.filter(board_id=source_id).update(board_id=goal_id)
    invalidate(BoardContext, board_id=source_id)
    invalidate(BoardContext, board_id=goal_id)


@client(affects="*")
def add_then_fail(request, board_id: int) -> None:
    Card.objects.create(board_id=board_id, title="kept?")
    raise Conflict("Failed after a write.")


@client(affects=BoardContext)
def add_then_lie(request, board_id: int) -> CardOut:
    Card.objects.create(board_id=board_id, title="kept?")
    return {"id": "not a number"}


@client(affects=BoardContext)
async def add_async(request, board_id: int, title: Title) -> CardOut:
    return await Card.objects.acreate(board_id=board_id, title=title)


@client
def echo(request, text: str = "", number: int = 0, fraction: float = 0.0) -> str:
    return text


@client
def crash(request) -> None:
    raise RuntimeError("a secret that no client may see")


@client(private=True)
def internal(request, password: str) -> None:
    return None


@client(idempotent=False)
def sign_in(request, username: str, password: str) -> UserOut:
    user = authenticate(request, username=username, password=password)
    if user is None:
        raise Conflict("Wrong name or password.", field="password")
    login(request, user)
    return user


@client(idempotent=False, merge="global")
def sign_up(request, username: str, password: str) -> UserOut:
    user = DjangoUser.objects.create_user(username, password=password)
    login(request, user)
    return user


@client(idempotent=False)
def sign_out(request) -> None:
    logout(request)


@client(route="boards/<int:board_id>/export.csv", auth=may_see)
def export_board(request, board_id: int, limit: int = 10) -> HttpResponse:
    rows = Card.objects.filter(board_id=board_id)[:limit]
    return HttpResponse("\n".join(card.title for card in rows), content_type="text/csv")


@client(route="boards/<int:board_id>/import/", methods=["POST"], affects=BoardContext)
def import_board(request, board_id: int, title: str) -> HttpResponse:
    Card.objects.create(board_id=board_id, title=title)
    return HttpResponse("done", status=400 if title == "bad" else 201)
