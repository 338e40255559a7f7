"""A simulated shop, and a server before it on a loopback port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from polycart.client import Store, connect
from polycart.core.transport import AppTransport
from polycart.gateway.backend import Backend
from polycart.gateway.home import Home
from polycart.platforms.woocommerce_api.sim import Simulator
from polycart.server.embedded import Listener, free_ports, serving
from polycart.server.run import application

SHOP = "https://shop.example.com"


class Served(msgspec.Struct):
    """A running server with one account and one store."""

    url: str
    api_key: str
    store_key: str
    backend: Backend


@pytest.fixture
def shop() -> Simulator:
    """A simulated WooCommerce shop."""
    return Simulator(url=SHOP)


@pytest.fixture
async def store(shop: Simulator) -> AsyncIterator[Store]:
    """The shop in this process."""
    async with connect("WoocommerceApi", store_url=SHOP, transport=AppTransport(shop), **shop.credentials) as opened:
        yield opened


@pytest.fixture
async def server(shop: Simulator, tmp_path: Path) -> AsyncIterator[Served]:
    """The shop behind a real server."""
    backend = Backend(Home(tmp_path), transports=lambda _: AppTransport(shop))
    account = await backend.accounts.create("tests")
    _, api_key = await backend.accounts.create_key(account.id)
    _, store_key = await backend.stores.add(account.id, "WoocommerceApi", SHOP, shop.credentials)
    (port,) = free_ports(1)
    async with serving([Listener(application(backend), port)], grace=1.0):
        yield Served(f"http://127.0.0.1:{port}", api_key, store_key, backend)
    await backend.close()
