"""Which stores are due for a poll, and which process polls them: one at a time, and another one where it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, select, update

from polycart.gateway.absence import DatabaseAway
from polycart.gateway.changes.state import State
from polycart.gateway.database import Database, encoded
from polycart.gateway.tables import NEVER, NOBODYS, SOMEBODYS, accounts, stores, streams, watches

States = dict[str, State]

LATE = 5.0
"""Seconds of waiting after which a store is late: looks are made every second."""


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A store that this process is to poll.

    ``nudged`` says that all of it is due, ``late`` for how many seconds, ``lost`` that the last poll did not reach it.
    """

    store_id: int
    late: float
    pause: float
    nudged: bool
    lost: bool
    pushed: frozenset[str]
    watched: frozenset[str]
    states: States


class Polled(msgspec.Struct, frozen=True, kw_only=True):
    """A store that was polled: when it is due again, and where that stands."""

    store_id: int
    due: float
    pause: float
    states: States


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How polling keeps up: stores that are ``watched``, those that a process has at the moment, those that are lost.

    ``late`` are those whose time has come ``LATE`` seconds ago and that nobody has, ``latest`` for how many seconds the
    longest of them waits.
    """

    watched: int
    polled_now: int
    late: int
    latest: float
    lost: int


class Claims:
    """The claims of this process on the stores of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mine: set[int] = set()
        self._unheard = False

    async def claim(self, now: float, limit: int) -> list[Claimed]:
        """Take stores that are due, the longest waiting first."""
        self._database.presence.attend()
        if not await self._database.read(lambda one: one.execute(_due(now, 1)).first()):
            return []
        try:
            claimed = await self._database.run(lambda one: self._claim(one, now, limit))
        except DatabaseAway:
            self._unheard = True  # they may be ours without our knowing
            raise
        self._mine.update(one.store_id for one in claimed)
        return claimed

    def _claim(self, connection: Connection, now: float, limit: int) -> list[Claimed]:
        rows = connection.execute(_due(now, limit).with_for_update(skip_locked=True, of=streams)).all()
        ids = [row.store_id for row in rows]
        if not ids:
            return []
        me = self._database.presence.token
        taken = update(streams).where(streams.c.store_id.in_(ids), streams.c.owner == "")
        connection.execute(taken.values(owner=me, nudged=False))
        watched: dict[int, set[str]] = {}
        clause = select(watches.c.store_id, watches.c.entities).where(watches.c.store_id.in_(ids))
        for store_id, text in connection.execute(clause):
            watched.setdefault(store_id, set()).update(msgspec.json.decode(text, type=list[str]))
        return [
            Claimed(
                store_id=row.store_id,
                late=now - row.due,
                pause=row.pause,
                nudged=row.nudged,
                lost=row.lost != "",
                pushed=frozenset(msgspec.json.decode(row.pushed, type=list[str])),
                watched=frozenset(watched.get(row.store_id, ())),
                states=msgspec.json.decode(row.state, type=States),
            )
            for row in rows
        ]

    async def settle(self, done: Sequence[Polled], now: float) -> None:
        """Let stores go until they are due again; one that was nudged meanwhile is due at once."""
        if done:
            await self._database.run(lambda one: self._settle(one, done, now))
            self._mine.difference_update(one.store_id for one in done)

    def _settle(self, connection: Connection, done: Sequence[Polled], now: float) -> None:
        chosen = select(streams.c.store_id, streams.c.state).where(
            streams.c.store_id.in_([one.store_id for one in done])
        )
        present = {id: msgspec.json.decode(text, type=States) for id, text in connection.execute(chosen)}
        mine = (streams.c.store_id == bindparam("store"), streams.c.owner == self._database.presence.token)
        clause = (
            update(streams)
            .where(*mine)
            .values(
                owner="",
                pause=bindparam("next_pause"),
                state=bindparam("next_state"),
                due=case((streams.c.nudged, now), else_=bindparam("next_due")),
            )
        )
        rows: list[dict[str, Any]] = [
            {
                "store": one.store_id,
                "next_due": one.due,
                "next_pause": one.pause,
                "next_state": encoded(_merged(present[one.store_id], one.states)),
            }
            for one in done
            if one.store_id in present
        ]
        if rows:
            connection.execute(clause, rows)

    async def free(self) -> int:
        """Let the stores of processes go that are gone; gives how many processes."""
        owners = await self._database.read(
            lambda one: one.execute(select(streams.c.owner).where(SOMEBODYS).distinct()).scalars().all()
        )
        gone = [owner for owner in owners if self._database.presence.gone(owner)]
        if gone:
            await self._let_go(streams.c.owner.in_(gone))
        if self._unheard:
            mine = streams.c.owner == self._database.presence.token
            await self._let_go(and_(mine, streams.c.store_id.not_in(sorted(self._mine))))
            self._unheard = False
        return len(gone)

    async def _let_go(self, which: ColumnElement[bool]) -> None:
        # Whether a store had been nudged is not known any more, so it is as if it had.
        clause = update(streams).where(which).values(owner="", nudged=True)
        await self._database.run(lambda one: one.execute(clause))

    async def pace(self, now: float) -> Pace:
        """How the processes of this database keep up with their polls."""
        waits = and_(streams.c.owner == "", streams.c.due < now - LATE, streams.c.due > 0, ~streams.c.nudged)
        clause = select(
            func.count(),
            func.count(case((streams.c.owner != "", 1))),
            func.count(case((waits, 1))),
            func.min(case((waits, streams.c.due))),
            func.count(case((streams.c.lost != "", 1))),
        ).where(streams.c.due < NEVER)
        watched, under_way, late, first, lost = await self._database.read(lambda one: one.execute(clause).one())
        latest = round(now - first, 1) if late else 0.0
        return Pace(watched=watched, polled_now=under_way, late=late, latest=latest, lost=lost)

    async def release(self) -> None:
        """Let all stores of this process go, as they were."""
        mine = update(streams).where(streams.c.owner == self._database.presence.token).values(owner="")
        await self._database.run(lambda one: one.execute(mine))


def _merged(present: States, polled: States) -> States:
    """What a poll has learned, but of entities whose watching has ended, or ended and begun again, meanwhile."""
    return {
        name: polled[name] if name in polled and polled[name].born == state.born else state
        for name, state in present.items()
    }


def _due(now: float, limit: int) -> Any:
    return (
        select(streams)
        .join(stores, stores.c.id == streams.c.store_id)
        .join(accounts, accounts.c.id == stores.c.account_id)
        .where(streams.c.due <= now, NOBODYS, accounts.c.disabled.is_(False))
        .order_by(streams.c.due)
        .limit(limit)
    )
