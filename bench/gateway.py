"""The server under measurement, and the account and stores that are put into its state folder beforehand."""

from __future__ import annotations

import msgspec

from polycart.gateway.backend import Backend
from polycart.gateway.home import Home
from polycart.platforms.woocommerce.sim import Simulator

CONCURRENCY = 8
"""Requests that the shop allows at once."""


class Keys(msgspec.Struct, frozen=True):
    """What a caller needs."""

    api_key: str
    store_key: str
    slow_store_key: str


async def prepare(home: str, shop: str) -> Keys:
    """Make an account with a key and connect the shop, at its usual address and at its slow one."""
    backend = Backend(Home.open(home))
    try:
        account = await backend.accounts.create("bench")
        _, api_key = await backend.accounts.create_key(account.id)
        credentials = Simulator(basic_over_http=True).credentials
        keys = [
            (
                await backend.stores.add(
                    account.id, "WoocommerceApi", url, credentials, concurrency=CONCURRENCY, private_network=True
                )
            )[1]
            for url in (shop, f"{shop}/slow")
        ]
        return Keys(api_key, *keys)
    finally:
        await backend.close()
