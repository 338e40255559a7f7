"""The three ways in which the command line calls a method: the state folder, one platform directly, a server."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import click
import msgspec

from polycart import api
from polycart.cli import values
from polycart.cli.state import account_of, opened, owner, store_of
from polycart.client.doors import watching
from polycart.client.local import Local
from polycart.client.opening import platform_of
from polycart.client.remote import Remote
from polycart.core.bulk import Run
from polycart.core.calls import prepare
from polycart.core.envelope import Answer
from polycart.core.method import Method
from polycart.core.trace import Exchange
from polycart.gateway.accounts import Account, Caller
from polycart.gateway.backend import BEFORE_A_STORE, Backend


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """What the options of a command say about where to call."""

    home: Path | None = None
    account: str | None = None
    store: str | None = None
    platform: str | None = None
    settings: Mapping[str, Any] = {}
    url: str | None = None
    api_key: str | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Where:
        """What the options of ``where_options`` say."""
        plain = ("home", "account", "store", "platform", "url", "api_key")
        return cls(settings=values.settings(options["settings"]), **{name: options[name] for name in plain})


class Line(Protocol):
    """Answers calls in the wire's envelope, and tells what was sent for them."""

    async def call(self, method: Method[Any, Any], arguments: dict[str, Any]) -> Answer:
        """Answer a call."""
        ...

    def bulk(self, name: str, arguments: dict[str, Any]) -> Run | None:
        """How a list is read in bulk by the shop itself; ``None`` where it is read page by page."""
        ...

    @property
    def request_ids(self) -> list[str]:
        """Under which ids the traces of the calls are kept in the state folder."""
        ...

    async def exchanges(self) -> list[Exchange]:
        """What was sent to the shop for the calls."""
        ...


class _InState:
    def __init__(self, backend: Backend, caller: Caller, store_key: str | None, bodies: bool) -> None:
        self._backend = backend
        self._caller = caller
        self._store_key = store_key
        self._bodies = bodies
        self.request_ids: list[str] = []

    async def call(self, method: Method[Any, Any], arguments: dict[str, Any]) -> Answer:
        request_id = f"cli_{secrets.token_hex(12)}"
        self.request_ids.append(request_id)
        return await self._backend.call(
            method.name, lambda: arguments,
            caller=self._caller, store_key=self._store_key, request_id=request_id, bodies=self._bodies,
        )  # fmt: skip

    def bulk(self, name: str, arguments: dict[str, Any]) -> Run | None:
        store = self._backend.stores.find(self._store_key, self._caller.account_id)
        platform, connection = self._backend.connect(store)
        if name not in platform.bulk:
            return None
        return Run(platform, connection, prepare(api.METHODS[name], arguments, self._backend.cursors, str(store.id)))

    async def exchanges(self) -> list[Exchange]:
        traces = [await self._backend.traces.get(request_id) for request_id in self.request_ids]
        return [msgspec.convert(one, Exchange) for trace in traces if trace for one in trace.exchanges or []]


class _Direct:
    request_ids: list[str] = []

    def __init__(self, door: Local) -> None:
        self._door = door
        self._exchanges: list[Exchange] = []

    async def call(self, method: Method[Any, Any], arguments: dict[str, Any]) -> Answer:
        with watching(self._exchanges):
            return await self._door.answer(method.name, arguments)

    def bulk(self, name: str, arguments: dict[str, Any]) -> Run | None:
        return self._door.bulk(name, arguments)

    async def exchanges(self) -> list[Exchange]:
        return self._exchanges


class _ByServer:
    request_ids: list[str] = []

    def __init__(self, door: Remote) -> None:
        self._door = door

    async def call(self, method: Method[Any, Any], arguments: dict[str, Any]) -> Answer:
        return await self._door.answer(method.name, arguments)

    def bulk(self, name: str, arguments: dict[str, Any]) -> Run | None:
        return self._door.bulk(name, arguments)

    async def exchanges(self) -> list[Exchange]:
        return self._door.last_trace


@asynccontextmanager
async def line(where: Where, method: Method[Any, Any], *, bodies: bool = False) -> AsyncIterator[Line]:
    """Open the way that the options name."""
    if where.url is not None:
        if where.api_key is None:
            raise click.UsageError("A server needs --api-key (or POLYCART_API_KEY).")
        server = Remote(where.url, where.api_key, where.store)
        try:
            yield _ByServer(server)
        finally:
            await server.close()
    elif where.platform is not None:
        local = Local(platform_of(where.platform), where.settings, bodies=bodies)
        try:
            yield _Direct(local)
        finally:
            await local.close()
    else:
        async with opened(where.home) as backend:
            account = await account_of(backend, where.account)
            named = where.store is not None or method.keys == "store"
            key = await _key(backend, account, where.store, method) if named else None
            yield _InState(backend, owner(account), key, bodies)


async def _key(backend: Backend, account: Account, wanted: str | None, method: Method[Any, Any]) -> str:
    """The key of the store that is meant; a bridge that is made but not connected yet is known by its key alone."""
    if wanted and method.name in BEFORE_A_STORE and await backend.bridges.find(wanted, account.id):
        return wanted
    return (await store_of(backend, account, wanted)).store_key
