"""Runs a migration: plan, kinds in the order in which one needs the other, and what to remember for the next run."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from polycart.client.migration import categories, customers, orders, products, verifying
from polycart.client.migration.capabilities import Kind, Side, kinds
from polycart.client.migration.carrying import Migration
from polycart.client.migration.ledger import Ledger
from polycart.client.migration.names import Names
from polycart.client.migration.report import Report
from polycart.client.migration.writing import Stopped, Writer
from polycart.client.paging import Progress
from polycart.client.store import Store
from polycart.core.errors import ParameterError, PolycartError

OVERLAP = 3600.0
"""Seconds that a delta run looks back before the last one began: clocks differ, and shops write late."""

WORK: Mapping[str, Callable[[Migration, Progress | None], Awaitable[set[str]]]] = {
    "category": categories.migrate,
    "product": products.migrate,
    "customer": customers.migrate,
    "order": orders.migrate,
}

Bars = Callable[[str], AbstractContextManager[Progress | None]]
"""Opens what shows how far a kind has come."""


async def migrate(
    source: Store,
    target: Store,
    state: str | Path | None = None,
    *,
    dry_run: bool = False,
    only: list[str] | None = None,
    limit: int | None = None,
    full: bool = False,
    delete: bool = False,
    keep_before: bool = False,
    verify: bool = True,
    names: Mapping[str, Mapping[str, str]] | None = None,
    concurrency: int = 4,
    progress: Bars | None = None,
) -> Report:
    """Carry categories, products with variants, customers and orders from one store to another.

    ``state`` is the file that remembers what became of each record: with it a run that was cut off is taken up by the
    next one, nothing is made twice, and a later run carries only what has changed. ``dry_run`` reads the source alone
    and tells what would be lost. ``only`` chooses kinds, ``limit`` the first records of each; ``full`` reads everything
    again instead of what was changed since, ``delete`` removes what is gone from the source, ``keep_before`` reads what
    an update replaces, so that undoing can put it back, ``verify`` reads back what was added and tells what the target
    holds otherwise. ``names`` tells which name of the target stands for one of the
    source: ``{"order_status": {"Shipped": "Completed"}, "customer_group": {…}, "tax_class": {…}}``.
    """
    if state is None and not dry_run:
        raise ParameterError("Parameter 'state' is required: it names the file that remembers what was carried.")
    if delete and limit is not None:
        raise ParameterError("Parameter 'delete' can't be used with parameter(s): 'limit'")
    sides = Side(source), Side(target)
    chosen, left = kinds(only, *sides)
    report = Report(dry=dry_run, not_migrated=left)
    ledger = Ledger(None if dry_run or state is None else Path(state), pair_of(source, target))
    try:
        asked = {"only": only, "limit": limit, "full": full, "delete": delete}
        run = 0 if dry_run else ledger.begin(asked)
        report.run = run or None
        migration = Migration(
            *sides, ledger, report, Writer(sides[1], ledger, report, run, keep_before=keep_before),
            Names(*sides, names), dry=dry_run, limit=limit, concurrency=concurrency,
            since={} if full or delete or dry_run else _since(chosen, sides[0], ledger),
        )  # fmt: skip
        await _kinds(migration, chosen, run, delete=delete, verify=verify, progress=progress)
        if not dry_run:
            ledger.end(run)
    finally:
        ledger.close()
    return report


def pair_of(source: Store, target: Store) -> str:
    """What names the two stores in the file that remembers."""
    if str(source) == str(target):
        raise ParameterError("A store is not migrated to itself.")
    return f"{source} {target}"


def _since(chosen: list[Kind], source: Side, ledger: Ledger) -> dict[str, str | None]:
    """From when on each kind is read: that of its last complete reading, where the source can tell what changed."""
    found: dict[str, str | None] = {}
    for kind in chosen:
        last = ledger.last_pass(kind.name)
        if last is not None and kind.picked_by and "modified_from" in source.takes(kind.listed):
            found[kind.name] = datetime.fromtimestamp(last - OVERLAP, UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return found


async def _kinds(
    migration: Migration, chosen: list[Kind], run: int, *, delete: bool, verify: bool, progress: Bars | None
) -> None:
    gone: list[tuple[Kind, set[str]]] = []
    for kind in chosen:
        started = time.time()
        with progress(kind.name) if progress is not None else nullcontext(None) as bar:
            try:
                seen = await WORK[kind.name](migration, bar)
            except Stopped as stopped:
                stopped.notes.append(f"It stopped at {kind.name} in run {run}.")
                raise
        gone.append((kind, seen))
        if verify and not migration.dry:
            await verifying.verify(migration.target, migration.ledger, migration.report, run, kind)
        if not migration.dry and migration.limit is None:
            migration.ledger.passed(run, kind.name, started)
    if delete and not migration.dry:
        for kind, seen in reversed(gone):
            await _delete(migration, kind, seen)


async def _delete(migration: Migration, kind: Kind, seen: set[str]) -> None:
    """Remove at the target what a migration made of records that are gone from the source."""
    for id in migration.ledger.sources(kind.name, "done", "begun"):
        item = migration.ledger.item(kind.name, id)
        if id in seen or item is None or item.target_id is None:
            continue
        if kind.delete is None or not migration.target.serves(kind.delete):
            migration.report.trouble(kind.name, id, "It is gone from the source, but the target deletes none.")
            continue
        try:
            await migration.writer.delete(kind, item)
        except PolycartError as error:
            migration.report.trouble(kind.name, id, error.sentence)
        else:
            migration.report.count(kind.name).deleted += 1
