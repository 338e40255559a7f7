"""Lists that the shop reads by itself: what comes is what pages give, whatever happens on the way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.shopify.shops import FEW

from polycart.client.exports import export
from polycart.client.local import Local
from polycart.core.client import Call
from polycart.core.documents import Of
from polycart.core.errors import Unreachable
from polycart.core.transport import AppTransport, Request, Response
from polycart.platforms import platforms
from polycart.platforms.shopify.bulk import operations
from polycart.platforms.shopify.connection import Coded
from polycart.platforms.shopify.connection import Shop as Client
from polycart.platforms.shopify.sim import Simulator, app

KINDS = {"product": "product.list", "order": "order.list", "customer": "customer.list"}


class Wire(AppTransport):
    """A transport that keeps what is sent, and can cut it off."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(simulator)
        self.sent: list[Request] = []
        self.points = 0.0
        self.cut: Callable[[Request], bool] = lambda request: False

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(request)
        if self.cut(request):
            raise Unreachable("cut off")
        response = await super().send(request, within=within)
        if request.url.endswith("/graphql.json"):
            cost = json.loads(response.body).get("extensions", {}).get("cost", {})
            self.points += cost.get("actualQueryCost") or 0
        return response

    def queries(self) -> list[str]:
        """What bulk operations were begun with."""
        bodies = [request.body or b"" for request in self.sent]
        return [json.loads(body)["variables"]["query"] for body in bodies if b"mutation bulkOperationRunQuery" in body]


class Shop:
    """A simulated shop with a door to it."""

    def __init__(self) -> None:
        self.later = timedelta(0)
        self.simulator = Simulator(FEW, plan="enterprise", clock=lambda: datetime.now(UTC) + self.later)
        self.wire = Wire(self.simulator)
        given = {"store_url": "https://shop.test", **self.simulator.credentials}
        self.door = Local(platforms()["Shopify"], given, transport=self.wire)

    async def export(self, kind: str, out: Path, *, bulk: bool = True, fields: str = "force_all") -> dict[str, str]:
        """Export to a file; the lines by their ids."""
        await export(
            self.door.answer, kind, out,
            bulk=self.door.bulk if bulk else None, bulk_from=1, fields=fields, replace=True,
        )  # fmt: skip
        lines = out.read_text("utf-8").splitlines()  # noqa: ASYNC240 - a small file
        found = {json.loads(line)["id"]: line for line in lines}
        assert len(found) == len(lines)
        return found

    async def occupy(self, count: int) -> None:
        """Let other operations run for a long time."""
        self.simulator.shop.processing = timedelta(hours=1)
        values = {"query": Of("String!", "{ products { edges { node { id } } } }")}
        for _ in range(count):
            await Client(self.door.connection, Call()).mutate("bulkOperationRunQuery", values, Coded)
        self.simulator.shop.processing = timedelta(0)
        self.wire.sent.clear()

    def fails(self, where: bytes) -> None:
        """Cut off what is sent there, and let nothing be tried a second time."""
        self.wire.cut = lambda request: where in request.url.encode() + (request.body or b"")
        self.door.connection.budget.spend = lambda: False


LOOK = b"nodes(ids: $ids)"


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop()


@pytest.mark.parametrize("kind", KINDS)
async def test_bulk_gives_what_pages_give(shop: Shop, tmp_path: Path, kind: str) -> None:
    paged = await shop.export(kind, tmp_path / "paged", bulk=False)
    begun, spent = len(shop.wire.queries()), shop.wire.points
    found = await shop.export(kind, tmp_path / "bulk")
    assert found == paged
    assert len(shop.wire.queries()) - begun == (2 if kind == "product" else 1), "a query has five connections at most"
    assert shop.wire.points - spent < 400, "refunds are not read in bulk"
    assert sorted(os.listdir(tmp_path)) == ["bulk", "paged"]  # noqa: PTH208 - names are meant


@pytest.mark.parametrize("fields", ["id", "name,price,inventory", "images,custom_fields"])
async def test_just_the_wanted_fields_are_asked_for(shop: Shop, tmp_path: Path, fields: str) -> None:
    found = await shop.export("product", tmp_path / "bulk", fields=fields)
    assert {key for line in found.values() for key in json.loads(line)} == {"id", *fields.split(",")}
    asked = shop.wire.queries()[-1]
    assert ("title" in asked) is ("name" in fields)
    assert ("inventoryLevels" in asked) is ("inventory" in fields)


async def test_the_token_goes_to_the_shop_alone(tmp_path: Path) -> None:
    shop = Shop()
    shop.simulator.shop.url = "https://files.test"
    await shop.export("customer", tmp_path / "bulk", fields="id")
    (fetched,) = [request for request in shop.wire.sent if request.url.startswith("https://files.test")]
    assert app.TOKEN not in str(fetched.headers)
    assert fetched.headers["Range"].startswith("bytes=0-")


@pytest.mark.parametrize("where", [b"bulk-results", LOOK])
async def test_a_run_that_was_cut_off_takes_up_the_same_operation(
    tmp_path: Path, where: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "ATTEMPTS", 1)
    shop = Shop()
    shop.fails(where)
    with pytest.raises(Unreachable):
        await shop.export("order", tmp_path / "bulk", fields="id,refunds")
    shop.wire.cut = lambda request: False
    found = await shop.export("order", tmp_path / "bulk", fields="id,refunds")
    assert len(shop.wire.queries()) == 1
    assert found == await shop.export("order", tmp_path / "paged", bulk=False, fields="id,refunds")


async def test_a_shop_whose_places_are_taken_is_read_page_by_page(tmp_path: Path) -> None:
    shop = Shop()
    await shop.occupy(5)
    found = await shop.export("customer", tmp_path / "bulk")
    assert len(shop.wire.queries()) == 1
    assert found == await shop.export("customer", tmp_path / "paged", bulk=False)


async def test_an_operation_that_came_to_nothing_is_made_up_for(tmp_path: Path) -> None:
    shop = Shop()
    shop.fails(LOOK)
    with pytest.raises(Unreachable):
        await shop.export("customer", tmp_path / "bulk", fields="id")
    shop.wire.cut = lambda request: False
    for operation in shop.simulator.shop.all("BulkOperation"):
        operation["_cancelled"] = shop.simulator.shop.now()
    found = await shop.export("customer", tmp_path / "bulk", fields="id")
    assert len(shop.wire.queries()) == 1
    assert found == await shop.export("customer", tmp_path / "paged", bulk=False, fields="id")


async def test_what_changes_between_two_queries_is_read_again(tmp_path: Path) -> None:
    shop = Shop()
    await shop.occupy(4)  # so that the second query has to wait for the first
    shop.simulator.shop.processing = timedelta(minutes=1)
    products = shop.simulator.shop.tables["Product"]
    late, lost = products.popitem(), list(products)[3]

    def change(request: Request) -> bool:
        if LOOK in (request.body or b""):
            shop.later += timedelta(minutes=1)
            if len(shop.wire.queries()) == 3 and lost in products:
                products.update([late])
                del products[lost]
                shop.simulator.shop.kept.clear()
        return False

    shop.wire.cut = change
    found = await shop.export("product", tmp_path / "bulk")
    paged = await shop.export("product", tmp_path / "paged", bulk=False)
    assert lost not in products
    assert paged.keys() - found.keys() == {late[0].rpartition("/")[2]}, "it came after the first query"
    assert found.items() < paged.items()
