"""The batch methods for platforms that have no queue of their own: a payload is kept, checked, and worked off later."""

from __future__ import annotations

import time
from typing import Any

from polycart import api
from polycart.api.batch import BatchJob, BatchJobListParams, BatchJobResult, BatchJobResultItem, BatchJobResultParams
from polycart.api.entities import DateTime
from polycart.api.results import JobQueued
from polycart.core.codecs import FORMAT
from polycart.core.dates import parse_date
from polycart.core.emulate import single_of
from polycart.core.errors import NotFound, NotReady, ParameterError
from polycart.core.method import Method, Page
from polycart.core.platform import Handler, Platform
from polycart.gateway.batches.items import read_items
from polycart.gateway.batches.records import PROCESSED, Batch
from polycart.gateway.contract import methods
from polycart.gateway.desk import Desk
from polycart.gateway.tables import batches

NOT_READY = "There are no result for this job yet. Please try again later."


def queued(platform: Platform[Any], method: Method[Any, Any]) -> Handler | None:
    """The gateway's own way to answer a batch method of a platform; none where the platform has a better one."""
    work = _HANDLERS.get(method.name, _enqueue if single_of(method.name) else None)
    declared = platform.queued.get(method.name)
    if work is None or declared is None:
        return None
    return Handler(method=method, function=work, parameters=declared.parameters, emulated=True)


async def _enqueue(desk: Desk, p: Any) -> JobQueued:
    """Check every item, keep them all, and put the batch in line."""
    backend, store, method = desk.backend, desk.store, desk.prepared.method
    single = methods()[single_of(method.name) or ""]
    items = read_items(
        backend.platform(store), single, p,
        cursors=backend.cursors, store=str(store.id), unsupported=store.unsupported,
    )  # fmt: skip
    key = getattr(p, "idempotency_key", None)
    id = await backend.batches.add(desk.caller, store.id, method.name, items, key)
    if backend.jobs is not None:
        await backend.jobs.put(id)
    return JobQueued(job_id=str(id))


async def _list(desk: Desk, p: BatchJobListParams) -> Page[BatchJob]:
    """The store's batches, the newest first, as long as they are kept."""
    filters: list[Any] = [batches.c.store_id == desk.store.id]
    if p.ids is not None:
        filters.append(batches.c.id.in_([_number("ids", part) for part in p.ids.split(",") if part.strip()]))
    for column, bounds in ((batches.c.created, "created"), (batches.c.processed, "processed")):
        since, until = getattr(p, f"{bounds}_from"), getattr(p, f"{bounds}_to")
        if since is not None:
            filters.append(column >= parse_date(since).timestamp())
        if until is not None:
            filters.append(column <= parse_date(until).timestamp() + 0.999999)
    state = desk.prepared.state or {}
    found = await desk.backend.batches.list(*filters, limit=p.count + 1, after=state.get("after"))
    shown = found[: p.count]
    page = Page(items=[_job(batch) for batch in shown])
    if len(found) > p.count:
        page.next = {"after": shown[-1].id}
    return page


async def _result(desk: Desk, p: BatchJobResultParams) -> BatchJobResult:
    """What became of each item, once all of them are done."""
    number = _number("id", p.id)
    batch = await desk.backend.batches.get(number, desk.store.id) if number < 1 << 31 else None
    if batch is None:
        raise NotFound(f"Job with id {p.id} not found")
    if batch.status != PROCESSED:
        raise NotReady(NOT_READY)
    results = await desk.backend.batches.results(batch)
    items = [
        BatchJobResultItem(
            id=place, status=one.status, entity_id=one.entity_id, errors=one.errors, warnings=one.warnings
        )
        for place, one in results
    ]
    return BatchJobResult(
        job_id=batch.id,
        job_name=batch.method,
        items_processed=len(items),
        items_succeed=sum(item.status == "success" for item in items),
        items=items,
    )


_HANDLERS: dict[str, Any] = {api.batch.job.list.name: _list, api.batch.job.result.name: _result}


def _job(batch: Batch) -> BatchJob:
    return BatchJob(
        id=str(batch.id),
        method=batch.method,
        status=batch.status,
        created_time=_moment(batch.created),
        processed_time=_moment(batch.processed) if batch.processed is not None else None,
    )


def _moment(stamp: float) -> DateTime:
    return DateTime(value=time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(stamp)), format=FORMAT)


def _number(name: str, text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise ParameterError(f"Parameter '{name}' is not valid. The required type of parameter is integer.")
    return int(digits)
