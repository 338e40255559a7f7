"""The feed of a store: its changes in order, for readers who come back to where they were; off until asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from polycart.core.errors import ParameterError, Unsupported
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.sources import LISTS, sources
from polycart.gateway.tables import consumers

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Store

FEED = "feed"
USUAL = ("product", "order", "customer", "category")
"""The entities of a feed where none are named."""

MOST = 1000
LONGEST_WAIT = 25.0
"""Seconds that a reader may wait for the next change."""

LOOKS_EVERY = 1.0
"""Seconds between two looks for changes that another process has recorded."""

_CONSUMER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,49}", re.ASCII)


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change as it is told: ids, and nothing else of the entity."""

    seq: int
    entity: str
    action: str
    entity_id: str
    moment: str
    source: str
    parent_id: str = ""


class Chapter(msgspec.Struct, frozen=True):
    """Some changes in order; ``next`` is where to go on, ``more`` that there is something already."""

    changes: list[Told]
    next: int
    more: bool


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """How far a reader has come, and when it said so."""

    consumer: str
    seq: int
    behind: int
    moment: str


class Feed:
    """The feeds of an installation."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._changes = backend.changes

    def possible(self, store: Store) -> list[str]:
        """The entities of which a store's changes can be found out."""
        platform = self._backend.platform(store)
        pushed = {entity for entity, _ in platform.pushes.topics} if platform.pushes is not None else set[str]()
        return [entity for entity in LISTS if entity in sources(platform).of or entity in pushed]

    async def on(self, store: Store, entities: Collection[str] | None = None) -> list[str]:
        """Switch a store's feed on for these entities, in place of those before; gives them."""
        possible = self.possible(store)
        chosen = [entity for entity in USUAL if entity in possible] if entities is None else sorted(set(entities))
        if strange := [entity for entity in chosen if entity not in possible]:
            raise ParameterError(
                f"Parameter 'entities' is not valid. Changes of {strange[0][:40]} can't be found out in this store, "
                f"only of: {', '.join(possible)}."
            )
        if not chosen:
            raise ParameterError(f"Parameter 'entities' is required. It names some of: {', '.join(possible)}.")
        await self._changes.watch(store.id, chosen, FEED)
        return chosen

    async def off(self, store: Store) -> None:
        """Switch a store's feed off; what is told by then is kept as long as it would have been."""
        await self._changes.unwatch(store.id, FEED)

    async def entities(self, store: Store) -> frozenset[str]:
        """The entities of a store's feed; none where it is off."""
        return await self._changes.watched_by(store.id, FEED)

    async def read(
        self,
        store: Store,
        *,
        consumer: str | None = None,
        after: int | None = None,
        limit: int = 100,
        entities: Collection[str] | None = None,
        wait: float = 0.0,
    ) -> Chapter:
        """The next changes after ``after``, or after what ``consumer`` has acknowledged.

        Waits up to ``wait`` seconds for a first one. ``NotKept`` (109) where some of them are not kept any more.
        """
        if not 1 <= limit <= MOST:
            raise ParameterError(f"Parameter 'limit' is not valid. It must be between 1 and {MOST}.")
        if not 0 <= wait <= LONGEST_WAIT:
            raise ParameterError(f"Parameter 'wait' is not valid. It must be between 0 and {LONGEST_WAIT:.0f} seconds.")
        chosen = await self._chosen(store, entities)
        start = self._start(store, consumer, after)
        until = time.monotonic() + wait
        with self._changes.subscribe(store.id) as news:
            while True:
                last = self._changes.last(store.id)
                found = await self._changes.after(store.id, start, limit, chosen) if last > start else []
                left = until - time.monotonic()
                if found or left <= 0:
                    break
                start = max(start, last)  # what others watch is passed over
                await news.wait(min(left, LOOKS_EVERY))
        more = len(found) == limit
        following = found[-1].seq if more else max(start, last)
        return Chapter([_told(change) for change in found], following, more and following < last)

    async def acknowledge(self, store: Store, consumer: str, seq: int) -> int:
        """A reader has dealt with everything up to ``seq``; gives where it stands."""
        return await self._changes.acknowledge(store.id, _named(consumer), seq)

    async def forget(self, store: Store, consumer: str) -> None:
        """Forget how far a reader has come."""
        await self._changes.dismiss(store.id, _named(consumer))

    async def readers(self, store: Store) -> list[Reader]:
        """Who reads a store's feed."""
        clause = select(consumers).where(
            consumers.c.store_id == store.id, consumers.c.name.startswith(f"{FEED}:", autoescape=True)
        )
        rows = await self._backend.database.read(lambda one: one.execute(clause.order_by(consumers.c.name)).all())
        last = self._changes.last(store.id)
        return [
            Reader(
                consumer=row.name.removeprefix(f"{FEED}:"), seq=row.seq, behind=last - row.seq, moment=_iso(row.moment)
            )
            for row in rows
        ]

    async def _chosen(self, store: Store, entities: Collection[str] | None) -> frozenset[str]:
        on = await self.entities(store)
        if not on:
            raise Unsupported(
                "The feed of this store is off. Who runs the server switches it on with: "
                f"polycart feed on --store {store.id}"
            )
        if strange := sorted(set(entities or ()) - on):
            raise ParameterError(
                f"Parameter 'entities' is not valid. The feed of this store tells of {', '.join(sorted(on))}, "
                f"not of {strange[0][:40]}."
            )
        return frozenset(entities) if entities else on

    def _start(self, store: Store, consumer: str | None, after: int | None) -> int:
        if consumer is not None:
            name = _named(consumer)
            if after is None:
                return self._changes.position(store.id, name)
        if after is None:
            return self._changes.oldest(store.id)
        last = self._changes.last(store.id)
        if not 0 <= after <= last:
            raise ParameterError(f"Parameter 'after' is not valid. It must be between 0 and {last}, the last change.")
        return after


def _named(consumer: str) -> str:
    if _CONSUMER.fullmatch(consumer) is None:
        raise ParameterError(
            "Parameter 'consumer' is not valid. It is a name of up to 50 letters, digits, dots, dashes and underscores."
        )
    return f"{FEED}:{consumer}"


def _told(change: Change) -> Told:
    return Told(
        seq=change.seq, entity=change.entity, action=change.action, entity_id=change.entity_id,
        moment=_iso(change.moment), source=change.source, parent_id=change.parent_id,
    )  # fmt: skip


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
