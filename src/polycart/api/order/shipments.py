"""The order.shipments resource."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import CustomerAddress, DateTime, Excludes, Nested, Record
from polycart.api.order import parameters as order
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

IsShipped = Annotated[bool, Doc("The is shipped.")]
ShipmentId = Annotated[str, Doc("The shipment id.")]
ShipmentProvider = Annotated[str | None, Doc("The shipment provider.")]
TrackingLink = Annotated[str | None, Doc("The tracking link.")]
TrackingNumber = Annotated[str, Doc("The tracking number.")]
TrackingProvider = Annotated[str | None, Doc("The tracking provider.")]


class OrderShipmentAdded(Entity):
    """A order shipment added."""

    shipment_id: Annotated[Sparse[str], Doc("The shipment id.")] = UNSET


class OrderShipmentDeleted(Entity):
    """A order shipment deleted."""

    deleted_items: Annotated[Sparse[int], Doc("The deleted items.")] = UNSET


class ShipmentEvent(Record):
    """A shipment event."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    status: Annotated[Sparse[str], Doc("The status.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    estimated_delivery_at: Annotated[Maybe[DateTime], Doc("The estimated delivery at.")] = UNSET
    message: Annotated[Maybe[str], Doc("The message.")] = UNSET
    address: Annotated[Maybe[CustomerAddress], Doc("The address.")] = UNSET


class ShipmentTrackingNumber(Record):
    """A shipment tracking number."""

    carrier_id: Annotated[Maybe[str], Doc("The carrier id.")] = UNSET
    tracking_number: Annotated[Maybe[str], Doc("The tracking number.")] = UNSET


class ShipmentItem(Record):
    """A shipment item."""

    order_product_id: Annotated[Maybe[str], Doc("The order product id.")] = UNSET
    product_id: Annotated[Maybe[str], Doc("The product id.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    model: Annotated[Maybe[str], Doc("The model.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    price: Annotated[Maybe[float], Doc("The price.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("The quantity.")] = UNSET


class Shipment(Record):
    """A shipment."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    order_id: Annotated[Sparse[str], Doc("The order id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    warehouse_id: Annotated[Maybe[str], Doc("The warehouse id.")] = UNSET
    shipment_provider: Annotated[Maybe[str], Doc("The shipment provider.")] = UNSET
    tracking_numbers: Annotated[Sparse[list[ShipmentTrackingNumber]], Doc("The tracking numbers.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET
    items: Annotated[Sparse[list[ShipmentItem]], Doc("The items.")] = UNSET
    is_shipped: Annotated[Maybe[bool], Doc("The is shipped.")] = UNSET
    delivered_at: Annotated[Maybe[DateTime], Doc("The delivered at.")] = UNSET


class OrderShipmentTrackingAdded(Entity):
    """A order shipment tracking added."""

    shipment_tracking_id: Annotated[Sparse[str], Doc("The shipment tracking id.")] = UNSET


class OrderShipmentAddItem(Nested, kw_only=True):
    """A order shipment add item."""

    order_product_id: order.OptionalOrderProductId = None
    quantity: shared.Quantity = None


class OrderShipmentAddTrackingNumber(Nested, kw_only=True):
    """A order shipment add tracking number."""

    carrier_id: order.CarrierId = None
    tracking_number: Annotated[str | None, Doc("The tracking number.")] = None


class OrderShipmentAddBatchLine(Nested, kw_only=True):
    """A order shipment add batch line."""

    order_product_id: order.OrderProductId
    quantity: shared.QuantityGiven


class OrderShipmentAddBatchItem(Nested, kw_only=True):
    """A order shipment add batch item."""

    order_id: order.OrderId
    store_id: shared.StoreId = None
    warehouse_id: shared.WarehouseId = None
    carrier_id: Annotated[
        str | None,
        Doc("The carrier id."),
        Excludes(
            (
                "carrier_name",
                "tracking_link",
            )
        ),
    ] = None
    carrier_name: Annotated[str | None, Doc("The carrier name."), Excludes(("carrier_id",))] = None
    tracking_number: TrackingNumber
    tracking_link: Annotated[str | None, Doc("The tracking link."), Excludes(("carrier_id",))] = None
    shipment_provider: ShipmentProvider = None
    items: Annotated[Annotated[list[OrderShipmentAddBatchLine], Meta(min_length=1)] | None, Doc("The items.")] = None
    send_notifications: Annotated[bool | None, Doc("The send notifications.")] = None


class OrderShipmentAddParams(Params, kw_only=True):
    """Parameters of order.shipment.add."""

    order_id: shared.OrderId = None
    warehouse_id: shared.WarehouseId = None
    store_id: shared.StoreId = None
    shipment_provider: ShipmentProvider = None
    shipping_method: order.ShippingMethod = None
    items: Annotated[list[OrderShipmentAddItem] | None, Doc("The items.")] = None
    tracking_numbers: Annotated[list[OrderShipmentAddTrackingNumber] | None, Doc("The tracking numbers.")] = None
    tracking_link: TrackingLink = None
    is_shipped: IsShipped = True
    send_notifications: order.SendNotifications = False
    adjust_stock: Annotated[bool, Doc("The adjust stock.")] = False
    check_process_status: Annotated[bool, Doc("The check process status.")] = False
    tracking_provider: TrackingProvider = None
    admin_comment: order.AdminComment = None
    mail_class: Annotated[str | None, Doc("The mail class.")] = None
    ship_date: Annotated[str | None, Doc("The ship date.")] = None
    weight: shared.Weight = None
    weight_unit: shared.WeightUnit = None
    length: shared.Length = None
    width: shared.Width = None
    height: shared.Height = None
    dimensions_unit: shared.DimensionsUnit = None
    shipping_label_cost: Annotated[float | None, Doc("The shipping label cost.")] = None
    shipping_label_currency: Annotated[str | None, Doc("The shipping label currency.")] = None
    revenue_eligibility: Annotated[bool | None, Doc("The revenue eligibility.")] = None
    ship_from_country: Annotated[str | None, Doc("The ship from country.")] = None
    ship_to_country: Annotated[str | None, Doc("The ship to country.")] = None
    incoterm: Annotated[str | None, Doc("The incoterm.")] = None
    duty_amount: Annotated[float | None, Doc("The duty amount.")] = None
    duty_currency: Annotated[str | None, Doc("The duty currency.")] = None
    enable_cache: order.EnableCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    idempotency_key: shared.IdempotencyKey = None


class OrderShipmentAddBatchParams(Params, kw_only=True):
    """Parameters of order.shipment.add.batch."""

    payload: Annotated[
        Annotated[list[OrderShipmentAddBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")
    ]
    idempotency_key: shared.IdempotencyKey = None


class OrderShipmentDeleteParams(Params, kw_only=True):
    """Parameters of order.shipment.delete."""

    shipment_id: ShipmentId
    order_id: order.OrderId
    store_id: shared.StoreId = None


class OrderShipmentEventAddParams(Params, kw_only=True):
    """Parameters of order.shipment.event.add."""

    shipment_id: ShipmentId
    status: shared.StatusGiven
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    address_1: Annotated[str | None, Doc("The address 1.")] = None
    city: Annotated[str | None, Doc("The city.")] = None
    country: shared.Country = None
    state: Annotated[str | None, Doc("The state.")] = None
    postcode: Annotated[str | None, Doc("The postcode.")] = None
    message: shared.Message = None
    latitude: Annotated[float | None, Doc("The latitude.")] = None
    longitude: Annotated[float | None, Doc("The longitude.")] = None
    created_at: shared.CreatedAt = None
    estimated_delivery_at: Annotated[str | None, Doc("The estimated delivery at.")] = None
    idempotency_key: shared.IdempotencyKey = None


class OrderShipmentEventListParams(ListParams, kw_only=True):
    """Parameters of order.shipment.event.list."""

    shipment_id: ShipmentId
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    response_fields: shared.ResponseFields = None


class OrderShipmentInfoParams(Params, kw_only=True):
    """Parameters of order.shipment.info."""

    id: shared.Id
    order_id: order.OrderId
    start: shared.Start = 0
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,order_id,items,tracking_numbers"
    exclude: shared.Exclude = None


class OrderShipmentListParams(ListParams, kw_only=True):
    """Parameters of order.shipment.list."""

    order_id: order.OrderId
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,order_id,items,tracking_numbers"
    exclude: shared.Exclude = None


class OrderShipmentTrackingAddParams(Params, kw_only=True):
    """Parameters of order.shipment.tracking.add."""

    shipment_id: ShipmentId
    tracking_number: TrackingNumber
    order_id: shared.OrderId = None
    carrier_id: order.CarrierId = None
    store_id: shared.StoreId = None
    tracking_provider: TrackingProvider = None
    tracking_link: TrackingLink = None
    send_notifications: order.SendNotifications = False
    idempotency_key: shared.IdempotencyKey = None


class OrderShipmentUpdateParams(Params, kw_only=True):
    """Parameters of order.shipment.update."""

    shipment_id: ShipmentId
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    shipment_provider: ShipmentProvider = None
    tracking_numbers: Annotated[list[OrderShipmentAddTrackingNumber] | None, Doc("The tracking numbers.")] = None
    tracking_link: TrackingLink = None
    is_shipped: IsShipped = True
    delivered_at: Annotated[str | None, Doc("The delivered at.")] = None
    replace: Annotated[bool, Doc("The replace.")] = True
    send_notifications: order.SendNotifications = False
    tracking_provider: TrackingProvider = None
    items: Annotated[list[OrderShipmentAddItem] | None, Doc("The items.")] = None
    admin_comment: order.AdminComment = None
    idempotency_key: shared.IdempotencyKey = None
