"""``python -m bench.webhooks``: how soon a change arrives, pushed and polled, and what a dead endpoint costs others.

One process delivers, as a worker does; the shop is simulated in its memory, the endpoints are on the loopback.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from polycart.core.transport import AppTransport
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.poller import Poller
from polycart.gateway.home import Home
from polycart.gateway.webhooks.dispatch import Dispatcher
from polycart.sandbox.simulators import simulators

CART_ID = "WoocommerceApi"
PUSHES = 400
POLLED = 60
INTERVAL = 5.0
MANY = 2000
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Endpoint(asyncio.Protocol):
    """An endpoint that answers at once, or never; it notes when what came."""

    arrived: dict[str, float] = {}

    def __init__(self, *, hangs: bool = False) -> None:
        self.hangs = hangs
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.hangs:
            return
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
            length = int(fields.get(b"content-length", 0))
            if len(rest) < length:
                return
            self.arrived[fields[b"webhook-id"].decode()] = time.perf_counter()
            self.buffer = rest[length:]
            self.transport.write(ANSWER)


class Bench:
    """A gateway with one store, and endpoints."""

    def __init__(self, folder: Path) -> None:
        self.simulator = simulators()[CART_ID](url="https://shop.test")
        transport = AppTransport(self.simulator)
        limits = Limits(private_networks=("127.0.0.0/8",))
        self.backend = Backend(Home.open(folder / "home"), limits=limits, transports=lambda store: transport)
        self.figures: dict[str, Any] = {"load": os.getloadavg()[0]}

    async def open(self) -> None:
        account = await self.backend.accounts.create("one")
        self.store, _ = await self.backend.stores.add(
            account.id, CART_ID, "https://shop.test", self.simulator.credentials
        )
        loop = asyncio.get_running_loop()
        self.fast = await loop.create_server(Endpoint, "127.0.0.1", 0)
        self.hanging = await loop.create_server(lambda: Endpoint(hangs=True), "127.0.0.1", 0)
        listed = await self.ask("product.list", count=250, params="id")
        self.products = [one["id"] for one in listed["product"]]

    async def ask(self, name: str, /, **raw: Any) -> Any:
        from polycart.gateway.contract import methods

        outcome = await self.backend.ask(methods()[name], raw, store=self.store, request_id=f"bench_{name}")
        return msgspec.to_builtins(outcome.result)

    async def hook(self, server: Any, entity: str = "product", fields: str = "id,name,price") -> int:
        port = server.sockets[0].getsockname()[1]
        return await self.backend.webhooks.add(
            self.store.id, entity, "update", f"http://127.0.0.1:{port}/", fields=fields
        )

    async def told(self, *ids: str) -> None:
        found = [
            Change(entity="product", action="update", entity_id=id, moment=self.moment(), source="push") for id in ids
        ]
        await self.backend.changes.record(self.store.id, found)

    def moment(self) -> float:
        self._moment = getattr(self, "_moment", time.time()) + 3
        return self._moment

    async def since(self, start: int) -> list[Any]:
        rows = await self.backend.deliveries.list(limit=100_000)
        return [one for one in rows if one.id > start]

    async def pushed(self) -> None:
        """From when the gateway learns of a change to when the endpoint has it."""
        hook = await self.hook(self.fast)
        dispatcher = Dispatcher(self.backend)
        await dispatcher.start()
        began: list[float] = []
        for at in range(PUSHES):
            began.append(time.perf_counter())
            await self.told(self.products[at % len(self.products)])
            await asyncio.sleep(0.02)
        await self.settled(PUSHES)
        rows = sorted(await self.since(0), key=lambda one: one.seq)
        took = [1000 * (Endpoint.arrived[one.message] - start) for one, start in zip(rows, began, strict=True)]
        self.figures["push ms"] = spread(took)
        await dispatcher.stop()
        await self.backend.webhooks.delete(await self.backend.webhooks.get(hook))

    async def polled(self) -> None:
        """From when the shop has a change to when the endpoint has it, where the shop is asked every few seconds."""
        hook = await self.hook(self.fast)
        poller, dispatcher = Poller(self.backend, interval=INTERVAL), Dispatcher(self.backend)
        await poller.start()
        await dispatcher.start()
        await asyncio.sleep(3 * INTERVAL)
        began: dict[str, float] = {}
        for id in self.products[:POLLED]:
            await asyncio.sleep(random.uniform(0, 2.0))
            began[id] = time.perf_counter()
            await self.ask("product.update", id=id, name=f"Changed {random.randrange(10**9)}")
        until = time.perf_counter() + 60
        while time.perf_counter() < until:
            rows = [one for one in await self.since(0) if one.webhook_id == hook and one.state == "delivered"]
            if len({one.entity_id for one in rows}) == len(began):
                break
            await asyncio.sleep(0.2)
        first: dict[str, float] = {}
        for one in sorted(rows, key=lambda one: one.id):
            first.setdefault(one.entity_id, Endpoint.arrived[one.message])
        self.figures["poll s"] = spread([first[id] - start for id, start in began.items() if id in first])
        self.figures["poll"] = f"every {INTERVAL:.0f} s, {len(first)} of {len(began)} arrived"
        await poller.stop()
        await dispatcher.stop()
        await self.backend.webhooks.delete(await self.backend.webhooks.get(hook))

    async def many(self, title: str, beside: str | None) -> None:
        """Deliveries a second to an endpoint that answers, alone and beside one that does not."""
        hooks = [await self.hook(self.fast)]
        if beside == "hangs":
            hooks.append(await self.hook(self.hanging, fields="id"))
        elif beside == "refuses":
            hooks.append(await self.backend.webhooks.add(self.store.id, "product", "update", "http://127.0.0.1:9/"))
        for start in range(0, MANY, 200):
            await self.told(*(self.products[at % len(self.products)] for at in range(start, start + 200)))
        dispatcher = Dispatcher(self.backend)
        before, start = len(Endpoint.arrived), time.perf_counter()
        await dispatcher.start()
        while len(Endpoint.arrived) - before < MANY:
            await asyncio.sleep(0.02)
            assert time.perf_counter() - start < 300
        took = time.perf_counter() - start
        await dispatcher.stop(0.1)
        self.figures[title] = round(MANY / took, 1)
        for id in hooks:
            await self.backend.webhooks.delete(await self.backend.webhooks.get(id))

    async def settled(self, count: int) -> None:
        until = time.perf_counter() + 60
        while len(Endpoint.arrived) < count and time.perf_counter() < until:  # noqa: ASYNC110 - what is measured is left alone
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)


def spread(values: list[float]) -> dict[str, float]:
    """The middle, the slowest but one in a hundred, and the slowest."""
    cut = statistics.quantiles(values, n=100)
    return {"p50": round(cut[49], 2), "p99": round(cut[98], 2), "max": round(max(values), 2), "n": len(values)}


async def main(folder: Path) -> None:
    bench = Bench(folder)
    await bench.open()
    try:
        await bench.pushed()
        await bench.many("a second, alone", None)
        await bench.many("a second, beside one that refuses", "refuses")
        await bench.many("a second, beside one that hangs", "hangs")
        if "--no-poll" not in sys.argv:
            await bench.polled()
    finally:
        bench.fast.close()
        bench.hanging.close()
        await bench.backend.close()
        print(json.dumps(bench.figures, indent=2))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as told:
        asyncio.run(main(Path(told)))
