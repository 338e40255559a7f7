"""A real Magento shop, read through polycart, has the categories, customers, coupons and settings of its database."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec
import pytest
from tests.specs import magento2_sales_dump, test_magento2_sim
from tests.specs.magento2_dump import FOLDER
from tests.specs.test_magento2_facts import facts

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.transport import AppTransport
from polycart.platforms.magento2 import platform
from polycart.platforms.magento2.sim import Simulator

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings of a real shop are not at hand")


@cache
def replica() -> Simulator:
    """The recorded shop with its customers and rules; these tests only read."""
    whole = magento2_sales_dump.records() | test_magento2_sim.records()
    return Simulator(records=whole, url="http://shop.test")


async def read(name: str, **parameters: Any) -> Any:
    """A call's result as a client sees it."""
    settings = platform.settings.read({"store_url": "https://shop.test", **replica().credentials})
    connection: Connection[Any] = Connection(settings, AppTransport(replica()), name="1")
    outcome = await invoke(platform, connection, api.METHODS[name], parameters, cursors=Cursors(b"facts"))
    return json.loads(msgspec.json.encode(outcome.result))


async def test_the_shop_is_the_one_that_it_says_it_is() -> None:
    known, counts = facts()["shop"], facts()["counts"]
    shop = await read("cart.info", params="force_all")
    (store,) = shop["stores_info"]
    assert known["product"] == shop["additional_fields"]["edition"]
    assert known["version"].startswith(shop["version"])
    assert len(shop["additional_fields"]["websites"]) == counts["websites"]
    assert len(shop["warehouses"]) == counts["sources"]
    assert len(store["store_languages"]) == counts["store_views"]
    assert (store["currency"]["iso3"], store["weight_unit"]) == (known["currency"], known["weight_unit"])
    assert store["additional_fields"]["locale"] == known["locale"]
    assert store["store_id"] == str(known["store_group"]["id"])
    assert store["root_category_id"] == str(known["store_group"]["root_category_id"])
    assert store["additional_fields"]["website_id"] == str(known["website"]["id"])


async def test_everything_is_counted_as_the_database_counts_it() -> None:
    counts = facts()["counts"]
    shown, hidden = [(await read("category.count", avail=avail))["categories_count"] for avail in (True, False)]
    assert shown + hidden == counts["categories"] - 1, "all but the root of all"
    below = len((await read("category.list", count=250, store_id="1"))["category"])
    assert below + hidden == counts["categories_without_roots"] + 1, "with the store's root category"
    assert await read("customer.count") == {"customers_count": counts["customers"]}
    assert await read("cart.coupon.count") == {"coupons_count": counts["coupons"]}
    sets = (await read("attribute.attributeset.list", count=250))["attribute_set"]
    assert len(sets) == counts["attribute_sets"]
    names = {each["name"] for each in sets}
    assert set(counts["products"]["by_attribute_set"]) <= names


async def test_a_category_is_the_one_of_the_database() -> None:
    known = facts()["samples"]["category"]
    category = await read("category.info", id=str(known["id"]), params="force_all")
    assert (category["name"], category["parent_id"]) == (known["name"], str(known["parent_id"]))
    assert category["path"] == known["path"].replace(" > ", "/")
    assert category["additional_fields"]["path_ids"] == known["path_ids"]
    assert category["additional_fields"]["level"] == known["level"]
    assert category["avail"] is known["active"]
    assert category["seo_url"] == known["url_key"]


async def test_a_customer_is_the_one_of_the_database() -> None:
    known = facts()["samples"]["customer"]
    customer = await read("customer.info", id=str(known["id"]), params="force_all")
    assert (customer["email"], customer["first_name"], customer["last_name"]) == (
        known["email"], known["first_name"], known["last_name"],
    )  # fmt: skip
    assert [group["id"] for group in customer["group"]] == [str(known["group_id"])]
    assert customer["created_time"]["value"] == known["created_at"].replace(" ", "T") + "+0000"
    assert customer["additional_fields"]["website_id"] == known["website_id"]
    (address,), (there,) = customer["address_book"], known["addresses"]
    assert (address["id"], address["address1"], address["city"], address["postcode"], address["phone"]) == (
        str(there["id"]), there["street"], there["city"], there["postcode"], there["telephone"],
    )  # fmt: skip
    assert (address["state"]["name"], address["country"]["code2"]) == (there["region"], there["country"])


async def test_the_rates_of_goods_are_those_of_their_rules() -> None:
    (goods,) = (await read("tax.class.list"))["tax_classes"]
    whole = await read("tax.class.info", tax_class_id=goods["id"], params="force_all")
    assert 0 < len(whole["tax_rates"]) <= facts()["counts"]["tax_rates"]
    assert whole["tax"] == goods["tax"] == whole["tax_rates"][0]["tax"]
