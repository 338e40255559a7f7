"""Batches of changes that are worked off in the background."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, Sparse, method, paged


class BatchJob(Record):
    """A batch of changes that is being worked off, or has been."""

    id: Annotated[Sparse[str], Doc("Id of the job.")] = UNSET
    method: Annotated[Sparse[str], Doc("Name of the method.")] = UNSET
    status: Annotated[Sparse[str], Doc("How far the job is: pending, in_progress or processed.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    processed_time: Annotated[Maybe[DateTime], Doc("When the job was worked off.")] = UNSET


class BatchJobResultItem(Record):
    """What became of one item of a batch."""

    id: Annotated[Sparse[int], Doc("Place of the item in the payload, from 0.")] = UNSET
    status: Annotated[Sparse[str], Doc("What became of the item: success, partial or failed.")] = UNSET
    entity_id: Annotated[Maybe[str], Doc("Id of the entity.")] = UNSET
    errors: Annotated[Sparse[list[str]], Doc("What went wrong with the item.")] = UNSET
    warnings: Annotated[Sparse[list[str]], Doc("What to know about the item, though it went through.")] = UNSET


class BatchJobResult(Record):
    """What became of a batch."""

    job_id: Annotated[Sparse[int], Doc("Id of the job.")] = UNSET
    job_name: Annotated[Sparse[str], Doc("Method that the job runs.")] = UNSET
    items_processed: Annotated[Sparse[int], Doc("How many items were worked on.")] = UNSET
    items_succeed: Annotated[Sparse[int], Doc("How many items went through without any error.")] = UNSET
    items: Annotated[Sparse[list[BatchJobResultItem]], Doc("What became of each item of the payload.")] = UNSET


class BatchJobListParams(ListParams, kw_only=True):
    """Parameters of batch.job.list."""

    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    processed_from: Annotated[
        str | None, Doc("Leave only jobs worked off at or after this moment.", "2026-08-01 00:00:00")
    ] = None
    processed_to: Annotated[
        str | None, Doc("Leave only jobs worked off at or before this moment.", "2026-08-31 23:59:59")
    ] = None
    response_fields: shared.ResponseFields = "{return_code,return_message,pagination,result}"


class BatchJobResultParams(Params, kw_only=True):
    """Parameters of batch.job.result."""

    id: Annotated[str, Doc("Id of the job.", "1816971165")]


class methods:
    """Methods of the batch resource."""

    class job:
        """Methods under batch.job."""

        list = paged("batch.job.list", BatchJobListParams, BatchJob, "jobs", "List the recent batch jobs.")
        result = method(
            "batch.job.result", "GET", BatchJobResultParams, BatchJobResult, "Tell what became of each item of a batch."
        )
