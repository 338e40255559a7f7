"""Webhooks under fire: workers are killed at random moments while changes come; then what arrived is counted.

Every change has to arrive at least once, and those of an entity in their order. Run by hand, it kills as often as it is
told: ``python tests/gateway/webhook_killing.py 200 [seed]``.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from polycart.gateway.backend import Backend
from polycart.gateway.changes.change import Change
from polycart.gateway.home import Home
from polycart.sandbox.simulators import simulators
from polycart.server.embedded import free_ports

HERE = Path(__file__).parent
CART_ID = "WoocommerceApi"
WORKERS = ("one", "two")
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
    server: Endpoint
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


class Battle:
    """A shop and an endpoint that stay, and workers that die."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self.home = folder / "home"
        self.random = random.Random(seed)
        self.endpoint = Endpoint(random.Random(seed + 1))
        (self.shop_port,) = free_ports(1)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("POLYCART_")} | {
            "POLYCART_PRIVATE_NETWORKS": "127.0.0.0/8", "POLYCART_POLL_SECONDS": "100000", "PYTHONPATH": "",
            "PYTHONWARNINGS": "error",
        }  # fmt: skip
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.kills = 0
        self.folder = folder

    def start(self, name: str, *words: str) -> None:
        words = words or ("-m", "polycart.cli.main", "worker", "--home", str(self.home))
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-u", *words], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    async def at_work(self, name: str) -> None:
        """Wait until a worker works: before that, killing it tries nothing."""
        while b"works jobs off" not in (self.folder / f"{name}.log").read_bytes():
            assert self.processes[name].poll() is None, f"worker {name} has ended by itself"
            await asyncio.sleep(0.05)

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    async def fight(self, kills: int) -> dict[str, Any]:
        """Let changes come while workers die, wait until all is delivered, and hold one against the other."""
        self.start("shop", str(HERE / "slow_shop.py"), CART_ID, str(self.shop_port), "0.05")
        serving = threading.Thread(target=self.endpoint.serve_forever, daemon=True)
        serving.start()
        backend = Backend(Home.open(self.home))
        try:
            store_id = await self._connected(backend)
            for name in WORKERS:
                self.start(name)
            ended = asyncio.Event()
            changing = asyncio.create_task(self._change(backend, store_id, ended))
            for _ in range(kills):
                name = self.random.choice(WORKERS)
                await self.at_work(name)
                await asyncio.sleep(self.random.uniform(0.05, 1.5))
                self.kill(name)
                self.kills += 1
                self.start(name)
            ended.set()
            told = await changing
            await self._settled(backend)
            stream = await backend.changes.after(store_id, 0, 1_000_000)
            updates = sum(change.action == "update" for change in stream)
            assert updates >= told, (updates, told)  # a poll may have found some, too
            return await self._judged(backend, updates)
        finally:
            for name in tuple(self.processes):
                self.kill(name)
            await backend.close()
            self.endpoint.shutdown()
            serving.join(5)
            self.endpoint.server_close()

    async def _connected(self, backend: Backend) -> int:
        account = await backend.accounts.create("one")
        url = f"http://127.0.0.1:{self.shop_port}"
        credentials = simulators()[CART_ID](url=url).credentials
        store, _ = await backend.stores.add(account.id, CART_ID, url, credentials, private_network=True)
        callback = f"http://127.0.0.1:{self.endpoint.server_address[1]}/"
        for fields in ("id", "id,name"):
            await backend.webhooks.add(store.id, "product", "update", callback, fields=fields)
        return store.id

    async def _change(self, backend: Backend, store_id: int, ended: asyncio.Event) -> int:
        """Changes of a dozen products, some of which the shop does not have; gives how many are news."""
        news = 0
        at = 0
        while at < 60 or not ended.is_set():
            at += 1
            id = str(33 + self.random.randrange(ENTITIES))
            change = Change(entity="product", action="update", entity_id=id, moment=time.time() + 2 * at, source="push")
            told = await backend.changes.record(store_id, [change])
            news += sum(one.action == "update" for one in told)  # what a poll has missed in the shop is added again
            await asyncio.sleep(self.random.uniform(0, 0.05))
        return news

    async def _settled(self, backend: Backend, patience: float = 180.0) -> None:
        until = time.monotonic() + patience
        while await backend.changes.behind("webhooks") or any(
            one.state == "open" for one in await backend.deliveries.list(limit=100_000)
        ):
            assert time.monotonic() < until, [
                one for one in await backend.deliveries.list(limit=100_000) if one.state == "open"
            ][:5]
            for name in WORKERS:
                assert self.processes[name].poll() is None, f"worker {name} has ended by itself"
            await asyncio.sleep(0.2)

    async def _judged(self, backend: Backend, told: int) -> dict[str, Any]:
        rows = {one.message: one for one in await backend.deliveries.list(limit=100_000)}
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
        return {"kills": self.kills, "changes": told, "deliveries": len(rows), "arrived more than once": twice}


async def battle(folder: Path, kills: int, *, seed: int) -> dict[str, Any]:
    """One battle from beginning to end."""
    return await Battle(folder, seed=seed).fight(kills)


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        print(f"seed {seed}:", asyncio.run(battle(Path(folder), kills, seed=seed)))  # noqa: T201


if __name__ == "__main__":
    main()
