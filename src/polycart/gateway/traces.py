"""Finished traces: written behind in batches, found again by request id from any process, forgotten after a week."""

from __future__ import annotations

import asyncio
import time
import zlib
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from polycart.core.errors import InternalError, StoreNotFound
from polycart.gateway.database import Database
from polycart.gateway.stores import Stores
from polycart.gateway.tables import traces
from polycart.gateway.vault import Box

FLUSH_EVERY = 0.2
KEPT_SECONDS = 7 * 86400.0
KEPT_TRACES = 100_000
PRUNE_EVERY = 60.0

BACKLOG = 10_000
"""Traces that wait to be written, at most; a disk that is slower than the calls must not fill the memory."""

BATCH_BYTES = 512 * 1024
"""Bytes of one transaction: other writers wait no longer than it takes."""

_CLEAR, _SEALED = b"\x00", b"\x01"
_PURPOSE = "trace"


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """A finished call; ``exchanges`` is what was sent to the shop, or ``None`` in a listing."""

    request_id: str
    ts: float
    account_id: int | None
    store_id: int | None
    method: str
    code: int
    ms: float
    exchanges: list[dict[str, Any]] | None = None

    def __repr__(self) -> str:
        return f"<Trace {self.request_id} {self.method} {self.code}>"


class _Waiting(msgspec.Struct, frozen=True):
    row: dict[str, Any]
    exchanges: Any
    box: Box | None


class Traces:
    """The traces of a database; with ``stores`` their exchanges are sealed with the store's data key."""

    def __init__(self, database: Database, stores: Stores | None = None) -> None:
        self.dropped = 0
        self._database = database
        self._stores = stores
        self._waiting: list[_Waiting] = []
        self._next_flush = 0.0
        self._next_prune = 0.0
        database.on_close(lambda: self._write(self._take()))

    def add(
        self,
        *,
        request_id: str,
        account_id: int | None,
        store_id: int | None,
        method: str,
        code: int,
        ms: float,
        exchanges: Any = (),
    ) -> None:
        """Hand over a finished trace; ``exchanges`` is a list that msgspec can encode, and is changed no more."""
        if len(self._waiting) >= BACKLOG:
            self.dropped += 1
            return
        row = {
            "request_id": request_id, "ts": time.time(), "account_id": account_id, "store_id": store_id,
            "method": method, "code": code, "ms": ms,
        }  # fmt: skip
        box = None
        if self._stores is not None and store_id is not None and exchanges:
            try:
                box = self._stores.box(store_id)
            except StoreNotFound:
                exchanges = ()  # the call has deleted its store: what was sent for it goes too
        self._waiting.append(_Waiting(row, exchanges, box))
        now = time.monotonic()
        if now >= self._next_flush:
            self._next_flush = now + FLUSH_EVERY
            asyncio.get_running_loop().call_later(FLUSH_EVERY, self._flush_soon)

    async def get(self, request_id: str, account_id: int | None = None) -> Trace | None:
        """The trace of a request, of one account where that is given."""
        clause = select(traces).where(traces.c.request_id == request_id)
        if account_id is not None:
            clause = clause.where(traces.c.account_id == account_id)
        await self.flush()
        row = await self._database.read(lambda connection: connection.execute(clause).first())
        if row is None:
            return None
        return Trace(
            request_id=row.request_id, ts=row.ts, account_id=row.account_id, store_id=row.store_id, method=row.method,
            code=row.code, ms=row.ms, exchanges=self._unpacked(row.request_id, row.store_id, row.body),
        )  # fmt: skip

    async def recent(
        self,
        *,
        account_id: int | None = None,
        store_id: int | None = None,
        method: str | None = None,
        failed: bool = False,
        before: float | None = None,
        count: int = 50,
    ) -> list[Trace]:
        """The newest traces of a selection, without their exchanges; ``before`` is the ``ts`` to go on from."""
        columns = [column for column in traces.c if column.name != "body"]
        clause = select(*columns).order_by(traces.c.ts.desc(), traces.c.request_id).limit(count)
        for column, value in ((traces.c.account_id, account_id), (traces.c.store_id, store_id)):
            if value is not None:
                clause = clause.where(column == value)
        if method is not None:
            clause = clause.where(traces.c.method == method)
        if failed:
            clause = clause.where(traces.c.code != 0)
        if before is not None:
            clause = clause.where(traces.c.ts < before)
        await self.flush()
        return await self._database.read(
            lambda c: [
                Trace(**{str(name): value for name, value in row.items()}) for row in c.execute(clause).mappings()
            ]
        )

    async def flush(self) -> None:
        """Write what waits."""
        # The worker does one thing after the other, so batches that were handed over before are written as well.
        await asyncio.get_running_loop().run_in_executor(self._database.worker, self._write, self._take())

    async def close(self) -> None:
        """Write what waits."""
        await self.flush()

    async def prune(self, *, seconds: float = KEPT_SECONDS, number: int = KEPT_TRACES) -> int:
        """Forget what is older than ``seconds``, and the oldest beyond ``number``; gives how many went."""
        await self.flush()
        gone = 0
        while step := await self._database.run(lambda connection: _prune(connection, seconds, number)):
            gone += step
        return gone

    def _flush_soon(self) -> None:
        if waiting := self._take():
            self._database.soon(lambda: self._write(waiting))

    def _take(self) -> list[_Waiting]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def _write(self, waiting: list[_Waiting]) -> None:
        """Runs on the worker thread, where packing a large body keeps nobody waiting."""
        batch: list[dict[str, Any]] = []
        size = 0
        for item in waiting:
            body = _packed(item)
            batch.append({**item.row, "body": body})
            size += len(body) + 200
            if size >= BATCH_BYTES:
                self._commit(batch)
                batch, size = [], 0
        if batch:
            self._commit(batch)
        if time.monotonic() >= self._next_prune:
            self._next_prune = time.monotonic() + PRUNE_EVERY
            self._database.soon(self._prune_chunk)

    def _commit(self, batch: list[dict[str, Any]]) -> None:
        # The first trace of a request id stays: nobody may overwrite another's by sending its id again.
        with self._database.begun() as connection:
            connection.execute(self._database.insert(traces).on_conflict_do_nothing(), batch)

    def _prune_chunk(self) -> None:
        with self._database.begun() as connection:
            more = _prune(connection, KEPT_SECONDS, KEPT_TRACES)
        if more:
            self._database.soon(self._prune_chunk)

    def _unpacked(self, request_id: str, store_id: int | None, body: bytes) -> list[dict[str, Any]]:
        kind, body = body[:1], body[1:]
        if kind == _SEALED:
            if self._stores is None or store_id is None:
                raise InternalError("This trace is sealed.")
            body = self._stores.box(store_id).open(f"{_PURPOSE} {request_id}", body)
        return msgspec.json.decode(zlib.decompress(body), type=list[dict[str, Any]])


def _packed(item: _Waiting) -> bytes:
    body = zlib.compress(msgspec.json.encode(list(item.exchanges)), 1)
    if item.box is None:
        return _CLEAR + body
    return _SEALED + item.box.seal(f"{_PURPOSE} {item.row['request_id']}", body)


_CHUNK = 500


def _prune(connection: Connection, seconds: float, number: int) -> int:
    oldest = time.time() - seconds
    beyond = connection.execute(select(traces.c.ts).order_by(traces.c.ts.desc()).offset(number).limit(1)).scalar()
    limit = oldest if beyond is None else max(oldest, beyond)
    chosen = select(traces.c.request_id).where(traces.c.ts <= limit).limit(_CHUNK)
    return connection.execute(delete(traces).where(traces.c.request_id.in_(chosen))).rowcount
