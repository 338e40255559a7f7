"""The GraphQL client, against a small shop of its own that pages, counts costs, throttles and fails."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
import pytest

from polycart.core.auth import Fixed
from polycart.core.budget import Told
from polycart.core.client import Call, Connection
from polycart.core.documents import Costs, Of, Spelling
from polycart.core.errors import (
    CredentialsRefused,
    Errors,
    NotFound,
    ParameterError,
    StoreError,
    Throttled,
    TimedOut,
    Unreachable,
)
from polycart.core.graphql import GraphQL, Problem
from polycart.core.mapping import Map, each, field
from polycart.core.method import Entity, Page
from polycart.core.selection import ALL, Selection
from polycart.core.transport import NeverSent, Request, Response
from polycart.core.undo import Step, Undo


class Part(Entity):
    id: str = ""


class Thing(Entity):
    id: str = ""
    name: str = ""
    parts: list[Part] = []


class PartMap(Map[Part]):
    id = field("id")


class ThingMap(Map[Thing]):
    id = field("id")
    name = field("title")
    parts = each(PartMap, "parts.nodes")


class Row(msgspec.Struct, rename="camel"):
    """A native object."""


class Trouble(Row):
    message: str = ""
    code: str | None = None


class Made(Row):
    user_errors: list[Trouble] = []
    thing: Named | None = None


class Named(Row):
    id: str = ""


class _None(Fixed):
    async def sign(self, request: Request, credentials: Any) -> None: ...


class Toys(GraphQL[Any]):
    title = "Toys"
    auth = _None()
    spellings: ClassVar[Mapping[str, Spelling]] = {"parts": Spelling(first=3)}
    costs = Costs(connection=lambda first, item: 2 + first * (1 + item), most=1000, bucket=1000, restore=1000)
    passing = frozenset({"INTERNAL"})
    directive = " @once(key: $idempotencyKey)"
    errors = Errors(exact={"DENIED": CredentialsRefused, "GONE": NotFound})
    most = 50
    farthest = 400

    def address(self) -> str:
        return "https://toys.test/graphql"

    def told(self, extensions: Mapping[str, Any]) -> Told | None:
        return Told(**extensions["cost"]) if "cost" in extensions else None

    def problems(self, payload: Any) -> Sequence[Problem]:
        return [Problem(each.message, each.code) for each in payload.user_errors]

    def listed_problems(self, payload: Mapping[str, Any]) -> Sequence[Problem]:
        return msgspec.convert(payload.get("userErrors") or [], list[Problem])


class Shop:
    """Things 0 … n-1, each with as many parts as its number modulo 8; what is queued is answered first."""

    def __init__(self, things: int = 120) -> None:
        self.things = things
        self.asked: list[dict[str, Any]] = []
        self.queued: list[Any] = []

    async def send(self, request: Request, *, within: float) -> Response:
        asked = json.loads(request.body or b"{}")
        self.asked.append(asked)
        if self.queued:
            answer = self.queued.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return ok(self.answer(asked["query"], asked["variables"]))

    def answer(self, query: str, v: dict[str, Any]) -> dict[str, Any]:
        if query.startswith("mutation"):
            return {"change": {"thing": {"id": "1"}, "userErrors": []}}
        if "node(id: $id)" in query:
            at = int(v["id"])
            return {"node": {"parts": self.parts(at, v["first"], int(v["after"]) + 1)}}
        return {"things": self.page(v, rows="nodes" in query)}

    def page(self, v: dict[str, Any], *, rows: bool) -> dict[str, Any]:
        if "last" in v:
            stop = int(v["before"])
            start = max(0, stop - v["last"])
        else:
            start = int(v["after"]) + 1 if "after" in v else 0
            stop = min(self.things, start + v["first"])
        numbers = range(start, stop)
        info = {
            "hasNextPage": stop < self.things, "hasPreviousPage": start > 0,
            "endCursor": str(stop - 1) if numbers else None, "startCursor": str(start) if numbers else None,
        }  # fmt: skip
        nodes = [
            {"__typename": "Thing", "id": str(n), "title": f"Toy {n}", "parts": self.parts(n, 3, 0)} for n in numbers
        ]
        return {"pageInfo": info} | ({"nodes": nodes} if rows else {})

    @staticmethod
    def parts(of: int, first: int, start: int) -> dict[str, Any]:
        stop = min(of % 8, start + first)
        info = {"hasNextPage": stop < of % 8, "endCursor": str(stop - 1)}
        return {"nodes": [{"id": f"{of}.{n}"} for n in range(start, stop)], "pageInfo": info}

    async def close(self) -> None: ...


def ok(data: Any, **more: Any) -> Response:
    return Response(status=200, headers={}, body=json.dumps({"data": data, **more}).encode())


def failed(code: str, message: str = "Something is wrong", *, data: Any = None, **cost: Any) -> Response:
    body: dict[str, Any] = {"data": data, "errors": [{"message": message, "extensions": {"code": code}}]}
    if cost:
        body["extensions"] = {"cost": {"actual": None, "bucket": 1000, "restore": 1000, **cost}}
    return Response(status=200, headers={}, body=json.dumps(body).encode())


def toys(shop: Shop, wanted: Selection = ALL, **call: Any) -> Toys:
    return Toys(Connection(None, shop), Call(wanted=wanted, **call))


async def listed(client: Toys, start: int, count: int) -> Page[Thing]:
    return await client.window("things", ThingMap, {}, start=start, count=count)


async def test_a_window_larger_than_a_page_takes_several_and_loses_nothing() -> None:
    shop = Shop()
    page = await listed(toys(shop, Selection.named("id")), 0, 110)
    assert [thing.id for thing in page.items] == [str(n) for n in range(110)]
    assert [asked["variables"]["first"] for asked in shop.asked] == [50, 50, 10]
    assert page.next == {"after": "109"}
    assert page.previous is None


async def test_start_is_walked_with_pages_that_hold_nothing_and_remembered() -> None:
    shop = Shop()
    client = toys(shop, Selection.named("id"))
    page = await listed(client, 70, 5)
    assert [thing.id for thing in page.items] == ["70", "71", "72", "73", "74"]
    assert [("nodes" in asked["query"], asked["variables"]["first"]) for asked in shop.asked] == [
        (False, 50), (False, 20), (True, 5),
    ]  # fmt: skip
    await listed(client, 75, 5)
    assert len(shop.asked) == 4, "the place after the last page is known"
    assert (await listed(client, 500 - 380, 5)).items == []


async def test_a_start_too_far_is_refused_with_the_way_out() -> None:
    shop = Shop()
    with pytest.raises(ParameterError, match="page_cursor"):
        await listed(toys(shop), 401, 5)
    assert shop.asked == []


async def test_cursors_go_forth_and_back() -> None:
    shop = Shop()
    names = Selection.named("id")
    page = await listed(toys(shop, names, cursor={"after": "9"}), 0, 5)
    assert [thing.id for thing in page.items] == ["10", "11", "12", "13", "14"]
    assert page.previous == {"before": "10"}
    back = await listed(toys(shop, names, cursor=page.previous), 0, 5)
    assert [thing.id for thing in back.items] == ["5", "6", "7", "8", "9"]
    assert back.next == {"after": "9"}


async def test_connections_inside_are_whole_however_long() -> None:
    shop = Shop(20)
    page = await listed(toys(shop), 0, 20)
    for number, thing in enumerate(page.items):
        assert [part.id for part in thing.parts] == [f"{number}.{n}" for n in range(number % 8)]


async def test_a_page_that_costs_too_much_is_asked_for_in_parts() -> None:
    shop = Shop()
    client = toys(shop)
    client.costs = Costs(connection=lambda first, item: 2 + first * (1 + item), most=100, bucket=1000, restore=1000)  # type: ignore[misc]
    page = await listed(client, 0, 40)
    assert len(page.items) == 40
    pages = [asked for asked in shop.asked if "things(" in asked["query"]]
    assert len(pages) > 1
    assert all(asked["variables"]["first"] < 40 for asked in pages)


async def test_a_page_that_the_shop_finds_too_dear_is_halved() -> None:
    shop = Shop()
    shop.queued = [failed("MAX_COST_EXCEEDED")]
    page = await listed(toys(shop, Selection.named("id")), 0, 40)
    assert len(page.items) == 40
    assert [asked["variables"]["first"] for asked in shop.asked] == [40, 20, 20]


async def test_a_throttled_query_is_sent_again_once_the_points_are_there() -> None:
    shop = Shop()
    shop.queued = [failed("THROTTLED", available=900, requested=1000)]
    began = time.monotonic()
    client = toys(shop, Selection.named("id"))
    page = await listed(client, 0, 50)
    assert len(page.items) == 50
    assert len(shop.asked) == 2
    assert time.monotonic() - began < 1.0


async def test_a_throttled_mutation_has_not_been_run_and_is_sent_again() -> None:
    shop = Shop()
    shop.queued = [failed("THROTTLED", available=990, requested=10)]
    made = await toys(shop).mutate("change", {"input": Of("In!", {"a": 1})}, Made)
    assert made.thing is not None
    assert len(shop.asked) == 2


async def test_points_that_come_back_too_late_are_told() -> None:
    shop = Shop()
    client = toys(shop, deadline=time.monotonic() + 5)
    assert client.budget is not None
    client.budget.restore = 1.0
    await client.budget.reserve(1000, seconds=60)
    with pytest.raises(Throttled) as caught:
        await listed(client, 0, 50)
    assert caught.value.retry_after is not None
    assert shop.asked == []


@pytest.mark.parametrize("lost", [TimedOut("Too late."), Unreachable("Cut off.")])
async def test_a_mutation_whose_answer_got_lost_is_not_repeated_without_a_key(lost: Exception) -> None:
    shop = Shop()
    shop.queued = [lost]
    with pytest.raises(Unreachable):
        await toys(shop).mutate("change", {}, Made)
    assert len(shop.asked) == 1


async def test_a_mutation_that_was_never_sent_is() -> None:
    shop = Shop()
    shop.queued = [NeverSent("No connection.")]
    await toys(shop).mutate("change", {}, Made)
    assert len(shop.asked) == 2


async def test_a_mutation_with_a_key_is_repeated_with_the_same_key() -> None:
    shop = Shop()
    shop.queued = [TimedOut("Too late."), Response(status=502, headers={}, body=b"")]
    await toys(shop).mutate("change", {"input": Of("In!", {})}, Made, key="k1")
    assert [asked["variables"]["idempotencyKey"] for asked in shop.asked] == ["k1"] * 3
    assert "@once(key: $idempotencyKey)" in shop.asked[0]["query"]


async def test_what_is_wrong_with_a_mutation_is_the_error_of_its_code() -> None:
    shop = Shop()
    shop.queued = [ok({"change": {"thing": None, "userErrors": [{"message": "No such thing.", "code": "GONE"}]}})]
    with pytest.raises(NotFound, match=r"^Toys answered: No such thing\.$"):
        await toys(shop).mutate("change", {}, Made)


async def test_errors_win_over_data_with_holes() -> None:
    shop = Shop()
    shop.queued = [failed("DENIED", "Access denied for parts.", data={"things": None})]
    with pytest.raises(CredentialsRefused, match=r"^Toys answered: Access denied for parts\.$"):
        await listed(toys(shop), 0, 5)


async def test_a_passing_failure_of_a_query_is_sat_out() -> None:
    shop = Shop()
    shop.queued = [failed("INTERNAL")]
    assert len((await listed(toys(shop, Selection.named("id")), 0, 5)).items) == 5


@pytest.mark.parametrize(
    "body", [b"<html>Maintenance</html>", b'{"data": {"things"', b'{"data": {"things": {"nodes": 7}}}', b"{}", b""]
)
async def test_an_answer_that_is_nonsense_is_told_in_one_sentence(body: bytes) -> None:
    shop = Shop()
    shop.queued = [Response(status=200, headers={"content-type": "text/html"}, body=body)]
    with pytest.raises(StoreError) as caught:
        await listed(toys(shop), 0, 5)
    assert caught.value.message.endswith(".")
    assert "\n" not in caught.value.message


async def test_a_redirect_is_not_followed() -> None:
    shop = Shop()
    shop.queued = [Response(status=301, headers={"location": "https://evil.test/"}, body=b"")]
    with pytest.raises(Unreachable, match="redirects"):
        await listed(toys(shop), 0, 5)


async def test_what_the_shop_counts_replaces_the_estimate() -> None:
    shop = Shop()
    client = toys(shop, Selection.named("id"))
    cost = {"actual": 7, "available": 993, "bucket": 1000, "restore": 1000, "requested": 7}
    shop.queued = [ok({"things": shop.page({"first": 50}, rows=True)}, extensions={"cost": cost})]
    await listed(client, 0, 50)
    assert client.budget is not None
    document = shop.asked[0]["query"]
    assert client.budget.learned(document) == pytest.approx(7 / (2 + 50 * 1))


async def test_no_value_is_ever_part_of_a_document() -> None:
    shop = Shop()
    evil = '"} ) { secrets } #'
    await toys(shop, Selection.named("id")).rows("things", Named, {"query": Of("String", evil)}, count=1)
    await toys(shop).mutate("change", {"input": Of("In!", {"name": evil})}, Made)
    assert all("secrets" not in asked["query"] for asked in shop.asked)
    assert shop.asked[0]["variables"]["query"] == evil


async def break_after(shop: Shop, client: Toys, *steps: Step, queued: Response) -> StoreError:
    """A call that fails after some steps; answers what was raised."""
    try:
        async with Undo(client) as undo:
            for step in steps:
                undo(step)
            shop.queued = [queued]
            raise StoreError("It broke.")
    except StoreError as error:
        return error


async def test_steps_back_are_sent_in_reverse_and_what_is_gone_is_no_failure() -> None:
    shop = Shop()
    client = toys(shop)
    gone = ok({"change": {"userErrors": [{"message": "No such thing.", "code": "GONE"}]}})
    steps = [client.step(f"Thing {n}", "change", {"input": Of("In!", {"n": n})}, Made) for n in (1, 2)]
    error = await break_after(shop, client, *steps, queued=gone)
    assert [asked["variables"]["input"]["n"] for asked in shop.asked] == [2, 1]
    assert error.notes == []


async def test_a_step_back_that_is_refused_is_told() -> None:
    shop = Shop()
    client = toys(shop)
    refused = ok({"change": {"userErrors": [{"message": "It is locked.", "code": "LOCKED"}]}})
    error = await break_after(shop, client, client.step("The thing", "change", {}, Made), queued=refused)
    assert error.notes == ["The thing remains in the store, because undoing it failed: Toys answered: It is locked."]
