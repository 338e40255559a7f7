"""Returned goods; how they are written is told by the order resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record, Status
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, Sparse, method, paged

CustomerId = Annotated[str | None, Doc("Leave only returns of this customer.", "5")]
OrderIds = Annotated[str | None, Doc("Leave only returns of these orders; ids joined by commas.", "24,25")]
ReturnType = Annotated[str | None, Doc("Kind of return, as the marketplace names it.", "FBA")]
StatusFilter = Annotated[str | None, Doc("Leave only returns in this status.", "open")]


class ReturnCount(Record):
    """The number of returns."""

    returns_count: Annotated[Maybe[int], Doc("How many returns there are.")] = UNSET


class ReturnStatus(Record):
    """The state of a return."""

    id: Annotated[Sparse[str], Doc("Id of the status.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the status.")] = UNSET


class ReturnReason(Record):
    """A reason for a return."""

    id: Annotated[Sparse[str], Doc("Id of the reason.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the reason.")] = UNSET


class ReturnAction(Record):
    """What is done about a return."""

    id: Annotated[Sparse[str], Doc("Id of the action.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the action.")] = UNSET


class ReturnOrderProduct(Record):
    """An item that comes back."""

    product_id: Annotated[Maybe[str], Doc("Id of the product.")] = UNSET
    order_product_id: Annotated[Sparse[str], Doc("Id of the item in the order.")] = UNSET
    sku: Annotated[Maybe[str], Doc("Stock keeping unit.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the item.")] = UNSET
    quantity: Annotated[Sparse[int], Doc("How many.")] = UNSET
    reason: Annotated[Maybe[ReturnReason], Doc("Why the item comes back.")] = UNSET
    action: Annotated[Maybe[ReturnAction], Doc("What shall be done with the item.")] = UNSET
    condition: Annotated[Maybe[str], Doc("State that the item comes back in.")] = UNSET
    customer_comment: Annotated[Maybe[str], Doc("What the customer says about the item.")] = UNSET


class Return(Record):
    """A return."""

    id: Annotated[Sparse[str], Doc("Id of the return.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the return.")] = UNSET
    order_id: Annotated[Maybe[str], Doc("Id of the order.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("Id of the customer.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("Id of the store.")] = UNSET
    created_at: Annotated[Maybe[str], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[str], Doc("When it was last changed.")] = UNSET
    status: Annotated[Maybe[ReturnStatus], Doc("State of the return.")] = UNSET
    order_products: Annotated[Sparse[list[ReturnOrderProduct]], Doc("Items that come back.")] = UNSET
    comment: Annotated[Maybe[str], Doc("Remark of the customer.")] = UNSET
    staff_note: Annotated[Maybe[str], Doc("Remark that only the shop's staff see.")] = UNSET


class ReturnActionListParams(Params):
    """return.action.list takes no parameters."""


class ReturnCountParams(Params, kw_only=True):
    """Parameters of return.count."""

    order_ids: OrderIds = None
    customer_id: CustomerId = None
    store_id: shared.StoreId = None
    status: StatusFilter = None
    return_type: ReturnType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False


class ReturnInfoParams(Params, kw_only=True):
    """Parameters of return.info."""

    id: Annotated[str, Doc("Id of the return.", "21")]
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,order_products"
    exclude: shared.Exclude = None


class ReturnListParams(ListParams, kw_only=True):
    """Parameters of return.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    order_id: Annotated[str | None, Doc("Leave only returns of this order.", "100045")] = None
    order_ids: OrderIds = None
    customer_id: CustomerId = None
    store_id: shared.StoreId = None
    status: StatusFilter = None
    return_type: ReturnType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,order_products"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False


class ReturnReasonListParams(Params, kw_only=True):
    """Parameters of return.reason.list."""

    store_id: shared.StoreId = None


class ReturnStatusListParams(Params):
    """return.status.list takes no parameters."""


class methods:
    """Methods of the return resource."""

    count = method("return.count", "GET", ReturnCountParams, ReturnCount, "Count the returns.")
    info = method("return.info", "GET", ReturnInfoParams, Return, "Tell all about one return.")
    list = paged("return.list", ReturnListParams, Return, "returns", "List the returns.", counter="total_count")

    class action:
        """Methods under return.action."""

        list = paged(
            "return.action.list",
            ReturnActionListParams,
            Status,
            "return_actions",
            "List what can be done about a return.",
            cursor=False,
        )

    class reason:
        """Methods under return.reason."""

        list = paged(
            "return.reason.list",
            ReturnReasonListParams,
            Status,
            "return_reasons",
            "List the reasons that a return can have.",
            cursor=False,
        )

    class status:
        """Methods under return.status."""

        list = paged(
            "return.status.list",
            ReturnStatusListParams,
            Status,
            "return_statuses",
            "List the states that a return can have.",
            cursor=False,
        )
