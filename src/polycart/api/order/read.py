"""Parameters and answers of the methods that read orders."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.api.order import parameters as order
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params

Action = Annotated[str | None, Doc("Leave only the statuses that this action accepts.", "update")]
AllowUserDefinedOrderStatuses = Annotated[bool, Doc("Include the statuses that the merchant has made up.", True)]
CustomerEmail = Annotated[str | None, Doc("Leave only orders placed with this e-mail address.", "ada@example.com")]
CustomerId = Annotated[str | None, Doc("Leave only orders of this customer.", "5")]
DeliveryMethod = Annotated[str | None, Doc("Leave only orders delivered this way.", "pickup")]
EbayOrderStatus = Annotated[str | None, Doc("Leave only orders in this status of the marketplace.", "Active")]
FinancialStatus = Annotated[str | None, Doc("Leave only orders in this state of payment.", "paid")]
FinancialStatusIds = Annotated[
    list[str] | None, Doc("Leave only orders in these states of payment.", ["paid", "refunded"])
]
FulfillmentChannel = Annotated[str | None, Doc("Leave only orders fulfilled over this channel.", "AFN")]
FulfillmentStatus = Annotated[str | None, Doc("Leave only orders in this state of fulfilment.", "shipped")]
OrderIds = Annotated[str | None, Doc("Ids of the orders, joined by commas.", "24,25")]
OrderStatusFilter = Annotated[str | None, Doc("Leave only orders in this status.", "completed")]
OrderStatusIds = Annotated[list[str] | None, Doc("Leave only orders in these statuses.", ["pending", "completed"])]
ShipNodeType = Annotated[str | None, Doc("Leave only orders shipped from this kind of place.", "SellerFulfilled")]
ShippingMethod = Annotated[str | None, Doc("Leave only orders shipped this way.", "flat_rate")]
Tags = Annotated[str | None, Doc("Leave only orders with these tags, joined by commas.", "wholesale")]
VendorId = Annotated[str | None, Doc("Leave only orders of this vendor.", "2")]


class OrderCount(Record):
    """The number of orders."""

    orders_count: Annotated[Maybe[int], Doc("How many orders there are.")] = UNSET


class OrderAbandonedListParams(ListParams, kw_only=True):
    """Parameters of order.abandoned.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    customer_id: Annotated[str | None, Doc("Leave only baskets of this customer.", "5")] = None
    customer_email: CustomerEmail = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    skip_empty_email: Annotated[bool, Doc("Leave out baskets without an e-mail address.", True)] = False
    rounding_precision: order.RoundingPrecision = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "customer,totals,items"
    exclude: shared.Exclude = None


class OrderCountParams(Params, kw_only=True):
    """Parameters of order.count."""

    order_ids: OrderIds = None
    ids: shared.Ids = None
    customer_id: CustomerId = None
    store_id: shared.StoreId = None
    customer_email: CustomerEmail = None
    order_status: OrderStatusFilter = None
    order_status_ids: OrderStatusIds = None
    ebay_order_status: EbayOrderStatus = None
    financial_status: FinancialStatus = None
    financial_status_ids: FinancialStatusIds = None
    fulfillment_channel: FulfillmentChannel = None
    fulfillment_status: FulfillmentStatus = None
    shipping_method: ShippingMethod = None
    delivery_method: DeliveryMethod = None
    tags: Tags = None
    ship_node_type: ShipNodeType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    use_latest_api_version: shared.UseLatestApiVersion = False
    vendor_id: VendorId = None


class OrderFinancialStatusListParams(Params):
    """order.financial_status.list takes no parameters."""


class OrderFindParams(ListParams, kw_only=True):
    """Parameters of order.find."""

    start: shared.Start = 0
    count: shared.Count = 10
    customer_id: CustomerId = None
    customer_email: CustomerEmail = None
    order_status: OrderStatusFilter = None
    financial_status: FinancialStatus = None
    created_to: shared.CreatedTo = None
    created_from: shared.CreatedFrom = None
    modified_to: shared.ModifiedTo = None
    modified_from: shared.ModifiedFrom = None
    rounding_precision: order.RoundingPrecision = None
    params: shared.FieldsKept = "order_id,customer,totals,address,items,bundles,status"
    exclude: shared.FieldsLeftOut = None


class OrderFulfillmentStatusListParams(Params, kw_only=True):
    """Parameters of order.fulfillment_status.list."""

    action: Action = None


class OrderInfoParams(Params, kw_only=True):
    """Parameters of order.info."""

    id: Annotated[str | None, Doc("Id of the order.", "100045")] = None
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    params: shared.Fields = "order_id,customer,totals,address,items,bundles,status"
    response_fields: shared.OptionalResponseFields = None
    exclude: shared.Exclude = None
    enable_cache: Annotated[bool, Doc("Answer from kept orders when they have it.", True)] = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    rounding_precision: order.RoundingPrecision = None
    allow_user_defined_order_statuses: AllowUserDefinedOrderStatuses = False


class OrderListParams(ListParams, kw_only=True):
    """Parameters of order.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    order_ids: OrderIds = None
    since_id: shared.SinceId = None
    store_id: shared.StoreId = None
    vendor_id: VendorId = None
    customer_id: CustomerId = None
    customer_email: CustomerEmail = None
    basket_id: Annotated[str | None, Doc("Leave only orders that came from this basket.", "35")] = None
    currency_id: shared.CurrencyId = None
    phone: Annotated[str | None, Doc("Leave only orders with this telephone number.", "+44 113 496 0000")] = None
    order_status: OrderStatusFilter = None
    order_status_ids: OrderStatusIds = None
    ebay_order_status: EbayOrderStatus = None
    financial_status: FinancialStatus = None
    financial_status_ids: FinancialStatusIds = None
    fulfillment_status: FulfillmentStatus = None
    return_status: Annotated[str | None, Doc("Leave only orders in this state of return.", "no_return")] = None
    fulfillment_channel: FulfillmentChannel = None
    shipping_method: ShippingMethod = None
    skip_order_ids: Annotated[str | None, Doc("Leave out these orders; ids joined by commas.", "24,25")] = None
    is_deleted: Annotated[bool | None, Doc("Leave only orders that were deleted, or were not.", False)] = None
    shipping_country_iso3: Annotated[
        str | None, Doc("Leave only orders shipped to this country; three-letter code.", "DEU")
    ] = None
    delivery_method: DeliveryMethod = None
    ship_node_type: ShipNodeType = None
    created_to: shared.CreatedTo = None
    created_from: shared.CreatedFrom = None
    modified_to: shared.ModifiedTo = None
    modified_from: shared.ModifiedFrom = None
    tags: Tags = None
    sort_by: shared.SortBy = "order_id"
    sort_direction: shared.SortDirection = "asc"
    params: shared.Fields = "order_id,customer,totals,address,items,bundles,status"
    response_fields: shared.OptionalResponseFields = None
    exclude: shared.Exclude = None
    enable_cache: Annotated[bool, Doc("Keep the orders for 15 minutes, which speeds up later calls.", True)] = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    rounding_precision: order.RoundingPrecision = None
    allow_user_defined_order_statuses: AllowUserDefinedOrderStatuses = False


class OrderStatusListParams(Params, kw_only=True):
    """Parameters of order.status.list."""

    store_id: shared.StoreId = None
    action: Action = None
    allow_user_defined_order_statuses: AllowUserDefinedOrderStatuses = False
    response_fields: shared.OptionalResponseFields = None


class OrderTransactionListParams(ListParams, kw_only=True):
    """Parameters of order.transaction.list."""

    order_ids: Annotated[str, Doc("Ids of the orders, joined by commas.", "24,25")]
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    params: shared.Fields = "id,order_id,amount,description"
    response_fields: shared.OptionalResponseFields = None
    exclude: shared.Exclude = None
