"""A real Magento shop, read through polycart, has the orders, payments, parcels and refunds of its database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.specs.magento2_dump import FOLDER, tables
from tests.specs.test_magento2_facts import facts
from tests.specs.test_magento2_shop_facts import read

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings of a real shop are not at hand")

FINANCIAL = {"pending": ("new",), "paid": ("processing", "complete"), "refunded": ("closed",), "voided": ("canceled",)}
FULFILMENT = {"unfulfilled": ("new", "processing"), "fulfilled": ("complete",), "closed": ("closed", "canceled")}


async def count(**narrowed: Any) -> int:
    """How many orders there are."""
    return (await read("order.count", **narrowed))["orders_count"]


async def orders() -> list[dict[str, Any]]:
    """All orders, whole."""
    return (await read("order.list", count=250, params="force_all"))["order"]


async def test_orders_are_counted_as_the_database_counts_them() -> None:
    known = facts()["counts"]["orders"]
    assert await count() == known["total"]
    assert {status: await count(order_status=status) for status in known["by_status"]} == known["by_status"]
    by_state = known["by_state"]
    for parameter, table in (("financial_status", FINANCIAL), ("fulfillment_status", FULFILMENT)):
        for word, states in table.items():
            assert await count(**{parameter: word}) == sum(by_state.get(state, 0) for state in states), word


async def test_guests_have_no_account() -> None:
    found = [order["customer"]["id"] for order in await orders()]
    assert found.count("0") == facts()["counts"]["orders"]["guest"]


async def test_an_order_is_the_one_of_the_database() -> None:
    known = facts()["samples"]["order"]
    order = await read("order.info", order_id=str(known["id"]), params="force_all")
    assert order["additional_fields"]["increment_id"] == known["increment_id"]
    assert (order["status"]["id"], order["additional_fields"]["state"]) == (known["status"], known["state"])
    assert (order["customer"]["email"], order["currency"]["iso3"]) == (known["email"], known["currency"])
    assert order["create_at"]["value"] == known["created_at"].replace(" ", "T") + "+0000"
    names = ("subtotal", "shipping", "tax", "discount", "total")
    assert {name: order["totals"][name] for name in names} == {name: known[name] for name in names}
    assert order["total"]["total_paid"] == known["total_paid"]
    assert order["shipping_method"]["name"] == known["shipping_description"]
    assert order["shipping_method"]["additional_fields"]["code"] == known["shipping_method"]
    assert order["payment_method"]["additional_fields"]["code"] == known["payment_method"]
    for name, there in (("billing_address", known["billing"]), ("shipping_address", known["shipping_address"])):
        here = order[name]
        assert (here["first_name"], here["last_name"], here["address1"], here["city"], here["postcode"]) == (
            there["first_name"], there["last_name"], there["street"], there["city"], there["postcode"],
        )  # fmt: skip
        assert (here["state"]["name"], here["country"]["code2"]) == (there["region"], there["country"])
        assert here["phone"] == there["telephone"]


async def test_the_items_of_an_order_are_those_of_the_database() -> None:
    known = facts()["samples"]["order"]
    order = await read("order.info", order_id=str(known["id"]), params="order_products")
    for here, there in zip(order["order_products"], known["lines"], strict=True):
        more = here["additional_fields"]
        assert (here["order_product_id"], here["model"], here["name"]) == (
            str(there["item_id"]), there["sku"], there["name"],
        )  # fmt: skip
        assert (here["quantity"], here["price"], here["total_price"], here["tax_value_after_discount"]) == (
            there["quantity"], there["price"], there["row_total"], there["tax"],
        )  # fmt: skip
        assert (more["qty_invoiced"], more["qty_shipped"], more["qty_refunded"]) == (
            there["invoiced"], there["shipped"], there["refunded"],
        )  # fmt: skip


async def test_the_items_of_every_order_make_its_subtotal() -> None:
    rows = tables()["sales_order"]
    known = {str(row["entity_id"]): row for row in rows}
    found = await orders()
    assert len(found) == len(rows)
    for order in found:
        goods = sum(Decimal(str(each["price"])) * int(each["quantity"]) for each in order["order_products"])
        assert goods == Decimal(str(known[order["id"]]["subtotal"])), order["id"]
        pieces = sum(each["quantity"] for each in order["order_products"])
        assert pieces == known[order["id"]]["total_qty_ordered"], "children are not counted beside their parents"


async def test_the_parcels_of_all_orders_are_those_of_the_database() -> None:
    found: list[dict[str, Any]] = []
    for order in await orders():
        page = await read("order.shipment.list", order_id=order["id"], count=50, params="force_all")
        found += page["shipment"]
    assert len(found) == facts()["counts"]["shipments"]
    tracked = [number["tracking_number"] for each in found for number in each["tracking_numbers"]]
    assert sorted(tracked) == sorted(row["track_number"] for row in tables()["sales_shipment_track"])
    known = facts()["samples"]["order"]
    of_order = [each for each in found if each["order_id"] == str(known["id"])]
    assert [one["tracking_number"] for each in of_order for one in each["tracking_numbers"]] == known["tracks"]


async def test_payments_and_refunds_of_all_orders_are_those_of_the_database() -> None:
    whole = await orders()
    ids = ",".join(order["id"] for order in whole)
    rows = (await read("order.transaction.list", order_ids=ids, count=250))["transactions"]
    paid = [row["amount"] for row in rows if row["id"].startswith("invoice-")]
    back = [-row["amount"] for row in rows if row["id"].startswith("creditmemo-")]
    counts = facts()["counts"]
    assert (len(paid), len(back)) == (counts["invoices"], counts["creditmemos"])
    assert sorted(paid) == sorted(row["grand_total"] for row in tables()["sales_invoice"])
    assert sorted(back) == sorted(row["grand_total"] for row in tables()["sales_creditmemo"])
    told = {order["id"]: order["status"]["refund_info"] for order in whole}
    for row in tables()["sales_order"]:
        info = told[str(row["entity_id"])]
        assert (info["total_refunded"] if info else None) == (row["total_refunded"] or None), row["entity_id"]


REPORTED = ("processing", "complete", "closed")


def sold() -> list[dict[str, Any]]:
    """The orders that sales figures count."""
    return [row for row in tables()["sales_order"] if row["state"] in REPORTED]


def total(*names: str) -> float:
    """The sum of the first column of these orders, less the others."""
    rows = [[abs(Decimal(str(row[name] or 0))) for name in names] for row in sold()]
    return float(sum((first - sum(others) for first, *others in rows), Decimal(0)))


async def test_sales_figures_are_those_of_the_database() -> None:
    report = await read("analytics.report", date_from="2020-01-01", interval="year")
    whole = report["total_metrics"]
    assert whole["orders_count"] == len(sold())
    assert whole["gross_sales"] == total("base_subtotal", "base_subtotal_canceled")
    assert whole["discounts"] == total("base_discount_amount", "base_discount_canceled")
    assert whole["refunds"] == total("base_total_refunded", "base_tax_refunded", "base_shipping_refunded")
    given, back = total("base_grand_total", "base_total_canceled"), total("base_total_refunded")
    assert whole["total_sales"] == pytest.approx(given - back, abs=0.005)
    assert sum(each["metrics"]["orders_count"] for each in report["intervals"]) == len(sold())
    assert [each["date_from"][:4] for each in report["intervals"]][:2] == ["2020", "2021"]


async def test_sales_by_product_and_by_customer_make_the_whole() -> None:
    whole = (await read("analytics.report", date_from="2020-01-01"))["total_metrics"]
    products = (await read("analytics.product_report", date_from="2020-01-01", count=250))["items"]
    assert sum(each["metrics"]["items_sold"] for each in products) == whole["items_sold"]
    for name in ("gross_sales", "discounts"):
        assert sum(each["metrics"][name] for each in products) == pytest.approx(whole[name], abs=0.005)
    assert [each["metrics"]["items_sold"] for each in products] == sorted(
        (each["metrics"]["items_sold"] for each in products), reverse=True
    )
    customers = (await read("analytics.customer_report", date_from="2020-01-01", count=250))["items"]
    assert sum(each["metrics"]["orders_count"] for each in customers) == whole["orders_count"]
    spent = sum(each["metrics"]["total_spend"] for each in customers)
    assert spent == pytest.approx(whole["total_sales"], abs=0.005)


async def test_a_report_on_one_status_counts_its_orders_alone() -> None:
    known = facts()["counts"]["orders"]["by_status"]
    for status in ("pending", "complete", "closed"):
        whole = (await read("analytics.report", date_from="2020-01-01", order_status=status))["total_metrics"]
        assert whole["orders_count"] == known[status], status
    paid = (await read("analytics.report", date_from="2020-01-01", financial_status="paid"))["total_metrics"]
    assert paid["orders_count"] == known["processing"] + known["complete"]
