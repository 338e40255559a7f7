"""The order.read resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.api.order import parameters as order
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params

AllowUserDefinedOrderStatuses = Annotated[bool, Doc("The allow user defined order statuses.")]
DeliveryMethod = Annotated[str | None, Doc("The delivery method.")]
EbayOrderStatus = Annotated[str | None, Doc("The ebay order status.")]
FinancialStatusIds = Annotated[list[str] | None, Doc("The financial status ids.")]
FulfillmentChannel = Annotated[str | None, Doc("The fulfillment channel.")]
OrderStatusIds = Annotated[list[str] | None, Doc("The order status ids.")]
ShipNodeType = Annotated[str | None, Doc("The ship node type.")]


class OrderCount(Record):
    """A order count."""

    orders_count: Annotated[Maybe[int], Doc("The orders count.")] = UNSET


class OrderAbandonedListParams(ListParams, kw_only=True):
    """Parameters of order.abandoned.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    customer_id: shared.CustomerId = None
    customer_email: order.CustomerEmail = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    skip_empty_email: Annotated[bool, Doc("The skip empty email.")] = False
    rounding_precision: order.RoundingPrecision = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "customer,totals,items"
    exclude: shared.Exclude = None


class OrderCountParams(Params, kw_only=True):
    """Parameters of order.count."""

    order_ids: shared.OrderIds = None
    ids: shared.Ids = None
    customer_id: shared.CustomerId = None
    store_id: shared.StoreId = None
    customer_email: order.CustomerEmail = None
    order_status: shared.OrderStatus = None
    order_status_ids: OrderStatusIds = None
    ebay_order_status: EbayOrderStatus = None
    financial_status: shared.FinancialStatus = None
    financial_status_ids: FinancialStatusIds = None
    fulfillment_channel: FulfillmentChannel = None
    fulfillment_status: order.FulfillmentStatus = None
    shipping_method: order.ShippingMethod = None
    delivery_method: DeliveryMethod = None
    tags: shared.Tags = None
    ship_node_type: ShipNodeType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    use_latest_api_version: shared.UseLatestApiVersion = False
    vendor_id: shared.VendorId = None


class OrderFindParams(ListParams, kw_only=True):
    """Parameters of order.find."""

    start: shared.Start = 0
    count: shared.Count = 10
    customer_id: shared.CustomerId = None
    customer_email: order.CustomerEmail = None
    order_status: shared.OrderStatus = None
    financial_status: shared.FinancialStatus = None
    created_to: shared.CreatedTo = None
    created_from: shared.CreatedFrom = None
    modified_to: shared.ModifiedTo = None
    modified_from: shared.ModifiedFrom = None
    rounding_precision: order.RoundingPrecision = None
    params: shared.Params2 = "order_id,customer,totals,address,items,bundles,status"
    exclude: shared.OptionalExclude = None


class OrderFulfillmentStatusListParams(Params, kw_only=True):
    """Parameters of order.fulfillment_status.list."""

    action: shared.Action = None


class OrderInfoParams(Params, kw_only=True):
    """Parameters of order.info."""

    id: shared.OptionalId = None
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    params: shared.ParamsGiven = "order_id,customer,totals,address,items,bundles,status"
    response_fields: shared.ResponseFields = None
    exclude: shared.Exclude = None
    enable_cache: order.EnableCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    rounding_precision: order.RoundingPrecision = None
    allow_user_defined_order_statuses: AllowUserDefinedOrderStatuses = False


class OrderListParams(ListParams, kw_only=True):
    """Parameters of order.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    order_ids: shared.OrderIds = None
    since_id: shared.SinceId = None
    store_id: shared.StoreId = None
    vendor_id: shared.VendorId = None
    customer_id: shared.CustomerId = None
    customer_email: order.CustomerEmail = None
    basket_id: Annotated[str | None, Doc("The basket id.")] = None
    currency_id: shared.CurrencyId = None
    phone: shared.Phone = None
    order_status: shared.OrderStatus = None
    order_status_ids: OrderStatusIds = None
    ebay_order_status: EbayOrderStatus = None
    financial_status: shared.FinancialStatus = None
    financial_status_ids: FinancialStatusIds = None
    fulfillment_status: order.FulfillmentStatus = None
    return_status: Annotated[str | None, Doc("The return status.")] = None
    fulfillment_channel: FulfillmentChannel = None
    shipping_method: order.ShippingMethod = None
    skip_order_ids: Annotated[str | None, Doc("The skip order ids.")] = None
    is_deleted: Annotated[bool | None, Doc("The is deleted.")] = None
    shipping_country_iso3: Annotated[str | None, Doc("The shipping country iso3.")] = None
    delivery_method: DeliveryMethod = None
    ship_node_type: ShipNodeType = None
    created_to: shared.CreatedTo = None
    created_from: shared.CreatedFrom = None
    modified_to: shared.ModifiedTo = None
    modified_from: shared.ModifiedFrom = None
    tags: shared.Tags = None
    sort_by: shared.SortBy = "order_id"
    sort_direction: shared.SortDirection = "asc"
    params: shared.ParamsGiven = "order_id,customer,totals,address,items,bundles,status"
    response_fields: shared.ResponseFields = None
    exclude: shared.Exclude = None
    enable_cache: order.EnableCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    rounding_precision: order.RoundingPrecision = None
    allow_user_defined_order_statuses: AllowUserDefinedOrderStatuses = False


class OrderStatusListParams(Params, kw_only=True):
    """Parameters of order.status.list."""

    store_id: shared.StoreId = None
    action: shared.Action = None
    allow_user_defined_order_statuses: AllowUserDefinedOrderStatuses = False
    response_fields: shared.ResponseFields = None


class OrderTransactionListParams(ListParams, kw_only=True):
    """Parameters of order.transaction.list."""

    order_ids: Annotated[str, Doc("The order ids.")]
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    params: shared.ParamsGiven = "id,order_id,amount,description"
    response_fields: shared.ResponseFields = None
    exclude: shared.Exclude = None
