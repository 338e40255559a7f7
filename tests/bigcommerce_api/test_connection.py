"""Credentials, addresses, limits and errors: how a BigCommerce store is reached."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from polycart.core.client import Call, Connection
from polycart.core.errors import AlreadyExists, CredentialsRefused, ParameterError, PolycartError
from polycart.core.transport import AppTransport
from polycart.platforms import platforms
from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.sim import Simulator
from polycart.sandbox.catalogue import OPENED
from tests.bigcommerce_api.shops import EMPTY, shop

PLATFORM = platforms()["BigcommerceApi"]


def read(**given: str) -> Any:
    return PLATFORM.settings.read({"store_url": "https://shop.test", **given})


def client(simulator: Simulator, **given: str) -> Bigcommerce:
    """The connector's client for a simulated store, outside of any method."""
    connection: Connection[Any] = Connection(
        read(**{**simulator.credentials, **given}), AppTransport(simulator), name="1"
    )
    return Bigcommerce(connection, Call(method="test"))


@pytest.mark.parametrize(
    "context", ["abc123", "stores/abc123", "https://api.bigcommerce.com/stores/abc123/v3/", "stores/abc123/v2"]
)
def test_the_context_is_taken_however_it_was_copied(context: str) -> None:
    bc = client(Simulator(EMPTY), bigcommerceapi_context=context)
    assert bc.base_url() == "https://api.bigcommerce.com/stores/abc123/"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8094", "http://localhost:8094", "http://192.168.1.4"])
def test_an_address_that_is_near_is_a_simulated_store(url: str) -> None:
    assert client(Simulator(EMPTY), store_url=url).base_url() == f"{url}/stores/simul4ted/"


def test_a_legacy_account_is_refused_with_what_to_do() -> None:
    with pytest.raises(PolycartError, match=r"legacy API accounts.*make an API account") as refused:
        read(
            bigcommerceapi_admin_account="admin",
            bigcommerceapi_api_path="https://shop.test/api/v2/",
            bigcommerceapi_api_key="s3cret-key",
        )
    assert "s3cret-key" not in refused.value.sentence


def test_half_an_account_is_refused() -> None:
    with pytest.raises(PolycartError, match="bigcommerceapi_context"):
        read(bigcommerceapi_access_token="abc")


async def test_a_wrong_token_is_told() -> None:
    with pytest.raises(CredentialsRefused, match="does not know the access token"):
        await client(Simulator(EMPTY), bigcommerceapi_access_token="wrong").check()


async def test_a_store_is_not_asked_beyond_its_quota() -> None:
    """Thirty requests side by side through windows of ten: polycart waits for the windows, the store refuses none."""
    simulator = Simulator(EMPTY, quota=10, window_ms=400)
    bc = client(simulator)
    await asyncio.gather(*(bc.get("v3/catalog/brands", {"page": page + 1}) for page in range(30)))
    assert len(simulator.requests) == 30
    assert simulator.refused == 0


async def test_the_store_refuses_who_does_not_wait_until_the_window_is_over() -> None:
    """The simulated store by itself, by a clock that is moved by hand."""
    now = [OPENED]
    simulator = Simulator(EMPTY, quota=10, clock=lambda: now[0])
    headers = {"x-auth-token": simulator.credentials["bigcommerceapi_access_token"]}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(simulator), headers=headers) as raw:
        answers = [await raw.get("http://shop.test/stores/simul4ted/v2/time") for _ in range(11)]
        assert [answer.status_code for answer in answers].count(429) == simulator.refused == 1
        assert answers[0].headers["x-rate-limit-requests-left"] == "9"
        assert answers[-1].headers["x-rate-limit-time-reset-ms"] == "30000"
        now[0] += timedelta(seconds=30)
        again = await raw.get("http://shop.test/stores/simul4ted/v2/time")
    assert again.status_code != 429
    assert again.headers["x-rate-limit-requests-left"] == "9"


async def test_a_batch_that_was_done_in_part_is_an_error() -> None:
    bc = client(Simulator(EMPTY))
    bodies = [{"name": name, "tree_id": 1, "parent_id": parent} for name, parent in (("One", 0), ("Two", 99999))]
    with pytest.raises(ParameterError, match="BigCommerce answered"):
        await bc.post("v3/catalog/trees/categories", bodies)


async def test_what_is_wrong_with_a_field_is_told_in_one_sentence() -> None:
    with pytest.raises(ParameterError) as refused:
        await client(Simulator(EMPTY)).post("v3/catalog/products", {"name": "Lamp", "type": "physical"})
    assert "weight" in refused.value.sentence
    assert "\n" not in refused.value.sentence


async def test_a_name_that_is_taken_is_told_as_such() -> None:
    bc = client(Simulator(EMPTY))
    lamp = {"name": "Lamp", "type": "physical", "weight": 1, "price": 2, "sku": "lamp-1"}
    await bc.post("v3/catalog/products", lamp)
    with pytest.raises(AlreadyExists):
        await bc.post("v3/catalog/products", lamp | {"sku": "lamp-2"})
    with pytest.raises(AlreadyExists):
        await bc.post("v3/catalog/products", lamp | {"name": "Another lamp"})


async def test_a_product_that_fails_half_way_is_taken_back() -> None:
    """The product is made, its pictures fail: nothing of it stays."""
    store = shop(EMPTY)
    before = (await store.call("product.count")).result
    store.simulator.faults.writes_left = 1
    store.simulator.faults.write_status = 422
    with pytest.raises(PolycartError):
        await store.call(
            "product.add", name="Lamp", model="lamp-9", description="A lamp", price="5", quantity="3",
            image_url="https://pictures.example/a.jpg", image_name="a.jpg", tier_prices='[{"quantity":5,"price":4}]',
        )  # fmt: skip
    store.simulator.faults.clear()
    assert (await store.call("product.count")).result == before
