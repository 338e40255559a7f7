"""What the tables of real shops tell is what their APIs told: the same records, field by field."""

from __future__ import annotations

import json
from typing import Any, cast

import msgspec
import pytest

from polycart import api
from polycart.core.calls import invoke
from polycart.core.cursors import Cursors
from polycart.core.selection import Selection
from polycart.platforms.woocommerce import platform
from polycart.platforms.woocommerce.answers import Ask, resource
from polycart.platforms.woocommerce.orders.beside import beside
from polycart.platforms.woocommerce_api.categories import CategoryMap
from polycart.platforms.woocommerce_api.customers import CustomerMap
from polycart.platforms.woocommerce_api.orders.fields import OrderMap
from polycart.platforms.woocommerce_api.products.fields import ProductMap
from tests.woocommerce.conftest import PLACED as STATUSES
from tests.woocommerce.conftest import Dumped

SURPLUS = {"lowest_regular_price", "orders_count", "last_order_id", "path"}
"""What the tables tell beyond the API."""

PLACED = ",".join(STATUSES)
LISTS: list[tuple[str, str, dict[str, Any]]] = [
    ("products.all", "products", {"orderby": "id", "order": "asc", "status": "any"}),
    ("products.orderby.id", "products", {"orderby": "id", "order": "asc", "per_page": 3}),
    ("products.orderby.title", "products", {"orderby": "title", "order": "asc", "per_page": 3}),
    ("products.sku", "products", {"sku": "woo-beanie", "parent": 0}),
    ("products.type.variable", "products", {"type": "variable"}),
    ("products.type.grouped", "products", {"type": "grouped"}),
    ("products.status.trash", "products", {"status": "trash"}),
    ("products.category", "products", {"category": 18}),
    ("products.include", "products", {"include": "10,32,31"}),
    ("categories.all", "products/categories", {"orderby": "id", "order": "asc"}),
    ("categories.parent", "products/categories", {"parent": 16, "per_page": 10}),
    ("customers.email", "customers", {"role": "customer", "email": "customer3@example.com"}),
    ("customers.include", "customers", {"role": "customer", "include": "3,4"}),
    ("orders.fields", "orders", {"status": PLACED, "orderby": "date", "order": "desc"}),
    ("orders.list", "orders", {"status": PLACED, "orderby": "date", "order": "desc", "per_page": 3}),
    ("orders.page2", "orders", {"status": PLACED, "orderby": "date", "order": "desc", "per_page": 20, "offset": 20}),
    ("orders.status.multi", "orders", {"status": "pending,failed", "orderby": "date", "order": "desc", "per_page": 3}),
    ("orders.customer", "orders", {"status": PLACED, "customer": 2, "orderby": "date", "order": "desc"}),
    ("orders.guest", "orders", {"status": PLACED, "customer": 0, "orderby": "date", "order": "desc", "per_page": 2}),
]
ORDERED = {"products.all", "products.orderby.id", "products.orderby.title"}
SINGLE = [
    ("order.processing", "orders"),
    ("order.failed", "orders"),
    ("order.completed", "orders"),
    ("order.cancelled", "orders"),
    ("order.on-hold", "orders"),
    ("order.pending", "orders"),
    ("order.refunded", "orders"),
    ("order.coupon", "orders"),
    ("order.guest", "orders"),
    ("customer", "customers"),
    ("category", "products/categories"),
    ("product.variable", "products"),
    ("product.grouped", "products"),
    ("product.simple", "products"),
    ("product.external", "products"),
    ("product.downloadable", "products"),
]


def as_api(name: str, value: Any) -> Any:
    """What the readers of the connector look at: ids of terms beside names, and parts of lines, are left out."""
    if name in ("line_items", "tax_lines", "shipping_lines", "coupon_lines"):
        dropped = {
            "taxes", "tax_class", "price", "image", "parent_name", "meta_data", "nominal_amount", "free_shipping",
            "tax_status", "discount_type", "cogs_value",
        }  # fmt: skip
        rows: list[dict[str, Any]] = value
        return [{key: one for key, one in row.items() if key not in dropped} for row in rows]
    if name == "attributes":
        return [{key: one for key, one in row.items() if key not in ("term", "terms", "slug")} for row in value]
    if name in ("images", "image") and value:
        listed = cast("list[dict[str, Any]]", value if isinstance(value, list) else [value])
        return [{k: row[k] for k in ("id", "src", "alt", "date_created_gmt", "date_modified_gmt")} for row in listed]
    return value


async def found(dumped: Dumped, path: str, query: dict[str, Any]) -> Any:
    """A page out of the tables with all fields; of what only the API can tell, nothing is asked."""
    woo, one = dumped.client(), resource(path)
    window = {"orderby": one.query["orderby"], "order": one.query["order"], "offset": 0, "per_page": 100} | query
    ask = Ask(
        fields=one.fields, offset=int(window.pop("offset")), count=int(window.pop("per_page")),
        orderby=str(window.pop("orderby")), order=str(window.pop("order")), filters=window,
    )  # fmt: skip
    page = await one.find(woo, await woo.shop(), ask)
    assert len(woo.call.trace.exchanges) <= 3  # one for the page; the first call of all learns the shop with two more
    return page


def compared(records: list[dict[str, Any]], missing: dict[int, set[str]], recorded: list[dict[str, Any]]) -> int:
    """Hold the records to the recorded ones; how many fields were held."""
    held = 0
    by_id = {row["id"]: row for row in recorded}
    for record in records:
        told = by_id[record["id"]]
        for name, value in record.items():
            if name in SURPLUS or name not in told or name in missing.get(record["id"], ()):
                continue
            assert as_api(name, value) == as_api(name, told[name]), (record["id"], name)
            held += 1
    return held


@pytest.mark.parametrize(("name", "path", "query"), LISTS, ids=[one[0] for one in LISTS])
async def test_a_list_is_told_as_the_api_told_it(dumped: Dumped, name: str, path: str, query: dict[str, Any]) -> None:
    if name not in dumped.recorded:
        pytest.skip("this was not recorded")
    answer = dumped.recorded[name]["response"]
    recorded: list[dict[str, Any]] = answer["body"]
    page = await found(dumped, path, query)
    assert page.total == int({k.lower(): v for k, v in answer["headers"].items()}["x-wp-total"])
    wanted, told = [row["id"] for row in recorded], [record["id"] for record in page.records]
    assert told == wanted if name in ORDERED else sorted(told) == sorted(wanted)
    assert compared(page.records, page.missing, recorded) >= len(recorded)


@pytest.mark.parametrize(("name", "path"), SINGLE, ids=[one[0] for one in SINGLE])
async def test_a_record_is_told_as_the_api_told_it(dumped: Dumped, name: str, path: str) -> None:
    body: dict[str, Any] = dumped.recorded[name]["response"]["body"]
    page = await found(dumped, path, {"include": str(body["id"])})
    if not page.records:
        pytest.skip("this record came after the dump")
    assert compared(page.records, page.missing, [body]) > 5


@pytest.mark.parametrize("name", ["variations.list", "variations.list.2"])
async def test_variations_are_told_with_what_they_have_from_their_products(dumped: Dumped, name: str) -> None:
    recorded: list[dict[str, Any]] = dumped.recorded[name]["response"]["body"]
    parent = dumped.recorded[name]["request"]["path"].split("/")[-2]
    page = await found(dumped, "/wc-analytics/variations", {"parent": parent})
    assert sorted(record["id"] for record in page.records) == sorted(row["id"] for row in recorded)
    assert page.missing == {}
    named = [{key: value for key, value in row.items() if key != "name"} for row in recorded]
    assert compared(page.records, {}, named) > 20 * len(recorded)  # wc/v3 names them by their choices alone


async def test_notes_and_refunds_are_told_as_the_api_told_them(dumped: Dumped) -> None:
    for name, fields in (
        ("order.notes", "id,note,customer_note,date_created_gmt"),
        ("order.refunds", "id,date_created_gmt,amount,reason,refunded_payment"),
    ):
        exchange = dumped.recorded[name]
        recorded: list[dict[str, Any]] = exchange["response"]["body"]
        order = int(exchange["request"]["path"].split("/")[-2])
        if not (await found(dumped, "orders", {"include": str(order)})).records:
            continue  # it came after the dump
        answer = await beside(dumped.client(), f"orders/{order}/{name.split('.')[1]}", {"_fields": fields})
        assert answer is not None
        told = json.loads(answer.body)
        assert [{key: row[key] for key in fields.split(",")} for row in recorded] == told


async def test_the_counts_are_those_of_the_shop(dumped: Dumped) -> None:
    counts = dumped.expected["counts"]
    totals = {
        "products": ("products", {"status": "any"}, counts["products"]["total"]),
        "variants": ("/wc-analytics/variations", {"status": "any"}, counts["variants"]),
        "categories": ("products/categories", {}, counts["categories"]),
        "customers": ("customers", {"role": "customer"}, counts["customers"]),
        "orders": ("orders", {"status": PLACED}, counts["orders"]["total"]),
    }
    for path, query, total in totals.values():
        assert (await found(dumped, path, {**query, "per_page": 1})).total == total


async def test_orders_are_read_from_the_place_that_counts_and_not_from_its_copy(dumped: Dumped) -> None:
    woo = dumped.client()
    shop = await woo.shop()
    assert shop.tables_of_orders is (shop.release >= (8, 2))
    page = await found(dumped, "orders", {"status": PLACED})
    assert page.total == dumped.expected["counts"]["orders"]["total"]


@pytest.mark.parametrize(
    ("call", "params", "table"),
    [
        ("category.list", "force_all", CategoryMap),
        (
            "customer.list",
            "id,email,first_name,last_name,phone,created_time,modified_time,group,login,company",
            CustomerMap,
        ),
        (
            "order.list",
            "order_id,create_at,modified_at,currency,totals,total,discounts,payment_method,comment",
            OrderMap,
        ),
        (
            "product.list",
            "id,name,u_sku,price,special_price,categories_ids,images,quantity,in_stock,weight,url",
            ProductMap,
        ),
    ],
)
async def test_a_call_answers_what_the_api_platform_reads_from_the_recording(
    dumped: Dumped, call: str, params: str, table: Any
) -> None:
    names = {
        "category.list": "categories.all", "customer.list": "customers.list", "order.list": "orders.list",
        "product.list": "products.all",
    }  # fmt: skip
    recorded: list[dict[str, Any]] = dumped.recorded[names[call]]["response"]["body"]
    wanted = Selection(everything=True) if params == "force_all" else Selection.named(*params.split(","))
    lazy = {"path", "price", "weight_unit", "orders_count", "last_order_id"}
    reader = table.reader(Selection(wanted.fields, everything=wanted.everything, without=lazy), (10,))
    read = {str(row["id"]): json.loads(_json(reader.convert(row))) for row in recorded}
    outcome = await invoke(
        platform, dumped.connection, api.METHODS[call], {"params": params, "count": 100}, cursors=Cursors(b"x" * 32)
    )
    assert outcome.page is not None
    answered = json.loads(_json(outcome.page.items))
    assert len(answered) >= len(read)
    held = 0
    for item in answered:
        expected = read.get(str(item.get("id") or item.get("order_id")))
        for name, value in (expected or {}).items():
            if name not in lazy and name in item:
                assert item[name] == value, (item, name)
                held += 1
    assert held >= len(read)


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)
