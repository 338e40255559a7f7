"""What battles have in common: an installation whose processes die at random moments, and its database, too."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tests.gateway.postgres import Server

import polycart
from polycart.gateway.backend import Backend
from polycart.gateway.home import Home
from polycart.sandbox.simulators import simulators
from polycart.server.embedded import free_ports

T = TypeVar("T")

HERE = Path(__file__).parent
CART_ID = "WoocommerceApi"
AT_WORK = {"server": b"polycart listens on", "worker": b"works jobs off"}
"""What a process says when it has started, by the first word of its name."""

Kills = int | tuple[str, ...]
"""How many victims, by chance, or which ones."""

LONGEST_LOCK = 12.0
"""Seconds that a SQLite file is locked now and then: longer than anybody waits for it."""

LOCKING = """
import sqlite3, sys, time
file = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
file.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
file.execute("ROLLBACK")
"""
"""What a program does that copies the file of a database, such as one for backups."""


class Fighter(msgspec.Struct):
    """A process that may be killed; ``ready`` once it has been seen at work."""

    process: subprocess.Popen[bytes]
    log: Path
    started: float
    ready: bool = False


class Ground:
    """A shop that stays, and an installation whose processes die; ``server`` is its database, else a SQLite file.

    ``victims`` are killed, each as likely as the others. A process that has once been at work has to outlive its
    database: only one that is just starting may end by itself while that is away, and is started again, as a machine
    would do it.
    """

    def __init__(
        self, folder: Path, *, seed: int, victims: tuple[str, ...], server: Server | None = None, slowest: float = 0.05
    ) -> None:
        self.folder, self.home = folder, folder / "home"
        self.random = random.Random(seed)
        self.victims, self.slowest, self.server = victims, slowest, server
        self.shop_port, self.port = free_ports(2)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("POLYCART_")} | {
            "POLYCART_SETTLE_SECONDS": "0.5", "PYTHONWARNINGS": "error",
            "PYTHONPATH": str(Path(polycart.__file__).parents[1]),
        }  # fmt: skip
        if server is not None:
            url = server.url(server.create())
            self.environment["POLYCART_DATABASE"] = url.replace("postgresql://", "postgresql+psycopg://")
            self.environment["POLYCART_JOBS"] = url
        self.fighters: dict[str, Fighter] = {}
        self.kills: Counter[str] = Counter()
        self.restarts = 0
        self._serial = 0
        self._away_until = 0.0

    async def open(self) -> None:
        """Start the shop and connect it."""
        self._start("shop", str(HERE / "slow_shop.py"), CART_ID, str(self.shop_port), str(self.slowest))
        with self._environment():
            self.backend = Backend(Home.open(self.home))
        account = await self.backend.accounts.create("one")
        _, self.api_key = await self.backend.accounts.create_key(account.id, "key")
        self.store, self.store_key = await self.backend.stores.add(
            account.id, CART_ID, self.shop_url, self.credentials, private_network=True
        )
        await asyncio.to_thread(_reached, self.shop_port)

    @property
    def shop_url(self) -> str:
        return f"http://127.0.0.1:{self.shop_port}"

    @property
    def credentials(self) -> dict[str, Any]:
        return simulators()[CART_ID](url=self.shop_url).credentials

    def start(self, name: str) -> None:
        """Start the server or a worker."""
        words = ["serve", "--port", str(self.port)] if name == "server" else ["worker"]
        self._start(name, "-m", "polycart.cli.main", *words, "--home", str(self.home))

    def _start(self, name: str, *words: str) -> None:
        self._serial += 1
        path = self.folder / f"{name}-{self._serial}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-u", *words], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.fighters[name] = Fighter(process, path, time.monotonic())

    def kill(self, name: str) -> None:
        """End a process and its children at once."""
        fighter = self.fighters.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(fighter.process.pid, signal.SIGKILL)
        fighter.process.wait()

    def look_after(self) -> None:
        """See who is at work, and start again who could not start without the database."""
        for name, fighter in tuple(self.fighters.items()):
            said = AT_WORK.get(name.rstrip("0123456789"))
            fighter.ready = fighter.ready or (said is not None and said in fighter.log.read_bytes())
            if fighter.process.poll() is None:
                continue
            may = not fighter.ready and fighter.started < self._away_until
            assert may, f"{name} has ended by itself: {fighter.log.read_text()[-2000:]}"
            self.restarts += 1
            self.start(name)

    async def at_work(self, name: str, patience: float = 60.0) -> None:
        """Wait until a process works: before that, killing it tries little."""
        until = time.monotonic() + patience
        while name.rstrip("0123456789") in AT_WORK:
            self.look_after()
            if self.fighters[name].ready:
                return
            assert time.monotonic() < until, f"{name} does not start: {self.fighters[name].log.read_text()[-2000:]}"
            await asyncio.sleep(0.05)

    async def amid(self, work: Callable[[asyncio.Event], Coroutine[Any, Any, T]], kills: Kills, pause: float) -> T:
        """Have ``work`` done while everything dies, until it is told that this is over; gives what it gives."""
        over = asyncio.Event()
        tasks = asyncio.create_task(work(over)), asyncio.create_task(self.fight(kills, pause))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            over.set()
            return (await asyncio.gather(*tasks))[0]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def fight(self, kills: Kills, pause: float) -> None:
        """Kill as often as told; nobody sits still meanwhile."""
        plan = [self.random.choice(self.victims) for _ in range(kills)] if isinstance(kills, int) else kills
        outage: asyncio.Task[None] | None = None
        try:
            for name in plan:
                await asyncio.sleep(self.random.uniform(0.05, pause))
                self.look_after()
                if name == "database":
                    if outage is not None:
                        await outage
                    outage = asyncio.create_task(self._outage())
                    continue
                if self.random.random() < 0.8:
                    await self.at_work(name)
                self.kill(name)
                self.kills[name] += 1
                self.start(name)
        finally:
            if outage is not None:
                await outage  # a server that others use as well is left running, whatever has gone wrong
        self.look_after()

    async def _outage(self) -> None:
        """Have the database be away for a while."""
        self._away_until = float("inf")
        seconds = self.random.uniform(0.3, 3.0)
        if self.server is None:
            if self.random.random() < 0.05:
                seconds = LONGEST_LOCK
            self.kills["database locked"] += 1
            await asyncio.to_thread(self._lock, seconds)
        elif self.random.random() < 0.3:
            self.kills["database crashed"] += 1
            self.server.crash()
            await asyncio.to_thread(self.server.answers)
        else:
            self.kills["database killed"] += 1
            await asyncio.to_thread(self.server.kill)
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.server.start)
        self._away_until = time.monotonic()

    def _lock(self, seconds: float) -> None:
        file = str(self.home / "polycart.db")
        subprocess.run([sys.executable, "-I", "-c", LOCKING, file, str(seconds)], check=True, capture_output=True)

    async def end(self) -> None:
        """End every process, and this one's connections."""
        for name in tuple(self.fighters):
            self.kill(name)
        if hasattr(self, "backend"):
            await self.backend.close()

    @contextlib.contextmanager
    def _environment(self) -> Iterator[None]:
        """This process's environment, for a while the same as the others'."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


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
