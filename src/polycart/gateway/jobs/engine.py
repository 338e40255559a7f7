"""The engine that runs jobs: PGQueuer, with its queue in this process's memory or in a PostgreSQL database.

The same functions run on both. A job is a name and a short text; what it is about is in the gateway's own tables, so a
queue that is lost with its process loses nothing: a job that is not in line is found there and put in line again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from polycart.core.errors import ServiceUnavailable
from polycart.core.failures import report

if TYPE_CHECKING:
    from pgqueuer import PgQueuer
    from pgqueuer.models import Job, Schedule

log = logging.getLogger("polycart.jobs")

Work = Callable[[str], Awaitable[None]]

ATTEMPTS = 8
"""Times that a job is tried before it is a dead letter."""

LONGEST_PAUSE = 300.0
LONGEST_AWAY = 5.0
"""Seconds between two tries to reach a database that is away, at most."""

CONNECT_SECONDS = 10
ENDS_WITHIN = 10.0
"""Seconds that a queue has to end once its jobs have."""

HEARTBEAT = timedelta(seconds=10)
"""A worker that is silent for so long has lost its jobs to the others."""

POLL = timedelta(seconds=5)


class Engine:
    """A queue and the functions that work it off; ``url`` names a PostgreSQL database, none the memory."""

    def __init__(self, url: str | None = None) -> None:
        self.url = url
        self._tasks: dict[str, tuple[Work, Callable[[str], Awaitable[None]]]] = {}
        self._schedules: list[tuple[str, str, Callable[[], Awaitable[None]]]] = []
        self._queue: PgQueuer | None = None
        self._connection: Any = None
        self._sender: Any = None
        self._lost = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._left: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._under_way: set[asyncio.Future[None]] = set()

    def task(self, name: str, work: Work, *, dead: Work) -> None:
        """Run ``work`` for every job called ``name``; ``dead`` is told of one that keeps failing."""
        self._tasks[name] = (work, dead)

    def every(self, name: str, cron: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run ``work`` at the times of a cron line, in one of the processes."""
        self._schedules.append((name, cron, work))

    async def put(self, name: str, text: str, *, once: bool = False) -> None:
        """Put a job in line; ``once`` leaves it out where the same is there already."""
        queries: Any = self._queue.queries if self._queue is not None else await self._outside()
        await queries.enqueue(name, text.encode(), dedupe_key=f"{name} {text}" if once else None, on_conflict="skip")

    async def start(self) -> None:
        """Begin to work jobs off."""
        self._stopping.clear()
        self._queue = await self._opened()
        self._running = asyncio.create_task(self._run(), name="polycart-jobs")

    async def stop(self, grace: float) -> None:
        """Take no more jobs; those under way have ``grace`` seconds to come to an end."""
        self._stopping.set()
        if self._queue is not None:
            self._queue.shutdown.set()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace)
        left = tuple(self._under_way)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=ENDS_WITHIN)
        ending = {task for task in (self._running, *self._left) if task is not None}
        if ending:
            _, late = await asyncio.wait(ending, timeout=ENDS_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)
        self._running = self._queue = None
        if self._sender is not None:
            await _closed(self._sender)
            self._sender = None

    async def _run(self) -> None:
        """Work until stopped; a database that goes away is waited for."""
        pause = 0.5
        while not self._stopping.is_set():
            try:
                if self._queue is None:
                    self._queue = await self._opened()
                if self._stopping.is_set():
                    self._queue.shutdown.set()
                await self._worked(self._queue)
                pause = 0.5
            except ServiceUnavailable as error:
                log.warning("the job engine waits: %s", error.message)
            except Exception as error:
                report(log, "the job engine", error)
            await self._disconnect()
            if not self._stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause * random.uniform(0.5, 1.5)):  # noqa: S311
                        await self._stopping.wait()
                pause = min(pause * 2, LONGEST_AWAY)

    async def _worked(self, queue: PgQueuer) -> None:
        """Run a queue until it ends, or its connection does.

        A queue ends when its last job does, which may take minutes: where the connection is lost, the next queue is
        begun beside those jobs. What they tell the old queue is lost, and their line is gone through once more.
        """
        run = asyncio.create_task(queue.run(dequeue_timeout=POLL, heartbeat_timeout=HEARTBEAT))
        lost = asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait({run, lost}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)
            raise
        finally:
            lost.cancel()
        if run.done():
            run.result()
            return
        queue.shutdown.set()
        self._left.add(run)
        run.add_done_callback(self._over)
        raise ServiceUnavailable("the connection to the database of POLYCART_JOBS was lost.")

    def _over(self, run: asyncio.Task[None]) -> None:
        """A queue that had lost its connection has ended; that it could not say so is no news."""
        self._left.discard(run)
        if not run.cancelled():
            run.exception()

    async def _disconnect(self) -> None:
        self._queue = None if self.url else self._queue
        connection, self._connection = self._connection, None
        if connection is not None:
            await _closed(connection)

    async def _opened(self) -> PgQueuer:
        from pgqueuer import PgQueuer

        if self.url is None:
            queue = PgQueuer.in_memory()
            # The driver keeps its history in memory; nobody reads it.
            self._schedule(queue, "forget", "*/10 * * * *", queue.queries.clear_queue_log)  # type: ignore[union-attr]
        else:
            self._connection = await self._connected(self.url)
            self._lost = lost = asyncio.Event()
            self._connection.add_termination_listener(lambda _: lost.set())
            queue = PgQueuer.from_asyncpg_connection(self._connection)
            await self._installed(queue)
        for name, (work, dead) in self._tasks.items():
            queue.entrypoint(name, on_failure="hold", accepts_context=False)(self._guarded(name, work, dead))
        for name, cron, what in self._schedules:
            self._schedule(queue, name, cron, what)
        return queue

    def _schedule(self, queue: PgQueuer, name: str, cron: str, work: Callable[[], Awaitable[Any]]) -> None:
        async def run(schedule: Schedule) -> None:
            try:
                await work()
            except Exception as error:
                report(log, f"the scheduled job {name}", error)

        queue.schedule(name, cron, accepts_context=False)(run)

    def _guarded(self, name: str, work: Work, dead: Work) -> Callable[[Job], Awaitable[None]]:
        """The work with retries; what PGQueuer logs and keeps of a failure holds no words of the error."""
        from pgqueuer.errors import RetryRequested

        async def run(job: Job) -> None:
            text = (job.payload or b"").decode()
            task = asyncio.ensure_future(work(text))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            try:
                # A queue whose connection is lost cancels its jobs; those that are with a shop come to their end.
                await asyncio.shield(task)
                return
            except asyncio.CancelledError:
                task.add_done_callback(self._alone(f"job {name} {text}"))
                raise
            except Exception as error:
                report(log, f"job {name} {text}, attempt {job.attempts + 1},", error)
            if job.attempts + 1 >= ATTEMPTS:
                await dead(text)
                return
            pause = min(2.0**job.attempts, LONGEST_PAUSE) * random.uniform(0.5, 1.5)  # noqa: S311
            raise RetryRequested(delay=timedelta(seconds=pause), reason="failed")

        return run

    def _alone(self, what: str) -> Callable[[asyncio.Future[None]], None]:
        """What is done at the end of work that its queue does not wait for any more."""

        def ended(task: asyncio.Future[None]) -> None:
            error = None if task.cancelled() else task.exception()
            if isinstance(error, Exception):
                report(log, what, error)

        return ended

    async def _outside(self) -> Any:
        """The queue for a process that only puts jobs in line."""
        from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
        from pgqueuer.adapters.persistence.queries import Queries

        if self.url is None:
            raise ServiceUnavailable("The job engine does not run in this process.")
        if self._sender is None or self._sender.is_closed():
            self._sender = await self._connected(self.url)
        return Queries(AsyncpgDriver(self._sender))

    async def _connected(self, url: str) -> Any:
        try:
            import asyncpg
        except ImportError:
            raise ServiceUnavailable(
                "POLYCART_JOBS names a PostgreSQL database, but its driver is not installed: "
                "pip install 'polycart[postgresql]'"
            ) from None
        try:
            return await asyncpg.connect(url, timeout=CONNECT_SECONDS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise ServiceUnavailable(
                f"The database of POLYCART_JOBS does not answer ({type(error).__name__})."
            ) from None

    async def _installed(self, queue: PgQueuer) -> None:
        """Make or renew PGQueuer's tables; of several workers one does it and the others wait."""
        queries: Any = queue.queries
        await queue.connection.execute("SELECT pg_advisory_lock(7065738)")
        try:
            if await queries.has_table(queries.qbe.settings.queue_table):
                await queries.upgrade()
            else:
                await queries.install()
        finally:
            await queue.connection.execute("SELECT pg_advisory_unlock(7065738)")


async def _closed(connection: Any) -> None:
    """Close a connection, also one whose server is gone."""
    with contextlib.suppress(Exception):
        await connection.close(timeout=CONNECT_SECONDS)
