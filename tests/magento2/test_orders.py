"""Orders of a Magento shop: what reading them costs, what they are found by, and what a change that fails leaves."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins, refused

NARROW = (
    "id,order_id,basket_id,customer,create_at,modified_at,currency,totals,total,payment_method,shipping_method,comment,"
    "discounts,status.id,status.name,status.history,additional_fields"
)


@pytest.fixture
def shop() -> Shop:
    """A simulated shop of one's own."""
    return Shop("Magento2Api")


async def requests(shop: Shop, **given: Any) -> int:
    """How many requests a list costs a shop whose facts are known."""
    await shop.items("order.list", params="force_all", count=250)
    await shop.items("order.list", **given)
    return len(shop.trace.exchanges)


async def test_what_the_list_tells_costs_nothing_more(shop: Shop) -> None:
    assert await requests(shop, params=NARROW, count=20) == 1
    assert await requests(shop, params="id,order_products.product_id,order_products.variant_id", count=20) == 1


async def test_what_lies_beside_orders_costs_a_request_a_page_and_not_an_order(shop: Shop) -> None:
    for field, most in (("refunds", 2), ("warehouses_ids", 2), ("store_id", 1)):
        few = await requests(shop, params=f"id,{field}", count=2)
        assert await requests(shop, params=f"id,{field}", count=20) == few <= most, field
    assert await requests(shop, params="force_all", count=20) <= 5


async def test_a_variant_is_one_item_with_the_product_that_it_is_of(shop: Shop) -> None:
    parents = {each["id"] for each in await shop.everything("product.list", type="configurable", params="id")}
    orders = await shop.items("order.list", params="id,order_products", count=250)
    chosen = [each for order in orders for each in order["order_products"] if each["variant_id"]]
    assert chosen
    assert {each["product_id"] for each in chosen} <= parents
    for order in orders:
        ids = [each["order_product_id"] for each in order["order_products"]]
        assert len(ids) == len(set(ids))


async def test_an_order_is_found_by_the_number_that_people_know(shop: Shop) -> None:
    (order,) = await shop.items("order.list", params="id,additional_fields", start=3, count=1)
    number = order["additional_fields"]["increment_id"]
    found = builtins((await shop.call("order.info", order_id=number, params="id")).result)
    assert found["id"] == order["id"]
    both = await shop.items("order.list", order_ids=f"{number},{order['id']}", params="id")
    assert [each["id"] for each in both] == [order["id"]]


async def test_no_number_of_an_order_is_taken_for_an_id(shop: Shop) -> None:
    for name, given in (
        ("order.update", {"order_id": "000000004", "order_status": "canceled"}),
        ("order.refund.add", {"order_id": "000000004", "total_price": 1}),
        ("order.shipment.add", {"order_id": "000000004"}),
    ):
        error = await refused(shop, name, **given)
        assert error.code == 109
        assert "'order_id'" in error.message
        assert not shop.trace.exchanges


async def placed(shop: Shop, status: str) -> str:
    """A new order in a status."""
    product = next(
        each
        for each in await shop.items("product.list", type="simple", params="id,name,in_stock", count=20)
        if each["in_stock"]
    )
    item = {"order_item_id": product["id"], "order_item_name": product["name"], "order_item_price": 10}
    made = await shop.call(
        "order.add", order_status=status, customer_email="ada@example.com", bill_first_name="Ada", is_guest=True,
        bill_last_name="Miller", bill_address_1="12 Mill Lane", bill_city="New York", bill_postcode="10001",
        bill_state="NY", bill_country="US", order_item=[{**item, "order_item_quantity": 2}],
    )  # fmt: skip
    return builtins(made.result)["order_id"]


async def status(shop: Shop, order: str) -> str:
    """The status of an order."""
    return builtins((await shop.call("order.info", order_id=order, params="status")).result)["status"]["id"]


@pytest.mark.parametrize(
    ("before", "wanted"),
    [("complete", "pending"), ("canceled", "processing"), ("holded", "complete"), ("pending", "closed")],
)
async def test_a_status_that_the_state_does_not_let_is_refused(shop: Shop, before: str, wanted: str) -> None:
    order = await placed(shop, before)
    writes = len([one for one in shop.simulator.requests if one[0] != "GET"])
    error = await refused(shop, "order.update", order_id=order, order_status=wanted)
    assert error.code == 109
    assert before in error.message
    assert len([one for one in shop.simulator.requests if one[0] != "GET"]) == writes
    assert await status(shop, order) == before


async def test_a_held_order_goes_back_where_it_was(shop: Shop) -> None:
    order = await placed(shop, "processing")
    await shop.call("order.update", order_id=order, order_status="On Hold")
    assert await status(shop, order) == "holded"
    await shop.call("order.update", order_id=order, order_status="processing")
    assert await status(shop, order) == "processing"


async def test_an_invoice_that_can_not_be_taken_back_is_told(shop: Shop) -> None:
    order = await placed(shop, "processing")
    shop.simulator.faults.fail_after_writes(1)
    error = await refused(shop, "order.update", order_id=order, create_invoice=True, admin_comment="Paid by phone.")
    shop.simulator.faults.clear()
    assert f"The invoice of order {order} remains in the store" in error.sentence
