"""Jobs: what Magento's queue has been given, how far it is, and what became of each item."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from polycart import api
from polycart.api.batch import (
    BatchJob,
    BatchJobListParams,
    BatchJobResult,
    BatchJobResultItem,
    BatchJobResultParams,
)
from polycart.core.errors import NotFound, NotReady, StoreError, TooManyItems
from polycart.core.given import listed, refuse
from polycart.core.mapping import At, Map, computed, field, lazy
from polycart.core.method import Page
from polycart.platforms.magento2.batches.queue import PRICES, TOPICS, beginnings, job_id, required
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.criteria import ANY, SORT, where, written
from polycart.platforms.magento2.values import moment, since, until

PATH = "/V1/bulk"
COMPLETE, RETRY, FAILED, OPEN, REJECTED = 1, 2, 3, 4, 5
"""The states of an operation (OperationInterface); the merchant may try the second again, in the back office."""

MOST = 250
"""Items of a job, and operations of a page."""

MOST_IDS = 20
"""Ids of one call: each is two patterns in an address, which servers cut at 8 KiB."""


class _Open(msgspec.Struct):
    bulk_uuid: str


async def _statuses(magento: Magento, rows: list[tuple[Any, ...]]) -> list[str]:
    """How far the jobs are; one request for a page says which of them have open operations."""
    uuids = [uuid for uuid, _ in rows]
    found = await magento.among(PATH, "bulk_uuid", uuids, _Open, "bulk_uuid", also={"status eq": OPEN})
    waiting = {each.bulk_uuid for each in found}

    def status(uuid: str, first: int) -> str:
        return "processed" if uuid not in waiting else "pending" if first == OPEN else "in_progress"

    return [status(*row) for row in rows]


def _called(uuid: str) -> str:
    return str(job_id(uuid))


class JobMap(Map[BatchJob]):
    """A job, read off the first of its operations: the route tells of operations only."""

    id = computed(_called, At("bulk_uuid", str))
    method = computed(TOPICS.get, At("topic_name", str))
    status = lazy(_statuses, At("bulk_uuid", str), At("status", int))
    created_time = field("extension_attributes.start_time", moment)


class JobQuery(Map[BatchJobListParams]):
    """Filters that are a condition each."""

    created_from = where("start_time", "gteq", since)
    created_to = where("start_time", "lteq", until)


@magento2.implements(api.batch.job.list, JobQuery, "ids", gives=JobMap)
async def batch_job_list(magento: Magento, p: BatchJobListParams) -> Page[BatchJob]:
    """List jobs, the newest first: those of other programs too, as long as the shop keeps them (60 days by default).

    When a job was worked off is not told.
    """
    await required(magento)
    start = int((magento.call.cursor or {}).get("after", 0))
    query: dict[str, Any] = {
        **JobQuery.dump(p), "operation_key eq": 0, "topic_name in": list(TOPICS), SORT: [("id", "DESC")],
    }  # fmt: skip
    if p.ids is not None:
        jobs = [_number("ids", id) for id in listed(p.ids)]
        if len(jobs) > MOST_IDS:
            raise TooManyItems(f"Parameter 'ids' is not valid. At most {MOST_IDS} ids can be given.")
        query |= _named(*jobs)
    page = await magento.window(PATH, query, JobMap, start=start, count=p.count)
    page.next = {"after": start + p.count} if page.next else None
    page.previous = {"after": max(0, start - p.count)} if start else None
    return page


def _named(*jobs: int) -> dict[str, Any]:
    return {f"bulk_uuid {ANY}": [("bulk_uuid", "like", begin) for job in jobs for begin in beginnings(job)]}


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise refuse(name, "The required type of parameter is integer.")
    return int(text)


class _Operation(msgspec.Struct):
    id: int
    bulk_uuid: str
    topic_name: str
    status: int
    result_message: str | None = None
    serialized_data: str | None = None
    result_serialized_data: str | None = None


class _Operations(msgspec.Struct):
    items: list[_Operation] | None = None


@magento2.implements(api.batch.job.result, "id")
async def batch_job_result(magento: Magento, p: BatchJobResultParams) -> BatchJobResult:
    """Tell what became of each item, once the shop has worked on all of them."""
    await required(magento)
    job = _number("id", p.id)
    operations = await _operations(magento, job) if job < 1 << 31 else []
    if not operations:
        raise NotFound(f"Job with id {p.id} not found")
    if len({each.bulk_uuid for each in operations}) > 1:
        raise StoreError(f"The shop has two bulks whose UUIDs begin alike; which of them job {job} is can't be told.")
    if any(each.status == OPEN for each in operations):
        raise NotReady("There are no result for this job yet. Please try again later.")
    items = [_item(each) for each in sorted(operations, key=lambda each: each.id)]
    return BatchJobResult(
        job_id=job,
        job_name=TOPICS[operations[0].topic_name],
        items_processed=len(items),
        items_succeed=sum(item.status == "success" for item in items),
        items=items,
    )


async def _operations(magento: Magento, job: int) -> list[_Operation]:
    names = ",".join(_Operation.__struct_fields__)
    query = {**_named(job), "topic_name in": list(TOPICS), SORT: [("operation_key", "ASC")]}
    asked = written(query) | {
        "searchCriteria[pageSize]": str(MOST), "searchCriteria[currentPage]": "1", "fields": f"items[{names}]",
    }  # fmt: skip
    return (await magento.get(PATH, asked, type=_Operations)).items or []


def _item(operation: _Operation) -> BatchJobResultItem:
    refused = _refused(operation)
    done = operation.status == COMPLETE and not refused
    said = refused or " ".join((operation.result_message or "").split())
    return BatchJobResultItem(
        id=operation.id,
        status="success" if done else "failed",
        entity_id=_made(operation.result_serialized_data) or _changed(operation.serialized_data),
        errors=[] if done else [said or "The shop gave no reason."],
        warnings=[],
    )


class _Refusal(msgspec.Struct):
    message: str = ""
    parameters: list[Any] | None = None


def _refused(operation: _Operation) -> str:
    """What the service for prices did not take, which it answers without failing."""
    if operation.topic_name != PRICES or not operation.result_serialized_data:
        return ""
    rows = msgspec.json.decode(operation.result_serialized_data, type=list[_Refusal])
    return " ".join(_told(row) for row in rows)


def _told(refusal: _Refusal) -> str:
    """A message with its places filled in, in their order: they have names, what fills them has none."""
    values = iter(refusal.parameters or ())
    return " ".join(_PLACE.sub(lambda place: str(next(values, place[0])), refusal.message).split())


_PLACE = re.compile(r"%\w+")


_ID = re.compile(r'^(?:\{"(?:id|entity_id)":)?"?(\d+)\b')
_CHANGED = re.compile(r'\{\\*"product\\*":\{(?:[^{}]*,)?\\*"id\\*":(\d+)[,}]')


def _made(data: str | None) -> str | None:
    """The id in what the service answered; the table cuts answers at 64 KiB, so the text may have no end."""
    found = _ID.match(data or "")
    return found[1] if found else None


def _changed(data: str | None) -> str | None:
    """The id in what the service was given, which is kept of failed operations."""
    found = _CHANGED.search(data or "")
    return found[1] if found else None
