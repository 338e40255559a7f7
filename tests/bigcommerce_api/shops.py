"""Simulated BigCommerce stores: called in process, and behind the gateway's own HTTP door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from polycart.core.transport import LOOPBACK
from polycart.platforms.bigcommerce_api.sim import Simulator
from polycart.sandbox.catalogue import Catalogue, Store
from polycart.server.embedded import Listener, free_ports, serving
from polycart.server.run import application, backend_of, settle
from polycart.server.settings import limits
from tests.conformance.shops import Shop

CART_ID = "BigcommerceApi"
EMPTY = Catalogue(Store(), (), (), (), (), (), (), (), (), (), (), (), ())
"""A catalogue of nothing, so that a store holds the sample products alone."""


def shop(catalogue: Catalogue | None = None, **options: Any) -> Shop:
    """A store that is called in process."""
    return Shop(CART_ID, catalogue=catalogue, **options)


@asynccontextmanager
async def door(simulator: Simulator, port: int, home: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway with one connected store, asked over HTTP; the store, too, is reached over HTTP."""
    async with AsyncExitStack() as stack:
        allowed = msgspec.structs.replace(limits(), private_networks=(*limits().private_networks, *LOOPBACK))
        backend = backend_of(home, allowed=allowed)
        stack.push_async_callback(backend.close)
        account = await backend.accounts.create("golden")
        _, api_key = await backend.accounts.create_key(account.id, "golden")
        url = f"http://127.0.0.1:{port}"
        _, store_key = await backend.stores.add(
            account.id, CART_ID, url, simulator.credentials, label="", private_network=True
        )
        await backend.start()
        settle()
        (own,) = free_ports(1)
        await stack.enter_async_context(
            serving([Listener(application(backend), own), Listener(simulator, port)], grace=1.0)
        )
        keys = {"x-api-key": api_key, "x-store-key": store_key}
        yield await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{own}/v1.1", headers=keys, timeout=20)
        )
