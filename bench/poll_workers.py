"""``python -m bench.poll_workers URL [STORES [SECONDS [MOST]]]``: polls by 1 to MOST processes over one PostgreSQL.

``URL`` is that of an empty database on this machine (``postgresql+psycopg://…``). Stores are due all the time, so that
what is measured is how much the processes get done; shops answer from memory, as in ``bench.polls``. The server's
processor time is read off its processes, so it has to run here and be visible.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bench.polls import Shops, connected
from bench.processes import status
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.changes.poller import Poller
from polycart.gateway.home import Home

ALWAYS = 1.0
"""Seconds between two polls of a store: fewer than the processes can keep up with."""

WARMING_UP = 6.0
"""Seconds in which a process loads what it needs, and learns the keys of its stores."""


class Server:
    """The database server, and what it has done so far."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)

    def read(self) -> dict[str, float]:
        """Seconds of processor time, transactions and bytes of write-ahead log since it was started."""
        with self._engine.connect() as connection:
            mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            told = text(
                "SELECT xact_commit AS transactions, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal "
                "FROM pg_stat_database WHERE datname = current_database()"
            )
            row = connection.execute(told).mappings().one()
        return {"cpu": _cpu_below(_parent(mine)), **{name: float(value) for name, value in row.items()}}

    def due(self) -> None:
        """Have every store due."""
        with self._engine.begin() as connection:
            connection.execute(text("UPDATE streams SET due = 0, owner = ''"))

    def megabytes(self) -> float:
        """The size of the database."""
        with self._engine.connect() as connection:
            return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one() / 1e6


def measured(folder: Path, url: str, number: int, seconds: float, most: int) -> list[dict[str, Any]]:
    """One row for each number of processes."""
    server = Server(url)
    asyncio.run(_prepare(folder, number))
    _ended(_start(folder, 1, 0))
    return [_of(server, folder, workers, seconds, number) for workers in range(1, most + 1)]


async def _prepare(folder: Path, number: int) -> None:
    backend = Backend(Home.open(folder), limits=Limits())
    try:
        await connected(backend, number)
    finally:
        await backend.close()


def _of(server: Server, folder: Path, workers: int, seconds: float, number: int) -> dict[str, Any]:
    server.due()
    processes = _start(folder, workers, seconds)
    time.sleep(WARMING_UP + 2)
    before, began = server.read(), time.monotonic()
    time.sleep(seconds - 3)
    after, wall = server.read(), time.monotonic() - began
    done = _ended(processes)
    rate = sum(one["polls"] / one["seconds"] for one in done)
    used = {name: (value - before[name]) / wall / rate for name, value in after.items()}
    return {
        "workers": workers,
        "polls a second": round(rate),
        "worker cpu ms a poll": round(sum(one["cpu"] / one["seconds"] for one in done) / rate * 1000, 3),
        "database cpu ms a poll": round(used["cpu"] * 1000, 3),
        "transactions a poll": round(used["transactions"], 2),
        "wal bytes a poll": round(used["wal"]),
        "worker MB": round(max(one["MB"] for one in done)),
        "database kB a store": round(server.megabytes() * 1000 / number, 1),
    }


def _start(folder: Path, workers: int, seconds: float) -> list[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bench.poll_workers", "worker", str(folder), str(seconds)]
    return [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(workers)]


def _ended(processes: list[subprocess.Popen[bytes]]) -> list[dict[str, float]]:
    return [json.loads(process.communicate()[0]) for process in processes]


async def work(folder: Path, seconds: float) -> dict[str, float]:
    """What one process does; without ``seconds`` it polls every store once."""
    shops = Shops()
    backend = Backend(Home.open(folder), limits=Limits(), transports=lambda store: shops)
    try:
        poller = Poller(backend, interval=ALWAYS)
        if not seconds:
            return {"polls": await poller.poll()}
        await poller.start()
        await asyncio.sleep(WARMING_UP)
        cpu, began, asked = time.process_time(), time.monotonic(), shops.polls
        await asyncio.sleep(seconds)
        cpu, wall, asked = time.process_time() - cpu, time.monotonic() - began, shops.polls - asked
        await poller.stop()
        return {"polls": asked, "cpu": cpu, "seconds": wall, "MB": status(os.getpid(), "VmHWM") / 1024}
    finally:
        await backend.close()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _cpu_below(postmaster: int) -> float:
    """Seconds that a server and its processes have used, those that have ended among them."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(file.parent.name) == postmaster:
            ticks += sum(int(fields[at]) for at in (11, 12, 13, 14))  # its own, and those of children that have ended
        elif int(fields[1]) == postmaster:
            ticks += sum(int(fields[at]) for at in (11, 12))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    if sys.argv[1] == "worker":
        print(json.dumps(asyncio.run(work(Path(sys.argv[2]), float(sys.argv[3])))))
    else:
        _given = [*sys.argv[1:], *("5000", "30", "2")[len(sys.argv) - 2 :]]
        os.environ["POLYCART_DATABASE"] = _given[0]
        with tempfile.TemporaryDirectory() as _folder:
            for _row in measured(Path(_folder), _given[0], int(_given[1]), float(_given[2]), int(_given[3])):
                print(json.dumps(_row))
