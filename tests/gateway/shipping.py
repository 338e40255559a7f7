"""A gateway with its server, a simulated shop that asks for rates at the checkout, and a callback that answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from polycart.core.errors import TimedOut
from polycart.core.transport import AppTransport, Request, Response
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.home import Home
from polycart.gateway.live_shipping.asking import Asking
from polycart.platforms import platforms
from polycart.server.run import application

PUBLIC, SHOP, CALLBACK = "https://gateway.example", "https://127.0.0.1:8098", "https://rates.example/ask?key=mine"
PLUGIN = {"plugins": ("live-shipping",)}
ASKING = [cart_id for cart_id, platform in platforms().items() if platform.live_shipping is not None]
START = 1_800_000_000.0

Answer = Callable[[dict[str, Any]], "tuple[int, bytes] | None"]


def rate(**changed: Any) -> dict[str, Any]:
    """A rate that is right."""
    return {"name": "Express", "code": "EXP", "total_cost": 9.95, **changed}


def offering(*rates: dict[str, Any]) -> Answer:
    """A callback that has the same rates for every package."""

    def answer(asked: dict[str, Any]) -> tuple[int, bytes]:
        told = [{"package_id": one["id"], "rates": list(rates)} for one in asked["packages"]]
        return 200, json.dumps({"packages_rates": told}).encode()

    return answer


class Callback:
    """A callback: ``answers`` are used one after the other, the last one again and again; ``None`` never comes."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []
        self.within: list[float] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.asked.append(request)
        self.within.append(within)
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        told = answer(json.loads(request.body or b"{}"))
        if told is None:
            raise TimedOut("'rates.example' did not answer.")
        return Response(status=told[0], headers={}, body=told[1])

    async def close(self) -> None: ...

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was asked."""
        return [json.loads(request.body or b"") for request in self.asked]


AHEAD = [0.0]
"""By how many seconds the clocks of the simulated shops are ahead of the start; they are never set back."""


def now() -> datetime:
    """The moment of the simulated shops."""
    return datetime.fromtimestamp(START + AHEAD[0], UTC)


@cache
def opened(cart_id: str) -> Any:
    """The simulated shop of a platform, for all tests of a process."""
    folder = platforms()[cart_id].client.__module__.rpartition(".")[0]
    return import_module(f"{folder}.sim").Simulator(url=SHOP, clock=now, **({} if cart_id == "Shopify" else PLUGIN))


class Till:
    """One store whose shop is simulated."""

    def __init__(self, home: Path, cart_id: str, **limits: Any) -> None:
        self.cart_id = cart_id
        self.simulator = opened(cart_id)
        self.native: Any = getattr(self.simulator, "api", self.simulator)
        self._table().clear()
        self.shop = AppTransport(self.simulator)
        self.backend = Backend(Home.open(home), limits=Limits(**limits), transports=lambda store: self.shop)
        self.backend.pushes.public_url = PUBLIC
        self.now = START + AHEAD[0]
        self.paused: list[float] = []
        self.callback = Callback(offering(rate()))
        self.backend.live_rates.asking = Asking(self.callback, pause=self._pause)
        self.backend.live_rates.clock = lambda: self.now
        self.server = AppTransport(application(self.backend))

    def later(self, seconds: float) -> None:
        """Let time go by, here and in the shop."""
        self.now += seconds
        AHEAD[0] += seconds

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)

    async def open(self, **settings: Any) -> Till:
        account = await self.backend.accounts.create("one")
        _, self._key = await self.backend.accounts.create_key(account.id, "key")
        known = {name: value for name, value in {**self.simulator.credentials, **settings}.items() if value}
        store, self.store_key = await self.backend.stores.add(account.id, self.cart_id, SHOP, known)
        self.store_id = store.id
        return self

    def answers(self, *answers: Answer) -> None:
        """What the callback does from now on."""
        self.callback.answers = list(answers)
        self.callback.asked.clear()
        self.callback.within.clear()

    async def say(self, name: str, /, **parameters: Any) -> dict[str, Any]:
        """The whole answer of a method."""
        answer = await self.backend.call(
            f"basket.live_shipping_service.{name}", lambda: parameters,
            api_key=self._key, store_key=self.store_key, request_id="req_test",
        )  # fmt: skip
        return json.loads(answer.body)

    async def call(self, name: str, /, **parameters: Any) -> Any:
        """The result of a method, which has to succeed."""
        told = await self.say(name, **parameters)
        assert told["return_code"] == 0, told
        return told["result"]

    async def create(self) -> int:
        """A service; gives its id, with the test request forgotten."""
        id = (await self.call("create", name="Express", callback=CALLBACK))["id"]
        self.answers(*self.callback.answers)
        return id

    async def listed(self) -> list[dict[str, Any]]:
        """The services."""
        return (await self.call("list"))["live_shipping_services"]

    def _table(self) -> dict[Any, dict[str, Any]]:
        shop = self.native.shop
        if self.cart_id == "Shopify":
            return shop.tables.setdefault("DeliveryCarrierService", {})
        return shop.table("live_shipping_services") if self.cart_id == "Magento2Api" else shop.rate_services

    @property
    def in_shop(self) -> list[dict[str, Any]]:
        """The services that the shop has."""
        return list(self._table().values())

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """The shop without its plugin."""
        held, name = (vars(self.native), "_plugins") if self.cart_id == "Magento2Api" else (
            self.native._facts, "plugins"
        )  # fmt: skip
        kept = held[name]
        try:
            held[name] = ()
            self.native.reset()
            yield
        finally:
            held[name] = kept
            self.native.reset()

    def question(self, **changed: Any) -> Any:
        """What the shop would send to its first service."""
        folder = type(self.native).__module__.rpartition(".")[0]
        if self.cart_id == "Shopify":
            secret = self.simulator.credentials["shopify_shared_secret"]
            return import_module(f"{folder}.rating").question(self.native.shop, self.in_shop[0], secret, **changed)
        return import_module(f"{folder}.live_shipping").question(self.native.shop, self.in_shop[0], **changed)

    async def post(self, parcel: Any) -> Response:
        """Ask the server."""
        length = {"content-length": str(len(parcel.body))}
        request = Request(method="POST", url=parcel.url, headers={**parcel.headers, **length}, body=parcel.body)
        return await self.server.send(request, within=5)

    async def check_out(self, **changed: Any) -> Any:
        """The rates that the shop is given."""
        answer = await self.post(self.question(**changed))
        assert answer.status == 200, answer
        assert answer.headers["content-type"] == "application/json"
        told = json.loads(answer.body)
        return told["rates"] if self.cart_id == "Shopify" else told

    async def close(self) -> None:
        await self.backend.close()
