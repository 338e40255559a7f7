"""Polling shops of every platform: something changes in the shop, and exactly that is told, once."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import random
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.conformance.samples import LIVES, fitting
from tests.conformance.shops import PLATFORMS, Shop

from polycart.core import moments
from polycart.core.errors import CredentialsRefused, PolycartError
from polycart.core.transport import Request, Response, Transport
from polycart.gateway.backend import Backend
from polycart.gateway.changes import poller, polling
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.claims import Pace
from polycart.gateway.changes.poller import Poller
from polycart.gateway.changes.records import Lost
from polycart.gateway.changes.sources import LISTS, Sources, sources
from polycart.gateway.home import Home
from polycart.gateway.stores import Store
from polycart.platforms import platforms
from polycart.sandbox.simulators import simulators


class Clock:
    """The real time, and what a test adds to it; a shop's own may differ by ``skew``."""

    def __init__(self, skew: float = 0.0) -> None:
        self.ahead = 0.0
        self.skew = skew
        self.frozen: float | None = None

    def __call__(self) -> float:
        return (time.time() if self.frozen is None else self.frozen) + self.ahead

    def freeze(self) -> None:
        """Stand still, at the beginning of a second."""
        self.frozen = float(int(time.time()) + 1)
        self.ahead = float(int(self.ahead))

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


def broken(request: Request) -> None:
    """A shop that refuses us."""
    raise CredentialsRefused("The store refuses the key.")


class Wire:
    """The way to the shop, counted, and broken at will."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.sent: list[Request] = []
        self.before: Callable[[Request], None] = lambda request: None
        self.after: Callable[[], Awaitable[None]] | None = None
        self.empty = False

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(request)
        self.before(request)
        response = await self.inner.send(request, within=within)
        after, self.after = self.after, None
        if after is not None:
            await after()
        return msgspec.structs.replace(response, body=b"[]") if self.empty else response

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
    watching: Callable[..., Watched], cart_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = watching(cart_id)
    shop = one.shop
    verbs = ("add", "update", "delete")
    lives = [
        life
        for life in LIVES
        if life.resource in one.sources.of
        # After each write the whole database of a simulated bridge is made anew.
        and (shop.platform.kind != "bridge" or life.resource != "customer")
        and {f"{life.resource}.{verb}" for verb in verbs} <= shop.platform.handlers.keys()
    ]
    assert {life.resource for life in lives} >= {"product", "category"}
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
    monkeypatch.setattr(polling, "WALKS_EVERY", 1)
    assert brief(await one.later()) == [(name, "delete", id) for name, id in everything]
    assert await one.later() == []


CART_ID = "PrestashopApi"


async def changed(one: Watched, id: str, **fields: Any) -> None:
    await one.shop.call("product.update", id=id, **fields)


async def some(one: Watched, number: int = 3, of: str = "product") -> list[str]:
    return [item["id"] for item in await one.shop.items(f"{of}.list", params="id", count=number)]


async def test_two_changes_within_a_second_around_a_poll_are_both_seen(watching: Callable[..., Watched]) -> None:
    one = watching(CART_ID)
    await one.open("product")
    first, second, _ = await some(one)
    await one.later()
    one.clock.freeze()
    one.clock.ahead += 300
    await changed(one, first, price=1)
    await one.poller.poll()
    assert await one.told() == []  # the second is not over: what comes in it yet would have the same moment
    await changed(one, first, price=2)
    await changed(one, second, price=2)
    one.clock.ahead += 2.5
    await one.poller.poll()
    assert brief(await one.told()) == [("product", "update", first), ("product", "update", second)]
    assert await one.later() == []


@pytest.mark.parametrize("skew", [-18_000.0, 18_000.0])
async def test_a_shop_whose_clock_is_wrong_is_polled_by_its_own(watching: Callable[..., Watched], skew: float) -> None:
    one = watching(CART_ID, skew)
    await one.open("product")
    [id] = await some(one, 1)
    await changed(one, id, price=1)
    [told] = await one.later()
    assert abs(told.moment - (one.clock() + skew)) < 600
    await changed(one, id, price=2)
    assert brief(await one.later()) == [("product", "update", id)]


async def test_what_polls_pass_by_because_a_clock_was_set_back_is_found_by_the_next_walk(
    watching: Callable[..., Watched],
) -> None:
    one = watching(CART_ID)
    await one.open("product")
    first, second, _ = await some(one)
    await changed(one, first, price=1)
    await one.later()
    one.clock.skew -= 3600
    await changed(one, second, price=1)
    assert brief(await one.later(polls=4)) == [("product", "update", second)]
    await changed(one, first, price=2)
    assert brief(await one.later()) == [("product", "update", first)]  # and the clock is learned anew


async def test_a_poll_asks_for_what_is_watched_and_for_no_more(watching: Callable[..., Watched]) -> None:
    one = watching(CART_ID)
    await one.open("product")
    for by in ("webhooks", "a second one"):
        await one.changes.watch(one.store.id, {"product"}, by)
    await one.later()
    one.wire.sent.clear()
    one.clock.ahead += 300
    await one.poller.poll()
    [request] = one.wire.sent
    assert "products" in request.url
    assert "date_upd" in request.url
    one.wire.sent.clear()
    for by in ("webhooks", "a second one", "feed"):
        await one.changes.unwatch(one.store.id, by)
    await one.later(polls=2)
    assert one.wire.sent == []


async def test_what_the_shop_pushes_is_polled_seldom_and_told_once(watching: Callable[..., Watched]) -> None:
    one = watching(CART_ID)
    await one.open("product")
    [id] = await some(one, 1)
    await one.changes.pushed(one.store.id, "product", natively=True)
    await one.later()
    await changed(one, id, price=1)
    push = Change(entity="product", action="update", entity_id=id, moment=one.clock(), source="push")
    assert len(await one.changes.record(one.store.id, [push])) == 1
    one.wire.sent.clear()
    one.clock.ahead += 600
    await one.poller.poll()
    assert one.wire.sent == []
    assert [change.source for change in await one.later(1000, polls=2)] == ["push"]
    await changed(one, id, price=2)  # this push is lost
    assert [change.source for change in await one.later(1000)] == ["poll"]


async def test_a_shop_that_answers_once_with_an_empty_list_has_not_lost_its_products(
    watching: Callable[..., Watched],
) -> None:
    one = watching(CART_ID)
    await one.open("product")
    one.wire.empty = True
    assert await one.later(polls=5) == []
    one.wire.empty = False
    assert await one.later(polls=2) == []
    [id] = await some(one, 1)
    await one.shop.call("product.delete", id=id)
    assert brief(await one.later(polls=5)) == [("product", "delete", id)]


async def test_a_lost_shop_is_told_of_and_asked_ever_more_seldom_until_it_is_found(
    watching: Callable[..., Watched],
) -> None:
    one = watching(CART_ID)
    await one.open("product", "order")
    heard: list[str] = []

    async def lost(store_id: int, error: PolycartError, how: Lost) -> None:
        heard.append(f"{how.failures} {how.code}")

    async def found(store_id: int) -> None:
        heard.append("found")

    one.changes.on_lost.append(lost)
    one.changes.on_found.append(found)
    [id] = await some(one, 1)

    one.wire.before = broken
    for _ in range(36):
        one.clock.ahead += 100
        await one.poller.poll()
    assert heard[:3] == ["1 100", "2 100", "3 100"]
    assert 4 <= len(heard) <= 7  # each pause is twice as long as the one before
    one.wire.before = lambda request: None
    await changed(one, id, price=1)
    told = await one.later(3700)
    assert brief(told) == [("product", "update", id)]
    assert heard[-1] == "found"
    assert one.changes.connection(one.store.id) is None


async def test_a_quiet_shop_is_asked_within_the_interval_and_a_busy_one_sooner(
    watching: Callable[..., Watched],
) -> None:
    one = watching(CART_ID)
    await one.open("product")
    [id] = await some(one, 1)
    asked: list[float] = []
    one.wire.before = lambda request: asked.append(one.clock.ahead)

    async def gaps(seconds: int) -> list[float]:
        """The seconds between two polls; what is asked at one moment, or again for what was too young, is one poll."""
        asked.clear()
        for _ in range(seconds):
            one.clock.ahead += 1
            await one.poller.poll()
        found = [later - earlier for earlier, later in itertools.pairwise(asked)]
        return [gap for gap in found if gap > poller.AGAIN + 1]

    quiet = await gaps(1200)
    assert 0.85 * poller.INTERVAL - 1 <= min(quiet) <= max(quiet) <= poller.INTERVAL + 1
    await changed(one, id, price=3)
    busy = await gaps(200)
    assert len(await one.told()) == 1
    assert min(busy) <= poller.FASTEST + 1
    assert max(await gaps(1200)) <= poller.INTERVAL + 1


async def test_late_polls_are_counted_and_said_in_the_log(
    watching: Callable[..., Watched], caplog: pytest.LogCaptureFixture
) -> None:
    one = watching(CART_ID)
    await one.open("product")
    pace = one.poller.claims.pace
    asked = Pace(watched=1, polled_now=0, late=0, latest=0.0, lost=0)
    assert await pace(one.clock()) == asked
    one.clock.freeze()
    one.clock.ahead += 600
    late = await pace(one.clock())
    assert (late.late, 530 < late.latest < 600) == (1, True)
    assert "late" not in caplog.text
    await one.poller.poll()
    assert "polls are 5" in caplog.text
    assert await pace(one.clock()) == asked
    one.wire.before = broken
    one.clock.ahead += 100
    await one.poller.poll()
    assert (await pace(one.clock())).lost == 1
    await one.changes.unwatch(one.store.id, "feed")
    assert (await pace(one.clock())).watched == 0


async def test_one_list_that_is_refused_leaves_the_others_alone(watching: Callable[..., Watched]) -> None:
    one = watching(CART_ID)
    await one.open("product", "order")
    [id] = await some(one, 1)

    def refused(request: Request) -> None:
        if "/orders" in request.url:
            raise CredentialsRefused("The key may not read orders.")

    one.wire.before = refused
    await changed(one, id, price=1)
    assert brief(await one.later()) == [("product", "update", id)]
    assert one.changes.connection(one.store.id) is None


async def test_two_workers_poll_a_store_once_and_one_takes_over_from_the_other(
    watching: Callable[..., Watched],
) -> None:
    one = watching(CART_ID)
    await one.open("product")
    other = Backend(one.backend.home, transports=lambda store: one.wire)
    theirs = Poller(other, clock=one.clock)
    try:
        one.clock.ahead += 300
        taken = await asyncio.gather(one.poller.claims.claim(one.clock(), 10), theirs.claims.claim(one.clock(), 10))
        assert sorted(map(len, taken)) == [0, 1]
        assert await theirs.claims.free() == 0
        loser = one.poller if taken[1] else theirs
        winner = other if taken[1] else one.backend
        assert await loser.poll() == 0
        winner.database.presence.close()  # as if its process had ended with the store in its hands
        assert await loser.claims.free() == 1
        assert await loser.poll() == 1
    finally:
        await other.close()


async def test_an_entity_that_is_watched_anew_while_it_is_polled_begins_anew(watching: Callable[..., Watched]) -> None:
    one = watching(CART_ID)
    await one.open("product")
    one.clock.ahead += 300

    async def meanwhile() -> None:
        await one.changes.unwatch(one.store.id, "feed")
        await one.changes.watch(one.store.id, {"product"}, "feed")

    one.wire.after = meanwhile
    await one.poller.poll()
    assert await one.later(polls=2) == []
    [id] = await some(one, 1)
    await changed(one, id, price=1)
    assert brief(await one.later()) == [("product", "update", id)]


async def test_shipments_are_found_by_the_orders_that_change(watching: Callable[..., Watched]) -> None:
    one = watching("Magento2Api")
    await one.open("order.shipment")
    await one.later()
    for order in await some(one, 60, of="order"):
        try:
            made = await one.shop.call("order.shipment.add", order_id=order)
        except PolycartError:
            continue
        break
    else:
        pytest.fail("no order can be shipped")
    id = made.result.shipment_id
    told = await one.later()
    assert [(change.action, change.entity_id, change.parent_id) for change in told] == [("add", id, order)]
    assert await one.later() == []


async def test_a_list_that_is_too_long_to_go_through_at_every_poll_is_refused_with_the_reason(
    watching: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_COMPARED", 5)
    one = watching("BigcommerceApi")
    await one.open("category")
    notes = await one.changes.notes(one.store.id)
    assert notes["category"].startswith("There are more than 5 of them, and the shop has no way to ask for the changed")
    one.wire.sent.clear()
    await one.later(polls=3)
    assert one.wire.sent == []


@pytest.mark.parametrize("cart_id", PLATFORMS)
def test_nothing_is_asked_of_a_platform_that_it_does_not_declare(cart_id: str) -> None:
    platform = platforms()[cart_id]
    found = sources(platform)
    assert found.of.keys() | found.lacking.keys() == LISTS.keys()
    assert {"product", "order", "customer", "category"} <= found.of.keys()
    for source in found.of.values():
        handler = platform.handlers[source.method.name]
        assert {*source.fields, *source.compared} <= handler.fields
        assert {*source.whole, *([source.ids] if source.ids else [])} <= handler.parameters
        assert source.way != "asked" or "modified_from" in handler.parameters
        assert source.undated().modified is None
