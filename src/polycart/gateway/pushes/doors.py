"""Where the shops of stores deliver to: an address with a token that nobody can guess, and the secret that signs.

A store has one door. It is made when somebody watches the store and stays the same until the store is deleted, so that
the subscriptions in the shop are known by its address. What was delivered is remembered for as long as the shop may
deliver it again.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from polycart.gateway.database import VIOLATIONS, Database, delete_gently, encoded
from polycart.gateway.keys import digest
from polycart.gateway.stores import Stores
from polycart.gateway.tables import push_doors, push_marks, stores, watches

CHECKED_EVERY = 3600.0
"""Seconds between two looks at the subscriptions in a shop."""

CLAIM = 400.0
"""Seconds for which one process has a store to itself, to change its subscriptions."""

LONGEST_PAUSE = 6 * 3600.0

_PURPOSE = "push door"


class _Sealed(msgspec.Struct):
    token: str
    secret: str
    address: str = ""


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """The door of a store.

    ``entities`` are those that the shop is subscribed to for, ``natively`` those of which it tells everything.
    ``address`` is where it was told to deliver to; empty where it was told nothing. ``failed`` is the reason why it
    could not be; ``failures`` counts how often in a row.
    """

    store_id: int
    token: str
    secret: str
    address: str
    entities: tuple[str, ...]
    natively: tuple[str, ...]
    failed: str
    failures: int
    due: float

    def __repr__(self) -> str:
        return f"<Door of store {self.store_id}>"


class Doors:
    """The doors of a database."""

    def __init__(self, database: Database, stores: Stores) -> None:
        self._database = database
        self._stores = stores
        self._by_hash = database.prepare(select(push_doors).where(push_doors.c.hash == bindparam("hash")))
        self._by_store = database.prepare(select(push_doors).where(push_doors.c.store_id == bindparam("store")))
        marked = (push_marks.c.store_id == bindparam("store"), push_marks.c.mark == bindparam("mark"))
        values = {name: bindparam(name) for name in ("store_id", "mark", "expires")}
        self._remember = database.prepare(insert(push_marks).values(values))
        self._marked = database.prepare(select(push_marks.c.expires).where(*marked))

    def find(self, token: str) -> Door | None:
        """The door of a token."""
        return self._read(self._by_hash.one(hash=digest(token)))

    def of(self, store_id: int) -> Door | None:
        """The door of a store."""
        return self._read(self._by_store.one(store=store_id))

    async def ask(self, store_id: int) -> None:
        """Have the subscriptions of a store looked at now; its door is made where there is none."""

        def work(connection: Connection) -> None:
            clause = self._database.insert(push_doors).values(values)
            keys = [push_doors.c.store_id]
            connection.execute(clause.on_conflict_do_update(index_elements=keys, set_={"due": 0.0}))

        token = secrets.token_urlsafe(32)
        values = {
            "store_id": store_id, "hash": digest(token), "sealed": self._seal(store_id, token, _new_secret(), ""),
            "entities": "[]", "natively": "[]", "failed": "", "failures": 0, "due": 0.0,
        }  # fmt: skip
        try:
            await self._database.run(work)
        except VIOLATIONS:
            return  # the store has just been deleted

    async def due(self, now: float, limit: int = 100) -> list[int]:
        """The stores whose subscriptions are to be looked at."""
        clause = select(push_doors.c.store_id).where(push_doors.c.due <= now).order_by(push_doors.c.due).limit(limit)
        return list(await self._database.read(lambda one: one.execute(clause).scalars().all()))

    async def without(self, cart_ids: Collection[str], limit: int = 1000) -> list[int]:
        """Stores of some platforms that somebody watches and that have no door yet."""
        clause = (
            select(watches.c.store_id)
            .distinct()
            .join(stores, stores.c.id == watches.c.store_id)
            .outerjoin(push_doors, push_doors.c.store_id == watches.c.store_id)
            .where(stores.c.cart_id.in_(sorted(cart_ids)), push_doors.c.store_id.is_(None))
            .limit(limit)
        )
        return list(await self._database.read(lambda one: one.execute(clause).scalars().all()))

    async def claim(self, door: Door, now: float) -> bool:
        """Take a store to change its subscriptions; one process at a time has it."""
        clause = update(push_doors).where(push_doors.c.store_id == door.store_id, push_doors.c.due == door.due)
        return bool(await self._database.run(lambda one: one.execute(clause.values(due=now + CLAIM)).rowcount))

    async def keep(
        self, door: Door, *, address: str, entities: Iterable[str], natively: Iterable[str], failed: str, now: float
    ) -> None:
        """Note how the subscriptions stand, and when to look again; what came in between is looked at right away."""
        failures = door.failures + 1 if failed else 0
        pause = min(CHECKED_EVERY * 2 ** (failures - 1) / 12, LONGEST_PAUSE) if failed else CHECKED_EVERY
        values = {
            "sealed": self._seal(door.store_id, door.token, door.secret, address),
            "entities": encoded(sorted(entities)), "natively": encoded(sorted(natively)),
            "failed": failed, "failures": failures,
        }  # fmt: skip
        again = now + pause * random.uniform(0.8, 1.2)  # noqa: S311 - spread, not secret

        def work(connection: Connection) -> None:
            where = update(push_doors).where(push_doors.c.store_id == door.store_id)
            connection.execute(where.values(values))
            connection.execute(where.where(push_doors.c.due != 0.0).values(due=again))

        await self._database.run(work)

    def seen(self, store_id: int, mark: bytes) -> bool:
        """Whether a delivery was taken before."""
        return self._marked.one(store=store_id, mark=mark) is not None

    async def remember(self, store_id: int, mark: bytes, expires: float) -> None:
        """Know a delivery again until its shop will not repeat it any more."""
        try:
            await self._remember.write(store_id=store_id, mark=mark, expires=expires)
        except VIOLATIONS:
            return  # it came twice at once, or the store has just been deleted

    async def purge(self, now: float | None = None) -> int:
        """Forget deliveries that are not repeated any more."""
        return await delete_gently(self._database, push_marks, push_marks.c.expires < (now or time.time()))

    async def forget(self, store_id: int) -> None:
        """Take a door away."""
        await self._database.run(lambda one: one.execute(delete(push_doors).where(push_doors.c.store_id == store_id)))

    def _seal(self, store_id: int, token: str, secret: str, address: str) -> bytes:
        return self._stores.box(store_id).seal(_PURPOSE, msgspec.json.encode(_Sealed(token, secret, address)))

    def _read(self, found: tuple[Any, ...] | None) -> Door | None:
        if found is None:
            return None
        row = dict(zip(push_doors.c.keys(), found, strict=True))
        opened = self._stores.box(row["store_id"]).open(_PURPOSE, row["sealed"])
        kept = msgspec.json.decode(opened, type=_Sealed)
        return Door(
            store_id=row["store_id"],
            token=kept.token,
            secret=kept.secret,
            address=kept.address,
            entities=tuple(msgspec.json.decode(row["entities"], type=list[str])),
            natively=tuple(msgspec.json.decode(row["natively"], type=list[str])),
            failed=row["failed"],
            failures=row["failures"],
            due=row["due"],
        )


def _new_secret() -> str:
    """Letters and digits only: a shop that keeps secrets as text for a page may spell others differently."""
    return secrets.token_hex(24)
