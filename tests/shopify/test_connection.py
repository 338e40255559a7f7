"""Credentials, versions, ids and cursors of a Shopify shop, and what is told where they are wrong."""

from __future__ import annotations

from typing import Any

import pytest
from tests.shopify.shops import CURSORS, Shop

from polycart.core.client import Call
from polycart.core.errors import CredentialsRefused, MissingParameter, NotFound, ParameterError, Unsupported
from polycart.platforms.shopify.connection import Shop as Client
from polycart.platforms.shopify.sim import app


def client(shop: Shop) -> Client:
    return Client(shop.connection, Call())


@pytest.mark.parametrize(
    "credentials",
    [
        {"shopify_access_token": app.TOKEN},
        {"shopify_api_key": app.API_KEY, "shopify_api_password": app.PASSWORD},
        {"shopify_client_id": app.CLIENT_ID, "shopify_shared_secret": app.CLIENT_SECRET},
    ],
    ids=["token", "private app", "client credentials"],
)
async def test_each_kind_of_credentials_opens_the_shop(credentials: dict[str, str]) -> None:
    shop = Shop(credentials=credentials)
    assert await client(shop).check() == "2026-10"
    assert (await shop.result("product.count"))["products_count"] > 0


async def test_a_refused_token_is_renewed_once_and_kept() -> None:
    credentials = {
        "shopify_access_token": "shpat_worn_out",
        "shopify_client_id": app.CLIENT_ID,
        "shopify_shared_secret": app.CLIENT_SECRET,
    }
    shop = Shop(credentials=credentials)
    assert (await shop.result("product.count"))["products_count"] > 0
    assert shop.connection.settings.shopify_access_token not in (None, "shpat_worn_out")


@pytest.mark.parametrize(
    "credentials",
    [
        {"shopify_access_token": "shpat_wrong"},
        {"shopify_client_id": app.CLIENT_ID, "shopify_shared_secret": "shpss_wrong"},
    ],
)
async def test_wrong_credentials_are_told_and_not_shown(credentials: dict[str, str]) -> None:
    shop = Shop(credentials=credentials)
    error = await shop.refused("product.count")
    assert isinstance(error, CredentialsRefused)
    assert not any(value in error.sentence for value in credentials.values())


async def test_no_credentials_are_told_before_anything_is_asked() -> None:
    shop = Shop(credentials={})
    with pytest.raises(MissingParameter, match="shopify_access_token"):
        await client(shop).check()
    assert len(shop.simulator.requests) == 0


@pytest.mark.parametrize(
    ("path", "latest", "version"),
    [("", "false", "2026-10"), ("/admin/api/2026-07", "false", "2026-07"), ("/admin/api/2026-07", "true", "2026-10")],
)
async def test_a_store_speaks_the_version_that_it_is_pinned_to(path: str, latest: str, version: str) -> None:
    shop = Shop(path=path)
    await shop.call("product.list", params="id", count=1, use_latest_api_version=latest)
    assert shop.trace.exchanges[0].url == f"https://shop.test/admin/api/{version}/graphql.json"


async def test_a_number_and_its_global_id_are_the_same_product() -> None:
    shop = Shop(plan="enterprise")
    (product,) = (await shop.result("product.list", count=1, params="id,name"))["product"]
    by_gid = await shop.result("product.info", id=f"gid://shopify/Product/{product['id']}", params="id,name")
    assert by_gid == product


@pytest.mark.parametrize(
    "id",
    ["gid://shopify/Order/1", "gid://other/Product/1", "1 OR 2", "1,2", "-1", "1e9", "gid://shopify/Product/x", ""],
)
async def test_what_is_no_id_of_a_product_is_told_before_anything_is_asked(id: str) -> None:
    shop = Shop()
    error = await shop.refused("product.info", id=id)
    assert error.code in (109, 114)
    assert len(shop.simulator.requests) == 0


async def test_a_cursor_of_another_list_or_shop_is_refused() -> None:
    shop = Shop(plan="enterprise")
    outcome = await shop.call("product.list", count=2, params="id")
    token = outcome.pagination["next"]  # type: ignore[index]
    error = await shop.refused("order.list", page_cursor=token)
    assert (error.code, error.message) == (109, "Parameter 'page_cursor' is not valid")
    error = await shop.refused("product.list", page_cursor=f"{token}x")
    assert error.code == 109
    assert CURSORS is not None


async def test_a_native_cursor_is_no_cursor() -> None:
    error = await Shop().refused("product.list", page_cursor="eyJsYXN0X2lkIjo3MDAwNDg2MDMwNjQxfQ==")
    assert error.code == 109


async def stock(shop: Shop) -> tuple[str, dict[str, Any]]:
    found = await shop.result("product.list", type="simple", params="id,quantity,inventory,manage_stock", count=50)
    product = next(each for each in found["product"] if each["inventory"] and each["manage_stock"] == "True")
    return product["id"], product


async def test_more_than_there_is_cannot_be_taken_out_of_stock() -> None:
    shop = Shop(plan="enterprise")
    id, before = await stock(shop)
    error = await shop.refused("product.update", id=id, reduce_quantity=before["quantity"] + 1000)
    assert isinstance(error, ParameterError)
    assert "reduce_quantity" in error.message
    assert (await shop.result("product.info", id=id, params="quantity"))["quantity"] == before["quantity"]


async def test_a_difference_is_added_to_what_is_there_once() -> None:
    shop = Shop(plan="enterprise")
    id, before = await stock(shop)
    await shop.call("product.update", id=id, increase_quantity=5)
    assert (await shop.result("product.info", id=id, params="quantity"))["quantity"] == before["quantity"] + 5


async def test_an_unknown_location_is_told_and_nothing_changed() -> None:
    shop = Shop(plan="enterprise")
    id, before = await stock(shop)
    error = await shop.refused("product.update", id=id, quantity=3, warehouse_id="999999999")
    assert isinstance(error, NotFound)
    assert "999999999" in error.message
    assert (await shop.result("product.info", id=id, params="quantity"))["quantity"] == before["quantity"]


async def test_a_locked_or_frozen_shop_is_told_in_one_sentence() -> None:
    for fault in ("freeze", "lock"):
        shop = Shop()
        getattr(shop.simulator.faults, fault)()
        error = await shop.refused("product.count")
        assert error.code == 107
        assert error.sentence.endswith(".")


async def test_a_document_of_the_callers_own_is_passed_on() -> None:
    shop = Shop()
    found = await client(shop).pass_on(
        "POST",
        "graphql.json",
        json={"query": "query($n: Int!) { products(first: $n) { nodes { id } } }", "variables": {"n": 2}},
    )
    assert len(found["data"]["products"]["nodes"]) == 2
    with pytest.raises(Unsupported, match="nonsense"):
        await client(shop).pass_on("POST", "graphql.json", json={"query": "{ nonsense }"})
    asked = len(shop.simulator.requests)
    with pytest.raises(ParameterError, match="POST with json="):
        await client(shop).pass_on("GET", "products.json")
    assert len(shop.simulator.requests) == asked
