"""What an order would cost: reckoned in a cart of which nothing remains."""

from __future__ import annotations

from typing import Any

import pytest

from polycart.core.errors import NotFound, ParameterError
from tests.bigcommerce_api.shops import shop
from tests.conformance.shops import Shop, builtins

WHO = {"customer_email": "ada@example.com", "shipp_first_name": "Ada", "shipp_last_name": "Miller"}
BERLIN = {"shipp_address_1": "1 Main St", "shipp_city": "Berlin", "shipp_postcode": "10115", "shipp_country": "DE"}
NEW_YORK = BERLIN | {"shipp_city": "New York", "shipp_postcode": "10001", "shipp_country": "US", "shipp_state": "NY"}


async def item(store: Shop, **narrowed: Any) -> dict[str, Any]:
    (found,) = await store.items("product.list", type="simple", params="id,price", count=1, **narrowed)
    return {"order_item_id": found["id"], "order_item_quantity": 2, "price": found["price"]}


async def reckoned(store: Shop, *items: dict[str, Any], **more: Any) -> Any:
    bought = [{name: value for name, value in each.items() if name != "price"} for each in items]
    return builtins((await store.call("order.calculate", **(WHO | BERLIN | more), order_item=bought)).result)


async def test_the_store_reckons_items_taxes_and_shipping() -> None:
    store = shop()
    one = await item(store)
    found = await reckoned(store, one)
    net = round(2 * one["price"], 2)
    assert found["subtotal"]["value"] == net
    assert found["subtotal"]["tax"] == sum(tax["value"] for tax in found["tax_lines"]) == round(net * 0.19, 2)
    (line,) = found["items"]
    assert (line["product_id"], line["quantity"], line["price"]) == (one["order_item_id"], 2, one["price"])
    assert line["tax_rate"] == pytest.approx(19, abs=0.1)
    assert [rate["price"] for rate in found["shipping_rates"]]
    assert found["currency"]["iso3"] == "USD"
    assert not store.simulator.shop.carts.keys() - shop().simulator.shop.carts.keys()


async def test_taxes_are_those_of_the_place() -> None:
    store = shop()
    one = await item(store)
    other = await reckoned(store, one, **NEW_YORK)
    assert other["tax_lines"] != (await reckoned(store, one))["tax_lines"]
    billed = await reckoned(store, one, bill_country="US", bill_state="NY", bill_city="New York", bill_postcode="10001")
    assert billed["tax_lines"] == (await reckoned(store, one))["tax_lines"]  # goods are taxed where they go


async def test_a_coupon_is_taken_off_and_a_wrong_one_is_told() -> None:
    store = shop()
    one = await item(store)
    found = await reckoned(store, one, coupons=["save10"])
    off = round(one["price"] * 0.2, 2)
    (discount,) = found["discounts"]
    assert (discount["code"].casefold(), discount["value"]) == ("save10", off)
    before = dict(store.simulator.shop.carts)
    with pytest.raises(ParameterError, match="'coupons' is not valid"):
        await reckoned(store, one, coupons=["no such"])
    assert store.simulator.shop.carts == before


async def test_variants_and_options_are_chosen_and_shown() -> None:
    store = shop()
    children = await store.items("product.child_item.list", product_id="107", params="id,default_price", count=1)
    given = {"order_item_id": "107", "order_item_quantity": 1, "order_item_variant_id": children[0]["id"]}
    found = await reckoned(store, given)
    assert found["items"][0]["variant_id"] == children[0]["id"]
    two = await reckoned(store, given, await item(store))
    assert len(two["items"]) == 2
    assert "tax_rate" not in two["items"][0]  # taxes are told of the whole


async def test_what_is_not_there_is_told_before_a_cart_is_made() -> None:
    store = shop()
    with pytest.raises(NotFound, match="999999"):
        await reckoned(store, {"order_item_id": "999999", "order_item_quantity": 1})
    assert not [path for verb, path, _ in store.simulator.requests if verb == "POST"]


async def test_ways_of_shipping_are_listed_for_a_place() -> None:
    store = shop()
    one = await item(store)
    bought = [{name: value for name, value in one.items() if name != "price"}]
    rates = await store.items("order.preestimate_shipping.list", shipp_country="DE", order_item=bought)
    zones = await store.items("cart.shipping_zones.list", params="force_all")
    names = {m["name"] for z in zones if "DE" in str(z) for m in z["shipping_methods"]}
    assert rates
    assert {rate["method_name"] for rate in rates} <= names


async def test_customers_are_found_by_what_they_are_called() -> None:
    store = shop()
    everyone = await store.everything("customer.list", params="id,email,first_name")
    one = everyone[3]
    found = builtins((await store.call("customer.find", find_value=one["email"])).result)
    assert (found["customers_count"], found["id"], found["email"]) == (1, one["id"], one["email"])
    del store.simulator.requests[:]
    named = builtins((await store.call("customer.find", find_value=one["first_name"], find_where="first_name")).result)
    assert {each["id"] for each in named["customer"]} == {
        each["id"] for each in everyone if each["first_name"] == one["first_name"]
    }
    asked = [query for _, path, query in store.simulator.requests if path.endswith("v3/customers")]
    assert asked
    assert all("like" in query for query in asked)
    nobody = builtins((await store.call("customer.find", find_value="nobody@example.com")).result)
    assert nobody["customers_count"] == 0
