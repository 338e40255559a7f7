"""Reading and writing the rows of streams and of what is known, inside a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, delete, select, update

from polycart.gateway.changes.change import Change
from polycart.gateway.changes.known import Known
from polycart.gateway.database import Database
from polycart.gateway.tables import changes, known, streams, watches

ROWS = 500
"""Rows that are named, or written, in one statement."""


def begin(database: Database, connection: Connection, store_id: int) -> Row[Any]:
    """Make the stream of a store, where there is none, and lock it."""
    values = {
        "store_id": store_id, "last": 0, "purged": 0, "pushed": "[]", "due": 0.0, "pause": 0.0, "nudged": False,
        "owner": "", "state": "{}", "failures": 0, "lost": "",
    }  # fmt: skip
    connection.execute(database.insert(streams).values(values).on_conflict_do_nothing())
    return connection.execute(_locked(store_id)).one()


def lock(connection: Connection, store_id: int) -> Row[Any] | None:
    """The stream of a store, which nobody else changes until the transaction ends.

    ``None`` where there is none: nobody watches the store, or has watched it.
    """
    return connection.execute(_locked(store_id)).first()


def watched(connection: Connection, store_id: int) -> frozenset[str]:
    """The entities that anybody watches."""
    rows = connection.execute(select(watches.c.entities).where(watches.c.store_id == store_id)).scalars()
    return frozenset(entity for text in rows for entity in msgspec.json.decode(text, type=list[str]))


def known_of(connection: Connection, store_id: int, found: Iterable[Change]) -> dict[tuple[str, str], Known]:
    """What is known of the entities that changes are about."""
    wanted: dict[str, set[str]] = {}
    for change in found:
        wanted.setdefault(change.entity, set()).add(change.entity_id)
    rows: dict[tuple[str, str], Known] = {}
    for entity, ids in wanted.items():
        clause = select(known).where(known.c.store_id == store_id, known.c.entity == entity)
        ordered = sorted(ids)
        for start in range(0, len(ordered), ROWS):
            for row in connection.execute(clause.where(known.c.entity_id.in_(ordered[start : start + ROWS]))):
                rows[entity, row.entity_id] = _known(row)
    return rows


def keep(database: Database, connection: Connection, store_id: int, states: Mapping[tuple[str, str], Known]) -> None:
    """Write what is known of entities from now on."""
    rows = [
        {"store_id": store_id, "entity": entity, **msgspec.structs.asdict(state)}
        for (entity, _), state in states.items()
    ]
    if not rows:
        return
    clause = database.insert(known)
    changed = {name: clause.excluded[name] for name in Known.__struct_fields__ if name != "entity_id"}
    keys = [known.c.store_id, known.c.entity, known.c.entity_id]
    connection.execute(clause.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def forget(connection: Connection, store_id: int, entity: str) -> int:
    """Forget some of what is known of an entity that nobody watches (any more); gives how many rows."""
    if entity in watched(connection, store_id):
        return 0
    where = (known.c.store_id == store_id, known.c.entity == entity)
    some = select(known.c.entity_id).where(*where).limit(ROWS)
    return connection.execute(delete(known).where(*where, known.c.entity_id.in_(some))).rowcount


def purge(connection: Connection, until: float) -> int:
    """Forget some changes that were recorded before ``until``, and note up to where; gives how many."""
    rows = connection.execute(
        select(changes.c.store_id, changes.c.seq).where(changes.c.kept < until).order_by(changes.c.seq).limit(ROWS)
    ).all()
    newest: dict[int, int] = {}
    for store_id, seq in rows:
        newest[store_id] = max(seq, newest.get(store_id, 0))
    for store_id, seq in sorted(newest.items()):
        lock(connection, store_id)
        gone = delete(changes).where(changes.c.store_id == store_id, changes.c.seq <= seq)
        connection.execute(gone)
        connection.execute(update(streams).where(streams.c.store_id == store_id).values(purged=seq))
    return len(rows)


def known_there(
    connection: Connection, store_id: int, entity: str, *, parent_id: str | None = None
) -> dict[str, Known]:
    """What is known of the entities of a kind (and of one parent) that are there."""
    clause = select(known).where(known.c.store_id == store_id, known.c.entity == entity, known.c.action != "delete")
    if parent_id is not None:
        clause = clause.where(known.c.parent_id == parent_id)
    return {row.entity_id: _known(row) for row in connection.execute(clause)}


def _known(row: Row[Any]) -> Known:
    return Known(**{name: getattr(row, name) for name in Known.__struct_fields__})


def _locked(store_id: int) -> Select[Any]:
    return select(streams).where(streams.c.store_id == store_id).with_for_update()
