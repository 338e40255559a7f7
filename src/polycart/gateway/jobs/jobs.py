"""The jobs of an installation: batches in line, one after the other in each store, and what is done at set times."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from polycart.core.errors import PolycartError, StoreNotFound
from polycart.core.failures import report
from polycart.gateway.absence import DatabaseAway
from polycart.gateway.again import Again
from polycart.gateway.batches.records import Batch
from polycart.gateway.batches.work import Run
from polycart.gateway.changes.poller import Poller
from polycart.gateway.jobs.engine import Engine
from polycart.gateway.jobs.files import allow_many
from polycart.gateway.jobs.shares import WIDTH, Shares
from polycart.gateway.webhooks.dispatch import Dispatcher

if TYPE_CHECKING:
    from polycart.gateway.accounts import Caller
    from polycart.gateway.backend import Backend

log = logging.getLogger("polycart.jobs")

BATCH = "batch"
GRACE = 5.0
"""Seconds that items under way have to come to an end when the worker stops."""

LOOKS_EVERY = 1.0
"""Seconds between two looks for batches that nobody has: those of other processes, and of processes that are gone."""

MOST_ATTEMPTS = 10
"""Times that a batch is taken without any item getting done before it is given up."""


class Jobs:
    """The job engine of one process, with ``width`` items at once.

    ``working`` off: it only puts in line, and workers elsewhere do the work.
    """

    def __init__(self, backend: Backend, *, url: str | None = None, working: bool = True, width: int = WIDTH) -> None:
        self.engine = Engine(url)
        self.working = working
        self._backend = backend
        self._batches = backend.batches
        self._shares = Shares(width)
        self._dispatcher = Dispatcher(backend)
        self._stopping = asyncio.Event()
        self._running: set[int] = set()
        self._looks = Again(
            self.look, _until_the_next_look, name="polycart-jobs-look", about="the look for batches", log=log
        )
        self.engine.task(BATCH, self._work, dead=self._dead)
        self.engine.every("purge", "17 * * * *", self._purge)
        self.poller = Poller(backend, interval=backend.limits.poll_seconds)
        self.engine.every("events", "47 * * * *", self._forget_events)
        self.engine.every("pushes", "*/10 * * * *", backend.pushes.sweep)

    async def start(self) -> None:
        """Begin to work, where this process does."""
        if not self.working:
            return
        self._stopping.clear()
        allow_many()
        await self.engine.start()
        await self._backend.pushes.start()
        await self._dispatcher.start()
        self._looks.start()
        await self.poller.start()

    async def stop(self, grace: float = GRACE) -> None:
        """Begin no further item, and wait for those under way."""
        self._stopping.set()
        await self._looks.stop()
        # Side by side, so that all of them end within one grace.
        parts = {
            "the deliveries": self._dispatcher.stop(grace),
            "the pushes": self._backend.pushes.stop(),
            "the polls": self.poller.stop(grace),
            "the engine": self.engine.stop(grace),
        }
        ended = await asyncio.gather(*parts.values(), return_exceptions=True)
        for name, error in zip(parts, ended, strict=True):
            if isinstance(error, Exception):
                report(log, f"ending {name}", error)

    async def put(self, batch_id: int) -> None:
        """A batch was added. Where it can't be put in line now, the next look of a worker finds it."""
        if not self.working and self.engine.url is None:
            return
        try:
            await self.engine.put(BATCH, str(batch_id))
        except PolycartError as error:
            log.warning("batch %s is not in line yet: %s", batch_id, error.message)
        except Exception as error:
            report(log, f"putting batch {batch_id} in line", error)

    async def idle(self) -> bool:
        """Whether nothing is left to do."""
        return not self._running and not self._batches.heads() and self._dispatcher.idle()

    async def look(self) -> None:
        """Put the batches in line that are next in their stores and that nobody works on."""
        presence = self._backend.database.presence
        for id, owner in self._batches.heads():
            if id not in self._running and (owner in ("", presence.token) or presence.gone(owner)):
                await self.engine.put(BATCH, str(id), once=True)

    async def _work(self, text: str) -> None:
        """Work a batch off; where the database goes away meanwhile, the next look puts it in line again."""
        try:
            await self._worked_off(int(text))
        except* DatabaseAway as errors:
            log.warning("batch %s waits: %s", text, next(_leaves(errors)).message)

    async def _worked_off(self, id: int) -> None:
        """Work a batch off, if it is next in its store and nobody has it."""
        taken = await self._taken(id)
        if taken is None:
            return
        batch, caller = taken
        try:
            run = Run(self._backend, self._shares, batch, caller, self._stopping)
            if batch.attempts > MOST_ATTEMPTS:
                await run.give_up(f"The job was given up after {MOST_ATTEMPTS} attempts in which no item was finished.")
            else:
                await run.work_off()
        except* StoreNotFound:
            pass  # the store was deleted, and its batches with it
        finally:
            self._running.discard(id)
            with contextlib.suppress(StoreNotFound):
                await asyncio.shield(self._batches.finish(batch))
        if not self._stopping.is_set():
            await self.look()

    async def _taken(self, id: int) -> tuple[Batch, Caller] | None:
        owner = self._batches.owner_of(id)
        if owner is None or id in self._running:
            return None
        presence = self._backend.database.presence
        left_behind = owner not in ("", presence.token)
        if left_behind and not presence.gone(owner):
            return None
        self._running.add(id)
        try:
            if left_behind:
                await self._backend.recover()  # what was half done goes first, so that a look sees the shop as it is
            taken = await self._batches.take(id, owner)
        except BaseException:
            self._running.discard(id)
            raise
        if taken is None:
            self._running.discard(id)
        return taken

    async def _dead(self, text: str) -> None:
        """A batch that keeps failing for reasons of the gateway is given up."""
        with contextlib.suppress(PolycartError):
            taken = await self._taken(int(text))
            if taken is not None:
                batch, caller = taken
                try:
                    run = Run(self._backend, self._shares, batch, caller, self._stopping)
                    await run.give_up("The job was given up after an internal error.")
                finally:
                    self._running.discard(batch.id)
                    await self._batches.finish(batch)

    async def _purge(self) -> None:
        await self._batches.purge()
        await self._backend.changes.purge(kept=self._backend.limits.changes_days * 86400)

    async def _forget_events(self) -> None:
        await self._backend.deliveries.purge()
        await self._backend.webhooks.leave()


def _leaves(errors: BaseExceptionGroup[DatabaseAway]) -> Iterator[DatabaseAway]:
    """The errors of a group, however deep they are in it."""
    for error in errors.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


async def _until_the_next_look() -> None:
    await asyncio.sleep(LOOKS_EVERY)
