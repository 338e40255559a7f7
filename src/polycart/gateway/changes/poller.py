"""Polls the stores that somebody watches: each in its turn within the interval, and sooner where much happens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.errors import (
    AccountBusy,
    BridgeFailed,
    CredentialsRefused,
    PolycartError,
    StoreBusy,
    StoreNotFound,
    Throttled,
    Unreachable,
)
from polycart.core.failures import report
from polycart.gateway.absence import DatabaseAway
from polycart.gateway.again import Again
from polycart.gateway.changes.claims import LATE, Claimed, Claims, Polled, States
from polycart.gateway.changes.polling import Poll
from polycart.gateway.changes.reading import PAGE, Listed
from polycart.gateway.changes.sources import sources
from polycart.gateway.changes.state import State
from polycart.gateway.contract import methods

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Store

log = logging.getLogger("polycart.changes")

WIDTH = 256
"""Stores that a worker polls at once: with shops that take half a second to answer, 500 polls a second."""

LOOKS_EVERY = 1.0
"""Seconds between two looks for stores that are due."""

TOGETHER = 0.02
"""Seconds in which places that come free are given away in one go, with one claim in the database."""

FREES_EVERY = 10.0
"""Seconds between two looks for stores whose process is gone."""

INTERVAL = 60.0
"""Seconds between two polls of a store, where nothing else is set."""

FASTEST = 20.0
"""Seconds after a poll with news, where the interval is longer: much happens there, and more will."""

SLOWER = 1.1
"""What each poll without news makes of the pause, up to the interval."""

AFTER_AN_ERROR = 4.0
"""Intervals for which a store is left alone whose poll failed for reasons of the gateway's own."""

PUSHED_EVERY = 900.0
"""Seconds between two polls of what the shop tells of by itself: pushes get lost."""

SPREAD = 0.2
"""Part of the interval after which a store is polled at the soonest that was late.

It is one of a crowd: stores that were added, or left alone, together. So the crowd does not come again.
"""

WARNS_EVERY = 60.0
"""Seconds between two words of it in the log where polls are late by more than the interval."""

AGAIN = 2.0
"""Seconds after which what was too young is asked for again."""

A_PAGE = 6.0
"""Seconds that a list which has to be gone through is left alone, for each of its pages."""

LONGEST = 3600.0
REFUSED_FOR = 86400.0
GRACE = 5.0

BUSY = (Throttled, StoreBusy, AccountBusy, DatabaseAway)
"""What says nothing of the shop, nor of the store's connection: it is asked again at its usual time."""

LOST = (CredentialsRefused, Unreachable, BridgeFailed)
"""What says of a shop that its connection is lost, and not only that one of its lists does not answer."""


class Poller:
    """The polls of one process."""

    def __init__(
        self,
        backend: Backend,
        *,
        interval: float = INTERVAL,
        width: int = WIDTH,
        clock: Callable[[], float] = time.time,
        dice: random.Random | None = None,
    ) -> None:
        self.interval = interval
        self.claims = Claims(backend.database)
        self._backend = backend
        self._changes = backend.changes
        self._width = width
        self._clock = clock
        self._dice = dice or random.Random()  # noqa: S311
        self._running: set[asyncio.Task[None]] = set()
        self._done: list[Polled] = []
        self._ended = asyncio.Event()
        self._waiting = False
        self._looks = Again(
            self.look, self._until_the_next_look, name="polycart-poller", about="the look for stores to poll", log=log
        )
        self._next_free = 0.0
        self._next_warning = 0.0

    async def start(self) -> None:
        """Begin to poll."""
        self._looks.start()

    async def stop(self, grace: float = GRACE) -> None:
        """Begin no further poll; those under way have ``grace`` seconds, then they are left to the next process."""
        if not self._looks.runs:
            return
        await self._looks.stop()
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._settle()
        await self.claims.release()

    async def _until_the_next_look(self) -> None:
        if not self._waiting:
            await asyncio.sleep(LOOKS_EVERY)
            return
        # Stores may be waiting for a place; those that come free at about the same time are given away together.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_EVERY):
                await self._ended.wait()
                await asyncio.sleep(TOGETHER)

    async def look(self) -> int:
        """Begin with the stores that are due, as far as there are places; gives how many."""
        await self._settle()
        if time.monotonic() >= self._next_free:
            self._next_free = time.monotonic() + FREES_EVERY
            await self.claims.free()
        self._ended.clear()
        places = self._width - len(self._running)
        claimed = await self.claims.claim(self._clock(), places) if places > 0 else []
        self._waiting = len(claimed) == places
        self._warn(claimed)
        for one in claimed:
            task = asyncio.create_task(self._turn(one), name=f"polycart-poll-{one.store_id}")
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(claimed)

    def _warn(self, claimed: list[Claimed]) -> None:
        """Say that there are more stores than this and the other processes can poll."""
        late = max((one.late for one in claimed if not one.nudged), default=0.0)
        if late > self.interval and time.monotonic() >= self._next_warning:
            self._next_warning = time.monotonic() + WARNS_EVERY
            log.warning(
                "polls are %.0f seconds late; if that goes on, run another polycart worker (see: polycart polls)", late
            )

    async def poll(self) -> int:
        """Poll every store that is due, and wait until that is done; gives how many there were."""
        total = 0
        while number := await self.look():
            total += number
            await asyncio.gather(*self._running)
        await self._settle()
        return total

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._ended.set()

    async def _settle(self) -> None:
        done, self._done = self._done, []
        try:
            await self.claims.settle(done, self._clock())
        except BaseException:
            self._done += done
            raise

    async def _turn(self, claimed: Claimed) -> None:
        """Poll what is due of one store, and say when it is due again."""
        try:
            turn = Turn(self._backend, claimed, interval=self.interval, clock=self._clock, dice=self._dice)
            await turn.take()
            self._done.append(turn.polled())
        except StoreNotFound:
            pass  # deleted, and its stream with it
        except DatabaseAway:
            self._done.append(self._later(claimed, self.interval))
        except Exception as error:
            report(log, f"the poll of store {claimed.store_id}", error)
            self._done.append(self._later(claimed, self.interval * AFTER_AN_ERROR))

    def _later(self, claimed: Claimed, seconds: float) -> Polled:
        due = self._clock() + seconds
        return Polled(store_id=claimed.store_id, due=due, pause=claimed.pause, states=claimed.states)


class Turn:
    """One turn of one store: its entities that are due, one after the other."""

    def __init__(
        self,
        backend: Backend,
        claimed: Claimed,
        *,
        interval: float,
        clock: Callable[[], float],
        dice: random.Random,
    ) -> None:
        self.store: Store = backend.stores.get(claimed.store_id)
        self.sources = sources(backend.platform(self.store)).of
        self.states: States = {
            name: claimed.states.get(name, State()) for name in sorted(claimed.watched) if name in self.sources
        }
        self.news = 0
        self.regular = False
        self.succeeded = False
        self.error: PolycartError | None = None
        self._backend = backend
        self._changes = backend.changes
        self._claimed = claimed
        self._interval = interval
        self._clock = clock
        self._dice = dice
        self._pause = min(claimed.pause or interval, interval)
        self._walking = ""
        key = backend.stores.box(self.store.id).derive(b"fingerprints")
        self._poll = Poll(
            self._changes, self.store.id, self._ask, self.sources, key=key, clock=clock, between=self._between
        )

    async def take(self) -> None:
        """Poll what is due; those first that only have to be asked what has changed."""
        due = self._due()
        for name in sorted(due, key=lambda name: self.sources[name].way != "asked" or not self.states[name].ready):
            if not await self._one(name):
                break
        await self._tell()

    def _walks(self, name: str) -> bool:
        state = self.states[name]
        return not state.ready or self._poll.source(name, state).way in ("dated", "compared")

    def polled(self) -> Polled:
        """Where the store stands after its turn."""
        if self.news:
            self._pause = min(FASTEST, self._interval)
        elif self.regular:
            self._pause = min(self._pause * SLOWER, self._interval)
        due = min((state.due for state in self.states.values()), default=self._clock() + REFUSED_FOR)
        return Polled(store_id=self.store.id, due=due, pause=self._pause, states=self.states)

    def _due(self) -> list[str]:
        """What is due, and what would be before half of the usual pause is over: it need not come back for that."""
        now = self._clock()
        first = min((state.due for state in self.states.values()), default=now)
        soon = now + self._pause / 4 if first <= now else now
        return [
            name
            for name, state in self.states.items()
            if self._claimed.nudged or state.due <= now or (state.due <= soon and not state.again)
        ]

    async def _one(self, name: str, *, walk: bool = True) -> bool:
        """Poll one entity; gives whether it makes sense to go on with the others."""
        state = self.states[name]
        self.regular = self.regular or not state.again
        try:
            self._walking = name
            self.news += await self._poll.look(name, state, walk=walk)
        except StoreNotFound:
            raise
        except BUSY:
            state.due = self._clock() + self._jittered(self._pause)
            return True
        except PolycartError as error:
            self.error = self.error or error
            state.failures += 1
            state.due = self._clock() + self._backoff(state.failures)
            if isinstance(error, Unreachable) and not self.succeeded:  # the others would only wait for it, too
                for other in self._due():
                    self.states[other].due = state.due
                return False
            return True
        finally:
            self._walking = ""
        self.succeeded = True
        state.failures = 0
        state.due = self._clock() + self._next(name, state)
        return True

    async def _between(self) -> None:
        """In the middle of a long walk, ask what has changed of the rest, when its time has come."""
        walking, now = self._walking, self._clock()
        for name, state in self.states.items():
            if name != walking and not self._walks(name) and state.due <= now and not state.failures:
                state.due = now + self._pause
                await self._one(name, walk=False)
        self._walking = walking

    async def _tell(self) -> None:
        """Say that the shop is lost, or that it is found again."""
        if self.succeeded:
            if self._claimed.lost:
                await self._changes.found(self.store.id)
        elif isinstance(self.error, LOST):
            failed = [state for state in self.states.values() if state.failures]
            due = max(state.due for state in failed)
            for state in failed:  # the next try is one of all of them
                state.due = due
            await self._changes.lost(self.store.id, self.error)

    def _next(self, name: str, state: State) -> float:
        walks = self._walks(name)
        if state.refused and walks:
            return REFUSED_FOR
        if state.again:
            return AGAIN
        if not state.ready or state.missing or state.suspicious:
            return self._jittered(self._pause)
        if name in self._claimed.pushed:
            return self._jittered(max(PUSHED_EVERY, self._interval))
        walk = A_PAGE * (state.rows // PAGE) if walks else 0.0
        return self._jittered(max(self._pause, walk), least=SPREAD if self._claimed.late > LATE else 0.85)

    def _backoff(self, failures: int) -> float:
        return min(self._interval * 2.0 ** min(failures, 10), LONGEST) * self._dice.uniform(0.75, 1.25)

    def _jittered(self, seconds: float, least: float = 0.85) -> float:
        """Not longer than asked for, with the wait for the next look: the interval is what callers may rely on."""
        return seconds * self._dice.uniform(least, 0.98)

    async def _ask(self, name: str, raw: dict[str, Any]) -> Listed:
        """Ask the shop for a page of a list, or for one entity."""
        method = methods()[name]
        outcome = await self._backend.ask(method, raw, store=self.store, request_id=f"poll_{secrets.token_hex(8)}")
        held = msgspec.to_builtins(outcome.result)
        if method.item is None:
            return Listed([held])
        pages = outcome.pagination
        return Listed(held.get(method.items, []), pages.get("next") if isinstance(pages, dict) else None)
