"""A gateway with its server, a simulated shop that delivers to it, and short ways to change the shop and to look."""

from __future__ import annotations

import importlib
import itertools
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from polycart.core.client import Call
from polycart.core.pushes import Subscription
from polycart.core.transport import AppTransport, Request, Response
from polycart.gateway.backend import Backend
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.poller import Poller
from polycart.gateway.home import Home
from polycart.platforms import platforms
from polycart.server.run import application

PUBLIC, SHOP = "http://127.0.0.1:8099", "https://127.0.0.1:8098"
TIMED = ["BigcommerceApi", "Shopify"]
"""Those whose deliveries tell when they were sent."""

PUSHING = [cart_id for cart_id, platform in platforms().items() if platform.pushes is not None]


SUBSCRIBING = (b"webhookSubscriptionCreate", b'"destination"', b'"delivery_url"')
"""What the bodies hold of requests that subscribe to something."""


class Refusing:
    """A way to the shop on which the request for the ``nth`` subscription is refused."""

    def __init__(self, inner: Any, nth: int) -> None:
        self.inner, self.nth, self.seen = inner, nth, 0

    async def send(self, request: Request, *, within: float) -> Response:
        if request.method == "POST" and any(words in (request.body or b"") for words in SUBSCRIBING):
            self.seen += 1
            if self.seen == self.nth:
                return Response(status=400, headers={"content-type": "application/json"}, body=b'{"message": "No."}')
        return await self.inner.send(request, within=within)

    async def close(self) -> None: ...


class Deaf:
    """A server that takes nothing."""

    async def send(self, request: Request, *, within: float) -> Response:
        return Response(status=500, headers={}, body=b"")

    async def close(self) -> None: ...


AHEAD = [0.0]
"""By how many seconds all clocks are ahead of the real one; they are never set back."""

EMPTIED: dict[str, Callable[[Any], None]] = {
    "BigcommerceApi": lambda shop: shop.hooks.rows.clear(),
    "Shopify": lambda shop: shop.tables.pop("WebhookSubscription", None),
    "WoocommerceApi": lambda shop: shop.webhooks.clear(),
}
"""What takes the subscriptions out of a shop: making a new shop takes longer than most tests."""

SERIAL = itertools.count()


def now() -> float:
    """This moment, for shops and gateways alike."""
    return time.time() + AHEAD[0]


@cache
def opened(cart_id: str) -> Any:
    """The simulated shop of a platform, for all tests of a process; each takes a product of its own."""
    folder = platforms()[cart_id].client.__module__.rpartition(".")[0]
    simulator = importlib.import_module(f"{folder}.sim").Simulator
    return simulator(url=SHOP, clock=lambda: datetime.fromtimestamp(now(), UTC))


class Rig:
    """One store whose shop is simulated; shop and server reach each other inside this process."""

    def __init__(self, home: Path, cart_id: str) -> None:
        self.cart_id = cart_id
        self.simulator = opened(cart_id)
        self.shop: Any = getattr(self.simulator, "api", self.simulator)
        self.way: Any = AppTransport(self.simulator)
        self.backend = Backend(Home.open(home), transports=lambda store: self.way)
        self.backend.pushes.public_url = PUBLIC
        self.backend.changes.clock = now
        self.poller = Poller(self.backend, clock=now, dice=random.Random(7))
        self.server = AppTransport(application(self.backend))
        self.shop.courier.clear()
        EMPTIED[cart_id](self.shop.shop)
        self.shop.courier.transport = self.server
        self.shop.courier.by_itself = False
        self.store_id = 0
        self.store_key = ""
        self._caller: Any = None

    async def open(self, *, able: bool = True) -> Rig:
        account = await self.backend.accounts.create("one")
        _, key = await self.backend.accounts.create_key(account.id, "key")
        self._key = key
        settings = dict(self.simulator.credentials)
        if not able:
            del settings["shopify_shared_secret"]
        store, self.store_key = await self.backend.stores.add(account.id, self.cart_id, SHOP, settings)
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

    def later(self, seconds: float) -> None:
        """Let time go by."""
        AHEAD[0] += seconds

    async def product(self) -> str:
        """The id of a product that no other test has changed."""
        return (await self.call("product.list", start=next(SERIAL), count=1, params="id"))["product"][0]["id"]

    async def rename(self, id: str | None = None) -> str:
        """Give a product a name that it did not have; gives its id."""
        chosen = id or await self.product()
        await self.call("product.update", id=chosen, name=f"Cup {next(SERIAL)}")
        return chosen

    async def deliver(self) -> list[int]:
        """Let the shop send what it has to tell; gives the statuses that it was answered."""
        return [parcel.status for parcel in await self.shop.courier.deliver()]

    async def news(self, after: int = 0) -> list[Change]:
        """The changes of the store."""
        return await self.backend.changes.after(self.store_id, after, 100)

    async def polled(self) -> None:
        """Have the store polled as it is when nothing was told for long, and again for what was too young."""
        for seconds in (2000.0, 5.0):
            self.later(seconds)
            await self.backend.changes.nudge(self.store_id)
            self.later(2.0)
            await self.poller.poll()

    def client(self) -> Any:
        """A client of the shop."""
        platform, connection = self.backend.connect(self.backend.stores.get(self.store_id))
        return platform.client(connection, Call())

    @property
    def pushes(self) -> Any:
        """What the platform declares."""
        return self.backend.platform(self.backend.stores.get(self.store_id)).pushes

    async def subscribed(self, address: str = "") -> list[Subscription]:
        """What the shop sends to an address; to the store's door, unless another one is named."""
        return await self.pushes.subscriptions(self.client(), address or f"{PUBLIC}/push/{self.door.token}")

    async def captured(self) -> tuple[dict[str, str], bytes]:
        """What the shop has just been about to deliver, taken off it before it does."""
        parcel = self.shop.courier.waiting.pop()
        self.shop.courier.waiting.clear()
        headers = {name.lower(): value for name, value in parcel.headers.items()}
        return {"content-type": "application/json", **headers}, parcel.body

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
