"""The stream of changes in the database: recorded once, read in order, and how far each reader has come.

Of a store only what somebody watches is kept. Whoever writes a stream locks its row first, so that within a store a
change that is seen has all those before it seen, too.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, select, update

from polycart.core.errors import ParameterError, PolycartError, StoreNotFound
from polycart.gateway.changes import table
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.known import Known, Verdict, judge
from polycart.gateway.changes.state import State
from polycart.gateway.changes.waking import Wakeup, Waking
from polycart.gateway.database import VIOLATIONS, Database, encoded
from polycart.gateway.stores import Stores
from polycart.gateway.tables import BEHIND, NEVER, changes, consumers, streams, watches

KEPT = 30 * 86400.0
"""Seconds that a change is kept, whether or not it was read."""

SOON = 1.0
"""Seconds until a poll that is to clear up a doubt."""


class NotKept(ParameterError):
    """Changes that a reader has not seen are not kept any more."""


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that can't be reached: since when, how often in a row, and what it said last."""

    since: float
    failures: int
    code: int
    message: str


LostHook = Callable[[int, PolycartError, Lost], Awaitable[None]]
FoundHook = Callable[[int], Awaitable[None]]


class Changes:
    """The streams of a database."""

    def __init__(self, database: Database, stores: Stores, *, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._database = database
        self._stores = stores
        self._waking = Waking()
        self.on_lost: list[LostHook] = []
        """Told of every poll in a row that fails because the shop refuses us or is not there."""
        self.on_found: list[FoundHook] = []
        """Told of the first poll that succeeds again."""
        self.on_watch: list[FoundHook] = []
        """Told of a store whose watched entities have changed."""
        self._last = database.prepare(select(streams.c.last).where(streams.c.store_id == bindparam("store")))
        mine = and_(consumers.c.store_id == bindparam("store"), consumers.c.name == bindparam("consumer"))
        self._position = database.prepare(select(consumers.c.seq).where(mine))
        self._purged = database.prepare(select(streams.c.purged).where(streams.c.store_id == bindparam("store")))
        self._lost = database.prepare(
            select(streams.c.failures, streams.c.lost).where(streams.c.store_id == bindparam("store"))
        )
        self._watched = database.prepare(select(watches.c.entities).where(watches.c.store_id == bindparam("store")))

    async def record(
        self,
        store_id: int,
        found: Sequence[Change],
        *,
        asked: float | None = None,
        quietly: bool = False,
        born: str = "",
    ) -> list[Change]:
        """Keep what is news among changes, in their order, and give it with its place in the stream.

        What nobody watches is left out. ``asked`` is when a poll asked the shop; ``quietly`` only learns what is
        there, and makes no news of it. ``born`` is the watching that a poll belongs to; after it has ended, and maybe
        begun anew, nothing is taken from the poll.
        """
        if asked is not None and not await self.differing(store_id, found, asked=asked):
            return []  # nearly every poll: nothing is to be written
        try:
            news, doubt = await self._database.run(
                lambda one: self._record(one, store_id, found, asked=asked, quietly=quietly, born=born)
            )
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None
        if news or doubt:
            self._waking.wake(store_id)
        return news

    async def differing(self, store_id: int, found: Sequence[Change], *, asked: float | None = None) -> list[Change]:
        """The changes among some that are not what is known already; each is judged by itself."""

        def work(connection: Connection) -> list[Change]:
            known, now = table.known_of(connection, store_id, found), self.clock()
            return [
                change
                for change in found
                if judge(known.get((change.entity, change.entity_id)), change, now=now, asked=asked) != Verdict()
            ]

        return await self._database.read(work) if found else []

    async def known(self, store_id: int, entity: str, *, parent_id: str | None = None) -> dict[str, Known]:
        """What is known to be there of an entity, by id; of one parent, or all."""
        return await self._database.read(lambda one: table.known_there(one, store_id, entity, parent_id=parent_id))

    async def after(self, store_id: int, seq: int, limit: int, entities: Collection[str] | None = None) -> list[Change]:
        """The next changes after ``seq``, in order; ``NotKept`` (109) where some of them are gone."""

        def work(connection: Connection) -> list[Change]:
            purged = connection.execute(select(streams.c.purged).where(streams.c.store_id == store_id)).scalar() or 0
            if seq < purged:
                raise NotKept(
                    f"Changes up to {purged} are not kept any more, and {seq} is before that: read the store's data "
                    f"anew, then go on after {purged}."
                )
            return [change_of(row) for row in connection.execute(clause)]

        clause = select(changes).where(changes.c.store_id == store_id, changes.c.seq > seq)
        if entities is not None:
            clause = clause.where(changes.c.entity.in_(sorted(entities)))
        clause = clause.order_by(changes.c.seq).limit(limit)
        return await self._database.read(work)

    def last(self, store_id: int) -> int:
        """The place of the newest change of a store; 0 where there was none."""
        row = self._last.one(store=store_id)
        return 0 if row is None else row[0]

    def oldest(self, store_id: int) -> int:
        """The place after which all changes are still kept."""
        row = self._purged.one(store=store_id)
        return 0 if row is None else row[0]

    def position(self, store_id: int, consumer: str) -> int:
        """How far a reader has come; one that never acknowledged anything begins with the oldest that is kept."""
        row = self._position.one(store=store_id, consumer=consumer)
        return self.oldest(store_id) if row is None else row[0]

    async def acknowledge(self, store_id: int, consumer: str, seq: int) -> int:
        """A reader has dealt with everything up to ``seq``; gives where it stands, for it never goes back."""
        try:
            return await self._database.run(lambda one: self.acknowledged(one, store_id, consumer, seq))
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None

    def acknowledged(self, connection: Connection, store_id: int, consumer: str, seq: int) -> int:
        """The same in a transaction of the reader's own, with what it makes of the changes."""
        stream = table.lock(connection, store_id)
        last = stream.last if stream is not None else 0
        if seq > last:
            raise ParameterError(f"Parameter 'seq' is not valid. The last change of this store is {last}.")
        values = {"store_id": store_id, "name": consumer, "seq": seq, "moment": self.clock(), "behind": seq < last}
        clause = self._database.insert(consumers).values(values)
        further = func.max if self._database.writer is not None else func.greatest
        reached = further(consumers.c.seq, clause.excluded.seq)
        clause = clause.on_conflict_do_update(
            index_elements=[consumers.c.store_id, consumers.c.name],
            set_={"seq": reached, "moment": clause.excluded.moment, "behind": reached < last},
        ).returning(consumers.c.seq)
        return connection.execute(clause).scalar_one()

    async def dismiss(self, store_id: int, consumer: str) -> None:
        """Forget a reader."""
        where = and_(consumers.c.store_id == store_id, consumers.c.name == consumer)
        await self._database.run(lambda one: one.execute(delete(consumers).where(where)))

    async def behind(self, consumer: str, limit: int = 1000) -> list[int]:
        """Stores with changes that a reader has not acknowledged; only those where it has a position."""
        clause = select(consumers.c.store_id).where(consumers.c.name == consumer, BEHIND).limit(limit)
        return list(await self._database.read(lambda one: one.execute(clause).scalars().all()))

    async def watch(self, store_id: int, entities: Iterable[str], by: str) -> None:
        """Somebody wants to know of changes of just these entities; in place of what the same one watched before."""
        chosen = sorted(set(entities))
        if not chosen:
            await self.unwatch(store_id, by)
            return
        try:
            changed = await self._database.run(
                lambda one: _watch(self._database, one, store_id, chosen, by, self.clock())
            )
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None
        await self._watches_changed(store_id, changed)

    async def unwatch(self, store_id: int, by: str) -> None:
        """Somebody does not want to know any more; what nobody watches is forgotten."""
        changed = await self._database.run(lambda one: _watch(self._database, one, store_id, [], by, self.clock()))
        await self._watches_changed(store_id, changed)

    def watched(self, store_id: int) -> frozenset[str]:
        """The entities that anybody watches."""
        rows = self._watched.all(store=store_id)
        return frozenset(entity for (text,) in rows for entity in msgspec.json.decode(text, type=list[str]))

    async def watched_by(self, store_id: int, by: str) -> frozenset[str]:
        """The entities that one watches."""
        clause = select(watches.c.entities).where(watches.c.store_id == store_id, watches.c.by == by)
        text = await self._database.read(lambda one: one.execute(clause).scalar())
        return frozenset(msgspec.json.decode(text, type=list[str]) if text else ())

    async def notes(self, store_id: int) -> dict[str, str]:
        """Entities that are watched and can't be polled (or not for all that happens to them), with the reason."""
        clause = select(streams.c.state).where(streams.c.store_id == store_id)
        text = await self._database.read(lambda one: one.execute(clause).scalar())
        states = msgspec.json.decode(text, type=dict[str, State]) if text else {}
        return {entity: state.refused for entity, state in states.items() if state.refused}

    async def pushed(self, store_id: int, entity: str, natively: bool) -> None:
        """Whether the shop tells of an entity by itself; it is then polled seldom, to make up for lost pushes."""

        def work(connection: Connection) -> None:
            row = table.lock(connection, store_id)
            if row is None:
                return
            names = set(msgspec.json.decode(row.pushed, type=list[str])) - {entity} | ({entity} if natively else set())
            values: dict[str, Any] = {"pushed": encoded(sorted(names))}
            if not natively:
                values["due"] = min(row.due, self.clock() + SOON)
            connection.execute(update(streams).where(streams.c.store_id == store_id).values(values))

        await self._database.run(work)

    async def nudge(self, store_id: int) -> None:
        """Have a store polled soon, all that is watched of it."""
        await self._database.run(lambda one: _nudge(one, store_id, self.clock() + SOON))

    def subscribe(self, store_id: int | None = None) -> Wakeup:
        """To be woken by news of a store, or of any, that this process records; others' are found by looking."""
        return self._waking.subscribe(store_id)

    async def lost(self, store_id: int, error: PolycartError) -> None:
        """The shop refuses us or can't be reached; the hooks are told, with how often in a row."""

        def work(connection: Connection) -> Lost | None:
            row = table.lock(connection, store_id)
            if row is None:
                return None
            since = msgspec.json.decode(row.lost, type=Lost).since if row.lost else self.clock()
            told = Lost(since=since, failures=row.failures + 1, code=error.code, message=error.message)
            values = {"failures": told.failures, "lost": encoded(told)}
            connection.execute(update(streams).where(streams.c.store_id == store_id).values(values))
            return told

        told = await self._database.run(work)
        if told is not None:
            for hook in self.on_lost:
                await hook(store_id, error, told)

    async def found(self, store_id: int) -> None:
        """The shop answers; where it was lost before, the hooks are told."""
        if self.connection(store_id) is None:
            return
        values = {"failures": 0, "lost": ""}
        clause = update(streams).where(streams.c.store_id == store_id, streams.c.lost != "").values(values)
        if await self._database.run(lambda one: one.execute(clause).rowcount):
            for hook in self.on_found:
                await hook(store_id)

    def connection(self, store_id: int) -> Lost | None:
        """How a store is lost; ``None`` where it is not."""
        row = self._lost.one(store=store_id)
        return msgspec.json.decode(row[1], type=Lost) if row is not None and row[1] else None

    async def purge(self, *, kept: float = KEPT, now: float | None = None) -> int:
        """Forget changes whose time is over; gives their number. Who has not read them is told so by ``after``."""
        until = (now or self.clock()) - kept
        total = 0
        while step := await self._database.run(lambda one: table.purge(one, until)):
            total += step
        return total

    def _record(
        self,
        connection: Connection,
        store_id: int,
        found: Sequence[Change],
        *,
        asked: float | None,
        quietly: bool,
        born: str,
    ) -> tuple[list[Change], bool]:
        """Judge changes one after the other against what is known, and write what comes of it."""
        row = table.lock(connection, store_id)
        if row is None:
            return [], False
        states = msgspec.json.decode(row.state, type=dict[str, State])  # those of the entities that are watched
        told = [one for one in found if one.entity in states and born in ("", states[one.entity].born)]
        before = table.known_of(connection, store_id, told)
        after: dict[tuple[str, str], Known] = {}
        news: list[dict[str, Any]] = []
        doubt, now = False, self.clock()
        for change in told:
            key = (change.entity, change.entity_id)
            verdict = judge(after.get(key, before.get(key)), change, now=now, asked=asked)
            doubt = doubt or verdict.doubt
            state = verdict.known
            if state is not None:
                after[key] = msgspec.structs.replace(state, action="") if quietly and not state.gone else state
            if verdict.news and not quietly:
                values = {**msgspec.structs.asdict(change), "action": verdict.news, "store_id": store_id, "kept": now}
                del values["seq"]
                news.append(values)
        table.keep(self._database, connection, store_id, after)
        if doubt:
            _nudge(connection, store_id, now + SOON)
        if not news:
            return [], doubt
        clause = insert(changes).returning(changes, sort_by_parameter_order=True)
        kept = [change_of(one) for one in connection.execute(clause, news)]
        last = max(row.last, kept[-1].seq)
        connection.execute(update(streams).where(streams.c.store_id == store_id).values(last=last))
        late = update(consumers).where(consumers.c.store_id == store_id, consumers.c.behind.is_(False))
        connection.execute(late.values(behind=True))
        return kept, doubt

    async def _watches_changed(self, store_id: int, dropped: Collection[str]) -> None:
        for hook in self.on_watch:
            await hook(store_id)
        for entity in dropped:
            while await self._database.run(lambda one, entity=entity: table.forget(one, store_id, entity)):
                continue


def change_of(row: Row[Any]) -> Change:
    """A change as it is kept."""
    return Change(**{name: getattr(row, name) for name in Change.__struct_fields__})


def _watch(
    database: Database, connection: Connection, store_id: int, chosen: list[str], by: str, now: float
) -> frozenset[str]:
    """Note what one watches; gives the entities that nobody watches any more."""
    row = table.begin(database, connection, store_id)
    before = table.watched(connection, store_id)
    connection.execute(delete(watches).where(watches.c.store_id == store_id, watches.c.by == by))
    if chosen:
        connection.execute(insert(watches).values(store_id=store_id, by=by, entities=encoded(chosen)))
    now_watched = table.watched(connection, store_id)
    states = msgspec.json.decode(row.state, type=dict[str, State])
    # A poll that is under way must not bring back what it knows of an entity that was forgotten meanwhile.
    states = {name: states.get(name) or State(born=secrets.token_hex(4)) for name in sorted(now_watched)}
    values: dict[str, Any] = {"state": encoded(states)}
    if not now_watched:
        values["due"] = NEVER
    elif now_watched - before:
        values |= {"due": min(row.due, now), "nudged": True}
    connection.execute(update(streams).where(streams.c.store_id == store_id).values(values))
    return frozenset(before - now_watched)


def _nudge(connection: Connection, store_id: int, due: float) -> None:
    row = table.lock(connection, store_id)
    if row is None:
        return
    values = {"nudged": True, "due": row.due if row.due == NEVER else min(row.due, due)}
    connection.execute(update(streams).where(streams.c.store_id == store_id).values(values))
