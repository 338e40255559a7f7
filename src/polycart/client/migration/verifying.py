"""Reads back what a run has added, and tells which fields the target holds otherwise than they were sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from polycart.client.migration.capabilities import VARIANT, Kind, Side
from polycart.client.migration.fields import FIELDS
from polycart.client.migration.index import avails
from polycart.client.migration.ledger import Item, Ledger
from polycart.client.migration.report import Report

OTHERWISE = "The target took it, but reads back otherwise."
AT_ONCE = 100


async def verify(target: Side, ledger: Ledger, report: Report, run: int, kind: Kind) -> None:
    """Compare what the target tells of the records that a run added with what was sent for them."""
    for each in (kind, VARIANT) if kind.name == "product" else (kind,):
        items = {str(item.target_id): item for item in ledger.added(run, each.name)}
        if not items:
            continue
        shown = frozenset(target.store.supports(each.listed).fields)
        async for record in _read(target, each, items):
            item = items.get(str(record["id"]))
            if item is not None:
                for field in differing(each.name, item.sent, record, shown):
                    report.lose(each.name, field, OTHERWISE, item.source_id)


async def _read(target: Side, kind: Kind, items: dict[str, Item]) -> AsyncIterator[dict[str, Any]]:
    """The records of some ids, in as few calls as can be."""
    if not kind.picked_by:
        for filters in avails(target.takes(kind.listed)):
            async for each in target.store.iterate(kind.listed, params="force_all", **filters):
                yield msgspec.to_builtins(each)
        return
    owners = [str(item.parent) for item in items.values()] if kind.name == "variant" else list(items)
    ids = list(dict.fromkeys(owners))
    for at in range(0, len(ids), AT_ONCE):
        picked = {kind.picked_by: ",".join(ids[at : at + AT_ONCE])}
        async for each in target.store.iterate(kind.listed, params="force_all", **picked):
            yield msgspec.to_builtins(each)


def differing(kind: str, sent: dict[str, Any], record: dict[str, Any], shown: frozenset[str]) -> list[str]:
    """The fields in which a record is not what was sent for it."""
    found: list[str] = []
    for field, way in FIELDS[kind].items():
        into = next((name for name in way.into if name in sent), None)
        if into is None or field not in shown:
            continue
        value = record.get(field)
        read = way.change(value) if way.change is not None and value is not None else value
        if plain(read) != plain(sent[into]):
            found.append(field)
    return found


def plain(value: Any) -> Any:
    """A value without what says nothing: blanks at the ends of lines, ids and empty parts within lists."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 4)
    return value
