"""Changes under fire: a merchant changes a shop while server, workers, a reader and the database die.

Then the stream is held against the shop, and what the reader has against the stream.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.gateway.battles.ground import CART_ID, HERE, Ground, Kills
from tests.gateway.postgres import Server

import polycart
from polycart.gateway.absence import patiently
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.feed import Feed
from polycart.gateway.changes.reading import moment


class Front(Ground):
    """A battle over what is told of a shop that its merchant changes."""

    serial = 0

    async def begin(self) -> None:
        """Start everything, and wait until it is known what was there in the beginning."""
        self.environment["POLYCART_POLL_SECONDS"] = "1"
        await self.open()
        self.file = self.folder / "seen.db"
        await Feed(self.backend).on(self.store, ["product"])
        credentials: dict[str, Any] = {"store_url": self.shop_url, **self.credentials}
        self.merchant = polycart.connect(CART_ID, **credentials)
        self.seeded = [product.id async for product in self.merchant.product.iterate(params="id")]
        for name in self.victims:
            if name != "database":
                self.start(name)
        until = time.monotonic() + 60
        while len(await self.backend.changes.known(self.store.id, "product")) < len(self.seeded):
            assert time.monotonic() < until, "the first poll does not come to an end"
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.5)
        self.added: set[str] = set()
        self.updated: Counter[str] = Counter()
        self.deleted: set[str] = set()

    def start(self, name: str) -> None:
        """Start the server, a worker or a reader."""
        if name != "reader":
            super().start(name)
            return
        url = f"http://127.0.0.1:{self.port}"
        self._start(name, str(HERE / "feed_reader.py"), url, self.api_key, self.store_key, str(self.file))

    async def trade(self, ended: asyncio.Event) -> None:
        """What the merchant does, one thing after the other."""
        while not ended.is_set():
            self.serial += 1
            kind = self.random.choice(("add", "update", "update", "update", "delete"))
            if kind == "add":
                word = f"New {self.serial}"
                made = await self.merchant.product.add(name=word, description="", model=word, sku=word, price=1)
                self.added.add(made.product_id)
            elif kind == "update":
                id = self.random.choice([*self.seeded[:60], *self.added])
                await self.merchant.product.update(id=id, name=f"Name {self.serial}")
                self.updated[id] += 1
            elif len(self.deleted) < len(self.seeded) - 80:
                id = self.seeded[80 + len(self.deleted)]
                await self.merchant.product.delete(id=id)
                self.deleted.add(id)
            await asyncio.sleep(self.random.uniform(0, 0.3))

    async def judge(self, patience: float = 90.0) -> dict[str, Any]:
        """Wait for the stream to tell everything, and hold it and what the reader has against the shop."""
        until = time.monotonic() + patience
        products = self.merchant.product.iterate(params="id,modified_at")
        now = {one.id: moment({"value": one.modified_at.value}) async for one in products}
        while missing := self._missing(await self.stream(), now):
            assert time.monotonic() < until, missing[:5]
            await asyncio.sleep(0.3)
        stream = await self.stream()
        told = Counter((one.action, one.entity_id) for one in stream)
        assert {id for action, id in told if action == "add"} == self.added
        assert {id for action, id in told if action == "delete"} == self.deleted
        for (action, id), times in told.items():
            assert times == 1 if action != "update" else times <= self.updated[id], (action, id, times)
        while (seen := self._seen()).keys() != {one.seq for one in stream}:
            assert time.monotonic() < until, (len(seen), len(stream))
            await asyncio.sleep(0.1)
        assert [seq for seq, _ in sorted(seen.items(), key=lambda one: one[1][1])] == [one.seq for one in stream]
        again = sum(times - 1 for times, _ in seen.values())
        assert again <= 2 * sum(self.kills.values()), again  # what was read when one was killed, before it was said
        changes = Counter(one.action for one in stream)
        return {
            "kills": dict(self.kills), "changes": dict(changes), "read again after a kill": again,
            "started again": self.restarts,
        }  # fmt: skip

    async def stream(self) -> list[Change]:
        return await patiently(lambda: self.backend.changes.after(self.store.id, 0, 100_000))

    def _missing(self, stream: list[Change], now: dict[str, float | None]) -> list[str]:
        """What the stream does not tell yet, where it is not as new as the shop."""
        last = {one.entity_id: one for one in stream}
        missing = [f"{id} is gone" for id in self.deleted if id not in last or last[id].action != "delete"]
        changed = (self.added | self.updated.keys()) - self.deleted
        return missing + [f"{id} has changed" for id in changed if id not in last or last[id].moment != now[id]]

    def _seen(self) -> dict[int, tuple[int, int]]:
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True) as kept:
            return {seq: (times, place) for seq, times, place in kept.execute("SELECT seq, times, place FROM seen")}

    async def end(self) -> None:
        """End every process, and this one's connections."""
        await super().end()
        if hasattr(self, "merchant"):
            await self.merchant.close()


async def battle(
    folder: Path, kills: Kills, *, seed: int, server: Server | None = None, pause: float = 2.0
) -> dict[str, Any]:
    """One battle from beginning to end."""
    victims = ("server", "worker", "worker2", "reader", "database")
    fought = Front(folder, seed=seed, victims=victims, server=server)
    try:
        await fought.begin()
        await fought.amid(fought.trade, kills, pause)
        return await fought.judge()
    finally:
        await fought.end()
