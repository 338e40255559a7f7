"""The server under measurement, and the account and stores that are put into its state folder beforehand."""

from __future__ import annotations

import msgspec

from polycart.gateway.backend import Backend
from polycart.gateway.home import Home
from polycart.platforms.woocommerce_api.sim import Simulator

CONCURRENCY = 8
"""Requests that the shop allows at once."""


class Keys(msgspec.Struct, frozen=True):
    """What a caller needs: the key, and for each address of the shop its store key."""

    api_key: str
    stores: dict[str, str]


async def prepare(home: str, *shops: str) -> Keys:
    """Make an account with a key and connect the shop at each of its addresses."""
    backend = Backend(Home.open(home))
    try:
        account = await backend.accounts.create("bench")
        _, api_key = await backend.accounts.create_key(account.id)
        credentials = Simulator(basic_over_http=True).credentials
        stores: dict[str, str] = {}
        for url in shops:
            _, stores[url] = await backend.stores.add(
                account.id, "WoocommerceApi", url, credentials, concurrency=CONCURRENCY, private_network=True
            )
        return Keys(api_key, stores)
    finally:
        await backend.close()
