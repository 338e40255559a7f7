"""Keeping subscriptions in shops: made while somebody watches, made good where the shop dropped them, taken away after.

What is ours in a shop is known by its address, which no one else has; other people's are left alone. While a shop does
not tell everything of an entity, it is polled as if it told nothing, so nothing waits for a subscription.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.client import Call
from polycart.core.errors import PolycartError, StoreNotFound
from polycart.core.failures import report
from polycart.core.pushes import Pushes, Subscription
from polycart.core.trace import Redactor, Trace
from polycart.gateway.pushes.doors import Door, Doors
from polycart.platforms import platforms

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Store

log = logging.getLogger("polycart.pushes")

PATH = "/push/"
LOOKS_EVERY = 2.0
"""Seconds between two looks for stores whose subscriptions are to be looked at."""

AT_ONCE = 8
CALL_SECONDS = 180.0
LEAVE_SECONDS = 15.0

NO_ADDRESS = "This server has no public address (POLYCART_PUBLIC_URL), so its shops are polled."

NOBODY = "Nobody watches what changes in this store."


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a store's changes are learned: ``pushed`` and ``partly`` pushed entities, and why not all of them are."""

    pushed: list[str]
    partly: list[str] = []
    reason: str = ""


class Keeper:
    """The subscriptions of an installation; ``public_url`` is where shops reach its server."""

    def __init__(self, backend: Backend) -> None:
        self.doors = Doors(backend.database, backend.stores)
        self.public_url = os.environ.get("POLYCART_PUBLIC_URL", "").rstrip("/")
        self._backend = backend
        self._places = asyncio.Semaphore(AT_ONCE)
        self._busy: set[int] = set()
        self._looks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        backend.changes.on_watch.append(self.watched)

    async def start(self) -> None:
        """Begin to look after subscriptions."""
        self._looking = asyncio.create_task(self._look_again_and_again(), name="polycart-pushes")

    async def stop(self) -> None:
        """Look after them no more; a shop that is being talked to is left to the next look."""
        tasks = [task for task in (self._looking, *self._looks) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._looking = None

    async def watched(self, store_id: int) -> None:
        """Somebody watches a store, or watches it no more; a worker looks at its subscriptions soon."""
        with contextlib.suppress(StoreNotFound):
            if self._backend.platform(self._backend.stores.get(store_id)).pushes is not None:
                await self.doors.ask(store_id)

    async def look(self) -> None:
        """Look after the stores that are due."""

        async def one(store_id: int) -> None:
            self._busy.add(store_id)
            try:
                async with self._places:
                    await self.keep(store_id)
            except StoreNotFound:
                pass  # deleted meanwhile, and its door with it
            except Exception as error:
                report(log, f"the subscriptions of store {store_id}", error)
            finally:
                self._busy.discard(store_id)

        due = await self.doors.due(time.time())
        await asyncio.gather(*(one(store_id) for store_id in due if store_id not in self._busy))

    async def sweep(self) -> None:
        """Find stores that were watched while nobody looked, and forget deliveries that are not repeated any more."""
        pushing = [cart_id for cart_id, platform in platforms().items() if platform.pushes is not None]
        for store_id in await self.doors.without(pushing):
            await self.doors.ask(store_id)
        await self.doors.purge()

    async def keep(self, store_id: int) -> None:
        """Bring the subscriptions in a shop to what is watched of it."""
        door, now = self.doors.of(store_id), time.time()
        if door is None or not await self.doors.claim(door, now):
            return
        store = self._backend.stores.get(store_id)
        platform, connection = self._backend.connect(store)
        pushes = platform.pushes
        if pushes is None:
            await self.doors.forget(store_id)
            return
        watched = self._backend.changes.watched(store_id) & pushes.entities
        address = f"{self.public_url}{PATH}{door.token}" if self.public_url else ""
        reason = pushes.unable(connection.settings, address) if address else NO_ADDRESS
        work = _Work(self._backend, store, door, pushes, address if watched and not reason else "")
        told, failed = await work.done(watched)
        natively = watched & pushes.whole & told
        for entity in pushes.whole & watched:
            await self._backend.changes.pushed(store_id, entity, entity in natively)
        if work.gap:
            await self._backend.changes.nudge(store_id)
        await self.doors.keep(
            door, address=work.at, entities=told, natively=natively,
            failed=failed or (reason if watched else ""), now=now,
        )  # fmt: skip

    async def leave(self, store_id: int) -> None:
        """Take the subscriptions of a store away before it is deleted; a shop that does not answer keeps them."""
        door = self.doors.of(store_id)
        if door is None or not door.address:
            return
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                store = self._backend.stores.get(store_id)
                pushes = self._backend.platform(store).pushes
                if pushes is not None:
                    await _Work(self._backend, store, door, pushes, "").done(frozenset())
        except (PolycartError, TimeoutError) as error:
            log.warning("subscriptions of store %s remain in its shop (%s)", store_id, type(error).__name__)

    def standing(self, store_id: int) -> Standing:
        """How a store's changes are learned."""
        pushes = self._backend.platform(self._backend.stores.get(store_id)).pushes
        if pushes is None:
            return Standing(pushed=[], reason="Shops of this platform do not push; they are polled.")
        door = self.doors.of(store_id)
        if door is None or not self._backend.changes.watched(store_id):
            return Standing(pushed=[], reason=NOBODY)
        partly = sorted(set(door.entities) - set(door.natively))
        return Standing(pushed=list(door.natively), partly=partly, reason=door.failed)

    async def _look_again_and_again(self) -> None:
        """A shop that answers slowly keeps no other one waiting."""
        while True:
            task = asyncio.create_task(self._look(), name="polycart-pushes-look")
            self._looks.add(task)
            task.add_done_callback(self._looks.discard)
            await asyncio.sleep(LOOKS_EVERY)

    async def _look(self) -> None:
        try:
            await self.look()
        except Exception as error:
            report(log, "the look for subscriptions", error)


class _Work:
    """One round in one shop, to have it deliver to ``address``, or nowhere where that is empty.

    ``at`` is where it may deliver to afterwards; ``gap`` says that it may have kept changes to itself.
    """

    def __init__(self, backend: Backend, store: Store, door: Door, pushes: Pushes[Any], address: str) -> None:
        self.address = address
        self.at = door.address
        self.gap = False
        self._backend = backend
        self._store = store
        self._door = door
        self._pushes = pushes
        self._request_id = f"push_{secrets.token_hex(12)}"
        self._trace = Trace(Redactor())

    async def done(self, watched: frozenset[str]) -> tuple[frozenset[str], str]:
        """Do what is needed; gives the entities that the shop now tells of, and what went wrong."""
        started = time.perf_counter()
        code, failed, topics = 0, "", Counter[str]()
        try:
            async with asyncio.timeout(CALL_SECONDS):
                if self._door.address and self._door.address != self.address:
                    await self._away(self._door.address)
                self.at = self.address
                if self.address:
                    topics = await self._settled(self._pushes.needed(watched))
        except PolycartError as error:
            code, failed = error.code, self._hidden(error.message)
            topics = await self._left()
        except TimeoutError:
            code, failed = 5, "The shop did not answer in time."
        if self._trace.exchanges:
            self._backend.traces.add(
                request_id=self._request_id, account_id=self._store.account_id, store_id=self._store.id,
                method="push.subscriptions", code=code, ms=round((time.perf_counter() - started) * 1000, 2),
                exchanges=self._trace.exchanges,
            )  # fmt: skip
        if failed:
            log.warning("store %s is polled, for its shop could not be subscribed to: %s", self._store.id, failed)
        told = frozenset(
            entity for entity in watched if all(topic in topics for topic in self._pushes.needed([entity]))
        )
        return told, failed

    def _client(self) -> Any:
        """A client of the shop, whose trace shows neither the token nor the secret."""
        platform, connection = self._backend.connect(self._store)
        self._trace.redactor = Redactor((*connection.settings.secrets(), self._door.token, self._door.secret))
        call = Call(method="push", trace=self._trace, request_id=self._request_id)
        return platform.client(connection, call)

    async def _away(self, address: str) -> None:
        """Take away what the shop sends to an address."""
        client = self._client()
        found = await self._pushes.subscriptions(client, address)
        if found:
            await self._pushes.unsubscribe(client, [one.id for one in found])

    async def _settled(self, wanted: list[str]) -> Counter[str]:
        """Make what is missing, all or none of it, switch on what is off, take away what is too much."""
        client, pushes = self._client(), self._pushes
        found = await pushes.subscriptions(client, self.address)
        first: dict[str, Subscription] = {}
        for one in found:
            first.setdefault(one.topic, one)
        extra = [one.id for one in found if one.topic not in wanted or first[one.topic] is not one]
        off = [one for topic, one in first.items() if topic in wanted and not one.active]
        await self._made(client, [topic for topic in wanted if topic not in first])
        if off:
            self.gap = True
            await pushes.resume(client, off)
        if extra:
            await pushes.unsubscribe(client, extra)
        return Counter(wanted)

    async def _made(self, client: Any, topics: list[str]) -> None:
        made: list[str] = []
        try:
            for topic in topics:
                made.append((await self._pushes.subscribe(client, topic, self.address, self._door.secret)).id)
                self.gap = True
        except BaseException:
            if made:
                with contextlib.suppress(PolycartError):  # what remains is known by its address at the next look
                    await asyncio.shield(self._pushes.unsubscribe(self._client(), made))
            raise

    async def _left(self) -> Counter[str]:
        """The topics that the shop still sends after something went wrong."""
        if not self.address:
            return Counter()
        try:
            found = await self._pushes.subscriptions(self._client(), self.address)
        except PolycartError:
            return Counter()
        return Counter(one.topic for one in found if one.active)

    def _hidden(self, message: str) -> str:
        return Redactor((self._door.token, self._door.secret)).text(message)
