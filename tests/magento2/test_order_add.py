"""Orders added to Magento: sums to the cent, what is refused before anything is written, and what a failure leaves."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins, refused

ADDRESS = {
    "bill_first_name": "Ada", "bill_last_name": "Miller", "bill_address_1": "1 Main St", "bill_city": "New York",
    "bill_postcode": "10001", "bill_state": "NY", "bill_country": "US",
}  # fmt: skip
GIVEN: dict[str, Any] = {"order_status": "pending", "customer_email": "ada@example.com", **ADDRESS}


@pytest.fixture
def shop() -> Shop:
    return Shop("Magento2Api")


async def item(shop: Shop, **more: Any) -> dict[str, Any]:
    """An item of a simple product."""
    product = (await shop.items("product.list", type="simple", params="id,name", count=1))[0]
    named = {"order_item_id": product["id"], "order_item_name": product["name"]}
    return {**named, "order_item_price": 10, "order_item_quantity": 1, **more}


async def placed(shop: Shop, **given: Any) -> dict[str, Any]:
    """A new order as it is read back."""
    id = builtins((await shop.call("order.add", **{**GIVEN, **given})).result)["order_id"]
    return builtins((await shop.call("order.info", order_id=id, params="force_all")).result)


def writes(shop: Shop) -> list[Any]:
    return [one for one in shop.simulator.requests if one[0] not in {"GET", "HEAD"}]


async def test_a_discount_comes_off_before_tax_and_falls_on_items_by_their_price(shop: Shop) -> None:
    taxed = await item(shop, order_item_price=25.5, order_item_quantity=2, order_item_tax=8.375)
    plain = await item(shop, order_item_price=52)
    order = await placed(shop, order_item=[taxed, plain], discount=3, shipping_price=5)
    first, second = order["order_products"]
    assert (first["discount_amount"], second["discount_amount"]) == (1.49, 1.51)
    assert (first["tax_value_after_discount"], second["tax_value_after_discount"]) == (4.15, 0.0)
    assert order["totals"] == {"total": 109.15, "subtotal": 103.0, "shipping": 5.0, "tax": 4.15, "discount": 3.0}


async def test_a_price_with_tax_in_it_is_what_the_buyer_pays(shop: Shop) -> None:
    ordered = await item(shop, order_item_price=119, order_item_tax=19, order_item_price_includes_tax=True)
    order = await placed(shop, order_item=[ordered], total_price=119, tax_price=19, subtotal_price=100)
    (sold,) = order["order_products"]
    assert (sold["price"], sold["price_inc_tax"]) == (100.0, 119.0)
    assert (order["totals"]["total"], order["totals"]["tax"]) == (119.0, 19.0)


async def test_a_tax_that_is_told_as_a_sum_is_kept_to_the_cent(shop: Shop) -> None:
    lines = [await item(shop, order_item_price=price) for price in (3.33, 3.33, 3.34)]
    order = await placed(shop, order_item=lines, tax_price=1, shipping_tax=0.5, shipping_price=4)
    taxes = [each["tax_value_after_discount"] for each in order["order_products"]]
    assert round(sum(taxes), 2) == 0.5
    assert (order["totals"]["tax"], order["totals"]["total"]) == (1.0, 15.0)


@pytest.mark.parametrize(
    ("name", "value", "reckoned"), [("total_price", 21, "20"), ("subtotal_price", 19, "20"), ("tax_price", 1, "2")]
)
async def test_a_sum_that_does_not_add_up_is_refused_before_anything_is_written(
    shop: Shop, name: str, value: float, reckoned: str
) -> None:
    ordered = await item(shop, order_item_quantity=2, order_item_tax=0)
    # A tax that no item has is spread over them; beside a rate it must be what the rates make.
    rated = {**ordered, "order_item_tax": 10} if name == "tax_price" else ordered
    error = await refused(shop, "order.add", **{**GIVEN, "order_item": [rated], name: value})
    assert (error.code, f"'{name}'" in error.message) == (109, True)
    assert f"it is {reckoned}.00" in error.message
    assert writes(shop) == []


@pytest.mark.parametrize(
    "given",
    [
        {"inventory_behaviour": "decrement_obeying_policy"},
        {"order_status": "complete", "financial_status": "pending"},
        {"order_status": "pending", "create_invoice": True},
        {"order_status": "complete", "fulfillment_status": "fulfilled"},
        {"coupons": ["SPRING10"]},
        {"discount": 11},
        {"shipp_city": "Leeds"},
        {"bill_state": "Nowhere"},
        {"date": "soon"},
        {"currency": "XXX"},
    ],
)
async def test_what_an_order_cannot_keep_is_refused_by_name(shop: Shop, given: dict[str, Any]) -> None:
    error = await refused(shop, "order.add", **{**GIVEN, "order_item": [await item(shop)], **given})
    assert error.code in {109, 114}, error
    names = {"shipp_city": "shipp_address_1", "create_invoice": "order_status"}
    assert any(names.get(name, name) in error.message for name in given), error.message
    assert writes(shop) == []


async def test_a_variant_must_be_one_of_its_product(shop: Shop) -> None:
    (parent,) = await shop.items("product.list", type="configurable", params="id,name", count=1)
    named = {"order_item_id": parent["id"], "order_item_name": parent["name"]}
    ordered = {**named, "order_item_price": 52, "order_item_quantity": 1}
    error = await refused(shop, "order.add", **{**GIVEN, "order_item": [ordered]})
    assert (error.code, "order_item_variant_id" in error.message) == (114, True)
    other = (await item(shop))["order_item_id"]
    error = await refused(shop, "order.add", **{**GIVEN, "order_item": [{**ordered, "order_item_variant_id": other}]})
    assert (error.code, error.message) == (112, f"Variant with id {other} not found.")
    child = (await shop.items("product.child_item.list", product_id=parent["id"], params="id,sku", count=1))[0]
    order = await placed(shop, order_item=[{**ordered, "order_item_variant_id": child["id"]}])
    assert order["order_products"][0]["model"] == child["sku"]


@pytest.mark.parametrize(("step", "cancelled"), [(1, True), (2, False), (3, False)])
async def test_an_order_that_cannot_be_finished_is_told_by_its_number(shop: Shop, step: int, cancelled: bool) -> None:
    """The invoice, the shipment and the mail follow the order; one that is invoiced cannot be cancelled any more."""
    given = {
        **GIVEN, "order_item": [await item(shop)], "order_status": "complete", "financial_status": "paid",
        "fulfillment_status": "fulfilled", "send_notifications": True,
    }  # fmt: skip
    shop.simulator.faults.fail_after_writes(step)
    error = await refused(shop, "order.add", **given)
    shop.simulator.faults.clear()
    newest = (await shop.items("order.list", sort_by="order_id", sort_direction="desc", count=1, params="id,status"))[0]
    how = "cancelled " if cancelled else ""
    assert f"Order {newest['id']} remains {how}in the store" in error.sentence
    assert (newest["status"]["id"] == "canceled") is cancelled


async def test_a_buyer_with_an_account_is_found_and_a_guest_stays_one(shop: Shop) -> None:
    (known,) = await shop.items("customer.list", count=1, params="id,email")
    ordered = [await item(shop)]
    order = await placed(shop, order_item=ordered, customer_email=known["email"])
    assert order["customer"]["id"] == known["id"]
    order = await placed(shop, order_item=ordered, customer_email=known["email"], is_guest=True)
    assert order["customer"]["id"] == "0"


async def test_an_account_is_opened_only_for_whom_is_no_guest_and_closed_if_the_order_fails(shop: Shop) -> None:
    given = {**GIVEN, "order_item": [await item(shop)], "customer_email": "new@example.com"}
    order = await placed(shop, **given)
    assert order["customer"]["id"] == "0"
    shop.simulator.faults.fail_after_writes(1)
    await refused(shop, "order.add", **given, is_guest=False)
    shop.simulator.faults.clear()
    assert await shop.items("customer.list", find_value="new@example.com", find_where="email") == []
    order = await placed(shop, **given, is_guest=False)
    assert order["customer"]["id"] != "0"
