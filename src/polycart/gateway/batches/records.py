"""Batches and their items in the database: what is to be done, what has been begun, and what became of it.

An item waits, is ``sent`` from just before the shop is asked, and is ``done`` together with its result. So whoever
finds an item ``sent`` by a process that is gone knows that the shop may have been asked, and has to look.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from polycart.core.errors import NotFound, StoreNotFound
from polycart.gateway.absence import DatabaseAway, patiently
from polycart.gateway.accounts import SCOPES, Caller
from polycart.gateway.batches.items import Item
from polycart.gateway.database import Database
from polycart.gateway.idempotency import KEPT as MARK_KEPT
from polycart.gateway.stores import Stores
from polycart.gateway.tables import accounts, batch_items, batches, journal

KEPT = 7 * 86400.0
"""Seconds that a batch and its results are kept once it is worked off."""

PENDING, RUNNING, PROCESSED = "pending", "in_progress", "processed"
WAITING, SENT, DONE = "waiting", "sent", "done"
CANCELLED = "The job was cancelled before this item was begun."


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """One batch, without its items."""

    id: int
    store_id: int
    account_id: int
    key_id: int
    method: str
    status: str
    created: float
    processed: float | None
    items: int
    owner: str
    attempts: int
    cancelled: bool


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """An item that is not done yet."""

    place: int
    state: str
    request_id: str
    sent: float | None
    tries: int
    item: Item


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item; ``status`` is ``success``, ``partial`` or ``failed``."""

    status: str
    entity_id: str | None = None
    errors: list[str] = []
    warnings: list[str] = []


class _Told(msgspec.Struct, frozen=True, omit_defaults=True):
    errors: list[str] = []
    warnings: list[str] = []


class Batches:
    """The batches of a database; payloads and results are sealed with the store's data key."""

    def __init__(self, database: Database, stores: Stores) -> None:
        self._database = database
        self._stores = stores
        table, this = (
            batch_items,
            and_(batch_items.c.batch_id == bindparam("batch"), batch_items.c.place == bindparam("at")),
        )
        alive = ~exists().where(batches.c.id == bindparam("batch"), batches.c.cancelled)
        sent = {"state": SENT, "request_id": bindparam("request"), "sent": bindparam("now"), "tries": table.c.tries + 1}
        waits = table.c.state == WAITING
        mine = and_(table.c.state == SENT, table.c.request_id == bindparam("request"))
        self._send = database.prepare(update(table).where(this, waits, alive).values(sent))
        # A database that went away before it said that something was done may have done it.
        self._send_again = database.prepare(update(table).where(this, or_(waits, mine), alive).values(sent))
        self._back = database.prepare(update(table).where(this, or_(waits, mine)).values(state=WAITING))
        done = {"state": DONE, "item": None}
        self._settle = database.prepare(
            update(table)
            .where(this, table.c.state != DONE)
            .values(**done, status=bindparam("became"), entity_id=bindparam("entity"), told=bindparam("sealed"))
        )
        self._drop = database.prepare(
            update(table)
            .where(this, table.c.state == WAITING, ~alive)
            .values(**done, status="failed", told=bindparam("sealed"))
        )
        self._heads = database.prepare(_heads())
        self._owner = database.prepare(
            select(batches.c.owner).where(batches.c.id == bindparam("id"), batches.c.status != PROCESSED)
        )
        self._undoing = database.prepare(
            select(journal.c.entry).where(journal.c.request_id == bindparam("request")).limit(1)
        )
        self._credited = database.prepare(
            select(table.c.place)
            .join_from(table, batches)
            .where(batches.c.store_id == bindparam("store"), table.c.entity_id == bindparam("entity"))
            .limit(1)
        )

    async def add(self, caller: Caller, store_id: int, method: str, items: Sequence[Item], key: str | None) -> int:
        """Keep a batch; gives its id, the first one's where the idempotency ``key`` has come before."""

        def work(connection: Connection) -> int:
            if mark is not None and (known := _marked(connection, mark)) is not None:
                return known
            values = {
                "store_id": store_id, "account_id": caller.account_id, "key_id": caller.key_id, "method": method,
                "status": PENDING, "created": time.time(), "items": len(items), "owner": "", "attempts": 0,
                "progress": -1, "cancelled": False, "mark": mark,
            }  # fmt: skip
            id = connection.execute(insert(batches).values(values).returning(batches.c.id)).scalar_one()
            rows = [
                {
                    "batch_id": id, "place": place, "state": WAITING, "request_id": "", "tries": 0,
                    "item": box.seal(_purpose("item", id, place), msgspec.json.encode(item)),
                }
                for place, item in enumerate(items)
            ]  # fmt: skip
            connection.execute(insert(batch_items), rows)
            return id

        box = self._stores.box(store_id)
        scope = (caller.account_id, store_id, method, key)
        mark = hashlib.sha256(msgspec.json.encode(scope)).digest() if key is not None else None
        try:
            return await self._database.run(work)
        except IntegrityError:
            raise StoreNotFound("This store has just been deleted.") from None

    def heads(self) -> list[tuple[int, str]]:
        """The batches that are next in their stores, with the processes that have them."""
        return [(id, owner) for id, owner in self._heads.all()]

    def owner_of(self, id: int) -> str | None:
        """The process that has a batch ("" for none); ``None`` where the batch is processed or gone."""
        row = self._owner.one(id=id)
        return None if row is None else row[0]

    async def take(self, id: int, was: str) -> tuple[Batch, Caller] | None:
        """Take a batch over from ``was``; ``None`` where another was faster, or one before it in the store is open."""

        def work(connection: Connection) -> tuple[Batch, Caller] | None:
            counted = connection.execute(_done_of(id)).scalar_one()
            other = batches.alias()
            before = exists().where(
                other.c.store_id == batches.c.store_id, other.c.id < batches.c.id, other.c.status != PROCESSED
            )
            taken = connection.execute(
                update(batches)
                .where(batches.c.id == id, batches.c.owner == was, batches.c.status != PROCESSED, ~before)
                .values(
                    owner=me,
                    status=RUNNING,
                    progress=counted,
                    attempts=case((batches.c.progress < counted, 1), else_=batches.c.attempts + 1),
                )
            ).rowcount
            if not taken:
                return None
            row = connection.execute(select(batches).where(batches.c.id == id)).one()
            limit = connection.execute(select(accounts.c.concurrency).where(accounts.c.id == row.account_id)).scalar()
            return _batch(row), Caller(row.account_id, row.key_id, frozenset(SCOPES), limit, disabled=False)

        self._database.presence.attend()
        me = self._database.presence.token
        return await self._database.run(work)

    async def open_items(self, batch: Batch) -> list[Open]:
        """The items that are not done, in the payload's order."""
        clause = select(batch_items).where(batch_items.c.batch_id == batch.id, batch_items.c.state != DONE)
        rows = await self._database.read(lambda one: one.execute(clause.order_by(batch_items.c.place)).all())
        box = self._stores.box(batch.store_id)
        return [
            Open(
                place=row.place,
                state=row.state,
                request_id=row.request_id,
                sent=row.sent,
                tries=row.tries,
                item=msgspec.json.decode(box.open(_purpose("item", batch.id, row.place), row.item), type=Item),
            )
            for row in rows
        ]

    async def send(self, batch: Batch, place: int, request_id: str) -> bool:
        """Write down that an item is about to be sent; not where it has been cancelled, or is not waiting."""
        values = {"batch": batch.id, "at": place, "request": request_id, "now": time.time()}
        try:
            return bool(await self._send.write(**values))
        except DatabaseAway:
            return bool(await patiently(lambda: self._send_again.write(**values)))

    async def back(self, batch: Batch, place: int, request_id: str) -> bool:
        """The shop has surely not done what was sent: the item waits again, unless somebody else has seen to it."""
        values = {"batch": batch.id, "at": place, "request": request_id}
        return bool(await patiently(lambda: self._back.write(**values)))

    async def settle(self, batch: Batch, place: int, result: Result) -> None:
        """An item is done, and this is its result; what was to be sent is forgotten."""

        async def work() -> int:
            sealed = self._told(batch, place, _Told(result.errors, result.warnings))
            return await self._settle.write(
                batch=batch.id, at=place, became=result.status, entity=result.entity_id, sealed=sealed
            )

        await patiently(work)

    async def drop(self, batch: Batch, place: int) -> None:
        """An item that still waits, in a batch that was cancelled, is not done any more."""
        sealed = self._told(batch, place, _Told([CANCELLED]))
        await patiently(lambda: self._drop.write(batch=batch.id, at=place, sealed=sealed))

    async def send_together(self, batch: Batch, places: Sequence[int], request_id: str) -> set[int]:
        """`send` for items of one request, in one transaction; gives those that are to be sent."""
        values = {"state": SENT, "request_id": request_id, "sent": time.time(), "tries": batch_items.c.tries + 1}
        sealed = {place: self._told(batch, place, _Told([CANCELLED])) for place in places}

        def work(connection: Connection, *, again: bool = False) -> set[int]:
            alive = ~exists().where(batches.c.id == batch.id, batches.c.cancelled)
            waits = batch_items.c.state == WAITING
            if again:
                waits = or_(waits, and_(batch_items.c.state == SENT, batch_items.c.request_id == request_id))
            chosen = update(batch_items).where(_some(batch, places), waits, alive)
            sent = set(connection.execute(chosen.values(values).returning(batch_items.c.place)).scalars())
            for place in sealed.keys() - sent:
                one = update(batch_items).where(_some(batch, [place]), batch_items.c.state == WAITING, ~alive)
                connection.execute(one.values(state=DONE, item=None, status="failed", told=sealed[place]))
            return sent

        try:
            return await self._database.run(work)
        except DatabaseAway:
            return await patiently(lambda: self._database.run(partial(work, again=True)))

    async def back_together(self, batch: Batch, places: Sequence[int], request_id: str) -> set[int]:
        """`back` for items of one request; gives those that wait again."""
        mine = and_(batch_items.c.state == SENT, batch_items.c.request_id == request_id)
        chosen = update(batch_items).where(_some(batch, places), or_(batch_items.c.state == WAITING, mine))
        clause = chosen.values(state=WAITING).returning(batch_items.c.place)
        return await patiently(lambda: self._database.run(lambda one: set(one.execute(clause).scalars())))

    async def settle_together(self, batch: Batch, results: Sequence[tuple[int, Result]]) -> None:
        """`settle` for items of one request, by their places."""
        rows = [
            {
                "at": place, "became": result.status, "entity": result.entity_id,
                "sealed": self._told(batch, place, _Told(result.errors, result.warnings)),
            }
            for place, result in results
        ]  # fmt: skip
        clause = (
            update(batch_items)
            .where(batch_items.c.batch_id == batch.id, batch_items.c.place == bindparam("at"))
            .where(batch_items.c.state != DONE)
            .values(state=DONE, item=None, status=bindparam("became"), entity_id=bindparam("entity"))
            .values(told=bindparam("sealed"))
        )
        if rows:
            await patiently(lambda: self._database.run(lambda one: one.execute(clause, rows)))

    def _told(self, batch: Batch, place: int, told: _Told) -> bytes:
        purpose = _purpose("result", batch.id, place)
        return self._stores.box(batch.store_id).seal(purpose, msgspec.json.encode(told))

    def undoing(self, request_id: str) -> bool:
        """Whether a cut off call is not wholly taken back yet."""
        return self._undoing.one(request=request_id) is not None

    def credited(self, store_id: int, entity_id: str) -> bool:
        """Whether an entity is known as the work of some item already."""
        return self._credited.one(store=store_id, entity=entity_id) is not None

    async def finish(self, batch: Batch) -> None:
        """Let go of a batch; where all its items are done it is processed."""

        def work(connection: Connection) -> None:
            left = connection.execute(_done_of(batch.id)).scalar_one() < batch.items
            values: dict[str, Any] = (
                {"owner": ""} if left else {"owner": "", "status": PROCESSED, "processed": time.time()}
            )
            connection.execute(update(batches).where(batches.c.id == batch.id, batches.c.owner == me).values(values))

        me = self._database.presence.token
        await self._database.run(work)

    async def cancel(self, batch: Batch) -> int:
        """Take the items back that are not begun; gives how many. What is with the shop already is finished."""

        def work(connection: Connection) -> int:
            connection.execute(update(batches).where(batches.c.id == batch.id).values(cancelled=True))
            this = and_(batch_items.c.batch_id == batch.id, batch_items.c.state == WAITING)
            places = list(connection.execute(select(batch_items.c.place).where(this)).scalars())
            for place in places:
                told = self._told(batch, place, _Told([CANCELLED]))
                connection.execute(
                    update(batch_items)
                    .where(this, batch_items.c.place == place)
                    .values(state=DONE, item=None, status="failed", told=told)
                )
            left = connection.execute(_done_of(batch.id)).scalar_one() < batch.items
            if not left:
                connection.execute(
                    update(batches)
                    .where(batches.c.id == batch.id, batches.c.owner == "")
                    .values(status=PROCESSED, processed=time.time())
                )
            return len(places)

        return await self._database.run(work)

    async def get(self, id: int, store_id: int | None = None) -> Batch:
        """A batch; ``NotFound`` (112) where there is none, or another store's."""
        clause = select(batches).where(batches.c.id == id)
        row = await self._database.read(lambda one: one.execute(clause).first())
        if row is None or store_id not in (None, row.store_id):
            raise NotFound(f"Job with id {id} not found")
        return _batch(row)

    async def list(self, *filters: Any, limit: int, after: int | None = None) -> list[Batch]:
        """Batches that fit, the newest first; ``after`` is the id of the last one before them."""
        clause = select(batches).where(*filters)
        if after is not None:
            clause = clause.where(batches.c.id < after)
        clause = clause.order_by(batches.c.id.desc()).limit(limit)
        return [_batch(row) for row in await self._database.read(lambda one: one.execute(clause).all())]

    async def counts(self, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """How many items of each batch are done, and how many of them have succeeded."""
        succeeded = func.sum(case((batch_items.c.status == "success", 1), else_=0))
        clause = (
            select(batch_items.c.batch_id, func.count(), succeeded)
            .where(batch_items.c.batch_id.in_(ids), batch_items.c.state == DONE)
            .group_by(batch_items.c.batch_id)
        )
        rows = await self._database.read(lambda one: one.execute(clause).all())
        return {id: (done, int(good)) for id, done, good in rows}

    async def results(self, batch: Batch) -> list[tuple[int, Result]]:
        """The results of the items that are done, by their place."""
        clause = (
            select(batch_items.c.place, batch_items.c.status, batch_items.c.entity_id, batch_items.c.told)
            .where(batch_items.c.batch_id == batch.id, batch_items.c.state == DONE)
            .order_by(batch_items.c.place)
        )
        rows = await self._database.read(lambda one: one.execute(clause).all())
        box = self._stores.box(batch.store_id)
        found: list[tuple[int, Result]] = []
        for place, status, entity_id, sealed in rows:
            told = msgspec.json.decode(box.open(_purpose("result", batch.id, place), sealed), type=_Told)
            result = Result(status=status, entity_id=entity_id, errors=told.errors, warnings=told.warnings)
            found.append((place, result))
        return found

    async def purge(self, *, now: float | None = None) -> int:
        """Delete batches whose time is over; gives their number."""
        old = and_(batches.c.status == PROCESSED, batches.c.processed < (now or time.time()) - KEPT)
        chosen = select(batches.c.id).where(old).limit(100)
        total = 0
        while step := await self._database.run(
            lambda one: one.execute(delete(batches).where(batches.c.id.in_(chosen))).rowcount
        ):
            total += step
        return total


def _heads() -> Any:
    other = batches.alias()
    before = exists().where(
        other.c.store_id == batches.c.store_id, other.c.id < batches.c.id, other.c.status != PROCESSED
    )
    return select(batches.c.id, batches.c.owner).where(batches.c.status != PROCESSED, ~before).limit(10_000)


def _marked(connection: Connection, mark: bytes) -> int | None:
    """The batch of an idempotency key, as long as the key means something."""
    row = connection.execute(select(batches.c.id, batches.c.created).where(batches.c.mark == mark)).first()
    if row is None:
        return None
    if row.created > time.time() - MARK_KEPT:
        return row.id
    connection.execute(update(batches).where(batches.c.id == row.id).values(mark=None))
    return None


def _some(batch: Batch, places: Sequence[int]) -> ColumnElement[bool]:
    return and_(batch_items.c.batch_id == batch.id, batch_items.c.place.in_(places))


def _done_of(id: int) -> Any:
    return select(func.count()).where(batch_items.c.batch_id == id, batch_items.c.state == DONE)


def _batch(row: Row[Any]) -> Batch:
    return Batch(**{name: getattr(row, name) for name in Batch.__struct_fields__})


def _purpose(what: str, id: int, place: int) -> str:
    return f"batch {what} {id} {place}"
