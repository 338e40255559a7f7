"""A real Magento shop, read through polycart, holds what its database holds."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec
import pytest
from tests.specs.magento2_dump import FOLDER, records

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.transport import AppTransport
from polycart.platforms.magento2 import platform
from polycart.platforms.magento2.sim import Simulator

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings of a real shop are not at hand")


@cache
def facts() -> dict[str, Any]:
    """What SQL on the shop's database gave."""
    return json.loads((FOLDER / "expect.json").read_text("utf-8"))


@cache
def replica() -> Simulator:
    """The recorded shop; these tests only read."""
    return Simulator(records=records(), url="http://shop.test")


async def read(name: str, **parameters: Any) -> Any:
    """A call's result as a client sees it."""
    settings = platform.settings.read({"store_url": "https://shop.test", **replica().credentials})
    connection: Connection[Any] = Connection(settings, AppTransport(replica()), name="1")
    outcome = await invoke(platform, connection, api.METHODS[name], parameters, cursors=Cursors(b"facts"))
    return json.loads(msgspec.json.encode(outcome.result))


async def test_products_are_counted_as_the_database_counts_them() -> None:
    counts = facts()["counts"]
    assert await read("product.count") == {"products_count": counts["products"]["total"]}
    for kind, number in counts["products"]["by_type"].items():
        assert await read("product.count", type=kind) == {"products_count": number}
    visible = counts["products"]["by_visibility"]
    assert await read("product.count", visible="everywhere") == {"products_count": visible["4"]}
    assert await read("product.count", visible="hidden") == {"products_count": visible["1"]}
    assert await read("product.count", avail_view=True) == {"products_count": visible["4"]}
    assert await read("product.count", avail_sale=True) == {"products_count": counts["products"]["by_status"]["1"]}
    assert await read("product.count", avail_sale=False) == {"products_count": 0}
    category = facts()["samples"]["category"]
    assert await read("product.count", category_id=str(category["id"])) == {"products_count": category["products"]}


async def test_variants_are_counted_as_the_database_counts_them() -> None:
    listed = await read("product.child_item.list", count=1, params="id,parent_id")
    bundled = await read("product.child_item.list", product_id="45", count=0)
    assert listed["total_count"] - bundled["total_count"] == facts()["counts"]["variants"]


async def test_a_product_is_the_one_of_the_database() -> None:
    known = facts()["samples"]["product"]
    product = await read("product.info", id=str(known["id"]), params="force_all")
    assert (product["u_sku"], product["name"], product["type"]) == (known["sku"], known["name"], known["type"])
    assert (product["price"], product["special_price"]) == (known["price"], known["special_price"])
    assert product["quantity"] == known["quantity"]
    assert {each["warehouse_id"]: each["quantity"] for each in product["inventory"]} == known["source_items"]
    assert product["in_stock"] is known["in_stock"]
    assert (product["weight"], product["weight_unit"]) == (known["weight"], known["weight_unit"])
    assert product["seo_url"] == known["url_key"]
    assert product["url"] == f"http://shop.test/{known['url_key']}.html"
    assert product["create_at"]["value"] == known["created_at"].replace(" ", "T") + "+0000"
    assert sorted(product["categories_ids"], key=int) == [str(each["id"]) for each in known["categories"]]
    assert [(image["http_path"], image["sort_order"]) for image in product["images"]] == [
        (image["url"], image["position"]) for image in known["images"]
    ]
    assert product["avail_sale"] is (known["status"] == 1)
    assert product["avail_view"] is (known["status"] == 1 and known["visibility"] != 1)


async def test_variants_are_those_of_the_database() -> None:
    known = facts()["samples"]["product_with_variants"]
    product = await read("product.info", id=str(known["id"]), params="force_all")
    assert (product["type"], product["price"], product["quantity"]) == ("configurable", known["price"], 0.0)
    assert product["in_stock"] is known["in_stock"]
    options = {o["name"]: {i["id"]: i["name"] for i in o["option_items"]} for o in product["product_options"]}
    assert {name: list(items.values()) for name, items in options.items()} == known["options"]
    ids = {o["id"]: o["name"] for o in product["product_options"]}
    listed = await read("product.child_item.list", product_id=str(known["id"]), params="force_all", count=50)
    assert listed["total_count"] == len(known["variants"])
    children = {child["id"]: child for child in listed["children"]}
    for variant in known["variants"]:
        child = children[str(variant["id"])]
        assert (child["sku"], child["name"]) == (variant["sku"], variant["name"])
        assert child["parent_id"] == str(known["id"])
        assert (child["default_price"], child["weight"]) == (variant["price"], variant["weight"])
        assert (child["inventory_level"], child["in_stock"]) == (variant["quantity"], True)
        chosen = {
            ids[each["option_id"]]: options[ids[each["option_id"]]][each["option_value_id"]]
            for each in child["combination"]
        }
        assert chosen == variant["options"]


async def test_every_product_is_in_the_set_that_the_database_says() -> None:
    found: dict[str, int] = {}
    for start in range(0, facts()["counts"]["products"]["total"], 250):
        page = await read("product.list", start=start, count=250, params="id,attribute_set_id")
        for product in page["product"]:
            set_id = str(product["additional_fields"]["attribute_set_id"])
            found[set_id] = found.get(set_id, 0) + 1
    assert sorted(found.values()) == sorted(facts()["counts"]["products"]["by_attribute_set"].values())
