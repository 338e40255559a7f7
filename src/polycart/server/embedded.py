"""Runs ASGI applications on ports of this process and event loop, and ends them when the process is told to.

It is what the demo and the sandbox need: many small servers that can leave nothing behind. For the server itself a
process of its own takes a third less time for a call.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NoReturn

import msgspec
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from polycart.core.errors import ServiceUnavailable

log = logging.getLogger("polycart.server")

STARTED_WITHIN = 15.0


class Listener(msgspec.Struct, frozen=True):
    """An application and where it is to be reached."""

    app: Any
    port: int
    host: str = "127.0.0.1"


def free_ports(number: int, host: str = "127.0.0.1") -> list[int]:
    """So many ports that nobody listens on."""
    held = [_bound(host, 0) for _ in range(number)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def is_free(host: str, port: int) -> bool:
    """Whether the port can be listened on."""
    try:
        claim(host, port)
    except ServiceUnavailable:
        return False
    return True


def claim(host: str, port: int) -> int:
    """The port to listen on, a free one for 0; one that is taken is refused.

    The server shares its port with its sibling processes (SO_REUSEPORT), so a second installation on the same port
    would not fail by itself: each would get some of the calls.
    """
    try:
        with _bound(host, port) as taken:
            return taken.getsockname()[1]
    except (OSError, OverflowError) as error:
        reason = "another program listens on it" if getattr(error, "errno", 0) == 98 else _why(error)
        raise ServiceUnavailable(f"Port {port} of {host} can not be used: {reason}. Choose one with --port.") from None


def reached(host: str) -> str:
    """Where a server is reached from its own machine; one that listens everywhere, at the loopback address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower().rstrip(".")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except BaseException:
        made.close()
        raise
    return made


@asynccontextmanager
async def serving(listeners: Sequence[Listener], *, grace: float = 10.0) -> AsyncIterator[asyncio.Event]:
    """Serve while inside; gives the event that a signal to stop sets.

    At the end no new connections are taken, and calls under way have ``grace`` seconds to finish.
    """
    servers = [
        Server(
            one.app,
            address=one.host,
            port=one.port,
            interface=Interfaces.ASGINL,
            websockets=False,
            backlog=1024,
            http1_settings=HTTP1Settings(header_read_timeout=30_000),
            log_enabled=False,
        )
        for one in listeners
    ]
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    tasks = [asyncio.ensure_future(server.serve()) for server in servers]
    try:
        for one in listeners:
            await _answers(one, tasks)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        yield stopped
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        for server in servers:
            server.stop()
        _, late = await asyncio.wait(tasks, timeout=grace)
        if late:
            log.info("calls that took longer than %.0f s were cut off", grace)
            loop.set_exception_handler(_but_for_the_cut_off)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def leave() -> NoReturn:
    """End a process that has served and has cleaned up, without taking its interpreter down.

    A server's threads, written in Rust, say last of all that they have ended, and may still want the interpreter's lock
    then. Before Python 3.14 a thread that wants it from an interpreter that is ending is ended itself by unwinding its
    stack, which Rust forbids: the process would abort.
    https://docs.python.org/3/c-api/init.html#c.PyEval_RestoreThread
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _but_for_the_cut_off(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A server whose task was cancelled still reports its end to it; that is no news."""
    if not isinstance(context.get("exception"), asyncio.InvalidStateError):
        loop.default_exception_handler(context)


async def _answers(listener: Listener, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until the port takes connections."""
    try:
        async with asyncio.timeout(STARTED_WITHIN):
            while True:
                for task in tasks:
                    if task.done():
                        task.result()
                try:
                    _, writer = await asyncio.open_connection(reached(listener.host), listener.port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return
    except TimeoutError:
        raise ServiceUnavailable(f"The server did not start on port {listener.port} of {listener.host}.") from None
