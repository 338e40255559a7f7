"""Discounts of every kind as coupons and price rules: read, narrowed, added with many codes, refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.shopify.shops import Shop

from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.platforms.shopify.sim import discounts

START = datetime(2026, 3, 1, tzinfo=UTC)
ONCE = {"appliesOnOneTimePurchase": True, "appliesOnSubscription": False}
ADD = {
    "code": "SPRING", "action_type": "percent", "action_apply_to": "order_total", "action_scope": "order",
    "action_amount": 10,
}  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return Shop(plan="enterprise")


def writes(shop: Shop) -> int:
    return sum(method == "POST" for method, *_ in shop.simulator.requests)


def ids(rows: list[dict[str, Any]]) -> str:
    return ",".join(row["id"].rpartition("/")[2] for row in rows)


def made(shop: Shop, kind: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """A discount by code that is in the shop, by its number."""
    node = discounts.insert(shop.simulator.shop, "Code", kind, {"title": kind, "startsAt": START, **fields})
    discounts.add_code(shop.simulator.shop, node["codeDiscount"], f"{kind}-{node['_n']}")
    return str(node["_n"]), node["codeDiscount"]


async def coupon(shop: Shop, id: str) -> dict[str, Any]:
    (found,) = (await shop.result("cart.coupon.list", coupons_ids=id, params="force_all"))["coupon"]
    return found


def told(conditions: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(one.get(word) for word in ("entity", "key", "operator", "value")) for one in conditions]


async def test_what_has_to_be_bought_and_what_comes_for_it_is_told_apart(shop: Shop) -> None:
    tables = shop.simulator.shop
    products, variants = tables.all("Product")[:2], tables.all("ProductVariant")[:1]
    both = {"__typename": "DiscountProducts", "products": products, "productVariants": variants}
    collection = {"__typename": "DiscountCollections", "collections": tables.all("Collection")[:1]}
    effect = {"__typename": "DiscountAmount", "amount": Decimal("2.50"), "appliesOnEachItem": True}
    id, _ = made(
        shop, "Bxgy", usesPerOrderLimit=2,
        customerBuys={"items": both, "value": {"__typename": "DiscountQuantity", "quantity": 3}},
        customerGets={
            "items": collection, **ONCE,
            "value": {"__typename": "DiscountOnQuantity", "effect": effect,
                      "quantity": {"__typename": "DiscountQuantity", "quantity": 1}},
        },
    )  # fmt: skip
    found = await coupon(shop, id)
    (action,) = found["actions"]
    assert (action["type"], action["amount"], action["currency_code"]) == ("fixed", 2.5, "USD")
    assert (action["discounted_quantity"], action["discount_quantity_step"]) == (1.0, 3)
    assert told(action["conditions"]) == [("product", "category_id", "IN", ids(collection["collections"]))]
    quantity, items = found["conditions"]
    assert told([quantity]) == [("product", "item_quantity", ">=", "3")]
    assert items["logic_operator"] == "or"
    assert told(items["sub-conditions"]) == [
        ("product", "product_id", "IN", ids(products)),
        ("product", "variant_id", "IN", ids(variants)),
    ]
    assert found["additional_fields"]["type"] == "buy_x_get_y"
    assert found["additional_fields"]["uses_per_order_limit"] == 2


BUYERS = (
    ("customers", "DiscountCustomers", "Customer", "customer_id"),
    ("segments", "DiscountCustomerSegments", "Segment", "group_id"),
    ("markets", "DiscountMarkets", "Market", "market_id"),
)


async def test_who_may_use_it_is_a_condition_and_an_app_keeps_what_it_does(shop: Shop) -> None:
    for word, type, table, key in BUYERS:
        rows = shop.simulator.shop.all(table)[:2]
        context = {"__typename": type, word: rows, "marketsCount": len(rows)}
        id, _ = made(shop, "App", context=context, discountClasses=["ORDER"])
        found = await coupon(shop, id)
        assert found["actions"] == []
        assert told(found["conditions"]) == [("customer", key, "IN", ids(rows))]
        assert found["additional_fields"]["type"] == "app"
        given = {"coupon_id": id, "entity": "order", "key": "subtotal", "operator": ">=", "value": "5"}
        before = writes(shop)
        assert "an app" in (await shop.refused("cart.coupon.condition.add", **given)).message
        assert writes(shop) == before


async def test_filters_narrow_to_what_the_coupons_tell(shop: Shop) -> None:
    future = datetime.now(UTC) + timedelta(days=30)
    made(shop, "FreeShipping", startsAt=future.replace(microsecond=0))
    everything = (await shop.result("cart.coupon.list", params="force_all", count=250))["coupon"]
    assert {one["additional_fields"]["status"] for one in everything} == {"active", "expired", "scheduled"}
    start, end = everything[3]["date_start"]["value"], everything[3]["date_end"]["value"]
    rows: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
        ({"avail": "true"}, lambda one: one["avail"]),
        ({"avail": "false"}, lambda one: not one["avail"]),
        ({"status": "expired,scheduled"}, lambda one: one["additional_fields"]["status"] in ("expired", "scheduled")),
        ({"status": "expired", "avail": "true"}, lambda one: False),
        ({"date_start_from": start}, lambda one: one["date_start"]["value"] >= start),
        ({"date_start_to": start}, lambda one: one["date_start"]["value"] <= start),
        ({"date_end_from": end}, lambda one: one["date_end"] is not None and one["date_end"]["value"] >= end),
        ({"date_end_to": end}, lambda one: one["date_end"] is not None and one["date_end"]["value"] <= end),
    ]
    for given, fits in rows:
        found = (await shop.result("cart.coupon.list", params="force_all", count=250, **given))["coupon"]
        assert found == [one for one in everything if fits(one)], given
        assert len(found) < len(everything)
        if "status" not in given:
            counted = (await shop.result("cart.coupon.count", **given))["coupons_count"]
            assert counted == len(found), given
    for given in ({"status": "active OR status:expired"}, {"status": "*"}, {"coupons_ids": "1 OR id:>0"}):
        assert isinstance(await shop.refused("cart.coupon.list", **given), ParameterError)


async def test_all_codes_of_a_coupon_are_told_up_to_a_thousand(shop: Shop) -> None:
    id, discount = made(shop, "FreeShipping")
    for n in range(1100):
        discounts.add_code(shop.simulator.shop, discount, f"BULK-{n:04d}")
    found = await coupon(shop, id)
    assert len({one["code"] for one in found["codes"]}) == len(found["codes"]) == 1000
    assert found["additional_fields"]["codes_count"] == 1101
    assert found["code"] == f"FreeShipping-{id}"
    before = len(shop.simulator.requests)
    await shop.result("cart.coupon.list", coupons_ids=id, params="id,code,name,description")
    assert len(shop.simulator.requests) == before + 1


async def test_a_page_of_250_with_everything_is_asked_for_within_what_a_query_may_cost(shop: Shop) -> None:
    for _ in range(250):
        made(shop, "FreeShipping")
    found = await shop.result("cart.coupon.list", params="force_all", count=250)
    assert len(found["coupon"]) == 250
    assert max(cost["requestedQueryCost"] for cost in shop.wire.costs) <= 1000
    assert "MAX_COST_EXCEEDED" not in shop.wire.codes


async def test_several_codes_are_added_together_or_none_is(shop: Shop) -> None:
    codes = ["SPRING", "spring", *(f"S-{n}" for n in range(300))]
    id = (await shop.result("cart.coupon.add", **ADD, codes=codes, usage_limit=5, usage_limit_per_customer=1))[
        "coupon_id"
    ]
    found = await coupon(shop, id)
    assert [one["code"] for one in found["codes"]] == ["SPRING", *(f"S-{n}" for n in range(300))]
    assert (found["usage_limit"], found["usage_limit_per_customer"]) == (5, 1)
    before = (await shop.result("cart.coupon.count"))["coupons_count"]
    error = await shop.refused("cart.coupon.add", **(ADD | {"code": "NEW"}), codes=["FRESH", "s-7"])
    assert isinstance(error, AlreadyExists)
    assert "'s-7'" in error.message
    assert "remains" not in error.sentence
    assert (await shop.result("cart.coupon.count"))["coupons_count"] == before
    error = await shop.refused("cart.coupon.add", **ADD)
    assert (error.code, error.message) == (113, "Coupon with code = 'SPRING' already exist.")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"action_amount": 0}, "action_amount"),
    ({"action_amount": 101}, "action_amount"),
    ({"action_apply_to": "shipping"}, "action_amount"),
    ({"action_apply_to": "shipping", "action_amount": 100, "action_scope": "matching_items"}, "action_scope"),
    ({"action_apply_to": "item_price"}, "action_scope"),
    ({"action_scope": "matching_items"}, "action_scope"),
    ({"usage_limit": 0}, "usage_limit"),
    ({"usage_limit_per_customer": 2}, "usage_limit_per_customer"),
    ({"date_start": "2026-05-01", "date_end": "2026-05-01"}, "date_end"),
    ({"codes": ["A", " "]}, "codes"),
    ({"codes": [f"C{n}" for n in range(1001)]}, "codes"),
    ({"customer_id": "gid://shopify/Product/1"}, "customer_id"),
    ({"action_condition_entity": "order"}, "action_condition_key"),
]
ONE = {"action_condition_entity": "order", "action_condition_key": "subtotal", "action_condition_operator": ">="}
WRONG += [(ONE | {"action_condition_value": value}, "action_condition_value") for value in ("-1", "nan", "inf", "many")]
WRONG += [
    (ONE | {"action_condition_operator": "<", "action_condition_value": "5"}, "action_condition_operator"),
    (ONE | {"action_condition_key": "shipping_total", "action_condition_value": "5"}, "action_condition_key"),
    (ONE | {"action_condition_entity": "product", "action_condition_value": "5"}, "action_scope"),
]


async def test_what_a_discount_cannot_be_is_refused_by_name_before_anything_is_sent(shop: Shop) -> None:
    for given, name in WRONG:
        error = await shop.refused("cart.coupon.add", **(ADD | given))
        assert f"'{name}'" in error.message, (given, error.message)
        assert error.sentence.endswith(".")
    assert len(shop.simulator.requests) == 0


ITEM = {"entity": "product", "operator": "IN", "target": "coupon_action"}
SUM = {"entity": "order", "key": "subtotal", "operator": ">=", "value": "50"}
NUMBER = SUM | {"key": "total_quantity", "value": "2"}
COUNTRY = {"entity": "order_shipping_address", "key": "country", "operator": "==", "value": "usa,CA"}


async def test_conditions_narrow_a_coupon_and_are_told_by_the_list(shop: Shop) -> None:
    tables = shop.simulator.shop
    product, variant, collection, customer, other = (
        str(tables.all(type)[at]["_n"])
        for type, at in (("Product", 0), ("ProductVariant", 0), ("Collection", 0), ("Customer", 0), ("Customer", 1))
    )
    basic = (await shop.result("cart.coupon.add", **ADD))["coupon_id"]
    free = {"action_apply_to": "shipping", "action_amount": 100, "code": "SHIP"}
    shipping = (await shop.result("cart.coupon.add", **(ADD | free)))["coupon_id"]
    items = {"__typename": "DiscountProducts", "products": tables.all("Product")[:1], "productVariants": []}
    bxgy, _ = made(
        shop, "Bxgy",
        customerBuys={"items": items, "value": {"__typename": "DiscountQuantity", "quantity": 1}},
        customerGets={"items": items, "value": {"__typename": "DiscountPercentage", "percentage": 0.5}, **ONCE},
    )  # fmt: skip

    async def add(id: str, given: dict[str, Any]) -> None:
        assert await shop.result("cart.coupon.condition.add", coupon_id=id, **given) == {"status": True}

    async def no(id: str, given: dict[str, Any], name: str) -> None:
        before = writes(shop)
        error = await shop.refused("cart.coupon.condition.add", coupon_id=id, **given)
        assert f"'{name}'" in error.message, error.message
        assert writes(shop) == before

    buyer = {"entity": "customer", "key": "customer_id", "operator": "==", "value": customer}
    await add(basic, SUM)
    await add(basic, SUM | {"value": "60.5"})
    await no(basic, NUMBER, "key")
    await add(basic, buyer)
    await add(basic, buyer | {"value": f"gid://shopify/Customer/{other}"})
    await no(basic, ITEM | {"key": "product_id", "value": product, "target": "coupon_prerequisite"}, "target")
    await add(basic, ITEM | {"key": "product_id", "value": product})
    await add(basic, ITEM | {"key": "variant_id", "value": variant})
    await no(basic, ITEM | {"key": "category_id", "value": collection}, "key")
    await no(basic, COUNTRY, "key")
    await no(basic, SUM | {"target": "basket"}, "target")
    found = await coupon(shop, basic)
    assert told(found["conditions"]) == [
        ("order", "subtotal", ">=", "60.5"),
        ("customer", "customer_id", "IN", f"{customer},{other}"),
    ]
    (action,) = found["actions"]
    assert (action["scope"], action["apply_to"]) == ("matching_items", "item_price")
    assert told(action["conditions"][0]["sub-conditions"]) == [
        ("product", "product_id", "IN", product), ("product", "variant_id", "IN", variant),
    ]  # fmt: skip
    await add(shipping, COUNTRY)
    await add(shipping, {"entity": "order", "key": "shipping_total", "operator": "<=", "value": "20"})
    await add(shipping, NUMBER)
    await no(shipping, SUM, "key")
    await no(shipping, COUNTRY | {"value": "Mars"}, "value")
    assert told((await coupon(shop, shipping))["conditions"]) == [
        ("order", "total_quantity", ">=", "2"),
        ("order_shipping_address", "country", "IN", "US,CA"),
        ("order", "shipping_total", "<=", "20"),
    ]
    await add(bxgy, ITEM | {"key": "variant_id", "value": variant, "target": "coupon_prerequisite"})
    await no(bxgy, SUM, "key")
    assert len((await coupon(shop, bxgy))["conditions"][1]["sub-conditions"]) == 2


async def test_only_discounts_by_code_are_coupons(shop: Shop) -> None:
    rules = (await shop.result("cart.catalog_price_rules.list", params="force_all"))["catalog_price_rules"]
    assert {one["type"] for one in rules} == {"amount_off", "buy_x_get_y", "free_shipping"}
    assert all(one["gid"].endswith(f"/{one['id']}") for one in rules)
    one = await shop.result("cart.catalog_price_rules.list", ids=rules[1]["gid"], params="id,name")
    assert one["catalog_price_rules"] == [{"id": rules[1]["id"], "name": rules[1]["name"]}]
    assert (await shop.result("cart.coupon.list", coupons_ids=rules[0]["id"]))["coupon"] == []
    for name, given in (
        ("cart.coupon.delete", {"id": rules[0]["id"]}),
        ("cart.coupon.condition.add", SUM | {"coupon_id": rules[0]["id"]}),
    ):
        error = await shop.refused(name, **given)
        assert isinstance(error, NotFound)
        assert error.message == f"Coupon with id {rules[0]['id']} not found"
    assert (await shop.result("cart.catalog_price_rules.count"))["catalog_price_rules_count"] == len(rules)
    wrong = await shop.refused("cart.coupon.delete", id="gid://shopify/Product/1")
    assert isinstance(wrong, ParameterError)
