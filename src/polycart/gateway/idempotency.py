"""Idempotency keys: a repeated write gives the first answer for a day, also after a restart or in another process."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from polycart.core.errors import ParameterError, StoreBusy, StoreNotFound
from polycart.gateway.absence import DatabaseAway, patiently
from polycart.gateway.database import VIOLATIONS, Database
from polycart.gateway.stores import Stores
from polycart.gateway.tables import idempotency

log = logging.getLogger("polycart.gateway")

KEPT = 86400.0
"""Seconds that an answer is kept."""

RELEASED = frozenset({1, 7, 10, 106, 110})
"""Return codes of the infrastructure: the call did not get to the shop, and trying again is right."""

PURGE_EVERY = 600.0
JSON = "application/json; charset=utf-8"

Scope = tuple[int, int, str, str]
"""Account, store, method and the caller's key."""


class KeyReused(ParameterError):
    """The key came before, with other parameters."""

    def __init__(self) -> None:
        super().__init__("Parameter 'idempotency_key' is not valid. It was used before with other parameters.")


class Replay(msgspec.Struct, frozen=True):
    """The first answer."""

    body: bytes
    content_type: str = JSON
    return_code: int = 0


class Fresh:
    """The right to do the work; use it as ``async with``.

    What was given to ``keep`` is the answer from then on; without it, or where it only reports that the call did not
    get through, the key is free again. ``taken_over`` says that an earlier run died and may have written something.
    """

    def __init__(self, owner: Idempotency, id: bytes, store_id: int, *, taken_over: bool) -> None:
        self.taken_over = taken_over
        self._owner = owner
        self._id = id
        self._store_id = store_id
        self._answer: Replay | None = None

    def keep(self, body: bytes, content_type: str = JSON, return_code: int = 0, *, wrote: bool = False) -> None:
        """Keep this answer; ``wrote`` says that the shop may have been changed, whatever the return code."""
        released = return_code in RELEASED and not wrote
        self._answer = None if released else Replay(body, content_type, return_code)

    async def __aenter__(self) -> Fresh:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._owner.settle(self._id, self._store_id, self._answer)


class Idempotency:
    """The keys of a database; answers are sealed with the store's data key, for they hold customers' data."""

    def __init__(self, database: Database, stores: Stores) -> None:
        self._database = database
        self._stores = stores
        self._running: dict[bytes, asyncio.Event] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._next_purge = time.monotonic() + PURGE_EVERY
        table, this = idempotency, idempotency.c.scope == bindparam("id")
        self._find = database.prepare(
            select(table.c.owner, table.c.fingerprint, table.c.answer, table.c.expires).where(this)
        )
        self._claim = database.prepare(database.insert(table).on_conflict_do_nothing())
        self._take = database.prepare(
            update(table)
            .where(this, table.c.owner == bindparam("was"), table.c.expires == bindparam("expired"))
            .values(owner=bindparam("me"), fingerprint=bindparam("mark"), answer=None, expires=bindparam("until"))
        )
        mine = and_(this, table.c.owner == bindparam("me"))
        self._keep = database.prepare(
            update(table).where(mine).values(owner="", answer=bindparam("sealed"), expires=bindparam("until"))
        )
        self._release = database.prepare(delete(table).where(mine))

    async def begin(self, scope: Scope, mark: bytes, *, deadline: float | None = None) -> Fresh | Replay:
        """The right to do the work, or the first answer.

        Waits for a run in flight here or in another process, until ``deadline`` (of ``time.monotonic``), then raises
        ``StoreBusy``; ``KeyReused`` (109) where the ``fingerprint`` is another. A dead run is taken over.
        """
        id = hashlib.sha256(msgspec.json.encode(scope)).digest()
        store_id, me, pause = scope[1], self._database.presence.token, 0.002
        self._database.presence.attend()
        self._purge_now_and_then()
        while True:
            row = self._find.one(id=id)
            until = time.time() + KEPT
            if row is None:
                values = {"scope": id, "store_id": store_id, "fingerprint": mark, "owner": me, "expires": until}
                try:
                    if await self._claim.write(**values, answer=None):
                        return self._fresh(id, store_id)
                except VIOLATIONS:
                    raise StoreNotFound("This store has just been deleted.") from None
                continue
            owner, first, answer, expires = row
            fate = self._fate(id, owner, answer, expires)
            if fate != "expired" and first != mark:
                raise KeyReused
            if fate == "answered":
                clear = self._stores.box(store_id).open(_purpose(id), answer)
                return msgspec.msgpack.decode(clear, type=Replay)
            if fate == "running":
                await self._wait(id, pause, deadline)
                pause = min(pause * 1.5, 0.05)
            elif await self._take.write(id=id, was=owner, expired=expires, me=me, mark=mark, until=until):
                return self._fresh(id, store_id, taken_over=fate == "dead")

    def _fate(self, id: bytes, owner: str, answer: bytes | None, expires: float) -> str:
        if answer is not None:
            return "answered" if expires > time.time() else "expired"
        if owner == self._database.presence.token:
            return "running" if id in self._running else "dead"
        return "dead" if self._database.presence.gone(owner) else "running"

    def _fresh(self, id: bytes, store_id: int, *, taken_over: bool = False) -> Fresh:
        self._running[id] = asyncio.Event()
        return Fresh(self, id, store_id, taken_over=taken_over)

    async def _wait(self, id: bytes, pause: float, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise StoreBusy("An earlier call with this idempotency_key is still running.")
        here = self._running.get(id)
        if here is None:
            # A run in another process tells nobody when it ends: its row is looked at again and again.
            await asyncio.sleep(pause if left is None else min(pause, left))
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left):
                await here.wait()

    async def settle(self, id: bytes, store_id: int, answer: Replay | None) -> None:
        """Keep the answer of a run, or free its key; ``Fresh`` calls it."""
        try:
            await self._settled(id, store_id, answer)
        except DatabaseAway as error:
            # The caller gets the answer all the same: the work is done. Who asks again waits until it is kept.
            log.warning("the answer to a call with an idempotency key is kept later: %s", error.message)
            later = asyncio.create_task(self._settled_later(id, store_id, answer))
            self._late.add(later)
            later.add_done_callback(self._late.discard)
        except BaseException:
            self._running.pop(id).set()
            raise
        else:
            self._running.pop(id).set()

    async def _settled(self, id: bytes, store_id: int, answer: Replay | None) -> None:
        me = self._database.presence.token
        try:
            if answer is None:
                statement, values = self._release, {"id": id, "me": me}
            else:
                sealed = self._stores.box(store_id).seal(_purpose(id), msgspec.msgpack.encode(answer))
                statement = self._keep
                values = {"id": id, "me": me, "sealed": sealed, "until": time.time() + KEPT}
            try:
                await statement.write(**values)
            except asyncio.CancelledError:
                statement.write_now(**values)  # a row left behind would keep the key busy as long as we live
                raise
        except StoreNotFound:
            pass  # the call has deleted its own store, and the row with it

    async def _settled_later(self, id: bytes, store_id: int, answer: Replay | None) -> None:
        try:
            await patiently(lambda: self._settled(id, store_id, answer))
        finally:
            self._running.pop(id).set()

    async def purge(self) -> int:
        """Remove expired rows; gives their number."""
        return await self._database.run(_purge)

    def _purge_now_and_then(self) -> None:
        now = time.monotonic()
        if now >= self._next_purge:
            self._next_purge = now + PURGE_EVERY
            self._database.soon(self._purge_chunk)

    def _purge_chunk(self) -> None:
        with self._database.begun() as connection:
            more = _purge(connection) == _CHUNK
        if more:
            self._database.soon(self._purge_chunk)


def fingerprint(parameters: Mapping[str, Any]) -> bytes:
    """What two bodies with the same members have in common, whatever their order."""
    return hashlib.sha256(msgspec.json.encode(parameters, order="sorted", enc_hook=repr)).digest()


_CHUNK = 500


def _purge(connection: Connection) -> int:
    now, column = time.time(), idempotency.c
    # A run that never ended is kept as long again: its process may yet come back to it.
    old = or_(and_(column.expires < now, column.answer.is_not(None)), column.expires < now - KEPT)
    chosen = select(column.scope).where(old).limit(_CHUNK)
    return connection.execute(delete(idempotency).where(column.scope.in_(chosen))).rowcount


def _purpose(id: bytes) -> str:
    return f"idempotency {id.hex()}"
