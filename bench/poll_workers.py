"""``python -m bench.poll_workers URL [STORES [SECONDS [MOST [wire]]]]``: polls by 1 to MOST processes over PostgreSQL.

``URL`` is that of an empty database on this machine (``postgresql+psycopg://…``). Stores are due all the time, so that
what is measured is how much the processes get done. Shops answer from memory, as in ``bench.polls``; with ``wire`` each
is an address of the loopback of its own, so that every poll makes a connection with TLS, sends a request and reads an
answer, as with real shops. All addresses are in one certificate, which with 500 stores is as long as real chains are.
The server's processor time is read off its processes, so it has to run here and be visible.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bench import certificate
from bench.polls import CHANGING, Shops, connected
from bench.processes import Process, free_port, granian, status
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.changes.claims import Polled
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
        """Seconds of processor time, transactions, and bytes of write-ahead log and of the loopback, so far."""
        with self._engine.connect() as connection:
            mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            clause = text(
                "SELECT xact_commit AS transactions, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal "
                "FROM pg_stat_database WHERE datname = current_database()"
            )
            row = connection.execute(clause).mappings().one()
        told = {name: float(value) for name, value in row.items()}
        return {"cpu": _cpu_below(_parent(mine)), "loopback": _loopback(), **told}

    def due(self) -> None:
        """Have every store due."""
        with self._engine.begin() as connection:
            connection.execute(text("UPDATE streams SET due = :now, owner = '', nudged = true"), {"now": time.time()})

    def megabytes(self) -> float:
        """The size of the database."""
        with self._engine.connect() as connection:
            return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one() / 1e6


def measured(
    folder: Path, url: str, number: int, seconds: float, most: int, port: int | None
) -> Iterator[dict[str, Any]]:
    """One row for each number of processes; ``port`` is where shops listen that are not in memory."""
    server = Server(url)
    asyncio.run(_prepare(folder, number, port))
    _ended(_start(folder, 1, 0, port))
    for workers in range(1, most + 1):
        yield _of(server, folder, workers, seconds, number, port)


async def _prepare(folder: Path, number: int, port: int | None) -> None:
    backend = Backend(Home.open(folder), limits=Limits())
    try:
        address = None if port is None else lambda at: f"https://{_address(at)}:{port}"
        await connected(backend, number, address=address)
    finally:
        await backend.close()


def _of(server: Server, folder: Path, workers: int, seconds: float, number: int, port: int | None) -> dict[str, Any]:
    server.due()
    processes = _start(folder, workers, seconds, port)
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
        "loopback bytes a poll": round(used["loopback"]),
        "worker MB": round(max(one["MB"] for one in done)),
        "database kB a store": round(server.megabytes() * 1000 / number, 1),
    }


def _address(at: int) -> str:
    return f"127.1.{at // 250}.{at % 250 + 1}"


def _start(folder: Path, workers: int, seconds: float, port: int | None) -> list[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-m",
        "bench.poll_workers",
        "worker",
        str(folder),
        str(seconds),
        *(["wire"] if port else []),
    ]
    return [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(workers)]


def _ended(processes: list[subprocess.Popen[bytes]]) -> list[dict[str, float]]:
    return [json.loads(process.communicate()[0]) for process in processes]


async def work(folder: Path, seconds: float, *, wire: bool) -> dict[str, float]:
    """What one process does; without ``seconds`` it polls every store once."""
    shops = Shops(CHANGING)
    backend = Backend(Home.open(folder), limits=Limits(), transports=None if wire else lambda store: shops)
    try:
        poller = Poller(backend, interval=ALWAYS if seconds else 3600.0)
        done = _counted(poller)
        if not seconds:
            return {"polls": await poller.poll()}
        await poller.start()
        await asyncio.sleep(WARMING_UP)
        cpu, began, before = time.process_time(), time.monotonic(), done()
        await asyncio.sleep(seconds)
        cpu, wall, polls = time.process_time() - cpu, time.monotonic() - began, done() - before
        await poller.stop()
        return {"polls": polls, "cpu": cpu, "seconds": wall, "MB": status(os.getpid(), "VmHWM") / 1024}
    finally:
        await backend.close()


def _counted(poller: Poller) -> Callable[[], int]:
    """How many polls have been written down."""
    count, settle = [0], poller.claims.settle

    async def counting(done: Sequence[Polled], now: float) -> None:
        count[0] += len(done)
        await settle(done, now)

    poller.claims.settle = counting
    return lambda: count[0]


def _loopback() -> float:
    """Bytes that went over the loopback since the machine was started, to the database and to shops."""
    lines = Path("/proc/net/dev").read_text().splitlines()
    return float(next(line for line in lines if line.strip().startswith("lo:")).split()[1])


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


def _main(words: list[str]) -> None:
    if words[0] == "worker":
        print(json.dumps(asyncio.run(work(Path(words[1]), float(words[2]), wire="wire" in words))))
        return
    given = [*words, *("5000", "30", "2", "memory")[len(words) - 1 :]]
    os.environ["POLYCART_DATABASE"] = given[0]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ending:
        port = None
        if given[4] == "wire":
            port = free_port()
            tls = certificate.make(Path(folder), others=[_address(at) for at in range(int(given[1]))])
            os.environ["SSL_CERT_FILE"] = str(tls[0])  # the only certificate that the processes trust
            command = granian("bench.poll_shops:app", port, tls=tls)
            shops = Process([word if word != "127.0.0.1" else "0.0.0.0" for word in command], log=Path(folder) / "log")
            ending.callback(shops.stop)
            shops.wait_until_answers(f"https://127.0.0.1:{port}/")
        for row in measured(Path(folder), given[0], int(given[1]), float(given[2]), int(given[3]), port):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1:])
