"""A store with webhooks, an endpoint that answers as it is told, and a clock that is set by hand."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.conformance.shops import Shop
from tests.gateway.test_backend import CART_ID, Door

from polycart.core.transport import AppTransport, Request, Response
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.changes.change import Change
from polycart.gateway.home import Home
from polycart.gateway.webhooks.delivery import Delivery
from polycart.gateway.webhooks.dispatch import Dispatcher

Answer = int | Response | Exception


class Endpoint:
    """Takes what is sent, and answers 200 or what ``answer`` says; ``slow`` holds answers back until it is set."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.got: list[Request] = []
        self.when: list[float] = []
        self.answer: Callable[[Request], Answer] = lambda request: 200
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = self.most_at_once = 0
        self._clock = clock

    async def send(self, request: Request, *, within: float) -> Response:
        assert within == 15.0
        self.got.append(request)
        self.when.append(self._clock())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0)
            await self.open.wait()
            answer = self.answer(request)
        finally:
            self.at_once -= 1
        if isinstance(answer, Exception):
            raise answer
        return Response(status=answer, headers={}, body=b"") if isinstance(answer, int) else answer

    async def close(self) -> None: ...

    def bodies(self, url: str | None = None) -> list[Any]:
        """What was sent, as JSON."""
        return [json.loads(one.body or b"null") for one in self.got if url in (None, one.url)]


@cache
def _simulator() -> Any:
    """One shop for all tests, which only read it; making one takes longer than most of them."""
    return Shop(CART_ID).simulator


class _Door(Door):
    def __init__(self, home: Path, **limits: Any) -> None:
        self.home = home
        self.simulator = _simulator()
        self.simulator.requests.clear()
        self.simulator.faults.revoked = False
        self.transport: Any = AppTransport(self.simulator)
        self.backend = Backend(Home.open(home), limits=Limits(**limits), transports=lambda store: self.transport)
        self.serial = 0
        self.api_key = self.store_key = ""


class Scene:
    """A gateway with one connected shop, its webhooks, and the dispatcher that delivers to them."""

    def __init__(self, home: Path, **limits: Any) -> None:
        self.now = time.time()
        self.door = _Door(home, **limits)
        self.backend = self.door.backend
        self.endpoint = Endpoint(self.clock)
        self.dispatcher = Dispatcher(self.backend, transport=self.endpoint, clock=self.clock)

    def clock(self) -> float:
        return self.now

    async def open(self) -> Scene:
        await self.door.open()
        self.store_id = 1
        return self

    async def close(self) -> None:
        await self.dispatcher.stop(0.0)
        await self.backend.close()

    async def hook(self, entity: str = "product", action: str = "update", **more: Any) -> int:
        """Make a webhook; gives its id."""
        given = {"callback": "https://app.example/hook", **more}
        answer = await self.door.call("webhook.create", entity=entity, action=action, **given)
        assert answer["return_code"] == 0, answer
        return answer["result"]["id"]

    async def refused(self, name: str = "webhook.create", **parameters: Any) -> str:
        """The sentence with which a call is refused, after which nothing has changed."""
        before = await self.door.call("webhook.list", params="force_all")
        answer = await self.door.call(name, **parameters)
        assert answer["return_code"] in (107, 109, 112, 114), answer
        assert answer["result"] == {}
        assert "\n" not in answer["return_message"]
        assert await self.door.call("webhook.list", params="force_all") == before
        return answer["return_message"]

    async def products(self, count: int = 3) -> list[str]:
        """Ids of some products of the shop."""
        answer = await self.door.call("product.list", count=count, params="id")
        return [one["id"] for one in answer["result"]["product"]]

    async def happen(self, *ids: str, entity: str = "product", action: Any = "update", parent: str = "") -> None:
        """Have the shop tell that entities have changed; each time later than before."""
        self.now += 2
        found = [
            Change(entity=entity, action=action, entity_id=id, parent_id=parent, moment=self.now, source="push")
            for id in ids
        ]
        news = await self.backend.changes.record(self.store_id, found)
        assert len(news) == len(ids)

    async def pass_(self, seconds: float) -> None:
        """Let time go by, and deliver what is due then."""
        self.now += seconds
        await self.dispatcher.drained()

    async def log(self) -> list[Delivery]:
        """All deliveries, the oldest first."""
        return (await self.backend.deliveries.list(limit=10_000))[::-1]
