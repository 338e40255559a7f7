"""Batches under fire: clients send them while server, workers and database die; then the shop is counted.

No item is applied twice, and what is told of an item is what the shop has.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from tests.gateway.battles.ground import Ground, Kills
from tests.gateway.postgres import Server

KIND = ("add", "stock", "price", "delete")
SIZE = 12


class Batches(Ground):
    """A battle over the batches that clients have sent."""

    sent: dict[str, tuple[str, list[dict[str, Any]]]]
    codes: Counter[int]
    serial = 0

    async def begin(self, kills: Kills) -> None:
        """Start everything, with products of the battle's own."""
        self.sent, self.codes = {}, Counter()
        await self.open()
        self.url = f"http://127.0.0.1:{self.port}/v1.1"
        for name in self.victims:
            if name != "database":
                self.start(name)
        await self.prepare(min(250, 24 + 4 * (kills if isinstance(kills, int) else len(kills))))
        self.codes.clear()

    async def call(self, method: str, patience: float = 600.0, **parameters: Any) -> dict[str, Any]:
        """Call until there is an answer; the server may be away."""
        request = urllib.request.Request(
            f"{self.url}/{method}.json", json.dumps(parameters).encode(),
            {"content-type": "application/json", "x-api-key": self.api_key, "x-store-key": self.store_key},
        )  # fmt: skip
        until = time.monotonic() + patience
        while True:
            try:
                answer = await asyncio.to_thread(_asked, request)
                self.codes[answer["return_code"]] += 1
            except (OSError, ValueError, urllib.error.URLError):
                answer = {"return_code": 1, "return_message": "no answer"}
            if answer["return_code"] not in (1, 7, 10) or time.monotonic() > until:
                return answer
            await asyncio.sleep(0.05)

    async def client(self, ended: asyncio.Event) -> None:
        """Send batches one after the other, each under a key and until it is accepted."""
        while not ended.is_set():
            kind = self.random.choice(KIND)
            self.serial += 1
            payload = await self._payload(kind, self.serial)
            if not payload:
                continue
            method = {"add": "product.add.batch", "delete": "product.delete.batch"}.get(kind, "product.update.batch")
            answer = await self.call(method, payload=payload, idempotency_key=f"key-{self.serial}")
            assert answer["return_code"] == 0, answer
            self.sent[answer["result"]["job_id"]] = (kind, payload)
            await asyncio.sleep(self.random.uniform(0, 0.2))

    async def _payload(self, kind: str, serial: int) -> list[dict[str, Any]]:
        if kind == "add":
            return [{"name": f"Battle {serial}-{at}", "model": f"m{serial}-{at}", "price": 1} for at in range(SIZE)]
        known = self.stocked if kind in ("stock", "price") else self.doomed
        if kind == "delete":
            chosen, self.doomed = self.doomed[:4], self.doomed[4:]
            return [{"id": id} for id in chosen]
        if kind == "stock":
            # Each product gets more only once, so that what it has then tells how often that was applied.
            chosen, self.untouched = self.untouched[:4], self.untouched[4:]
            return [{"id": id, "manage_stock": True, "increase_quantity": 1} for id in chosen]
        return [{"id": id, "price": serial} for id in self.random.sample(known, 4)]

    async def prepare(self, number: int) -> None:
        """Products of the battle's own, made while nobody is killed."""
        made = await self._made("Stock", number, quantity=10, manage_stock=True)
        self.stocked, self.untouched = made[:], made[:]
        self.doomed = await self._made("Doomed", number)

    async def _made(self, word: str, number: int, **more: Any) -> list[str]:
        payload = [{"name": f"{word} {at}", "sku": f"{word}-{at}", "price": 1, **more} for at in range(number)]
        job = (await self.call("product.add.batch", payload=payload))["result"]["job_id"]
        result = await self.result(job)
        return [item["entity_id"] for item in result["items"]]

    async def result(self, job: str, patience: float = 120.0) -> dict[str, Any]:
        """The result of a job, once it is there."""
        until = time.monotonic() + patience
        while True:
            answer = await self.call("batch.job.result", id=job)
            if answer["return_code"] != 12:
                assert answer["return_code"] == 0, answer
                return answer["result"]
            assert time.monotonic() < until, f"job {job} does not come to an end"
            await asyncio.sleep(0.1)

    async def judge(self) -> dict[str, Any]:
        """Hold the results of all batches against what the shop has; answers what was counted."""
        found = await self._products()
        names = Counter(product["name"] for product in found.values())
        seen: Counter[str] = Counter()
        for job, (kind, payload) in self.sent.items():
            result = await self.result(job)
            assert result["items_processed"] == len(payload)
            assert [item["id"] for item in result["items"]] == list(range(len(payload)))
            for item, asked in zip(result["items"], payload, strict=True):
                cut = bool(item["warnings"]) or any("cut off" in words for words in item["errors"])
                seen[f"{kind} {item['status']}{', cut off' if cut else ''}"] += 1
                if kind == "add":
                    times = names[asked["name"]]
                    assert times == 1 if item["status"] == "success" else times <= 1, (job, item, times)
                    assert item["entity_id"] in found or item["status"] != "success", (job, item)
                elif kind == "delete":
                    assert item["status"] == "success", (job, item)
                    assert asked["id"] not in found
                elif kind == "stock":
                    quantity = found[asked["id"]]["quantity"]
                    assert quantity == 11 if item["status"] == "success" else quantity in (10, 11), (
                        job,
                        item,
                        quantity,
                    )
                    assert item["status"] == "success" or "not sent again" in item["errors"][0], item
                else:
                    assert item["status"] == "success", (job, item)
        assert max(names.values()) == 1, [name for name, times in names.items() if times > 1][:5]
        return {
            "batches": len(self.sent), "kills": dict(self.kills), "items": dict(sorted(seen.items())),
            "answers while the database was away": self.codes[1], "started again": self.restarts,
        }  # fmt: skip

    async def _products(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for word in ("Battle", "Stock", "Doomed"):
            start = 0
            while True:
                answer = await self.call(
                    "product.list",
                    find_value=word,
                    find_where="name",
                    params="id,name,quantity",
                    start=start,
                    count=250,
                )
                assert answer["return_code"] == 0, answer
                page = answer["result"]["product"]
                found |= {one["id"]: one for one in page if one["name"].startswith(word)}
                start += 250
                if len(page) < 250:
                    break
        return found


async def battle(
    folder: Path, kills: Kills, *, seed: int, server: Server | None = None, pause: float = 2.5
) -> dict[str, Any]:
    """One battle from beginning to end."""
    victims = ("server", "worker", "database") if server is None else ("server", "worker", "worker2", "database")
    fought = Batches(folder, seed=seed, victims=victims, server=server, slowest=0.2)
    try:
        await fought.begin(kills)
        await fought.amid(fought.client, kills, pause)
        for job in fought.sent:
            await fought.result(job)
        return await fought.judge()
    finally:
        await fought.end()


def _asked(request: urllib.request.Request) -> dict[str, Any]:
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
