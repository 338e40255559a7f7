"""The apps and scripts of a shop, and variants in the shape of products."""

from __future__ import annotations

import pytest
from tests.shopify.shops import Shop

from polycart.core.errors import CredentialsRefused, MissingParameter, NotFound, ParameterError


@pytest.fixture
def shop() -> Shop:
    return Shop(plan="enterprise")


async def test_apps_are_plugins_for_whom_shopify_lets_see_them(shop: Shop) -> None:
    found = await shop.result("cart.plugin.list", start=1, count=2)
    assert found["all_plugins"] == 4
    assert [one["code"] for one in found["plugins"]] == ["pos", "stars-and-stories"]
    assert found["plugins"][1]["additional_fields"]["developer_name"] == "Northwind Apps"
    own = shop.simulator.shop.all("AppInstallation")[0]
    own["accessScopes"] = [scope for scope in own["accessScopes"] if scope["handle"] != "read_apps"]
    error = await shop.refused("cart.plugin.list")
    assert isinstance(error, CredentialsRefused)
    assert "read_apps" in error.message


async def test_scripts_are_loaded_from_https_in_the_shop_front_only(shop: Shop) -> None:
    for given, kind, name in (
        ({}, MissingParameter, "src"),
        ({"src": "http://scripts.example/a.js"}, ParameterError, "src"),
        ({"src": "https://scripts.example/a.js", "scope": "checkout"}, ParameterError, "scope"),
        ({"src": "https://scripts.example/a.js", "html": "<script></script>"}, ParameterError, "html"),
    ):
        error = await shop.refused("cart.script.add", **given)
        assert isinstance(error, kind), error
        assert f"'{name}'" in error.message
    assert len(shop.simulator.requests) == 0
    made = (await shop.result("cart.script.add", src="https://scripts.example/lib/a%20b.js"))["script_id"]
    (found,) = (await shop.result("cart.script.list", script_ids=made, params="id,name,src,scope"))["scripts"]
    assert found == {
        "id": made, "name": "a b.js", "src": "https://scripts.example/lib/a%20b.js", "scope": "storefront",
    }  # fmt: skip
    assert await shop.result("cart.script.delete", id=made) == {"deleted": "1"}
    error = await shop.refused("cart.script.delete", id=made)
    assert isinstance(error, NotFound)
    assert error.message == f"Script with id {made} not found"


async def test_variants_of_a_category_are_those_of_its_products(shop: Shop) -> None:
    products = (await shop.result("product.list", params="id,categories_ids,u_brand", count=250))["product"]
    category = next(one["categories_ids"][0] for one in products if one["categories_ids"])
    inside = {one["id"] for one in products if category in one["categories_ids"]}
    found = (await shop.result("product.variant.list", category_id=category, count=250, params="force_all"))["variant"]
    assert {one["additional_fields"]["product_id"] for one in found} == inside
    product = found[0]["additional_fields"]["product_id"]
    counted = await shop.result("product.variant.count", category_id=category, product_id=product)
    assert counted["variants_count"] == sum(one["additional_fields"]["product_id"] == product for one in found)
    brands = {one["id"]: one["u_brand"] for one in products}
    assert all(one["u_brand"] == brands[one["additional_fields"]["product_id"]] for one in found)
    one = await shop.result("product.variant.info", id=found[0]["id"], params="force_all")
    assert one == found[0]
    children = (await shop.result("product.child_item.list", product_id=product, params="id,sku,default_price"))[
        "children"
    ]
    told = [(child["id"], child["sku"], child["default_price"]) for child in children]
    assert (found[0]["id"], found[0]["u_sku"], found[0]["price"]) in told
