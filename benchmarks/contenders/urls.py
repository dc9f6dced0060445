"""The views of Django's contenders, and where they answer."""

from __future__ import annotations

import json
from typing import Any

import ninja
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from mizan_core import Context, client
from mizan_core.registry import registry
from pydantic import TypeAdapter, ValidationError
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from benchmarks import work
from benchmarks.contenders.asgi import SYNC
from benchmarks.contenders.models import BoardRow, CardRow
from benchmarks.work import Bundle, Card, NewCard, StoredBundle, Summary


def rows_of(board_id: int) -> Any:
    """The list of W4."""
    return CardRow.objects.filter(board_id=board_id).order_by("id")


def row_of(board_id: int) -> Any:
    """The object of W4."""
    return BoardRow.objects.get(id=board_id)


# --- JSON by hand: no library but Django -----------------------------------------------------

CARD_FIELDS = ("id", "board_id", "title", "note", "is_done", "position")


@csrf_exempt
def hand_add(request: HttpRequest) -> HttpResponse:
    """W1 and W3."""
    try:
        args = json.loads(request.body)
    except ValueError:
        return JsonResponse({"error": "no JSON"}, status=400)
    if problems := _problems(args):
        return JsonResponse({"errors": problems}, status=422)
    made = work.card(1, args["board_id"], args["title"], args["is_done"])
    return JsonResponse({name: getattr(made, name) for name in CARD_FIELDS})


def _problems(args: Any) -> dict[str, str]:
    if not isinstance(args, dict):
        return {"": "not an object"}
    problems = {}
    if set(args) != {"board_id", "title", "is_done"}:
        problems[""] = "unknown or missing arguments"
    if type(args.get("board_id")) is not int:
        problems["board_id"] = "not a number"
    title = args.get("title")
    if not isinstance(title, str) or not 1 <= len(title) <= 120:
        problems["title"] = "1 to 120 characters"
    if not isinstance(args.get("is_done"), bool):
        problems["is_done"] = "not true or false"
    return problems


def hand_board(request: HttpRequest) -> HttpResponse:
    """W2."""
    board_id = int(request.GET["board_id"])
    cards = [{name: getattr(each, name) for name in CARD_FIELDS} for each in work.cards(board_id)]
    summary = work.summary(board_id)
    found = {"id": summary.id, "name": summary.name, "is_public": summary.is_public}
    return JsonResponse({"cards": cards, "summary": found})


def hand_shelf(request: HttpRequest) -> HttpResponse:
    """W4, with the rows as dicts: the fastest that the ORM has."""
    board_id = int(request.GET["board_id"])
    summary = BoardRow.objects.values("id", "name", "is_public").get(id=board_id)
    cards = list(rows_of(board_id).values(*CARD_FIELDS))
    return JsonResponse({"stored_cards": cards, "stored_summary": summary})


# --- a bare view with pydantic ----------------------------------------------------------------

new_card, one, bundle = TypeAdapter(NewCard), TypeAdapter(Card), TypeAdapter(Bundle)
stored = TypeAdapter(StoredBundle)


@csrf_exempt
def bare_add(request: HttpRequest) -> HttpResponse:
    """W1 and W3."""
    try:
        args = new_card.validate_json(request.body)
    except ValidationError as error:
        refused = error.json(include_url=False, include_input=False)
        return HttpResponse(refused, status=422, content_type="application/json")
    made = work.card(1, args.board_id, args.title, args.is_done)
    return HttpResponse(one.serializer.to_json(made), content_type="application/json")


def bare_board(request: HttpRequest) -> HttpResponse:
    """W2."""
    board_id = int(request.GET["board_id"])
    found = Bundle(cards=work.cards(board_id), summary=work.summary(board_id))
    return HttpResponse(bundle.serializer.to_json(found), content_type="application/json")


def bare_shelf(request: HttpRequest) -> HttpResponse:
    """W4."""
    board_id = int(request.GET["board_id"])
    rows = {"stored_cards": list(rows_of(board_id)), "stored_summary": row_of(board_id)}
    found = stored.validate_python(rows, from_attributes=True)
    return HttpResponse(stored.serializer.to_json(found), content_type="application/json")


async def async_board(request: HttpRequest) -> HttpResponse:
    """W2 in an asynchronous view."""
    return bare_board(request)


@csrf_exempt
async def async_add(request: HttpRequest) -> HttpResponse:
    """W1 and W3 in an asynchronous view."""
    return bare_add(request)  # type: ignore[no-any-return]


def guarded(view: Any) -> Any:
    """The same view with what every call of Mizan does: who asks, and is it a page of ours."""
    check = CsrfViewMiddleware(view)

    @csrf_exempt
    def safe(request: HttpRequest) -> Any:
        if request.user.is_authenticated:
            raise AssertionError("nobody is signed in here")
        if request.method == "POST" and check.process_view(request, safe_twin, (), {}) is not None:
            return HttpResponse(status=403)
        return view(request)

    def safe_twin(request: HttpRequest) -> Any:
        """Django asks the view whether it is exempt."""

    return safe


# --- Django Ninja --------------------------------------------------------------------------------

api = ninja.NinjaAPI(docs_url=None, openapi_url=None)


@api.post("/cards", response=Card)
def ninja_add(request: Any, data: NewCard) -> Any:
    """W1 and W3."""
    return work.card(1, data.board_id, data.title, data.is_done)


@api.get("/board", response=Bundle)
def ninja_board(request: Any, board_id: int) -> Any:
    """W2."""
    return Bundle(cards=work.cards(board_id), summary=work.summary(board_id))


class NinjaCard(ninja.Schema, Card):
    """Ninja's own base reads the attributes of rows."""


class NinjaSummary(ninja.Schema, Summary):
    """The same for the object."""


class NinjaShelf(ninja.Schema):
    """What W4 answers."""

    stored_cards: list[NinjaCard]
    stored_summary: NinjaSummary


@api.get("/shelf", response=NinjaShelf)
def ninja_shelf(request: Any, board_id: int) -> Any:
    """W4."""
    return {"stored_cards": rows_of(board_id), "stored_summary": row_of(board_id)}


# --- Django REST framework -----------------------------------------------------------------------


class NewCardSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
    """The arguments of W1."""

    board_id = serializers.IntegerField()
    title = serializers.CharField(min_length=1, max_length=120)
    is_done = serializers.BooleanField()


class CardSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
    """A card."""

    id = serializers.IntegerField()
    board_id = serializers.IntegerField()
    title = serializers.CharField()
    note = serializers.CharField()
    is_done = serializers.BooleanField()
    position = serializers.FloatField()


class SummarySerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
    """A board."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_public = serializers.BooleanField()


class BundleSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
    """What W2 answers."""

    cards = CardSerializer(many=True)
    summary = SummarySerializer()


class ShelfSerializer(serializers.Serializer):  # type: ignore[misc,type-arg]
    """What W4 answers."""

    stored_cards = CardSerializer(many=True)
    stored_summary = SummarySerializer()


@api_view(["POST"])
def drf_add(request: Any) -> Any:
    """W1 and W3."""
    data = NewCardSerializer(data=request.data)
    data.is_valid(raise_exception=True)
    values = data.validated_data
    made = work.card(1, values["board_id"], values["title"], values["is_done"])
    return Response(CardSerializer(made).data)


@api_view(["GET"])
def drf_board(request: Any) -> Any:
    """W2."""
    board_id = int(request.query_params["board_id"])
    found = Bundle(cards=work.cards(board_id), summary=work.summary(board_id))
    return Response(BundleSerializer(found).data)


@api_view(["GET"])
def drf_shelf(request: Any) -> Any:
    """W4."""
    board_id = int(request.query_params["board_id"])
    found = {"stored_cards": rows_of(board_id), "stored_summary": row_of(board_id)}
    return Response(ShelfSerializer(found).data)


# --- Mizan ---------------------------------------------------------------------------------------


def stored_cards(request: Any, board_id: int) -> list[Card]:
    """The list of W4; its rows become the declared records."""
    found: list[Card] = rows_of(board_id)
    return found


def stored_summary(request: Any, board_id: int) -> Summary:
    """The object of W4."""
    found: Summary = row_of(board_id)
    return found


BOARD, SHELF = Context("board"), Context("shelf")
registry.register(client(name="add_card")(SYNC[0]))
for each in SYNC[1:]:
    registry.register(client(context=BOARD)(each))
for each in (stored_cards, stored_summary):
    registry.register(client(context=SHELF)(each))

urlpatterns = [
    path("hand/cards", hand_add),
    path("hand/board", hand_board),
    path("hand/shelf", hand_shelf),
    path("bare/cards", bare_add),
    path("bare/board", bare_board),
    path("bare/shelf", bare_shelf),
    path("guarded/cards", guarded(bare_add)),
    path("guarded/board", guarded(bare_board)),
    path("guarded/shelf", guarded(bare_shelf)),
    path("guarded-hand/cards", guarded(hand_add)),
    path("guarded-hand/board", guarded(hand_board)),
    path("guarded-hand/shelf", guarded(hand_shelf)),
    path("async/cards", async_add),
    path("async/board", async_board),
    path("ninja/", api.urls),
    path("drf/cards", drf_add),
    path("drf/board", drf_board),
    path("drf/shelf", drf_shelf),
    path("api/mizan/", include("mizan.urls")),
]
