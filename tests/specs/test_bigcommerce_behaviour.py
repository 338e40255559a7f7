"""What the vendor's documents tell of BigCommerce's behaviour in words, held by the simulated store.

Source: https://docs.bigcommerce.com/developer/docs (API fundamentals: status codes, rate limits, filtering) and the
descriptions in the OpenAPI documents.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.bigcommerce_api.shops import EMPTY

from polycart.platforms.bigcommerce_api.sim import Simulator

LAMP = {"name": "Lamp", "type": "physical", "weight": 1, "price": 2, "sku": "lamp-1"}


@pytest.fixture
async def store() -> AsyncIterator[httpx.AsyncClient]:
    simulator = Simulator(EMPTY)
    headers = {"x-auth-token": simulator.credentials["bigcommerceapi_access_token"]}
    url = "http://shop.test/stores/simul4ted/"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(simulator), headers=headers, base_url=url) as client:
        yield client


async def test_v3_tells_each_field_that_lacks(store: httpx.AsyncClient) -> None:
    answer = await store.post("v3/catalog/products", json={"price": 2})
    assert answer.status_code == 422
    body = answer.json()
    assert body["status"] == 422
    assert body["type"].startswith("https://developer.bigcommerce.com/")
    assert {"name", "type", "weight"} <= body["errors"].keys()


@pytest.mark.parametrize("other", [{"sku": "lamp-2"}, {"name": "Another"}, {"name": "LAMP", "sku": "x"}])
async def test_names_and_skus_are_given_once(store: httpx.AsyncClient, other: dict[str, Any]) -> None:
    assert (await store.post("v3/catalog/products", json=LAMP)).status_code == 200
    assert (await store.post("v3/catalog/products", json=LAMP | other)).status_code == 409


async def test_a_batch_of_which_a_part_is_wrong_is_207(store: httpx.AsyncClient) -> None:
    trees = [{"name": "One", "tree_id": 1, "parent_id": 0}, {"name": "Two", "tree_id": 1, "parent_id": 99999}]
    answer = await store.post("v3/catalog/trees/categories", json=trees)
    assert answer.status_code == 207
    body = answer.json()
    assert [row["name"] for row in body["data"]] == ["One"]
    assert (body["meta"]["success"], body["meta"]["failed"]) == (1, 1)


async def test_a_batch_of_products_takes_ten(store: httpx.AsyncClient) -> None:
    made = (await store.post("v3/catalog/products", json=LAMP)).json()["data"]["id"]
    assert (await store.put("v3/catalog/products", json=[{"id": made, "price": 3}])).status_code == 200
    most = [{"id": made, "price": 3}] * 11
    assert (await store.put("v3/catalog/products", json=most)).status_code in (413, 422)


async def test_empty_lists_are_204_in_v2_and_a_list_in_v3(store: httpx.AsyncClient) -> None:
    answer = await store.get("v2/orders", params={"min_id": 10**6})
    assert (answer.status_code, answer.content) == (204, b"")
    answer = await store.get("v3/catalog/products", params={"id": 10**6})
    assert answer.status_code == 200
    assert answer.json()["data"] == []
    assert answer.json()["meta"]["pagination"]["total"] == 0


async def test_errors_of_v2_are_a_list(store: httpx.AsyncClient) -> None:
    answer = await store.get("v2/orders/999999")
    assert answer.status_code == 404
    assert answer.json()[0]["status"] == 404


async def test_an_unknown_filter_is_refused(store: httpx.AsyncClient) -> None:
    assert (await store.get("v3/catalog/products", params={"colour": "red"})).status_code == 422


async def test_options_and_modifiers_shorten_the_page_to_ten(store: httpx.AsyncClient) -> None:
    for number in range(12):
        body = {**LAMP, "name": f"Lamp {number}", "sku": f"lamp-{number}"}
        assert (await store.post("v3/catalog/products", json=body)).status_code == 200
    plain = await store.get("v3/catalog/products", params={"limit": 250})
    assert len(plain.json()["data"]) >= 12
    for part in ("options", "modifiers"):
        answer = await store.get("v3/catalog/products", params={"limit": 250, "include": part})
        assert len(answer.json()["data"]) == 10
        assert answer.json()["meta"]["pagination"]["total"] == plain.json()["meta"]["pagination"]["total"]


async def test_only_named_fields_come_and_always_the_id(store: httpx.AsyncClient) -> None:
    await store.post("v3/catalog/products", json=LAMP)
    answer = await store.get("v3/catalog/products", params={"include_fields": "name", "sku": "lamp-1"})
    (row,) = answer.json()["data"]
    assert row.keys() == {"id", "name"}


async def test_a_wrong_token_and_an_unknown_route_are_told_apart(store: httpx.AsyncClient) -> None:
    assert (await store.get("v3/catalog/products", headers={"x-auth-token": "x"})).status_code == 401
    assert (await store.get("v3/nothing")).status_code == 404
    assert (await store.post("v2/store", json={})).status_code == 405
