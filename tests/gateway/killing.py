"""Batches under fire: server and workers are killed at random moments while clients call; then the shop is counted.

Run by hand, it kills as often as it is told: ``python tests/gateway/killing.py 200 [postgresql]``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from polycart.gateway.backend import Backend
from polycart.gateway.home import Home
from polycart.sandbox.simulators import simulators
from polycart.server.embedded import free_ports

HERE = Path(__file__).parent
CART_ID = "WoocommerceApi"
KIND = ("add", "stock", "price", "delete")
SIZE = 12


class Battle:
    """A shop that stays, an installation whose processes die, and the batches that clients have sent."""

    def __init__(self, folder: Path, *, seed: int, postgres: str | None = None, slowest: float = 0.2) -> None:
        self.home = folder / "home"
        self.random = random.Random(seed)
        self.slowest = slowest
        self.shop_port, self.port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}/v1.1"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("POLYCART_")} | {
            "POLYCART_SETTLE_SECONDS": "0.5", "PYTHONPATH": "", "PYTHONWARNINGS": "error",
        }  # fmt: skip
        self.postgres = postgres
        if postgres:
            self.environment["POLYCART_DATABASE"] = postgres.replace("postgresql://", "postgresql+psycopg://")
            self.environment["POLYCART_JOBS"] = postgres
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.sent: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        self.kills: Counter[str] = Counter()
        self.log = (folder / "log").open("wb")
        self.serial = 0

    async def open(self) -> None:
        """Start the shop and connect it."""
        self.shop = self._start("shop", str(HERE / "slow_shop.py"), CART_ID, str(self.shop_port), str(self.slowest))
        with _environment(self.environment):
            backend = Backend(Home.open(self.home))
            try:
                account = await backend.accounts.create("one")
                _, self.api_key = await backend.accounts.create_key(account.id, "key")
                url = f"http://127.0.0.1:{self.shop_port}"
                _, self.store_key = await backend.stores.add(
                    account.id, CART_ID, url, simulators()[CART_ID](url=url).credentials, private_network=True
                )
            finally:
                await backend.close()
        await asyncio.to_thread(_reached, self.shop_port)

    def _start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, *words], env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.processes[name] = process
        return process

    def start(self, name: str) -> None:
        """Start the server or a worker."""
        words = ["serve", "--port", str(self.port)] if name == "server" else ["worker"]
        self._start(name, "-m", "polycart.cli.main", *words, "--home", str(self.home))

    def kill(self, name: str) -> None:
        """End a process and its children at once."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills[name] += 1

    def close(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.log.close()

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
            except (OSError, ValueError, urllib.error.URLError):
                answer = {"return_code": 1, "return_message": "no answer"}
            if answer["return_code"] not in (1, 7, 9, 10) or time.monotonic() > until:
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

    async def fight(self, kills: int) -> None:
        """Kill as often as told, with clients at work, and let everything come to its end."""
        names = ["server", "worker"] if not self.postgres else ["server", "worker", "worker2"]
        ended = asyncio.Event()
        client = asyncio.create_task(self.client(ended))
        try:
            for _ in range(kills):
                await asyncio.sleep(self.random.uniform(0.05, 4.0))
                name = self.random.choice(names)
                self.kill(name)
                self.start(name)
                assert not client.done(), client.result()
        finally:
            ended.set()
        await client

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
        return {"batches": len(self.sent), "kills": dict(self.kills), "items": dict(sorted(seen.items()))}

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


async def battle(folder: Path, kills: int, *, seed: int, postgres: str | None = None) -> dict[str, Any]:
    """One battle from beginning to end."""
    fought = Battle(folder, seed=seed, postgres=postgres)
    try:
        await fought.open()
        for name in ["server", "worker"] if not postgres else ["server", "worker", "worker2"]:
            fought.start(name)
        await fought.prepare(min(250, 24 + 4 * kills))
        await fought.fight(kills)
        for job in fought.sent:
            await fought.result(job)
        return await fought.judge()
    finally:
        fought.close()


def _asked(request: urllib.request.Request) -> dict[str, Any]:
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def _reached(port: int) -> None:
    import socket

    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise AssertionError("the shop does not answer")


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=os.environ.get("BATTLE_FOLDER")) as _folder:
        _began = time.monotonic()
        if "postgresql" in sys.argv:
            import postgres

            Path(_folder).chmod(0o755)
            with postgres.server(Path(_folder) / "postgres") as _url:
                _told = asyncio.run(battle(Path(_folder), int(sys.argv[1]), seed=1, postgres=_url))
        else:
            _told = asyncio.run(battle(Path(_folder), int(sys.argv[1]), seed=1))
        print(json.dumps(_told), f"{time.monotonic() - _began:.0f} s")  # noqa: T201
