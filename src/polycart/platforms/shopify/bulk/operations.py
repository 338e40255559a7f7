"""Lists read by bulk operations: begun, looked after, and their results fetched, without paging, for a few points.

https://shopify.dev/docs/api/usage/bulk-operations/queries. Since version 2026-01 five run beside one another, before it
one; an operation that finds no room waits for those of its own reading that are there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec

from polycart.core.bulk import NotInBulk, Standing, State
from polycart.core.client import ATTEMPTS, REQUEST_SECONDS
from polycart.core.documents import Of
from polycart.core.errors import StoreError, TimedOut, Unreachable, Unsupported
from polycart.core.graphql import Values
from polycart.core.mapping import Map
from polycart.core.throttle import backoff
from polycart.core.transport import Request, Response
from polycart.platforms.shopify.bulk.documents import Plan, planned
from polycart.platforms.shopify.bulk.results import Record, chunk, lay_out, part, records
from polycart.platforms.shopify.connection import Coded, Row, Shop

PIECE = 16 * 1024 * 1024
"""Bytes of a result that are fetched at once: a file may have gigabytes."""

REFUSALS = frozenset({"OPERATION_IN_PROGRESS", "LIMIT_REACHED", "INVALID"})
FAILED = {"FAILED": "failed", "CANCELED": "was canceled", "CANCELING": "was canceled", "EXPIRED": "has expired"}


class Operation(Row):
    """A bulk operation; Shopify writes large numbers as texts."""

    id: str = ""
    status: str = ""
    error_code: str | None = None
    root_object_count: str | int = 0
    file_size: str | int | None = None
    url: str | None = None


class _Begun(Coded):
    bulk_operation: Operation | None = None


class Job(msgspec.Struct, frozen=True):
    """A reading under way: what is asked, and the operation of each query that was begun."""

    plan: Plan
    operations: list[str | None]


def _state(job: Job) -> State:
    return msgspec.to_builtins(job)


class Listed:
    """A connection of the shop that is read whole: ``type`` records under the field ``root``, as ``table`` has them."""

    def __init__(
        self, root: str, type: str, table: type[Map[Any]], search: Callable[[Shop, Any], Awaitable[Values | None]]
    ) -> None:
        self.root, self.type, self.table, self.search = root, type, table, search

    async def begin(self, client: Shop, p: Any) -> State:
        """Begin the operations; the first has to find room."""
        reader = self.table.reader(client.wanted, client.version)
        values = await self.search(client, p)
        if values is None:
            raise NotInBulk("What is asked for is looked up one by one.")
        row: Any = reader.row
        plan = planned(self.root, row, values, client.spellings, client.variables())
        return _state(Job(plan, await _begun(client, plan, [None] * len(plan.queries))))

    async def look(self, client: Shop, state: State) -> Standing:
        """How far the operations are; one for which there was no room is begun when another is done."""
        job = msgspec.convert(state, Job)
        found = await _operations(client, job)
        for one in found:
            if one.status in FAILED:
                why = f": {one.error_code}" if one.error_code else ""
                raise NotInBulk(f"Shopify's bulk operation {FAILED[one.status]}{why}.")
        rows = int(found[0].root_object_count) if found else 0
        done = all(one.status == "COMPLETED" for one in found)
        if done and None in job.operations:
            job = Job(job.plan, await _begun(client, job.plan, job.operations))
            return Standing(False, rows, _state(job))
        return Standing(done, rows, _state(job))

    async def fetch(self, client: Shop, state: State, scratch: Path, size: int) -> int:
        """Fetch the results, and lay them out in parts."""
        job = msgspec.convert(state, Job)
        for query, operation in enumerate(await _operations(client, job)):
            if operation.url is not None:
                await _download(client, operation, scratch, query)
        return await asyncio.to_thread(lay_out, job.plan, scratch, size)

    async def part(self, client: Shop, state: State, scratch: Path, number: int) -> list[Any]:
        """The entities of a part; what bulk queries cannot hold is asked for now."""
        plan = msgspec.convert(state, Job).plan
        found, torn = records(plan, part(scratch, number).read_bytes().splitlines())
        reader = self.table.reader(client.wanted, client.version)
        row: Any = reader.row
        rows: list[Any] = [msgspec.convert(record, row, strict=False) for record in found]
        await self._mend(client, row, found, rows, torn)
        await self._apart(client, row, found, rows, plan.apart)
        return await reader.finish(client, [each for each in rows if each is not None])

    async def _mend(self, client: Shop, row: type, found: Sequence[Record], rows: list[Any], torn: set[str]) -> None:
        """Read those again of which a query tells nothing, for they were made after it was run; some are gone."""
        places = [at for at, record in enumerate(found) if record["id"] in torn]
        if places:
            ids = [found[at]["id"] for at in places]
            again: list[Any] = await client.by_ids(self.type, ids, row)
            for at, whole in zip(places, again, strict=True):
                rows[at] = whole

    async def _apart(
        self, client: Shop, row: type, found: Sequence[Record], rows: list[Any], keys: Sequence[str]
    ) -> None:
        """Read the fields that no bulk query holds, of the records that have any."""
        for key in keys:
            name, narrow = _narrow(row, key)
            places = [at for at, record in enumerate(found) if rows[at] is not None and record.get(key, True)]
            if not places:
                continue
            values = await client.by_ids(self.type, [found[at]["id"] for at in places], narrow)
            for at, value in zip(places, values, strict=True):
                setattr(rows[at], name, value.wanted if value is not None else None)


@lru_cache(maxsize=64)
def _narrow(row: type, key: str) -> tuple[str, type[Any]]:
    """The attribute of a row that holds a native field, and a row of that field alone."""
    struct: Any = row
    field = next(field for field in msgspec.structs.fields(struct) if field.encode_name == key)
    return field.name, msgspec.defstruct("Apart", [("wanted", field.type, None)], rename={"wanted": key})


async def _begun(client: Shop, plan: Plan, known: Sequence[str | None]) -> list[str | None]:
    """The operations of all queries; those for which there is no room beside the first are left for later."""
    made = list(known)
    for at, query in enumerate(plan.queries):
        if made[at] is not None:
            continue
        values = {"query": Of("String!", query), "groupObjects": Of("Boolean!", False)}
        try:
            answer = await client.mutate("bulkOperationRunQuery", values, _Begun)
        except (StoreError, Unsupported) as error:
            code = error.native.code if error.native else None
            if code not in REFUSALS and not isinstance(error, Unsupported):
                raise
            if at and code in ("OPERATION_IN_PROGRESS", "LIMIT_REACHED"):
                break
            raise NotInBulk(error.message, native=error.native) from error
        made[at] = answer.bulk_operation.id if answer.bulk_operation else None
    return made


async def _operations(client: Shop, job: Job) -> list[Operation]:
    ids = [id for id in job.operations if id is not None]
    found = await client.by_ids("BulkOperation", ids, Operation)
    if None in found or not ids:
        raise NotInBulk("Shopify does not know the bulk operation any more.")
    return cast("list[Operation]", found)


async def _download(client: Shop, operation: Operation, scratch: Path, query: int) -> None:
    """Fetch a result piece by piece; those that are there already are not asked for again."""
    size = int(operation.file_size or 0)
    at = number = 0
    while at < size:
        path = chunk(scratch, query, number)
        if not path.exists():
            body = await _piece(client, str(operation.url), at, min(at + PIECE, size) - 1)
            draft = path.with_suffix(".new")
            await asyncio.to_thread(draft.write_bytes, body)
            draft.replace(path)
        at += path.stat().st_size
        number += 1
    if at != size:
        raise StoreError("Shopify's result of a bulk operation is not as long as it was said to be.")


async def _piece(client: Shop, url: str, first: int, last: int) -> bytes:
    """Some bytes of a file that is kept elsewhere, which gets no token of the shop."""
    if urlsplit(url).scheme not in ("https", "http"):
        raise StoreError("Shopify's address of a bulk operation's result is none.")
    agent = client.connection.user_agent
    headers = {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity", "User-Agent": agent}
    for attempt in range(1, ATTEMPTS + 1):
        try:
            response = await _got(client, Request(method="GET", url=url, headers=headers), attempt)
        except (Unreachable, TimedOut):
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(backoff(attempt))
            continue
        if response.status == 206 or (response.status == 200 and first == 0):
            return response.body
        if response.status < 500 or attempt == ATTEMPTS:
            raise StoreError(f"Shopify's result of a bulk operation can not be fetched (HTTP {response.status}).")
        await asyncio.sleep(backoff(attempt))
    raise AssertionError("unreachable")


async def _got(client: Shop, request: Request, attempt: int) -> Response:
    """One answer; the trace gets neither the file nor the signature in its address."""
    shown = Request(method="GET", url=request.url.partition("?")[0], headers=request.headers)
    started = time.perf_counter()
    try:
        response = await client.connection.transport.send(request, within=REQUEST_SECONDS)
    except Unreachable as error:
        client.call.trace.add(shown, None, started, attempt=attempt, error=error)
        raise
    told = Response(status=response.status, headers=response.headers, body=b"")
    client.call.trace.add(shown, told, started, attempt=attempt)
    return response
