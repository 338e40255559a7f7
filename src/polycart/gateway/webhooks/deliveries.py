"""Deliveries in the database: written as changes come, taken in turn, and settled.

A delivery is ``open`` until it is ``delivered``, ``skipped`` (its conditions do not hold) or ``dead`` (it was tried to
the end). An open one has a moment at which it is due, or none while an earlier one about the same entity is open: so
each webhook gets the events of an entity in their order. Whoever works on it has signed it with its process's token.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from polycart.core.errors import NotFound
from polycart.gateway.absence import DatabaseAway
from polycart.gateway.changes import table
from polycart.gateway.database import Database, delete_gently
from polycart.gateway.tables import changes, consumers, deliveries, delivery_attempts, outages, webhooks
from polycart.gateway.webhooks import endpoints, retries
from polycart.gateway.webhooks.delivery import (
    EVENT,
    LOST,
    OPEN,
    SKIPPED,
    TEST,
    Delivery,
    Fate,
    Taken,
    delivery_of,
)
from polycart.gateway.webhooks.locks import lock
from polycart.gateway.webhooks.records import CONSUMER, Webhook, webhook_of

if TYPE_CHECKING:
    from polycart.gateway.changes.records import Changes

KEPT = 30 * 86400.0
"""Seconds for which the log of what was delivered is kept."""

AT_ONCE = 200
"""Changes that are written out as deliveries in one transaction."""


class _Settled(msgspec.Struct, frozen=True):
    """An attempt that waits to be written down."""

    taken: Taken
    fate: Fate
    began: float
    now: float


class Deliveries:
    """The deliveries of a database."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes
        self._settling: list[tuple[_Settled, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._mine: set[int] = set()
        self._unheard = False
        self._ahead = database.prepare(
            select(webhooks.c.id)
            .where(webhooks.c.due <= bindparam("now"), webhooks.c.rest <= bindparam("now"))
            .where(webhooks.c.listener == bindparam("listener"))
            .limit(1)
        )

    async def written(self, store_id: int, now: float | None = None) -> int:
        """Write out the next changes of a store for the webhooks that they are for; gives how many were read.

        The reader's position moves in the same transaction, so each change is written out exactly once.
        """
        moment = time.time() if now is None else now
        return await self._database.run(lambda one: self._written(one, store_id, moment))

    def _written(self, connection: Connection, store_id: int, now: float) -> int:
        stream = table.lock(connection, store_id)  # before the reader's row, as whoever records a change does
        if stream is None:
            return 0
        mine = and_(consumers.c.store_id == store_id, consumers.c.name == CONSUMER)
        position = connection.execute(select(consumers.c.seq).where(mine)).scalar() or 0
        chosen = select(changes).where(changes.c.store_id == store_id, changes.c.seq > position)
        found = connection.execute(chosen.order_by(changes.c.seq).limit(AT_ONCE)).all()
        if not found:
            self._changes.acknowledged(connection, store_id, CONSUMER, stream.last)
            return 0
        clause = select(webhooks.c.id, webhooks.c.entity, webhooks.c.action, webhooks.c.since)
        known = connection.execute(clause.where(webhooks.c.store_id == store_id, webhooks.c.active)).all()
        rows = [
            _row(webhook.id, store_id, change, kind=EVENT, now=now)
            for change in found
            for webhook in known
            if (webhook.entity, webhook.action) == (change.entity, change.action) and webhook.since < change.seq
        ]
        put(connection, rows, now)
        self._changes.acknowledged(connection, store_id, CONSUMER, found[-1].seq)
        return len(found)

    def waiting(self, now: float, listener: str = "") -> bool:
        """Whether any webhook has something that is due."""
        return self._ahead.one(now=now, listener=listener) is not None

    async def take(
        self,
        *,
        now: float,
        most: int,
        failing: int,
        width: int,
        busy: Mapping[int, int],
        full: Iterable[int],
        listener: str = "",
    ) -> list[Taken]:
        """Take what is due, of each webhook ``width`` at once and of one that keeps failing a single one.

        ``busy`` are the deliveries under way by webhook, ``full`` the stores of which no more may be; those are passed
        over. Webhooks whose last delivery failed come last, and get ``failing`` places at most.
        """

        def work(connection: Connection) -> list[Taken]:
            taken: list[Taken] = []
            places = failing
            rows = connection.execute(clause).all()
            lock(connection, [row.id for row in rows])
            for row in rows:
                webhook = webhook_of(row)
                free = min(_width(webhook, width) - busy.get(webhook.id, 0), most - len(taken))
                free = min(free, places) if webhook.failures else free
                if free > 0:
                    found = _take(connection, webhook, me, now, free, lost=row.lost)
                    plan(connection, webhook.id, only=LOST if row.lost or not webhook.active else None)
                    places -= len(found) if webhook.failures else 0
                    taken += found
            return taken

        lost = exists().where(outages.c.store_id == webhooks.c.store_id, outages.c.checks > 0).label("lost")
        clause = (
            select(webhooks, lost)
            .where(webhooks.c.due <= now, webhooks.c.rest <= now, webhooks.c.listener == listener)
            .where(webhooks.c.id.not_in([id for id, count in busy.items() if count >= width]))
            .where(webhooks.c.store_id.not_in(list(full)))
            .order_by(webhooks.c.failures > 0, webhooks.c.due)
            .limit(most)
        )
        self._database.presence.attend()
        me = self._database.presence.token
        try:
            found = await self._database.run(work)
        except DatabaseAway:
            self._unheard = True  # they may be ours without our knowing
            raise
        self._mine.update(one.delivery.id for one in found)
        return found

    async def settle(self, taken: Taken, fate: Fate, *, began: float, now: float) -> bool:
        """Write down what became of an attempt, and let the next delivery about the same entity have its turn.

        Gives whether it switched the webhook off. What is settled while the database is at work is written in one
        transaction after that.
        """
        mine: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._settling.append((_Settled(taken, fate, began, now), mine))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await mine

    async def _write(self) -> None:
        me = self._database.presence.token
        while self._settling:
            batch, self._settling = self._settling, []
            try:
                off = await self._database.run(
                    lambda one, batch=batch: _settle([settled for settled, _ in batch], one, me)
                )
            except Exception as error:
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(error)
                continue
            for settled, waiting in batch:
                self._mine.discard(settled.taken.delivery.id)
                if not waiting.done():
                    waiting.set_result(settled.taken.webhook.id in off)
        self._writing = None

    async def back(self, taken: Sequence[Delivery], now: float) -> None:
        """Deliveries that were taken and not begun wait again."""

        def work(connection: Connection) -> None:
            lock(connection, [one.webhook_id for one in taken])
            for one in taken:
                mine = and_(deliveries.c.id == one.id, deliveries.c.owner == me)
                connection.execute(
                    update(deliveries).where(mine).values(owner="", due=now, tries=deliveries.c.tries - 1)
                )
                plan(connection, one.webhook_id)

        me = self._database.presence.token
        await self._database.run(work)
        self._mine.difference_update(one.id for one in taken)

    async def recover(self, now: float) -> int:
        """Have the deliveries of processes that are gone done by others: they may be delivered a second time.

        So are those that this process has taken without having heard of it, because the database went away.
        """

        def work(connection: Connection) -> int:
            left = deliveries.c.owner.in_(gone)
            if unheard:
                left = or_(left, and_(deliveries.c.owner == me, deliveries.c.id.not_in(known)))
            which = and_(deliveries.c.state == OPEN, left)
            of = lock(connection, connection.execute(select(deliveries.c.webhook_id).where(which).distinct()).scalars())
            count = connection.execute(update(deliveries).where(which).values(owner="", due=now)).rowcount
            for id in of:
                plan(connection, id)
            return count

        unheard, known, me = self._unheard, sorted(self._mine), self._database.presence.token
        clause = select(deliveries.c.owner).where(deliveries.c.state == OPEN, deliveries.c.owner > "").distinct()
        owners = await self._database.read(lambda one: list(one.execute(clause).scalars()))
        gone = [owner for owner in owners if self._database.presence.gone(owner)]
        if not gone and not unheard:
            return 0
        count = await self._database.run(work)
        self._unheard = False
        return count

    async def announce(self, rows: Sequence[tuple[int, int, str]], now: float) -> None:
        """Tell webhooks that their shop can't be reached, in place of what was to be told of that before.

        Each row is a webhook, its store, and what to say.
        """

        def work(connection: Connection) -> None:
            lock(connection, [webhook_id for webhook_id, _, _ in rows])
            for webhook_id, store_id, told in rows:
                before = and_(deliveries.c.webhook_id == webhook_id, deliveries.c.kind == LOST, _open_())
                over = {"state": SKIPPED, "finished": now, "said": "Newer word of the shop has come since."}
                connection.execute(update(deliveries).where(before).values(over))
                put(connection, [_announcement(webhook_id, store_id, told, now)], now)

        await self._database.run(work)

    async def resume(self, store_id: int, now: float) -> None:
        """The shop is there again: what waits for it is due."""

        def work(connection: Connection) -> None:
            lock(connection, connection.execute(select(webhooks.c.id).where(webhooks.c.store_id == store_id)).scalars())
            before = and_(deliveries.c.store_id == store_id, deliveries.c.kind == LOST, _open_())
            over = {"state": SKIPPED, "finished": now, "said": "The shop can be reached again."}
            connection.execute(update(deliveries).where(before).values(over))
            connection.execute(update(webhooks).where(webhooks.c.store_id == store_id).values(due=now))

        await self._database.run(work)

    async def put(self, webhook: Webhook, subject: Any, *, now: float | None = None) -> int:
        """Have something delivered to try a webhook out; gives the delivery's id."""
        moment = time.time() if now is None else now
        row = _row(webhook.id, webhook.store_id, subject, kind=TEST, now=moment)
        return (await self._database.run(lambda one: put(one, [row], moment)))[0]

    async def get(self, id: int) -> Delivery:
        """A delivery; ``NotFound`` (112) where there is none."""
        clause = select(deliveries).where(deliveries.c.id == id)
        row = await self._database.read(lambda one: one.execute(clause).first())
        if row is None:
            raise NotFound(f"Event with id {id} not found")
        return delivery_of(row)

    async def list(self, *filters: Any, limit: int, start: int = 0, order: Any = None) -> list[Delivery]:
        """Deliveries that fit, the newest first."""
        clause = select(deliveries).join(webhooks, webhooks.c.id == deliveries.c.webhook_id).where(*filters)
        clause = clause.order_by(deliveries.c.id.desc() if order is None else order).offset(start).limit(limit)
        return [delivery_of(row) for row in await self._database.read(lambda one: one.execute(clause).all())]

    async def count(self, *filters: Any) -> int:
        """How many deliveries fit."""
        joined = deliveries.join(webhooks, webhooks.c.id == deliveries.c.webhook_id)
        clause = select(func.count()).select_from(joined).where(*filters)
        return await self._database.read(lambda one: one.execute(clause).scalar_one())

    async def attempts(self, id: int) -> list[dict[str, Any]]:
        """Every attempt at a delivery that was brought to an end, in order."""
        clause = select(delivery_attempts).where(delivery_attempts.c.delivery_id == id)
        clause = clause.order_by(delivery_attempts.c.number)
        rows = await self._database.read(lambda one: one.execute(clause).mappings().all())
        return [{str(name): value for name, value in row.items() if name != "delivery_id"} for row in rows]

    async def replay(self, ids: Sequence[int], now: float | None = None) -> int:
        """Have deliveries made again, with what the shop has by now; gives how many were not under way anyhow."""

        def work(connection: Connection) -> int:
            done = and_(deliveries.c.id.in_(ids), deliveries.c.state != OPEN, deliveries.c.kind != LOST)
            values = {"state": OPEN, "due": moment, "opened": moment, "attempts": 0, "finished": None, "owner": ""}
            of = lock(connection, connection.execute(select(deliveries.c.webhook_id).where(done)).scalars())
            count = connection.execute(update(deliveries).where(done).values(values)).rowcount
            for id in of:
                plan(connection, id)
                connection.execute(update(webhooks).where(webhooks.c.id == id).values(rest=0.0))
            return count

        moment = time.time() if now is None else now
        return await self._database.run(work)

    async def purge(self, *, now: float | None = None) -> int:
        """Forget deliveries whose time is over; gives their number."""
        oldest = (now or time.time()) - KEPT
        return await delete_gently(
            self._database, deliveries, and_(deliveries.c.created < oldest, deliveries.c.state != OPEN)
        )


def put(connection: Connection, rows: Sequence[dict[str, Any]], now: float) -> Sequence[int]:
    """Write deliveries that are to be made; each waits for those about the same entity that are open already."""
    if not rows:
        return []
    lock(connection, [row["webhook_id"] for row in rows])
    held: set[tuple[int, str]] = set()
    ids = sorted({row["entity_id"] for row in rows})
    for start in range(0, len(ids), 500):
        some = deliveries.c.entity_id.in_(ids[start : start + 500])
        of = deliveries.c.webhook_id.in_({row["webhook_id"] for row in rows})
        clause = select(deliveries.c.webhook_id, deliveries.c.entity_id).where(of, some, _open_()).distinct()
        held |= {(webhook, entity) for webhook, entity in connection.execute(clause)}
    for row in rows:
        lane = (row["webhook_id"], row["entity_id"])
        row["due"] = None if lane in held and row["kind"] != LOST else now
        held.add(lane)
    made = connection.execute(insert(deliveries).returning(deliveries.c.id, sort_by_parameter_order=True), list(rows))
    numbers = list(made.scalars())
    some = webhooks.c.id.in_({row["webhook_id"] for row in rows if row["due"] is not None})
    later = or_(webhooks.c.due.is_(None), webhooks.c.due > now)
    connection.execute(update(webhooks).where(some, later).values(due=now))
    return numbers


def plan(connection: Connection, webhook_id: int, *, only: str | None = None) -> None:
    """Note when the next delivery of a webhook is due; of one whose shop is away, only what tells of that."""
    clause = select(func.min(deliveries.c.due)).where(
        deliveries.c.webhook_id == webhook_id, _open_(), deliveries.c.owner == ""
    )
    if only is not None:
        clause = clause.where(deliveries.c.kind == only)
    due = connection.execute(clause).scalar()
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(due=due))


def _open_() -> Any:
    return deliveries.c.state == OPEN


def _width(webhook: Webhook, width: int) -> int:
    return 1 if webhook.failures >= retries.FAILS else width


def _take(connection: Connection, webhook: Webhook, me: str, now: float, most: int, *, lost: bool) -> list[Taken]:
    due = and_(deliveries.c.webhook_id == webhook.id, _open_(), deliveries.c.owner == "", deliveries.c.due <= now)
    if lost or not webhook.active:
        due = and_(due, deliveries.c.kind == LOST)
    chosen = select(deliveries.c.id).where(due).order_by(deliveries.c.due, deliveries.c.id).limit(most)
    ids = list(connection.execute(chosen.with_for_update(skip_locked=True)).scalars())
    if not ids:
        return []
    clause = update(deliveries).where(deliveries.c.id.in_(ids), deliveries.c.owner == "")
    rows = connection.execute(clause.values(owner=me, tries=deliveries.c.tries + 1).returning(deliveries)).all()
    return [Taken(delivery_of(row), webhook) for row in sorted(rows, key=lambda row: row.id)]


def _settle(settled: Sequence[_Settled], connection: Connection, me: str) -> set[int]:
    """Write down what became of attempts; gives the webhooks that are switched off by it."""
    ids = lock(connection, [one.taken.webhook.id for one in settled])
    off = {one.taken.webhook.id for one in settled if _settle_one(connection, one, me)}
    for id in ids:
        plan(connection, id)
    return off


def _settle_one(connection: Connection, settled: _Settled, me: str) -> bool:
    taken, fate, began, now = settled.taken, settled.fate, settled.began, settled.now
    one = taken.delivery
    values: dict[str, Any] = {
        "state": fate.state, "owner": "", "tried": began, "status": fate.status, "said": fate.said,
        "attempts": one.attempts + (1 if fate.sent else 0),
    }  # fmt: skip
    if fate.state == OPEN:
        values["due"] = now + fate.pause
    else:
        values |= {"finished": now, "due": None}
    if fate.digest is not None:
        values |= {"digest": fate.digest, "size": fate.size}
    mine = and_(deliveries.c.id == one.id, deliveries.c.owner == me)
    if not connection.execute(update(deliveries).where(mine).values(values)).rowcount:
        return False  # its webhook was deleted meanwhile, or the database had written this before it went away
    attempt = {
        "delivery_id": one.id, "number": one.tries, "moment": began, "ms": round(fate.ms, 1), "status": fate.status,
        "said": fate.said,
    }  # fmt: skip
    connection.execute(insert(delivery_attempts).values(attempt))
    if fate.state != OPEN:
        _next(connection, one, now)
    if fate.fine:
        if taken.webhook.failures:
            endpoints.answered(connection, one.webhook_id)
        return False
    if fate.gone:
        endpoints.gone(connection, one.webhook_id)
        return True
    return fate.sent and endpoints.failed(connection, one.webhook_id, fate.rest, now)


def _next(connection: Connection, one: Delivery, now: float) -> None:
    """The next event of the entity is due now, where it waited for this one."""
    lane = and_(deliveries.c.webhook_id == one.webhook_id, deliveries.c.entity_id == one.entity_id, _open_())
    first = connection.execute(select(func.min(deliveries.c.id)).where(lane)).scalar()
    if first is not None:
        waits = and_(deliveries.c.id == first, deliveries.c.due.is_(None))
        connection.execute(update(deliveries).where(waits).values(due=now))


def _row(webhook_id: int, store_id: int, about: Any, *, kind: str, now: float) -> dict[str, Any]:
    return {
        "webhook_id": webhook_id, "store_id": store_id, "message": f"evt_{secrets.token_hex(12)}", "kind": kind,
        "seq": getattr(about, "seq", 0), "entity": about.entity, "action": about.action, "entity_id": about.entity_id,
        "parent_id": about.parent_id, "moment": getattr(about, "moment", now), "created": now, "opened": now,
        "state": OPEN, "due": now, "owner": "", "attempts": 0, "tries": 0, "said": "",
    }  # fmt: skip


class _Nothing(msgspec.Struct):
    """What an announcement is about: no entity."""

    entity: str = ""
    action: str = ""
    entity_id: str = ""
    parent_id: str = ""


def _announcement(webhook_id: int, store_id: int, told: str, now: float) -> dict[str, Any]:
    return _row(webhook_id, store_id, _Nothing(), kind=LOST, now=now) | {"told": told}
