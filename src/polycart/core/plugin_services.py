"""Services for shipping rates that a plugin of ours keeps in a shop, behind routes of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

import msgspec

from polycart.core.errors import NotFound, Unsupported
from polycart.core.live_shipping import mark

C = TypeVar("C")


class Service(msgspec.Struct, frozen=True):
    """A service as the plugin knows it; ``address`` is where the shop asks, and whether it does is ``enabled``."""

    id: int
    address: str
    enabled: bool


class PluginServices(Generic[C]):
    """What `LiveShipping` wants to be done with services, by the four calls that the plugin takes.

    ``make`` gives the secret that questions are signed with. Each call ends with ``Unsupported`` where the shop does
    not know the plugin's routes; ``needs`` then says where to get it.
    """

    def __init__(
        self,
        *,
        make: Callable[[C, str, str], Awaitable[str]],
        known: Callable[[C], Awaitable[Sequence[Service]]],
        delete: Callable[[C, int], Awaitable[None]],
        turn: Callable[[C, int, bool], Awaitable[None]],
        needs: str,
    ) -> None:
        self._make = make
        self._known = known
        self._delete = delete
        self._turn = turn
        self._needs = needs

    async def register(self, client: C, name: str, address: str) -> str:
        """Make a service; gives its secret."""
        with self._plugin():
            return await self._make(client, name, address)

    async def services(self, client: C) -> dict[str, bool]:
        """Where the shop asks, by what addresses are known by, and whether it does; without the plugin nowhere."""
        try:
            known = await self._known(client)
        except Unsupported:
            return {}
        return {mark(one.address): one.enabled for one in known}

    async def remove(self, client: C, address: str) -> None:
        """Delete the services of an address; where the plugin is gone, they are gone with it."""
        try:
            found = await self._of(client, address)
        except Unsupported:
            return
        for one in found:
            try:
                await self._delete(client, one.id)
            except NotFound:
                continue

    async def switch(self, client: C, address: str, on: bool) -> None:
        """Have the shop ask, or not."""
        with self._plugin():
            for one in await self._of(client, address):
                if one.enabled != on:
                    await self._turn(client, one.id, on)

    async def _of(self, client: C, address: str) -> list[Service]:
        return [one for one in await self._known(client) if mark(one.address) == mark(address)]

    @contextmanager
    def _plugin(self) -> Generator[None]:
        try:
            yield
        except Unsupported as error:
            raise Unsupported(self._needs, native=error.native) from error
