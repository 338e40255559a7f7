"""A gateway with its server, a simulated shop that delivers to it, and short ways to change the shop and to look."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from polycart.core.transport import AppTransport, Request, Response
from polycart.gateway.backend import Backend
from polycart.gateway.changes.change import Change
from polycart.gateway.home import Home
from polycart.platforms import platforms
from polycart.server.run import application

PUBLIC, SHOP = "http://127.0.0.1:8099", "http://127.0.0.1:8098"
MORE = {"Shopify": {"shopify_shared_secret": "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"}}
"""Credentials that signed deliveries need beside those that open the shop."""

PUSHING = [cart_id for cart_id, platform in platforms().items() if platform.pushes is not None]


class Rig:
    """One store whose shop is simulated; shop and server reach each other inside this process."""

    def __init__(self, home: Path, cart_id: str) -> None:
        folder = platforms()[cart_id].client.__module__.rpartition(".")[0]
        self.cart_id = cart_id
        self.simulator: Any = importlib.import_module(f"{folder}.sim").Simulator(url=SHOP)
        self.shop: Any = getattr(self.simulator, "api", self.simulator)
        self.way: Any = AppTransport(self.simulator)
        self.backend = Backend(Home.open(home), transports=lambda store: self.way)
        self.backend.pushes.public_url = PUBLIC
        self.server = AppTransport(application(self.backend))
        self.shop.courier.transport = self.server
        self.shop.courier.by_itself = False
        self.store_id = 0
        self.store_key = ""
        self._caller: Any = None

    async def open(self) -> Rig:
        account = await self.backend.accounts.create("one")
        _, key = await self.backend.accounts.create_key(account.id, "key")
        self._key = key
        settings = {**self.simulator.credentials, **MORE.get(self.cart_id, {})}
        store, self.store_key = await self.backend.stores.add(
            account.id, self.cart_id, "http://127.0.0.1:8098", settings
        )
        self.store_id = store.id
        return self

    async def watch(self, *entities: str) -> None:
        """Watch entities, and have the shop subscribed to."""
        await self.backend.changes.watch(self.store_id, entities, "feed")
        await self.backend.pushes.look()

    async def call(self, name: str, /, **parameters: Any) -> Any:
        """Call a method of the contract; it has to succeed."""
        answer = await self.backend.call(
            name, lambda: parameters, api_key=self._key, store_key=self.store_key, request_id="req_test"
        )
        read = json.loads(answer.body)
        assert read["return_code"] == 0, read
        return read["result"]

    async def deliver(self) -> list[int]:
        """Let the shop send what it has to tell; gives the statuses that it was answered."""
        return [parcel.status for parcel in await self.shop.courier.deliver()]

    async def news(self, after: int = 0) -> list[Change]:
        """The changes of the store."""
        return await self.backend.changes.after(self.store_id, after, 100)

    async def post(self, token: str, headers: dict[str, str], body: bytes) -> Response:
        """Deliver something by hand."""
        request = Request(method="POST", url=f"{PUBLIC}/push/{token}", headers=headers, body=body)
        return await self.server.send(request, within=5)

    @property
    def door(self) -> Any:
        """The door of the store."""
        return self.backend.pushes.doors.of(self.store_id)

    async def close(self) -> None:
        await self.backend.close()
