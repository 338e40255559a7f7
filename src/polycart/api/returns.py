"""The returns resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record, Status
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, Sparse, method, paged

ReturnType = Annotated[str | None, Doc("The return type.")]


class ReturnCount(Record):
    """A return count."""

    returns_count: Annotated[Maybe[int], Doc("The returns count.")] = UNSET


class ReturnStatus(Record):
    """A return status."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class ReturnReason(Record):
    """A return reason."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class ReturnAction(Record):
    """A return action."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class ReturnOrderProduct(Record):
    """A return order product."""

    product_id: Annotated[Maybe[str], Doc("The product id.")] = UNSET
    order_product_id: Annotated[Sparse[str], Doc("The order product id.")] = UNSET
    sku: Annotated[Maybe[str], Doc("The sku.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    quantity: Annotated[Sparse[int], Doc("The quantity.")] = UNSET
    reason: Annotated[Maybe[ReturnReason], Doc("The reason.")] = UNSET
    action: Annotated[Maybe[ReturnAction], Doc("The action.")] = UNSET
    condition: Annotated[Maybe[str], Doc("The condition.")] = UNSET
    customer_comment: Annotated[Maybe[str], Doc("The customer comment.")] = UNSET


class Return(Record):
    """A return."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    order_id: Annotated[Maybe[str], Doc("The order id.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("The customer id.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("The store id.")] = UNSET
    created_at: Annotated[Maybe[str], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[str], Doc("The modified at.")] = UNSET
    status: Annotated[Maybe[ReturnStatus], Doc("The status.")] = UNSET
    order_products: Annotated[Sparse[list[ReturnOrderProduct]], Doc("The order products.")] = UNSET
    comment: Annotated[Maybe[str], Doc("The comment.")] = UNSET
    staff_note: Annotated[Maybe[str], Doc("The staff note.")] = UNSET


class ReturnCountParams(Params, kw_only=True):
    """Parameters of return.count."""

    order_ids: shared.OrderIds = None
    customer_id: shared.CustomerId = None
    store_id: shared.StoreId = None
    status: shared.Status = None
    return_type: ReturnType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False


class ReturnInfoParams(Params, kw_only=True):
    """Parameters of return.info."""

    id: shared.Id
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,order_products"
    exclude: shared.Exclude = None


class ReturnListParams(ListParams, kw_only=True):
    """Parameters of return.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    order_id: shared.OrderId = None
    order_ids: shared.OrderIds = None
    customer_id: shared.CustomerId = None
    store_id: shared.StoreId = None
    status: shared.Status = None
    return_type: ReturnType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,order_products"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False


class ReturnReasonListParams(Params, kw_only=True):
    """Parameters of return.reason.list."""

    store_id: shared.StoreId = None


class methods:
    """Methods of the return resource."""

    count = method("return.count", "GET", ReturnCountParams, ReturnCount, "Call return.count.")
    info = method("return.info", "GET", ReturnInfoParams, Return, "Call return.info.")
    list = paged("return.list", ReturnListParams, Return, "returns", "Call return.list.", counter="total_count")

    class action:
        """Methods under return.action."""

        list = paged("return.action.list", Params, Status, "return_actions", "Call return.action.list.", cursor=False)

    class reason:
        """Methods under return.reason."""

        list = paged(
            "return.reason.list",
            ReturnReasonListParams,
            Status,
            "return_reasons",
            "Call return.reason.list.",
            cursor=False,
        )

    class status:
        """Methods under return.status."""

        list = paged("return.status.list", Params, Status, "return_statuses", "Call return.status.list.", cursor=False)
