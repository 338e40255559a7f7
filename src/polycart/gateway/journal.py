"""The durable side of ``Undo``: steps that would take a write back, on disk before they may be needed."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update

from polycart.core.errors import PolycartError, StoreNotFound
from polycart.gateway.absence import DatabaseAway, patiently
from polycart.gateway.database import VIOLATIONS, Database
from polycart.gateway.stores import Stores
from polycart.gateway.tables import journal

log = logging.getLogger("polycart.gateway")


class Entry:
    """The steps of one call, the earliest first."""

    def __init__(self, owner: Journal, id: str, store_id: int, request_id: str, created: float) -> None:
        self.id = id
        self.store_id = store_id
        self.request_id = request_id
        self.created = created
        self.steps: list[dict[str, Any]] = []
        self._journal = owner

    def add(self, step: dict[str, Any]) -> None:
        """Write a step down; when this returns it outlives the process."""
        self._journal.write(self, step)
        self.steps.append(step)

    def pop(self) -> None:
        """Strike out the last step, because it has been taken back."""
        self._journal.strike(self, len(self.steps) - 1)
        self.steps.pop()

    async def done(self) -> None:
        """Nothing has to be taken back any more; a database that is away is waited for."""
        if self.steps:
            await self._journal.erase(self)
            self.steps.clear()

    def leave(self) -> None:
        """Give the entry back, for whoever asks next what is pending."""
        self._journal.hand_on(self)

    def __repr__(self) -> str:
        return f"<Entry of request {self.request_id}: {len(self.steps)} step(s)>"


class StoreJournal:
    """The journal as the calls of one store see it."""

    def __init__(self, owner: Journal, store_id: int) -> None:
        self._journal = owner
        self._store_id = store_id

    def open(self, request_id: str) -> Entry:
        """Begin an entry for one call; nothing is written before its first step."""
        return self._journal.open(self._store_id, request_id)


class Journal:
    """The journal of a database; steps are sealed with the store's data key."""

    def __init__(self, database: Database, stores: Stores) -> None:
        self._database = database
        self._stores = stores
        self._left: set[str] = set()
        table, this = journal, journal.c.entry == bindparam("id")
        self._add = database.prepare(database.insert(table))
        self._strike = database.prepare(delete(table).where(this, table.c.seq == bindparam("number")))
        self._erase = database.prepare(delete(table).where(this))
        self._owners = database.prepare(select(table.c.entry, table.c.owner).distinct())
        self._take = database.prepare(
            update(table).where(this, table.c.owner == bindparam("was")).values(owner=bindparam("me"))
        )
        self._read = database.prepare(
            select(table.c.store_id, table.c.request_id, table.c.created, table.c.seq, table.c.step)
            .where(this)
            .order_by(table.c.seq)
        )

    def of(self, store_id: int) -> StoreJournal:
        """The journal for the calls of one store."""
        return StoreJournal(self, store_id)

    def open(self, store_id: int, request_id: str) -> Entry:
        """Begin an entry for one call; nothing is written before its first step."""
        return Entry(self, secrets.token_hex(16), store_id, request_id, time.time())

    def pending(self) -> list[Entry]:
        """The entries whose process is gone, now this one's to work off; no other process gets the same."""
        self._database.presence.attend()
        found: list[Entry] = []
        id = ""
        try:
            for id, owner in self._owners.all():
                if self._taken(id, owner) and (entry := self._read_whole(id)) is not None:
                    found.append(entry)
        except DatabaseAway:
            self._left |= {id, *(entry.id for entry in found)}
            raise
        return sorted(found, key=lambda entry: entry.created)

    def _taken(self, id: str, owner: str) -> bool:
        """Take an entry whose process is gone, or which this one has taken without having heard of it."""
        me = self._database.presence.token
        if owner == me:
            mine = id in self._left
            self._left.discard(id)
            return mine
        return self._database.presence.gone(owner) and bool(self._take.write_now(id=id, was=owner, me=me))

    def _read_whole(self, id: str) -> Entry | None:
        try:
            return self._entry(id)
        except DatabaseAway:
            raise
        except PolycartError as error:
            log.warning("journal entry %s cannot be read: %s", id, error.message)
            self._take.write_now(id=id, was=self._database.presence.token, me="")
            return None

    def _entry(self, id: str) -> Entry:
        rows = self._read.all(id=id)
        store_id, request_id, created = rows[0][:3]
        entry = Entry(self, id, store_id, request_id, created)
        box = self._stores.box(store_id)
        entry.steps = [_decoded(box.open(_purpose(id, seq), step)) for *_, seq, step in rows]
        return entry

    def write(self, entry: Entry, step: dict[str, Any]) -> None:
        """Write the next step of an entry."""
        # Blocking, where another writer is at work: the step has to be on disk before the shop is asked.
        self._database.presence.attend()
        seq = len(entry.steps)
        sealed = self._stores.box(entry.store_id).seal(_purpose(entry.id, seq), msgspec.json.encode(step))
        try:
            self._add.write_now(
                entry=entry.id, seq=seq, store_id=entry.store_id, request_id=entry.request_id,
                owner=self._database.presence.token, created=entry.created, step=sealed,
            )  # fmt: skip
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None

    def strike(self, entry: Entry, number: int) -> None:
        """Remove one step of an entry."""
        self._strike.write_now(id=entry.id, number=number)

    async def erase(self, entry: Entry) -> None:
        """Remove an entry. What is told to be done before that would be taken back if this process ended."""
        await patiently(lambda: self._erase.write(id=entry.id))

    def hand_on(self, entry: Entry) -> None:
        """Sign an entry off: no process is called ""."""
        try:
            self._take.write_now(id=entry.id, was=self._database.presence.token, me="")
        except DatabaseAway:
            self._left.add(entry.id)


def _decoded(clear: bytes) -> dict[str, Any]:
    return msgspec.json.decode(clear, type=dict[str, Any])


def _purpose(id: str, seq: int) -> str:
    return f"journal {id} {seq}"
