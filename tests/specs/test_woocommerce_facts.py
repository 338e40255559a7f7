"""Two real WooCommerce shops, read through polycart, hold what their databases hold."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec
import pytest
from tests.specs.test_woocommerce_sim import STORES, VERSIONS, replica

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.transport import AppTransport
from polycart.platforms import platforms

pytestmark = pytest.mark.skipif(not STORES.exists(), reason="the recordings of real shops are not at hand")


@cache
def facts(version: str) -> dict[str, Any]:
    """What SQL on the shop's database gave."""
    return json.loads((STORES / f"woocommerce-{version}" / "expect.json").read_text("utf-8"))


class Reader:
    """Reads a replica of a recorded shop through the connector."""

    def __init__(self, version: str) -> None:
        self.simulator = replica(version)
        self.platform = platforms()["WoocommerceApi"]
        settings = self.platform.settings.read({"store_url": "https://shop.test", **self.simulator.credentials})
        self.connection: Connection[Any] = Connection(settings, AppTransport(self.simulator), name="1")

    async def __call__(self, name: str, **parameters: Any) -> Any:
        outcome = await invoke(self.platform, self.connection, api.METHODS[name], parameters, cursors=Cursors(b"facts"))
        return json.loads(msgspec.json.encode(outcome.result))


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def read(version: str) -> Reader:
    return Reader(version)


async def test_everything_is_counted_as_the_database_counts_it(read: Reader, version: str) -> None:
    counts = facts(version)["counts"]
    assert await read("product.count") == {"products_count": counts["products"]["total"]}
    assert await read("category.count") == {"categories_count": counts["categories"]}
    assert await read("customer.count") == {"customers_count": counts["customers"]}
    assert await read("order.count") == {"orders_count": counts["orders"]["total"]}
    assert await read("attribute.count") == {"attributes_count": counts["attributes"]}
    assert await read("cart.coupon.count") == {"coupons_count": counts["coupons"]}
    for native, number in counts["orders"]["by_status"].items():
        assert await read("order.count", order_status=native.removeprefix("wc-")) == {"orders_count": number}
    kinds = {"variable": "configurable"}
    for native, number in counts["products"]["by_type"].items():
        listed = await read("product.list", type=kinds.get(native, native), count=100)
        virtual = {"simple": counts["products"]["virtual"]}.get(native, 0)
        assert listed["products_count"] in {number, number - virtual}


async def test_the_skus_are_those_of_the_database(read: Reader, version: str) -> None:
    listed = await read("product.list", params="id,u_sku", count=100)
    assert {product["u_sku"] for product in listed["product"]} == set(facts(version)["product_skus"])


async def test_a_product_is_the_one_of_the_database(read: Reader, version: str) -> None:
    known = facts(version)["samples"]["product"]
    product = await read("product.info", id=str(known["id"]), params="force_all")
    assert product["u_sku"] == known["sku"]
    assert product["name"] == known["name"]
    assert product["price"] == known["price"]
    assert product["special_price"]["value"] == known["special_price"]
    assert product["in_stock"] is known["in_stock"]
    assert product["manage_stock"] == str(known["manage_stock"])
    assert product["weight"] == known["weight"]
    assert product["weight_unit"] == known["weight_unit"]
    for side in ("length", "width", "height"):
        assert product[side] == (float(known[side]) if known[side] else None)
    assert product["create_at"]["value"] == known["created_gmt"].replace(" ", "T") + "+0000"
    assert [image["file_name"] for image in product["images"]] == [i.rpartition("/")[2] for i in known["images"]]
    category = await read("category.info", id=product["categories_ids"][0], params="path")
    assert category["path"].replace("/", " > ") in known["categories"]


async def test_variants_are_those_of_the_database(read: Reader, version: str) -> None:
    known = facts(version)["samples"]["product_with_variants"]
    product = await read("product.info", id=str(known["id"]), params="force_all")
    assert (product["type"], product["price"]) == ("configurable", known["price"])
    options = {o["name"]: {i["id"]: i["name"] for i in o["option_items"]} for o in product["product_options"]}
    assert {name: sorted(items.values()) for name, items in options.items()} == {
        name: sorted(values) for name, values in known["options"].items()
    }
    ids = {o["id"]: o for o in product["product_options"]}
    listed = await read("product.child_item.list", product_id=str(known["id"]), params="force_all", count=50)
    assert listed["total_count"] == len(known["variants"])
    children = {child["id"]: child for child in listed["children"]}
    for variant in known["variants"]:
        child = children[str(variant["id"])]
        assert child["sku"] == variant["sku"]
        assert child["parent_id"] == str(known["id"])
        assert child["default_price"] == variant["price"]
        assert child["in_stock"] is variant["in_stock"]
        chosen = {
            ids[c["option_id"]]["name"]: options[ids[c["option_id"]]["name"]][c["option_value_id"]]
            for c in child["combination"]
        }
        assert chosen == variant["options"]
        special = [price["value"] for price in child["advanced_price"]]
        assert special == ([] if variant["special_price"] is None else [variant["special_price"]])


async def test_a_customer_is_the_one_of_the_database(read: Reader, version: str) -> None:
    known = facts(version)["samples"]["customer"]
    customer = await read("customer.info", id=str(known["id"]), params="force_all")
    assert (customer["email"], customer["first_name"], customer["last_name"]) == (
        known["email"], known["first_name"], known["last_name"],
    )  # fmt: skip
    assert customer["created_time"]["value"] == known["registered"].replace(" ", "T") + "+0000"
    billing = next(address for address in customer["address_book"] if address["type"] == "billing")
    assert (billing["address1"], billing["city"], billing["postcode"]) == tuple(
        known["billing"][name] for name in ("address_1", "city", "postcode")
    )
    assert (billing["country"]["code2"], billing["state"]["code"]) == (
        known["billing"]["country"],
        known["billing"]["state"],
    )


async def test_an_order_is_the_one_of_the_database(read: Reader, version: str) -> None:
    known = facts(version)["samples"]["order"]
    order = await read("order.info", order_id=str(known["id"]), params="force_all")
    if not order["customer"]["email"]:
        pytest.skip("the recordings hold this order only in part; the cases read orders that they hold whole")
    assert order["status"]["id"] == known["status"].removeprefix("wc-")
    assert order["currency"]["iso3"] == known["currency"]
    assert order["customer"]["email"] == known["email"]
    assert order["comment"] == known["customer_note"]
    totals = order["totals"]
    assert (totals["total"], totals["tax"], totals["shipping"], totals["discount"]) == (
        known["total"], known["tax_total"], known["shipping_total"], known["discount_total"],
    )  # fmt: skip
    lines = [line for line in known["lines"] if line["type"] == "line"]
    assert len(order["order_products"]) == len(lines)
    for item, line in zip(order["order_products"], lines, strict=True):
        assert item["product_id"] == str(line["product_id"])
        assert item["variant_id"] == (None if line["variant_id"] is None else str(line["variant_id"]))
        assert item["model"] == line["sku"]
        assert item["quantity"] == line["quantity"]
        assert item["price"] * item["quantity"] == pytest.approx(line["subtotal"], abs=0.011)
        assert item["tax_value_after_discount"] == line["tax"]
    coupons = {line["name"]: line["discount"] for line in known["lines"] if line["type"] == "coupon"}
    assert {discount["code"]: discount["value"] for discount in order["discounts"]} == coupons


async def test_refunds_are_those_of_the_database(read: Reader, version: str) -> None:
    compared = 0
    for known in facts(version)["refunds"]:
        order = await read("order.info", order_id=str(known["order_id"]), params="refunds")
        totals = {refund["id"]: refund["total"] for refund in order["refunds"]}
        if totals:  # the recordings hold some of the refunded orders without their refunds
            assert totals[str(known["id"])] == -known["total"]
            compared += 1
    assert compared


async def test_the_shop_is_described_as_it_is(read: Reader, version: str) -> None:
    known = facts(version)["shop"]
    info = await read("cart.info")
    whole = await read("cart.info", params="force_all")
    assert whole["version"] == known["version"]
    (store,) = whole["stores_info"]
    assert store["currency"]["iso3"] == known["currency"]
    assert (store["weight_unit"], store["dimension_unit"]) == (known["weight_unit"], known["dimension_unit"])
    assert store["country"] == known["country"].partition(":")[0]
    assert info.keys() <= {"name", "url", "db_prefix"}
