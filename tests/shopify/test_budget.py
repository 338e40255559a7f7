"""Points of a shop: what a call costs, how callers share them, and what a throttled answer does."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from tests.shopify.shops import Shop

from polycart.platforms.shopify.sim import costs as theirs


async def test_two_fields_cost_what_two_fields_cost() -> None:
    shop = Shop(plan="enterprise")
    await shop.call("product.list", params="id,name", count=250)
    (cost,) = shop.wire.costs
    assert cost["requestedQueryCost"] == theirs.CONNECTION + theirs.growth(250) * 1
    query = shop.trace.exchanges[0].request_body or ""
    assert "nodes { id title }" in query


@pytest.mark.parametrize(
    "name", ["product.list", "order.list", "customer.list", "category.list", "product.child_item.list"]
)
async def test_all_fields_of_a_whole_page_fit_into_one_query(name: str) -> None:
    shop = Shop(plan="enterprise")
    await shop.call(name, params="force_all", count=250)
    first = shop.wire.costs[0]
    assert 10 < first["requestedQueryCost"] <= 1000


async def test_twenty_callers_share_a_standard_shop_and_none_is_throttled() -> None:
    shop = Shop()
    shop.wire.seconds = 0.01
    done: list[int] = []
    answers: list[Any] = []

    async def caller(number: int) -> None:
        for _ in range(3):
            answers.append(await shop.result("product.list", params="id,name,price,u_sku", count=250))
            done.append(number)

    await asyncio.gather(*(caller(number) for number in range(20)))
    assert len(done) == 60
    for at in range(1, 61):
        counts = [done[:at].count(number) for number in range(20)]
        assert max(counts) - min(counts) <= 2, "nobody is far ahead of anybody"
    assert all(answer == answers[0] for answer in answers)
    assert shop.wire.codes == []
    assert sum(cost["actualQueryCost"] for cost in shop.wire.costs) > 2000, "more than the bucket holds"


async def test_a_throttled_answer_is_sat_out() -> None:
    shop = Shop()
    shop.simulator.faults.throttle_next(2)
    began = time.monotonic()
    found = await shop.result("product.list", params="id", count=5)
    assert len(found["product"]) == 5
    assert len(shop.trace.exchanges) == 3
    assert time.monotonic() - began < 30


async def test_a_list_is_read_on_by_start_without_walking_again() -> None:
    shop = Shop(plan="enterprise")
    ids: list[str] = []
    asked = 0
    for start in range(0, 200, 20):
        found = await shop.result("product.list", params="id", start=start, count=20)
        asked += len(shop.trace.exchanges)
        ids += [product["id"] for product in found["product"]]
    assert len(set(ids)) == 200
    assert asked == 10


async def test_a_start_too_far_names_the_cursor() -> None:
    error = await Shop().refused("product.list", start=10_001)
    assert error.code == 109
    assert "page_cursor" in error.message
