"""Puts the server together from the state folder and the environment, and runs it."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from granian.constants import Interfaces, Loops
from granian.server import Server
from litestar import Litestar

from polycart.core.envelope import Answer
from polycart.core.errors import PolycartError
from polycart.core.platform import Setting
from polycart.gateway import contract, matrix
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.home import Home
from polycart.gateway.jobs.jobs import Jobs
from polycart.platforms import platforms
from polycart.server import callbacks, feed, live_shipping, pushes
from polycart.server.app import create_app
from polycart.server.embedded import claim, reached
from polycart.server.openapi import Credentials
from polycart.server.reference import Facts, Reference
from polycart.server.settings import jobs_of, limits

GRACE = 10.0
_PR_SET_PDEATHSIG = 1


class Door:
    """The backend as the server calls it; keeps bodies in the traces where the operator wants them."""

    def __init__(self, backend: Backend, *, bodies: bool) -> None:
        self._backend = backend
        self._bodies = bodies

    async def call(
        self,
        name: str,
        arguments: Callable[[], Mapping[str, object]],
        *,
        api_key: str | None,
        store_key: str | None,
        request_id: str,
        verb: str,
    ) -> Answer:
        """Answer a call."""
        return await self._backend.call(
            name, arguments,
            api_key=api_key, store_key=store_key, request_id=request_id, verb=verb, bodies=self._bodies,
        )  # fmt: skip


def backend_of(home: Path | None = None, *, allowed: Limits | None = None) -> Backend:
    """The gateway on a state folder, with the limits of the environment."""
    return Backend(Home.open(home), limits=allowed or limits())


def engage(backend: Backend) -> None:
    """Give a gateway its jobs, as the environment says who works them off."""
    url, working = jobs_of()
    backend.jobs = Jobs(backend, url=url, working=working)


def application(backend: Backend, **hooks: Any) -> Litestar:
    """The ASGI application over a gateway."""

    async def ready() -> str | None:
        try:
            await backend.accounts.list()
        except PolycartError as error:
            return error.message
        return None

    bodies = os.environ.get("POLYCART_TRACE_BODIES", "") not in ("", "0", "false")
    return create_app(
        Door(backend, bodies=bodies),
        reference=reference(),
        ready=ready,
        route_handlers=[
            callbacks.route(backend),
            pushes.route(backend),
            live_shipping.route(backend),
            *feed.routes(backend),
        ],
        **hooks,
    )


def reference() -> Reference:
    """The documents about the contract, with every platform's credentials and abilities."""

    def facts() -> dict[str, Facts]:
        rows = matrix.matrix()
        return {cart_id: Facts(title, rows[cart_id]) for cart_id, title in matrix.titles().items()}

    return Reference(platforms=facts, credentials=_credentials, cart_ids=platforms)


def _credentials() -> Credentials:
    found: dict[str, Any] = {
        name: (Setting(title), kind, msgspec.NODEFAULT if default is None else default)
        for name, (kind, title, default) in contract.credentials().items()
    }
    for platform in platforms().values():
        found |= platform.settings.asked()
    return found


def settle() -> None:
    """What is loaded by now stays: keep the garbage collector from walking it again and again."""
    contract.methods()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def address(host: str, port: int) -> str:
    """The server's own address as a URL."""
    shown = reached(host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def serve(home: Path | None, host: str, port: int, workers: int, *, started: Callable[[str], None]) -> None:
    """Run the server until it is told to stop; ``started`` is told its address once it answers.

    One process watches over ``workers`` that share the port and the state folder. At the end calls under way have
    ``GRACE`` seconds to finish; a worker that fails ends all.
    """
    port = claim(host, port)
    opened = Home.open(home)
    os.environ["POLYCART_HOME"] = str(opened.path)
    # What is wrong with the state is said here, and a new folder is made once, before the workers come.
    backend_of(opened.path).database.close()
    server = Server(
        "polycart.server.run:worker",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,  # not whichever is installed: the job engine brings another one along
        workers=workers,
        factory=True,
        websockets=False,
        workers_kill_timeout=int(GRACE),
        log_enabled=False,
    )
    # A timer, because the workers are forked right after this and no thread should be busy then.
    watch = threading.Timer(0.2, _tell, (host, port, started))
    watch.daemon = True
    server.on_startup(watch.start)
    server.serve()


def _tell(host: str, port: int, started: Callable[[str], None]) -> None:
    """Wait until the port takes connections, and say so."""
    for _ in range(200):
        try:
            socket.create_connection((reached(host), port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
            continue
        started(address(host, port))
        return


def worker() -> Litestar:
    """The application of one process, which is told of the state folder by the environment."""
    if sys.platform == "linux":
        # Where the process that watches over this one is killed outright, this one ends, too.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    backend = backend_of()
    engage(backend)

    async def start() -> None:
        await backend.start()
        settle()

    return application(backend, on_startup=[start], on_shutdown=[backend.close])
