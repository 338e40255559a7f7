"""How many calls each store had each day: counted in memory, written behind."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from sqlalchemy import Connection

from polycart.gateway.database import Database
from polycart.gateway.tables import store_calls

FLUSH_EVERY = 1.0
"""Seconds of counts that a killed process loses at most."""


class Calls:
    """The counters of all stores."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[tuple[int, str], int] = {}
        self._next_flush = 0.0
        self._day = (0, "")
        database.on_close(self._last_flush)

    def note(self, store_id: int) -> None:
        """One more call to a store."""
        row = (store_id, self._today())
        self._counts[row] = self._counts.get(row, 0) + 1
        now = time.monotonic()
        if now >= self._next_flush:
            # The first count after a pause starts the clock; a timer writes what came in until then.
            self._next_flush = now + FLUSH_EVERY
            asyncio.get_running_loop().call_later(FLUSH_EVERY, self._flush_soon)

    async def flush(self) -> None:
        """Write what was counted."""
        if counts := self._take():
            await self._database.run(lambda connection: self._write(connection, counts))

    def forget(self, store_id: int) -> None:
        """Drop what was counted for a store that goes."""
        self._counts = {row: calls for row, calls in self._counts.items() if row[0] != store_id}

    def _take(self) -> dict[tuple[int, str], int]:
        counts, self._counts = self._counts, {}
        return counts

    def _flush_soon(self) -> None:
        if counts := self._take():
            self._database.soon(lambda: self._commit(counts))

    def _last_flush(self) -> None:
        if counts := self._take():
            self._commit(counts)

    def _commit(self, counts: dict[tuple[int, str], int]) -> None:
        with self._database.begun() as connection:
            self._write(connection, counts)

    def _write(self, connection: Connection, counts: dict[tuple[int, str], int]) -> None:
        clause = self._database.insert(store_calls)
        clause = clause.on_conflict_do_update(
            index_elements=[store_calls.c.store_id, store_calls.c.day],
            set_={"calls": store_calls.c.calls + clause.excluded.calls},
        )
        rows = [{"store_id": id, "day": day, "calls": calls} for (id, day), calls in counts.items()]
        connection.execute(clause, rows)

    def _today(self) -> str:
        number = int(time.time() // 86400)
        if self._day[0] != number:
            self._day = (number, datetime.now(UTC).date().isoformat())
        return self._day[1]
