"""Puts the server together from the state folder and the environment, and runs it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar

from polycart.core.envelope import Answer
from polycart.core.errors import PolycartError
from polycart.core.platform import Setting
from polycart.gateway import contract, matrix
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.home import Home
from polycart.platforms import platforms
from polycart.server.app import create_app
from polycart.server.embedded import Listener, claim, serving
from polycart.server.openapi import Credentials
from polycart.server.reference import Facts, Reference
from polycart.server.settings import limits

PORT = 8080
GRACE = 10.0


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


def application(backend: Backend, **hooks: Any) -> Litestar:
    """The ASGI application over a gateway."""

    async def ready() -> str | None:
        try:
            await backend.accounts.list()
        except PolycartError as error:
            return error.message
        return None

    bodies = os.environ.get("POLYCART_TRACE_BODIES", "") not in ("", "0", "false")
    return create_app(Door(backend, bodies=bodies), reference=reference(), ready=ready, **hooks)


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
        found |= platform.settings.described()
    return found


def settle() -> None:
    """What is loaded by now stays: keep the garbage collector from walking it again and again."""
    contract.methods()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def serve(home: Path | None, host: str, port: int, *, started: Callable[[str, Backend], None]) -> None:
    """Run the server in this process until it is told to stop; ``started`` is told its address."""
    port = claim(host, port)
    backend = backend_of(home)
    try:
        await backend.start()
        settle()
        async with serving([Listener(application(backend), port, host)], grace=GRACE) as stopped:
            started(address(host, port), backend)
            await stopped.wait()
    finally:
        await backend.close()


def address(host: str, port: int) -> str:
    """The server's own address as a URL; one that listens everywhere is reached at the loopback address, too."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def worker() -> Litestar:
    """The application of one of several processes, which are told of the state folder by the environment."""
    backend = backend_of()

    async def start() -> None:
        await backend.start()
        settle()

    return application(backend, on_startup=[start], on_shutdown=[backend.close])


def serve_workers(home: Path | None, host: str, port: int, number: int, *, started: Callable[[str], None]) -> None:
    """Run several processes that share a port; the first of them to fail ends all."""
    from granian.constants import Interfaces
    from granian.server import Server

    port = claim(host, port)
    opened = Home.open(home)
    os.environ["POLYCART_HOME"] = str(opened.path)
    backend_of(opened.path).database.close()  # a new state folder is made once, before its workers come
    server = Server(
        "polycart.server.run:worker",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=number,
        factory=True,
        websockets=False,
        workers_kill_timeout=int(GRACE),
        log_enabled=False,
    )
    server.on_startup(lambda: started(address(host, port)))
    server.serve()
