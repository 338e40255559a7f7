"""Items of a batch that go to the shop together: each still has its own result, its own order, and is applied once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.gateway.test_batches import GONE, Door, mugs

from polycart.core.groups import Group, group_of
from polycart.core.transport import NeverSent, Request, Unreachable
from polycart.gateway.batches import work
from polycart.gateway.batches.bundles import lanes_again, pick
from polycart.gateway.batches.items import Item
from polycart.gateway.batches.records import SENT, WAITING, Open
from polycart.gateway.jobs import jobs as service
from polycart.gateway.tables import batch_items, batches
from polycart.platforms import platforms

TOGETHER = [cart_id for cart_id, platform in platforms().items() if platform.groups]
Scenario = Callable[[Door], Awaitable[None]]
PLATFORMS = pytest.mark.parametrize("door", ["WoocommerceApi", "BigcommerceApi"], indirect=True)


@pytest.fixture
async def door(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    opened = await Door(tmp_path / "home", cart_id=getattr(request, "param", "WoocommerceApi")).open()
    yield opened
    opened.wire.gate.set()
    await opened.backend.close()


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PAUSE", 0.02)
    monkeypatch.setattr(service, "LOOKS_EVERY", 0.05)


def writes(door: Door) -> list[Request]:
    return [request for request in door.wire.sent if request.method != "GET"]


async def some(door: Door, number: int) -> list[dict[str, Any]]:
    answer = await door.call("product.list", count=number, type="simple", params="id,price,u_sku")
    return answer["result"]["product"]


async def items_go_together_and_each_has_its_own_result(door: Door) -> None:
    known = await some(door, 20)
    payload = [{"id": one["id"], "price": 100 + at} for at, one in enumerate(known)]
    payload.insert(7, {"id": "99999999", "price": 1})
    del door.wire.sent[:]
    result = await door.done("product.update.batch", payload)
    assert len(door.wire.sent) <= 6
    assert result["items_succeed"] == 20
    assert [item["id"] for item in result["items"]] == list(range(21))
    wrong = result["items"][7]
    assert (wrong["status"], wrong["errors"]) == ("failed", ["Product with id 99999999 not found."])
    ids = ",".join(one["id"] for one in known)
    found = await door.call("product.list", product_ids=ids, count=20, params="id,price")
    assert {one["id"]: one["price"] for one in found["result"]["product"]} == {
        one["id"]: 100.0 + at for at, one in enumerate(known)
    }


async def what_the_shop_refuses_fails_alone(door: Door) -> None:
    one, two, three = await some(door, 3)
    payload = [{"id": one["id"], "price": 7}, {"id": two["id"], "sku": one["u_sku"]}, {"id": three["id"], "price": 8}]
    result = await door.done("product.update.batch", payload)
    assert [item["status"] for item in result["items"]] == ["success", "failed", "success"]
    assert "sku" in result["items"][1]["errors"][0]
    found = await door.call("product.list", product_ids=f"{one['id']},{three['id']}", params="id,price")
    assert [each["price"] for each in found["result"]["product"]] == [7.0, 8.0]


async def what_cannot_go_with_others_goes_by_itself(door: Door) -> None:
    one, two, three = await some(door, 3)
    payload = [{"id": one["id"], "price": 7}, {"id": two["id"], "manufacturer": "Batchbrand"},
               {"id": three["id"], "price": 8}]  # fmt: skip
    result = await door.done("product.update.batch", payload)
    assert result["items_succeed"] == 3, result
    found = await door.call("product.list", product_ids=two["id"], params="id,u_brand")
    assert found["result"]["product"][0]["u_brand"] == "Batchbrand"


async def changes_of_one_entity_keep_the_order_of_the_payload(door: Door) -> None:
    one, two = await some(door, 2)
    payload = [{"id": each["id"], "price": price} for price in (1, 2, 3) for each in (one, two)]
    assert (await door.done("product.update.batch", payload))["items_succeed"] == 6
    found = await door.call("product.list", product_ids=f"{one['id']},{two['id']}", params="id,price")
    assert {each["price"] for each in found["result"]["product"]} == {3.0}


async def categories_come_and_go_together(door: Door) -> None:
    parent = (await door.call("category.list", count=1, params="id"))["result"]["category"][0]["id"]
    del door.wire.sent[:]
    payload = [{"name": f"Batch {at}", "parent_id": parent} for at in range(8)] + [
        {"name": "Lost", "parent_id": "99999999"}
    ]
    made = await door.done("category.add.batch", payload)
    assert [item["status"] for item in made["items"]] == ["success"] * 8 + ["failed"], made
    assert "99999999" in made["items"][8]["errors"][0]
    assert len(writes(door)) <= 3
    ids = [item["entity_id"] for item in made["items"][:8]]
    names = await door.call("category.list", find_value="Batch", find_where="name", count=50, params="id,name")
    told = {row["id"]: row["name"] for row in names["result"]["category"]}
    assert [told[id] for id in ids] == [f"Batch {at}" for at in range(8)]
    del door.wire.sent[:]
    gone = await door.done("category.delete.batch", [{"id": id} for id in [*ids, "99999999"]])
    assert [item["status"] for item in gone["items"]] == ["success"] * 8 + ["failed"], gone
    assert len(writes(door)) <= 2


async def variants_of_a_product_change_together(door: Door) -> None:
    answer = await door.call("product.child_item.list", count=6, params="id,parent_id")
    rows = answer["result"]["children"]
    parent = rows[0]["parent_id"]
    ids = [row["id"] for row in rows if row["parent_id"] == parent]
    assert len(ids) > 1
    del door.wire.sent[:]
    payload = [{"id": id, "product_id": parent, "price": 40 + at} for at, id in enumerate(ids)]
    result = await door.done(
        "product.variant.update.batch", [*payload, {"id": "99999999", "product_id": parent, "price": 1}]
    )
    assert [item["status"] for item in result["items"]] == ["success"] * len(ids) + ["failed"], result
    assert len(writes(door)) == 1
    found = await door.call("product.child_item.list", product_id=parent, count=250, params="id,default_price")
    prices = {row["id"]: row["default_price"] for row in found["result"]["children"]}
    assert [prices[id] for id in ids] == [40.0 + at for at in range(len(ids))]


PRODUCTS = (items_go_together_and_each_has_its_own_result, what_the_shop_refuses_fails_alone,
            what_cannot_go_with_others_goes_by_itself, changes_of_one_entity_keep_the_order_of_the_payload)  # fmt: skip
PARTS = (categories_come_and_go_together, variants_of_a_product_change_together)


@PLATFORMS
@pytest.mark.parametrize("scenarios", [PRODUCTS, PARTS], ids=["products", "parts"])
async def test_items_go_together(door: Door, scenarios: tuple[Scenario, ...]) -> None:
    await door.work()
    for scenario in scenarios:
        await scenario(door)


async def test_an_answer_that_is_lost_is_looked_for_instead_of_sent_again(door: Door) -> None:
    lost = iter([True])

    def lose(request: Request) -> None:
        if request.method == "POST" and next(lost, False):
            raise Unreachable("the line broke after the shop had worked")

    door.wire.after = lose
    await door.work()
    result = await door.done("product.add.batch", mugs(6))
    assert result["items_succeed"] == 6
    assert all("cut off" in " ".join(item["warnings"]) for item in result["items"])
    assert len(await door.products("Batchmug")) == 6
    assert len(writes(door)) == 1


async def test_a_shop_that_was_not_reached_is_asked_again_for_all_of_them(door: Door) -> None:
    failures = iter([True, True, False])

    def unreachable(request: Request) -> None:
        if request.method == "POST" and next(failures, False):
            raise NeverSent("the shop is away")

    door.wire.before = unreachable
    await door.work()
    result = await door.done("product.add.batch", mugs(6))
    assert result["items_succeed"] == 6
    assert len(writes(door)) == 1


async def test_a_shop_that_stays_away_fails_each_item_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TRIES", 1)

    def unreachable(request: Request) -> None:
        raise NeverSent("the shop is away")

    door.wire.before = unreachable
    await door.work()
    result = await door.done("product.delete.batch", [{"id": str(at)} for at in range(1, 5)])
    assert result["items_succeed"] == 0
    assert [len(item["errors"]) for item in result["items"]] == [1] * 4


@pytest.mark.parametrize("applied", [True, False])
async def test_a_killed_worker_repeats_no_finished_item(door: Door, applied: bool) -> None:
    """As a process leaves a batch that is killed while a bundle of its items is with the shop."""
    job = await door.queued("product.add.batch", mugs(5))
    if applied:
        body = {
            "create": [{"name": f"Batchmug {at}", "sku": f"Batchmug-{at}", "regular_price": "2.5"} for at in range(5)]
        }
        await door.call("product.list", count=1)  # the shop is known
        sent = Request(
            method="POST", url="https://shop.test/wp-json/wc/v3/products/batch", headers=_keys(door),
            body=json.dumps(body).encode(),
        )  # fmt: skip
        assert (await door.wire.send(sent, within=10)).status == 200
    with door.backend.database.engine.begin() as connection:
        connection.execute(update(batches).where(batches.c.id == int(job)).values(owner=GONE, status="in_progress"))
        values = {"state": SENT, "sent": time.time(), "tries": 1, "request_id": f"job_{job}_0_1"}
        connection.execute(update(batch_items).where(batch_items.c.batch_id == int(job)).values(values))
    await door.work()
    result = await door.result(job)
    assert result["items_succeed"] == 5, result
    assert len(await door.products("Batchmug")) == 5
    assert all(("cut off" in " ".join(item["warnings"])) is applied for item in result["items"])


def _keys(door: Door) -> dict[str, str]:
    return {**door.wire.sent[-1].headers, "content-type": "application/json"}


async def test_a_cancelled_job_sends_no_further_bundle_and_finishes_the_one_that_is_begun(door: Door) -> None:
    door.wire.gate.clear()
    await door.work(width=1)
    job = await door.queued("product.add.batch", mugs(60))
    for _ in range(200):
        with door.backend.database.engine.connect() as connection:
            if len(connection.execute(select(batch_items.c.place).where(batch_items.c.state == SENT)).all()) == 50:
                break
        await asyncio.sleep(0.02)
    left = await door.backend.batches.cancel(await door.backend.batches.get(int(job)))
    door.wire.gate.set()
    assert left == 10
    result = await door.result(job)
    assert result["items_succeed"] == 50
    assert len(await door.products("Batchmug")) == 50


async def test_a_bundle_is_one_call_that_is_traced_and_counts_for_each_item(door: Door) -> None:
    known = await some(door, 4)
    await door.work()
    job = await door.queued("product.update.batch", [{"id": one["id"], "price": 5} for one in known])
    await door.result(job)
    trace = await door.backend.traces.get(f"job_{job}_0_1")
    assert trace is not None
    assert trace.method == "product.update"


# How bundles are picked

GROUP = group_of(platforms()["WoocommerceApi"], "product.variant.update")


def lane(*items: Any, state: str = WAITING, tries: int = 0) -> list[Open]:
    return [Open(place=0, state=state, request_id="", sent=None, tries=tries, item=Item(raw=raw)) for raw in items]


def variant(id: int, **more: Any) -> dict[str, Any]:
    return {"id": str(id), "product_id": "1", "price": 1, **more}


@pytest.mark.parametrize(
    ("lanes", "picked"),
    [
        ([lane(variant(3, product_id="2")), lane(variant(1), variant(2))], ["1", "2"]),
        ([lane(variant(1), variant(1), variant(2))], None),
        ([lane(variant(1), variant(2), variant(1))], ["1", "2"]),
        ([lane(variant(1), variant(2, options=[]), variant(3))], None),
        ([lane(variant(1), variant(2), tries=1)], None),
        ([lane(variant(1), variant(2), state=SENT)], None),
        ([lane(variant(1, store_id="1"), variant(2, store_id="2"))], None),
        ([lane(variant(1))], None),
        ([], None),
    ],
)
def test_only_what_fits_together_is_picked(lanes: list[list[Open]], picked: list[str] | None) -> None:
    assert isinstance(GROUP, Group)
    before = [list(each) for each in lanes]
    found = pick(GROUP, lanes)
    assert (None if found is None else [item.item.raw["id"] for item in found.items]) == picked
    if found is None:
        assert lanes == before
    else:
        everything = [item for each in (*lanes, *found.rest, found.items) for item in each]
        assert len(everything) == sum(map(len, before))


def test_what_a_bundle_leaves_goes_before_what_followed_it() -> None:
    left, rest = lane(variant(1)), [lane(variant(5), variant(6)), lane(variant(7, product_id="2"))]
    found = lanes_again("product.variant.update", left, rest)
    assert [[item.item.raw["id"] for item in each] for each in found] == [["1", "5", "6"], ["7"]]


def test_a_platform_with_its_own_single_method_has_no_way_that_it_inherited() -> None:
    own = platforms()["WoocommerceApi"]
    derived: Any = own.derive("Derived", settings=own.settings, client=own.client)
    assert group_of(derived, "product.update") is not None
    derived.handlers["product.update"] = own.handlers["product.add"]
    assert group_of(derived, "product.update") is None


@pytest.mark.parametrize("cart_id", TOGETHER)
def test_what_goes_together_honours_no_more_than_the_single_method(cart_id: str) -> None:
    platform = platforms()[cart_id]
    for name, group in platform.groups.items():
        assert group.parameters <= platform.handlers[name].parameters | {"idempotency_key"}, name
        assert 2 <= group.most <= 100
