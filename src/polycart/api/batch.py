"""The batch resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, Sparse, method, paged


class BatchJob(Record):
    """A batch job."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    method: Annotated[Sparse[str], Doc("The method.")] = UNSET
    status: Annotated[Sparse[str], Doc("The status.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    processed_time: Annotated[Maybe[DateTime], Doc("The processed time.")] = UNSET


class BatchJobResultItem(Record):
    """A batch job result item."""

    id: Annotated[Sparse[int], Doc("The id.")] = UNSET
    status: Annotated[Sparse[str], Doc("The status.")] = UNSET
    entity_id: Annotated[Maybe[str], Doc("The entity id.")] = UNSET
    errors: Annotated[Sparse[list[str]], Doc("The errors.")] = UNSET
    warnings: Annotated[Sparse[list[str]], Doc("The warnings.")] = UNSET


class BatchJobResult(Record):
    """A batch job result."""

    job_id: Annotated[Sparse[int], Doc("The job id.")] = UNSET
    job_name: Annotated[Sparse[str], Doc("The job name.")] = UNSET
    items_processed: Annotated[Sparse[int], Doc("The items processed.")] = UNSET
    items_succeed: Annotated[Sparse[int], Doc("The items succeed.")] = UNSET
    items: Annotated[Sparse[list[BatchJobResultItem]], Doc("The items.")] = UNSET


class BatchJobListParams(ListParams, kw_only=True):
    """Parameters of batch.job.list."""

    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    processed_from: Annotated[str | None, Doc("The processed from.")] = None
    processed_to: Annotated[str | None, Doc("The processed to.")] = None
    response_fields: shared.ResponseFieldsGiven = "{return_code,return_message,pagination,result}"


class BatchJobResultParams(Params, kw_only=True):
    """Parameters of batch.job.result."""

    id: shared.Id


class methods:
    """Methods of the batch resource."""

    class job:
        """Methods under batch.job."""

        list = paged("batch.job.list", BatchJobListParams, BatchJob, "jobs", "Call batch.job.list.")
        result = method("batch.job.result", "GET", BatchJobResultParams, BatchJobResult, "Call batch.job.result.")
