"""Runs an export: the ids first, then their entities in parts, several at once, then one file out of the parts."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from polycart.client.exports import arrow, tables
from polycart.client.exports.folder import Asked, Folder, Plan
from polycart.client.exports.snapshot import KINDS, Call, Kind, answered, id_of, ids, items_of
from polycart.client.exports.whole import LEAST, counted, in_bulk
from polycart.client.paging import Progress
from polycart.core.bulk import Run
from polycart.core.errors import ParameterError, PolycartError, StoreError

PART = 100
"""Entities of one part, and of one call: the most ids that the contract lets a list be picked by."""

Bulk = Callable[[str, dict[str, Any]], Run | None]
"""How a list is read in bulk, by its name and arguments; ``None`` where it is not."""

Writer = Callable[[Path, Kind, str, Callable[[], Iterator[Sequence[bytes]]]], None]
"""Writes the whole file; the last thing it is given goes through the items of all parts, as often as it is called."""

FORMATS: Mapping[str, Writer] = {"jsonl": tables.jsonl, "csv": tables.csv, "parquet": arrow.parquet}


class Exported(msgspec.Struct, frozen=True):
    """What came of an export: ``missing`` were listed but are gone, ``resumed`` were there from an earlier run."""

    path: str
    rows: int
    missing: int
    resumed: int


async def export(
    call: Call,
    kind: str,
    out: Path,
    *,
    form: str = "jsonl",
    since: str | None = None,
    fields: str = "force_all",
    source: str = "",
    replace: bool = False,
    concurrency: int = 4,
    progress: Progress | None = None,
    bulk: Bulk | None = None,
    bulk_from: int = LEAST,
) -> Exported:
    """Export all products, orders or customers of a store to a file: ``jsonl``, ``csv`` or ``parquet``.

    ``since`` leaves only what was changed at or after that moment, ``fields`` chooses as ``params`` does, ``source``
    tells stores apart. ``progress`` is told rows and total. A run that is cut off at any moment is taken up by the next
    one with the same arguments: no row is lost or doubled. Raises ``ParameterError`` for what cannot be asked, and the
    error of a call that failed; what was fetched until then is kept beside ``out``. A list of ``bulk_from`` rows or
    more is read by the shop itself where ``bulk`` says how, else page by page.
    """
    listed = _known("kind", kind, KINDS)
    write = _known("form", form, FORMATS)
    if write is arrow.parquet:
        arrow.needed()
    _free(out, replace=replace)
    asked = Asked(kind, fields, since, hashlib.sha256(source.encode()).hexdigest()[:16])
    with Folder(out) as folder:
        filters = {"modified_from": since} if since is not None else {}
        plan = folder.plan(asked)
        found = await _bulk(call, bulk, listed, folder, asked, plan, filters, bulk_from, progress)
        wanted: int | None = None
        if found is None:
            plan = folder.plan(asked)
            if plan is None:
                plan = Plan(asked, await ids(call, listed, filters))
                folder.keep_plan(plan)
            wanted = len(plan.ids)
            found = await _paged(call, listed, folder, plan, fields, concurrency, progress)
        parts, resumed = found
        whole = _Whole(folder, parts)
        await asyncio.to_thread(write, folder.draft(), listed, fields, whole)
        folder.finish(out)
    return Exported(str(out), whole.rows, 0 if wanted is None else wanted - whole.rows, resumed)


async def _bulk(
    call: Call,
    bulk: Bulk | None,
    kind: Kind,
    folder: Folder,
    asked: Asked,
    plan: Plan | None,
    filters: Mapping[str, Any],
    least: int,
    progress: Progress | None,
) -> tuple[int, int] | None:
    """Let the shop read the list, where it can and the list is long: parts, and rows that were there already."""
    if plan is not None and plan.bulk is None:
        return None  # a run before has begun to read page by page
    run = bulk(kind.listed, {**filters, "params": _names(asked.fields)}) if bulk else None
    total = await counted(call, kind, filters) if run is not None and plan is None else None
    if run is None or (plan is None and (total is None or total < least)):
        if plan is not None:
            folder.empty()
        return None
    return await in_bulk(run, folder, asked, plan, total, PART, progress)


async def _paged(
    call: Call, kind: Kind, folder: Folder, plan: Plan, fields: str, concurrency: int, progress: Progress | None
) -> tuple[int, int]:
    """Read what the plan names: parts, and rows that were there already."""
    parts = [plan.ids[at : at + PART] for at in range(0, len(plan.ids), PART)]
    resumed = sum(len(part) for number, part in enumerate(parts) if folder.has(number))
    await _fetch(call, kind, folder, parts, fields, concurrency, progress)
    return len(parts), resumed


def _free(out: Path, *, replace: bool) -> None:
    """Refuse a place where the file can not be put."""
    if out.is_dir() or not out.parent.is_dir():
        raise ParameterError(f"{out} can not be written: " + ("it is a folder." if out.is_dir() else "no such folder."))
    if out.exists() and not replace:
        raise ParameterError(f"{out} exists already; choose another file, or let it be replaced.")


class _Whole:
    """Goes through the items of all parts, and counts them."""

    def __init__(self, folder: Folder, parts: int) -> None:
        self._folder = folder
        self._parts = parts
        self.rows = 0

    def __call__(self) -> Iterator[Sequence[bytes]]:
        self.rows = 0
        for number in range(self._parts):
            items = self._folder.items(number)
            self.rows += len(items)
            yield items


async def _fetch(
    call: Call,
    kind: Kind,
    folder: Folder,
    parts: Sequence[Sequence[str]],
    fields: str,
    concurrency: int,
    progress: Progress | None,
) -> None:
    """Fetch the parts that are not there yet, several at once."""
    total = sum(map(len, parts))
    done = sum(len(part) for number, part in enumerate(parts) if folder.has(number))
    if progress:
        progress(done, total)
    waiting = iter([(number, part) for number, part in enumerate(parts) if not folder.has(number)])

    async def work() -> None:
        nonlocal done
        for number, part in waiting:  # shared: each part is taken by one worker
            folder.keep(number, await _part(call, kind, part, fields))
            done += len(part)
            if progress:
                progress(done, total)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, concurrency)):
                group.create_task(work())
    except* PolycartError as failed:
        raise failed.exceptions[0] from None


async def _part(call: Call, kind: Kind, wanted: Sequence[str], fields: str) -> list[bytes]:
    """The entities of some ids, in the order of the ids; those that are gone meanwhile are left out."""
    arguments = {kind.picked_by: ",".join(wanted), "count": len(wanted), "params": _names(fields)}
    found = items_of(kind.method, await answered(call, kind.listed, arguments))
    by_id = {id_of(item): bytes(item) for item in found}
    if strange := by_id.keys() - set(wanted):
        raise StoreError(f"{kind.listed} answered {min(strange)!r}, which was not asked for.")
    return [by_id[id] for id in wanted if id in by_id]


def _names(fields: str) -> str:
    """The fields that are asked for: with the id, which tells rows apart."""
    return fields if fields == "force_all" or "id" in _split(fields) else f"id,{fields}"


def _split(fields: str) -> Iterable[str]:
    return [name.strip() for name in fields.split(",")]


def _known(what: str, name: str, table: Mapping[str, Any]) -> Any:
    if name not in table:
        allowed = ", ".join(f"'{one}'" for one in table)
        raise ParameterError(f"Parameter '{what}' is not valid. Allowed values: {allowed}.")
    return table[name]
