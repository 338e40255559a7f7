"""Polling shops of every platform: something changes in the shop, and exactly that is told, once."""

from __future__ import annotations

import inspect
import random
import shutil
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import msgspec
import pytest
from tests.conformance.samples import LIVES, fitting
from tests.conformance.shops import PLATFORMS, Shop

from polycart.core import moments
from polycart.core.transport import Request, Response, Transport
from polycart.gateway.backend import Backend
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.poller import Poller
from polycart.gateway.changes.sources import Sources, sources
from polycart.gateway.home import Home
from polycart.gateway.stores import Store
from polycart.sandbox.simulators import simulators


class Clock:
    """The real time, and what a test adds to it; a shop's own may differ by ``skew``."""

    def __init__(self, skew: float = 0.0) -> None:
        self.ahead = 0.0
        self.skew = skew

    def __call__(self) -> float:
        return time.time() + self.ahead

    def of_the_shop(self) -> datetime:
        return datetime.fromtimestamp(self() + self.skew, UTC)


class Watched:
    """A gateway with one simulated shop, whose polls a test calls for, and the shop as its merchant reaches it."""

    def __init__(self, home: Path, cart_id: str, skew: float = 0.0) -> None:
        self.clock = Clock(skew)
        timed = inspect.signature(simulators()[cart_id]).parameters.keys() & {"clock", "options"}
        self.shop = Shop(cart_id, **({"clock": self.clock.of_the_shop} if timed else {}))
        self.wire = Wire(self.shop.connection.transport)
        self.backend = Backend(Home.open(home), transports=lambda store: self.wire)
        self.changes = self.backend.changes
        self.changes.clock = self.clock
        self.poller = Poller(self.backend, clock=self.clock, dice=random.Random(7))
        self.read = 0

    async def open(self, *entities: str) -> Store:
        account = await self.backend.accounts.create("one")
        settings = {"store_url": "https://shop.test", **self.shop.simulator.credentials}
        self.store, _ = await self.backend.stores.add(
            account.id, self.shop.platform.cart_id, "https://shop.test", settings
        )
        await self.changes.watch(self.store.id, entities, "feed")
        await self.poller.poll()
        return self.store

    @property
    def sources(self) -> Sources:
        return sources(self.shop.platform)

    async def later(self, seconds: float = 300.0, polls: int = 1) -> list[Change]:
        """Let time go by, with polls; gives what was told meanwhile."""
        for _ in range(polls):
            self.clock.ahead += seconds
            await self.poller.poll()
            self.clock.ahead += 3  # what was too young is asked for again
            await self.poller.poll()
        return await self.told()

    async def told(self) -> list[Change]:
        found = await self.changes.after(self.store.id, self.read, 1000)
        self.read = found[-1].seq if found else self.read
        return found


class Wire:
    """The way to the shop, counted, and broken at will."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.sent: list[Request] = []
        self.before: Callable[[Request], None] = lambda request: None

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(request)
        self.before(request)
        return await self.inner.send(request, within=within)

    async def close(self) -> None:
        await self.inner.close()


@pytest.fixture
async def watching(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(cart_id: str, skew: float = 0.0) -> Watched:
        shutil.copytree(migrated, tmp_path / cart_id)
        one = Watched(tmp_path / cart_id, cart_id, skew)
        made.append(one)

        class Shifted(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return one.clock.of_the_shop().astimezone(tz)

        monkeypatch.setattr(moments, "datetime", Shifted)  # what is written to a database is dated by the connector
        return one

    yield make
    for one in made:
        await one.backend.close()


def brief(found: list[Change]) -> list[tuple[str, str, str]]:
    return sorted((one.entity, one.action, one.entity_id) for one in found)


@pytest.mark.parametrize("cart_id", PLATFORMS)
async def test_what_changes_in_a_shop_is_told_once_and_nothing_else(
    watching: Callable[..., Watched], cart_id: str
) -> None:
    one = watching(cart_id)
    shop = one.shop
    verbs = ("add", "update", "delete")
    lives = [
        life
        for life in LIVES
        if life.resource in one.sources.of
        and {f"{life.resource}.{verb}" for verb in verbs} <= shop.platform.handlers.keys()
    ]
    assert {life.resource for life in lives} >= {"product", "customer"} - shop.platform.reasons.keys()
    await one.open(*(life.resource for life in lives))
    ids: dict[str, str] = {}
    for life in lives:
        made = msgspec.to_builtins((await shop.call(life.add, **await fitting(shop, life))).result)
        ids[life.resource] = str(next(made[name] for name in ("id", f"{life.resource}_id") if name in made))
    everything = sorted(ids.items())
    assert brief(await one.later()) == [(name, "add", id) for name, id in everything]
    for life in lives:
        taken = shop.platform.handlers[life.update].parameters
        changed = {name: value for name, value in life.changed.items() if name in taken}
        await shop.call(life.update, id=ids[life.resource], **changed)
    assert brief(await one.later()) == [(name, "update", id) for name, id in everything]
    for life in lives:
        await shop.call(life.delete, id=ids[life.resource])
    assert brief(await one.later(polls=3)) == [(name, "delete", id) for name, id in everything]
    assert await one.later() == []
