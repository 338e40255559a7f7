"""Prices of price lists: one query for all fields of a page, one mutation for a call, and what is refused before it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.shopify.shops import FEW, Shop

from polycart.core.errors import AlreadyExists, NotFound, ParameterError


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop(plan="enterprise", catalogue=FEW)


async def lists(shop: Shop) -> dict[str, str]:
    """The price lists by their names."""
    return {row["name"]: row["id"].rpartition("/")[2] for row in shop.simulator.shop.all("PriceList")}


async def product(shop: Shop, at: int) -> str:
    """A product without options and without prices of its own."""
    found = await shop.result("product.list", type="simple", params="id,group_price", count=30)
    return [each["id"] for each in found["product"] if not each["group_price"]][at]


async def held(shop: Shop, id: str) -> list[tuple[str, float, float]]:
    found = await shop.result("product.info", id=id, params="group_price")
    return [(each["group_id"], each["quantity"], each["price"]) for each in found["group_price"]]


async def test_a_shop_without_price_lists_is_asked_nothing_more() -> None:
    bare = Shop(plan="enterprise", catalogue=FEW)
    bare.simulator.shop.tables["PriceList"].clear()
    await bare.call("product.list", params="id,group_price,advanced_price", count=50)
    await bare.call("product.list", params="id,group_price,advanced_price", count=50)
    assert len(bare.trace.exchanges) == 1, "that there are none is known from the call before"


async def test_both_forms_of_prices_are_asked_for_once(shop: Shop) -> None:
    await shop.call("product.list", params="id,group_price", count=50)
    await shop.call("product.list", params="id,group_price,advanced_price", count=100)
    assert len(shop.trace.exchanges) == 2
    assert shop.wire.costs[-1]["requestedQueryCost"] < 100


async def test_prices_are_fixed_changed_and_freed(shop: Shop) -> None:
    wholesale, id = (await lists(shop))["Wholesale"], await product(shop, 0)
    given = [{"group_id": wholesale, "price": 8.5}, {"group_id": wholesale, "price": 7.5, "qty": 10}]
    await shop.call("product.price.add", product_id=id, group_prices=given)
    assert await held(shop, id) == [(wholesale, 1.0, 8.5), (wholesale, 10.0, 7.5)]
    error = await shop.refused("product.price.add", product_id=id, group_prices=given[:1])
    assert isinstance(error, AlreadyExists)
    known = (await shop.result("product.info", id=id, params="advanced_price"))["advanced_price"]
    changed = [{"id": int(known[1]["id"]), "price": 6, "qty": 20}, {"id": int(known[0]["id"]), "price": 8}]
    await shop.call("product.price.update", product_id=id, group_prices=changed)
    assert len([exchange for exchange in shop.trace.exchanges if "mutation" in (exchange.request_body or "")]) == 1
    assert await held(shop, id) == [(wholesale, 1.0, 8.0), (wholesale, 20.0, 6.0)]
    await shop.call("product.price.delete", product_id=id, group_prices=known[0]["id"])
    assert await held(shop, id) == []


async def test_a_price_of_a_market_is_in_its_currency(shop: Shop) -> None:
    europe, id = (await lists(shop))["Europe"], await product(shop, 1)
    await shop.call("product.price.add", product_id=id, group_prices=[{"group_id": europe, "price": 11}])
    (price,) = (await shop.result("product.info", id=id, params="group_price"))["group_price"]
    assert (price["price"], price["additional_fields"]["currency"]) == (11.0, "EUR")
    more = [{"group_id": europe, "price": 9, "qty": 5}]
    error = await shop.refused("product.price.add", product_id=id, group_prices=more)
    assert "catalogs of companies only" in error.message
    assert await held(shop, id) == [(europe, 1.0, 11.0)]


REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([{"price": 5}], "Its group_id must be the id of one price list"),
    ([{"group_id": "12", "price": 5}], "Allowed values: '"),
    ([{"group_id": "W"}], "Each needs a price"),
    ([{"group_id": "W", "price": -1}], "Each needs a price"),
    ([{"group_id": "W", "price": 5, "qty": 0}], "A quantity is a whole number"),
    ([{"group_id": "W", "price": 5, "qty": 5}], "need one without a quantity"),
    ([{"group_id": "W", "price": 5}, {"group_id": "W", "price": 6}], "one price for a quantity"),
    ([{"group_id": "W", "price": 5}, {"group_id": "E", "price": 6, "qty": 2}], "one price list for all"),
]


@pytest.mark.parametrize(("given", "sentence"), REFUSED)
async def test_what_no_price_list_takes_is_told_before_anything_is_changed(
    shop: Shop, given: list[dict[str, Any]], sentence: str
) -> None:
    known, id = await lists(shop), await product(shop, 2)
    short = {"W": known["Wholesale"], "E": known["Europe"]}
    prices = [{**each, "group_id": short.get(each["group_id"], each["group_id"])} if "group_id" in each else each
              for each in given]  # fmt: skip
    error = await shop.refused("product.price.add", product_id=id, group_prices=prices)
    assert isinstance(error, ParameterError)
    assert sentence in error.message
    assert await held(shop, id) == []


async def test_an_unknown_price_or_a_product_with_options_is_told(shop: Shop) -> None:
    id = await product(shop, 2)
    assert isinstance(await shop.refused("product.price.delete", product_id=id, group_prices="999"), NotFound)
    error = await shop.refused("product.price.update", product_id=id, group_prices=[{"id": 999, "price": 5}])
    assert isinstance(error, NotFound)
    found = await shop.result("product.list", type="configurable", params="id", count=1)
    error = await shop.refused("product.price.delete", product_id=found["product"][0]["id"], group_prices="1")
    assert "has options" in error.message
