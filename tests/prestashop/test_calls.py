"""Calls over the bridge beside what a real shop holds, and beside the same calls over its webservice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core.calls import Outcome, invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import CredentialsRefused
from polycart.core.trace import Trace
from polycart.core.transport import ANY_ADDRESS, AppTransport, HttpTransport
from polycart.platforms.prestashop import platform
from polycart.platforms.prestashop_api import platform as webservice
from polycart.platforms.prestashop_api.sim import Simulator
from tests.bridge import servers
from tests.prestashop.conftest import STORE, build, settings
from tests.specs.test_prestashop_sim import fill


async def call(
    connection: Connection[Any], name: str, /, on: Any = platform, trace: Trace | None = None, **given: Any
) -> Outcome:
    return await invoke(on, connection, api.METHODS[name], given, cursors=Cursors(b"tests"), trace=trace)


def plain(outcome: Outcome, url: str) -> Any:
    """What a call answered, with the shop's address as the simulated one has it."""
    found = outcome.page.items if outcome.page is not None else outcome.result
    return json.loads(msgspec.json.encode(found).decode().replace(url, "https://shop.test"))


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    return json.loads((STORE / "expect.json").read_text("utf-8"))


async def test_the_numbers_are_those_of_the_shop(connection: Connection[Any], expected: dict[str, Any]) -> None:
    counts = expected["counts"]
    for name, field, number in (
        ("product.count", "products_count", counts["products"]["total"]),
        ("category.count", "categories_count", counts["categories_without_roots"] + 1),
        ("order.count", "orders_count", counts["orders"]["total"]),
    ):
        assert getattr((await call(connection, name)).result, field) == number, name
    for state, number in counts["orders"]["by_state_id"].items():
        found = await call(connection, "order.count", order_status=state)
        assert getattr(found.result, "orders_count") == number  # noqa: B009 - results are of many types
    children = (await call(connection, "product.child_item.list", count=1, params="id")).page
    assert children is not None
    assert children.total == counts["variants"]
    page = (await call(connection, "product.list", count=5, params="id,u_sku")).page
    assert page is not None
    assert page.total == counts["products"]["total"]
    assert [row.u_sku for row in page.items] == expected["product_skus"][:5]


async def test_reports_count_the_orders_that_the_shop_calls_valid(
    connection: Connection[Any], database: servers.Database, expected: dict[str, Any]
) -> None:
    outcome = await call(connection, "analytics.report", date_from="2020-01-01")
    found = json.loads(msgspec.json.encode(outcome.result))["total_metrics"]
    assert found["orders_count"] == expected["counts"]["orders"]["valid"]
    sums = "SUM(total_products), SUM(total_discounts_tax_excl), SUM(total_shipping_tax_excl), SUM(total_paid_tax_incl)"
    (row,) = database.sql(f"SELECT {sums} FROM ps_orders WHERE valid = 1")
    gross, discounts, shipping, whole = (float(each) for each in row)
    refunds = float(database.one("SELECT COALESCE(SUM(total_products_tax_excl), 0) FROM ps_order_slip"))
    assert (found["gross_sales"], found["discounts"], found["shipping"]) == (gross, discounts, shipping)
    assert refunds == 0
    assert found["total_sales"] == whole
    pieces = "SELECT SUM(product_quantity) FROM ps_order_detail JOIN ps_orders USING (id_order) WHERE valid = 1"
    assert found["items_sold"] == int(database.one(pieces))


async def test_a_product_with_variants_is_the_one_of_the_shop(
    connection: Connection[Any], url: str, expected: dict[str, Any]
) -> None:
    sample = expected["samples"]["product_with_variants"]
    told = plain(await call(connection, "product.info", id=str(sample["id"]), params="force_all"), url)
    same = {"sku": "u_sku", "manufacturer": "u_brand", "price_without_tax": "price"}
    for name in ("name", "quantity", "weight", "cost_price", *same):
        assert told[same.get(name, name)] == sample[name], name
    assert told["special_price"]["value"] == sample["special_price"]
    assert [one["id"] for one in told["images"]] == [str(one["id"]) for one in sample["images"]]
    options = {one["name"]: [item["name"] for item in one["option_items"]] for one in told["product_options"]}
    assert options == sample["options"]
    children = plain(
        await call(connection, "product.child_item.list", product_id=str(sample["id"]), params="force_all"), url
    )
    assert [(int(one["id"]), one["inventory_level"], one["default_price"]) for one in children] == [
        (one["id"], one["quantity"], one["price_without_tax"]) for one in sample["variants"]
    ]


async def test_a_page_with_all_its_fields_is_one_round_trip(connection: Connection[Any]) -> None:
    for name in ("product.list", "product.child_item.list", "order.list"):
        await call(connection, name, count=1, params="force_all")  # the configuration and the columns are learned
        trace = Trace(connection.redactor)
        await call(connection, name, trace=trace, count=100, params="force_all")
        assert len(trace.exchanges) == 1, name


CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("product.list", {"count": 100, "params": "force_all"}),
    ("product.list", {"brand_name": "Studio Design", "params": "id,u_brand"}),
    ("product.list", {"category_id": "4", "params": "id,name"}),
    ("product.list", {"find_value": "mug", "params": "id,name"}),
    ("product.list", {"type": "configurable", "sort_by": "price", "sort_direction": "desc", "params": "id,price"}),
    ("product.list", {"created_from": "2026-11-21 00:29:42", "count": 3, "start": 2, "params": "id"}),
    ("product.list", {"product_attributes": [{"attribute_id": "1", "values": ["Ceramic", "3"]}], "params": "id"}),
    ("product.child_item.list", {"count": 100, "params": "force_all"}),
    ("product.child_item.list", {"avail_sale": True, "created_from": "2026-11-01", "params": "id"}),
    ("product.variant.list", {"category_id": "4", "params": "force_all"}),
    ("category.list", {"count": 20, "params": "id,name,path,sort_order,parent_id"}),
    ("customer.list", {"count": 100, "params": "force_all"}),
    ("customer.list", {"find_value": "customer3", "params": "id,email"}),
    ("order.list", {"count": 100, "params": "force_all"}),
    ("order.list", {"customer_email": "customer3@example.com", "params": "order_id"}),
    ("order.list", {"financial_status": "paid", "count": 50, "params": "order_id,status"}),
    ("order.status.list", {}),
    ("order.transaction.list", {"order_ids": "6,7,8", "params": "force_all"}),
    ("attribute.list", {"params": "force_all"}),
    ("product.option.list", {"params": "force_all"}),
    ("tax.class.list", {}),
    ("tax.class.info", {"tax_class_id": "9"}),
    ("cart.shipping_zones.list", {"params": "force_all"}),
    ("subscriber.list", {"count": 50, "params": "force_all"}),
    ("product.currency.list", {}),
)


@pytest.mark.parametrize(("name", "given"), CALLS, ids=[f"{name} {' '.join(given)}" for name, given in CALLS])
async def test_a_call_answers_as_over_the_webservice(
    name: str, given: dict[str, Any], connection: Connection[Any], url: str
) -> None:
    sim = Simulator(version="8.1.2", fill=fill, clock=lambda: datetime(2026, 11, 21, 1, 25, 57, tzinfo=UTC))
    known = webservice.settings.read({"store_url": "https://shop.test", **sim.credentials})
    other: Connection[Any] = Connection(known, AppTransport(sim), name="2")
    ours = plain(await call(connection, name, **given), url)
    theirs = plain(await call(other, name, on=webservice, **given), url)
    assert ours
    assert ours == theirs


async def test_what_the_owner_has_switched_off_is_refused_and_not_left_out(
    database: servers.Database, tmp_path: Any
) -> None:
    scopes = {"product": "read", "settings": "read", "order": "read", "customer": "off", "category": "off"}
    with servers.php(build(tmp_path, database, scopes=scopes), workers=1) as url:
        connection: Connection[Any] = Connection(settings(url), HttpTransport(ANY_ADDRESS), name="1")
        assert (await call(connection, "product.list", params="id,name")).page is not None
        for name, params in (("product.list", "id,categories_ids"), ("category.list", "id"), ("order.list", "customer"),
                             ("customer.list", "id")):  # fmt: skip
            with pytest.raises(CredentialsRefused, match="not be read"):
                await call(connection, name, params=params)
        with pytest.raises(CredentialsRefused, match="not be written"):
            await call(connection, "product.delete", id="1")
        await connection.transport.close()
