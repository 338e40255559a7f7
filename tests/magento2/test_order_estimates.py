"""Orders that are reckoned in a Magento cart: nothing is left to be taken for an abandoned basket."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins, refused

SHIPPING = {
    "shipp_first_name": "Ada", "shipp_last_name": "Miller", "shipp_address_1": "1 Main St", "shipp_city": "New York",
    "shipp_postcode": "10001", "shipp_state": "NY", "shipp_country": "US",
}  # fmt: skip
GIVEN: dict[str, Any] = {"customer_email": "ada@example.com", **SHIPPING}


@pytest.fixture
def shop() -> Shop:
    return Shop("Magento2Api")


async def item(shop: Shop, quantity: int = 1) -> dict[str, Any]:
    """An item of a simple product that can be bought."""
    for product in await shop.items("product.list", type="simple", params="id,price,in_stock", count=20):
        if product["price"] and product["in_stock"]:
            return {"order_item_id": product["id"], "order_item_quantity": quantity}
    raise AssertionError("no simple product can be bought")


def filled(shop: Shop) -> list[Any]:
    """The carts with anything in them."""
    return [cart["id"] for cart in shop.simulator.shop.table("carts").values() if cart["is_active"] and cart["items"]]


async def test_equal_items_are_one_and_the_cart_is_empty_again(shop: Shop) -> None:
    before = filled(shop)
    one = await item(shop)
    made = builtins((await shop.call("order.calculate", **GIVEN, order_item=[one, one])).result)
    (line,) = made["items"]
    assert line["quantity"] == 2
    assert made["subtotal"]["value"] == pytest.approx(2 * line["price"])
    assert made["shipping_rates"]
    assert all("_" in rate["code"] and rate["name"] for rate in made["shipping_rates"])
    assert filled(shop) == before


async def test_a_cart_that_cannot_be_reckoned_is_empty_again(shop: Shop) -> None:
    before = filled(shop)
    ordered = [await item(shop), await item(shop, 3)]
    error = await refused(shop, "order.calculate", **GIVEN, order_item=ordered, coupons=["no-such-coupon"])
    assert (error.code, "'coupons'" in error.message) == (109, True)
    assert filled(shop) == before
    for step in range(2, 7):
        shop.simulator.faults.fail_after_writes(step)
        await refused(shop, "order.calculate", **GIVEN, order_item=ordered)
        shop.simulator.faults.clear()
        assert filled(shop) == before, step


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"order_item_id": "999999999"}, 112, "999999999"),
        ({"order_item_quantity": 0}, 109, "order_item_quantity"),
        ({"order_item_parent": 0}, 109, "order_item_parent"),
        ({"order_item_option": [{"order_item_option_name": "Lid", "order_item_option_value": "Tin"}]}, 112, "Lid"),
        ({"order_item_quantity": 10**7}, 107, "can't be put"),
    ],
)
async def test_what_no_cart_takes_is_told_by_name(shop: Shop, changed: dict[str, Any], code: int, words: str) -> None:
    before = filled(shop)
    error = await refused(shop, "order.calculate", **GIVEN, order_item=[{**await item(shop), **changed}])
    assert error.code == code, error
    assert words in error.message
    assert filled(shop) == before


async def test_a_variant_is_put_in_by_what_it_differs_in(shop: Shop) -> None:
    (parent,) = await shop.items("product.list", type="configurable", params="id,name", count=1)
    children = await shop.items("product.child_item.list", product_id=parent["id"], params="id,sku,in_stock", count=20)
    child = next(each for each in children if each["in_stock"])
    ordered = {"order_item_id": parent["id"], "order_item_variant_id": child["id"], "order_item_quantity": 1}
    made = builtins((await shop.call("order.calculate", **GIVEN, order_item=[ordered])).result)
    (line,) = made["items"]
    assert (line["product_id"], line["variant_id"], line["sku"]) == (parent["id"], child["id"], child["sku"])
    assert line["options"]


async def test_nobody_is_mailed_about_a_cart_to_reckon_with(shop: Shop) -> None:
    await shop.call("order.calculate", **GIVEN, order_item=[await item(shop)])
    bodies = [exchange.request_body for exchange in shop.trace.exchanges if exchange.request_body]
    assert bodies
    assert not [body for body in bodies if "ada@example.com" in str(body)]
