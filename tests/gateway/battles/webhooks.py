"""Webhooks under fire: workers, server and database die while changes come; then what arrived is counted.

Every change has to arrive at least once, and those of an entity in their order.
"""

from __future__ import annotations

import asyncio
import http.server
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.gateway.battles.ground import Ground, Kills
from tests.gateway.postgres import Server

from polycart.gateway.absence import patiently
from polycart.gateway.changes.change import Change
from polycart.gateway.tables import deliveries
from polycart.gateway.webhooks.delivery import Delivery

ENTITIES = 12


class Endpoint(http.server.ThreadingHTTPServer):
    """Notes what arrives; now and then it fails."""

    daemon_threads = True

    def __init__(self, chance: random.Random) -> None:
        self.arrived: list[str] = []
        self.failed: set[str] = set()
        self.chance = chance
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A killed worker's connection breaks off; that is what is tried here."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Endpoint  # type: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        message = self.headers["webhook-id"]
        fails = message not in self.server.failed and self.server.chance.random() < 0.02
        if fails:  # never twice: the third attempt comes after minutes
            self.server.failed.add(message)
        else:
            self.server.arrived.append(message)
            time.sleep(self.server.chance.uniform(0, 0.05))
        self.send_response(500 if fails else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None: ...


class Post(Ground):
    """A battle over what an endpoint is told."""

    async def begin(self) -> None:
        """Start everything, with two webhooks for the same changes."""
        self.environment |= {"POLYCART_PRIVATE_NETWORKS": "127.0.0.0/8", "POLYCART_POLL_SECONDS": "100000"}
        self.endpoint = Endpoint(random.Random(self.random.random()))
        self.serving = threading.Thread(target=self.endpoint.serve_forever, daemon=True)
        self.serving.start()
        await self.open()
        callback = f"http://127.0.0.1:{self.endpoint.server_address[1]}/"
        for fields in ("id", "id,name"):
            await self.backend.webhooks.add(self.store.id, "product", "update", callback, fields=fields)
        for name in self.victims:
            if name != "database":
                self.start(name)

    async def told(self, kills: Kills, pause: float) -> dict[str, Any]:
        """Let changes come while everything dies, wait until all is delivered, and hold one against the other."""
        told = await self.amid(self._change, kills, pause)
        await self._settled()
        stream = await patiently(lambda: self.backend.changes.after(self.store.id, 0, 1_000_000))
        updates = sum(change.action == "update" for change in stream)
        assert updates >= told, (updates, told)  # a poll may have found some, too
        return await self._judged(updates)

    async def _change(self, ended: asyncio.Event) -> int:
        """Changes of a dozen products, some of which the shop does not have; gives how many are news."""
        news = 0
        at = 0
        while at < 60 or not ended.is_set():
            at += 1
            id = str(33 + self.random.randrange(ENTITIES))
            change = Change(entity="product", action="update", entity_id=id, moment=time.time() + 2 * at, source="push")
            told = await patiently(lambda change=change: self.backend.changes.record(self.store.id, [change]))
            news += sum(one.action == "update" for one in told)  # what a poll has missed in the shop is added again
            await asyncio.sleep(self.random.uniform(0, 0.1))
        return news

    async def _settled(self, patience: float = 180.0) -> None:
        until = time.monotonic() + patience
        while left := await patiently(self._left):
            assert time.monotonic() < until, left
            self.look_after()
            await asyncio.sleep(0.3)

    async def _left(self) -> str:
        """What is not delivered yet."""
        if await self.backend.changes.behind("webhooks"):
            return "not all changes are written out"
        left = await self.backend.deliveries.count(deliveries.c.state == "open")
        return f"{left} deliveries are not made" if left else ""

    async def _log(self) -> list[Delivery]:
        return await patiently(lambda: self.backend.deliveries.list(limit=1_000_000))

    async def _judged(self, told: int) -> dict[str, Any]:
        rows = {one.message: one for one in await self._log()}
        assert len(rows) == 2 * told, (len(rows), told)
        assert {one.state for one in rows.values()} == {"delivered"}
        times = Counter(self.endpoint.arrived)
        assert times.keys() == rows.keys(), f"{len(rows.keys() - times.keys())} never arrived"
        last: dict[tuple[int, str], int] = {}
        for message in self.endpoint.arrived:
            one = rows[message]
            lane = (one.webhook_id, one.entity_id)
            assert last.get(lane, 0) <= one.seq, f"{message} came after a later one of its entity"
            last[lane] = one.seq
        twice = sum(count - 1 for count in times.values())
        return {
            "kills": dict(self.kills), "changes": told, "deliveries": len(rows), "arrived more than once": twice,
            "started again": self.restarts,
        }  # fmt: skip

    async def end(self) -> None:
        """End every process, and this one's endpoint."""
        await super().end()
        self.endpoint.shutdown()
        self.serving.join(5)
        self.endpoint.server_close()


async def battle(
    folder: Path, kills: Kills, *, seed: int, server: Server | None = None, pause: float = 2.0
) -> dict[str, Any]:
    """One battle from beginning to end."""
    fought = Post(folder, seed=seed, victims=("server", "worker", "worker2", "database"), server=server)
    try:
        await fought.begin()
        return await fought.told(kills, pause)
    finally:
        await fought.end()
