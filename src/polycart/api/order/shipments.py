"""Shipments, and the parameters of the methods about them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import CustomerAddress, DateTime, Record
from polycart.api.order import parameters as order
from polycart.api.parameters import Excludes, Nested
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

AdminComment = Annotated[str | None, Doc("Remark of the shop's staff on the shipment.", "Packed twice")]
IsShipped = Annotated[bool, Doc("Whether the parcel has left.", True)]
ShipmentId = Annotated[str, Doc("Id of the shipment.", "200")]
ShipmentProvider = Annotated[str | None, Doc("Company that moves the parcel.", "DHL")]
TrackingLink = Annotated[
    str | None, Doc("Address where the parcel can be followed.", "https://track.example.com/1Z999")
]
TrackingNumber = Annotated[str, Doc("Number that the carrier gave the parcel.", "1Z999AA10123456784")]
TrackingProvider = Annotated[str | None, Doc("Company that shows where the parcel is.", "UPS")]


class OrderShipmentAdded(Entity):
    """The answer of adding a shipment."""

    shipment_id: Annotated[Sparse[str], Doc("Id of the new shipment.")] = UNSET


class OrderShipmentDeleted(Entity):
    """The answer of deleting a shipment."""

    deleted_items: Annotated[Sparse[int], Doc("How many were deleted.")] = UNSET


class ShipmentEvent(Record):
    """Something that happened to a parcel on its way."""

    id: Annotated[Sparse[str], Doc("Id of the event.")] = UNSET
    status: Annotated[Sparse[str], Doc("What happened to the parcel.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    estimated_delivery_at: Annotated[Maybe[DateTime], Doc("When the parcel should arrive.")] = UNSET
    message: Annotated[Maybe[str], Doc("What happened, in words.")] = UNSET
    address: Annotated[Maybe[CustomerAddress], Doc("Where it is.")] = UNSET


class ShipmentTrackingNumber(Record):
    """A number that a carrier gave a parcel."""

    carrier_id: Annotated[Maybe[str], Doc("Id of the carrier.")] = UNSET
    tracking_number: Annotated[Maybe[str], Doc("Number that the carrier gave the parcel.")] = UNSET


class ShipmentItem(Record):
    """An item in a parcel."""

    order_product_id: Annotated[Maybe[str], Doc("Id of the item in the order.")] = UNSET
    product_id: Annotated[Maybe[str], Doc("Id of the product.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    model: Annotated[Maybe[str], Doc("Model of the product.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the item.")] = UNSET
    price: Annotated[Maybe[float], Doc("Price of one.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("How many.")] = UNSET


class Shipment(Record):
    """A shipment."""

    id: Annotated[Sparse[str], Doc("Id of the shipment.")] = UNSET
    order_id: Annotated[Sparse[str], Doc("Id of the order.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the shipment.")] = UNSET
    warehouse_id: Annotated[Maybe[str], Doc("Id of the warehouse.")] = UNSET
    shipment_provider: Annotated[Maybe[str], Doc("Company that moves the parcel.")] = UNSET
    tracking_numbers: Annotated[
        Sparse[list[ShipmentTrackingNumber]], Doc("Numbers that the carriers gave the parcels.")
    ] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    items: Annotated[Sparse[list[ShipmentItem]], Doc("Items in the parcel.")] = UNSET
    is_shipped: Annotated[Maybe[bool], Doc("Whether the parcel has left.")] = UNSET
    delivered_at: Annotated[Maybe[DateTime], Doc("When the parcel was handed over.")] = UNSET


class OrderShipmentTrackingAdded(Entity):
    """The answer of adding a tracking number."""

    shipment_tracking_id: Annotated[Sparse[str], Doc("Id of the new tracking number.")] = UNSET


class OrderShipmentAddItem(Nested, kw_only=True):
    """An item in a parcel."""

    order_product_id: order.OptionalOrderProductId = None
    quantity: Annotated[float | None, Doc("How many are in the parcel.", 2.0)] = None


class OrderShipmentAddTrackingNumber(Nested, kw_only=True):
    """A number that a carrier gave a parcel."""

    carrier_id: order.CarrierId = None
    tracking_number: Annotated[str | None, Doc("Number that the carrier gave the parcel.", "1Z999AA10123456784")] = None


class OrderShipmentAddBatchLine(Nested, kw_only=True):
    """An item in a shipment to add."""

    order_product_id: order.OrderProductId
    quantity: Annotated[float, Doc("How many are in the parcel.", 2.0)]


class OrderShipmentAddBatchItem(Nested, kw_only=True):
    """A shipment to add."""

    order_id: order.OrderId
    store_id: shared.StoreId = None
    warehouse_id: shared.WarehouseId = None
    carrier_id: Annotated[
        str | None,
        Doc("Id of the carrier.", "ups"),
        Excludes(
            (
                "carrier_name",
                "tracking_link",
            )
        ),
    ] = None
    carrier_name: Annotated[
        str | None, Doc("Name of a carrier that the shop does not know.", "Bike Couriers"), Excludes(("carrier_id",))
    ] = None
    tracking_number: TrackingNumber
    tracking_link: Annotated[
        str | None,
        Doc("Address where the parcel can be followed.", "https://track.example.com/1Z999"),
        Excludes(("carrier_id",)),
    ] = None
    shipment_provider: ShipmentProvider = None
    items: Annotated[
        Annotated[list[OrderShipmentAddBatchLine], Meta(min_length=1)] | None, Doc("Items in the parcel.")
    ] = None
    send_notifications: Annotated[bool | None, Doc("Tell the customer by e-mail.", True)] = None


class OrderShipmentAddParams(Params, kw_only=True):
    """Parameters of order.shipment.add."""

    order_id: shared.OrderId = None
    warehouse_id: shared.WarehouseId = None
    store_id: shared.StoreId = None
    shipment_provider: ShipmentProvider = None
    shipping_method: Annotated[str | None, Doc("Way of shipping.", "UPS Ground")] = None
    items: Annotated[list[OrderShipmentAddItem] | None, Doc("Items in the parcel.")] = None
    tracking_numbers: Annotated[
        list[OrderShipmentAddTrackingNumber] | None, Doc("Numbers that the carriers gave the parcels.")
    ] = None
    tracking_link: TrackingLink = None
    is_shipped: IsShipped = True
    send_notifications: order.SendNotifications = False
    adjust_stock: Annotated[bool, Doc("Take the shipped items out of stock.", True)] = False
    check_process_status: Annotated[
        bool, Doc("Wait until the shop has worked the change off; costs extra requests.", True)
    ] = False
    tracking_provider: TrackingProvider = None
    admin_comment: AdminComment = None
    mail_class: Annotated[str | None, Doc("Class of mail.", "Priority")] = None
    ship_date: Annotated[str | None, Doc("Day when the parcel leaves.", "2026-08-03")] = None
    weight: shared.Weight = None
    weight_unit: shared.WeightUnit = None
    length: shared.Length = None
    width: shared.Width = None
    height: shared.Height = None
    dimensions_unit: shared.DimensionsUnit = None
    shipping_label_cost: Annotated[float | None, Doc("What the label costs.", 6.4)] = None
    shipping_label_currency: Annotated[str | None, Doc("Currency code of the label's price.", "USD")] = None
    revenue_eligibility: Annotated[bool | None, Doc("Whether the shipment counts as revenue.", True)] = None
    ship_from_country: Annotated[str | None, Doc("Country code where the parcel starts.", "DE")] = None
    ship_to_country: Annotated[str | None, Doc("Country code where the parcel goes.", "US")] = None
    incoterm: Annotated[str | None, Doc("Incoterms rule of the shipment.", "DAP")] = None
    duty_amount: Annotated[float | None, Doc("Customs duty.", 12.5)] = None
    duty_currency: Annotated[str | None, Doc("Currency code of the customs duty.", "USD")] = None
    enable_cache: Annotated[bool, Doc("Take the order's items from kept orders when they have it.", True)] = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    idempotency_key: shared.IdempotencyKey = None


class OrderShipmentAddBatchParams(Params, kw_only=True):
    """Parameters of order.shipment.add.batch."""

    payload: Annotated[
        list[OrderShipmentAddBatchItem],
        Meta(min_length=1, max_length=250),
        Doc("Entities to work on, 1 to 250 of them."),
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
    status: Annotated[str, Doc("What has happened to the parcel.", "in_transit")]
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    address_1: Annotated[str | None, Doc("Street where the parcel was seen.", "1 Depot Road")] = None
    city: Annotated[str | None, Doc("Town.", "Leeds")] = None
    country: shared.Country = None
    state: Annotated[str | None, Doc("State or province, as code or name.", "NY")] = None
    postcode: Annotated[str | None, Doc("Postal code.", "LS1 4AP")] = None
    message: Annotated[str | None, Doc("What happened, in words.", "Left the depot")] = None
    latitude: Annotated[float | None, Doc("Latitude in degrees.", 53.8)] = None
    longitude: Annotated[float | None, Doc("Longitude in degrees.", -1.55)] = None
    created_at: shared.CreatedAt = None
    estimated_delivery_at: Annotated[
        str | None, Doc("When the parcel should arrive, in ISO 8601.", "2026-08-05T18:00:00+00:00")
    ] = None
    idempotency_key: shared.IdempotencyKey = None


class OrderShipmentEventListParams(ListParams, kw_only=True):
    """Parameters of order.shipment.event.list."""

    shipment_id: ShipmentId
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    response_fields: shared.OptionalResponseFields = None


class OrderShipmentInfoParams(Params, kw_only=True):
    """Parameters of order.shipment.info."""

    id: Annotated[str, Doc("Id of the shipment.", "200")]
    order_id: order.OrderId
    start: shared.Start = 0
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,order_id,items,tracking_numbers"
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
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,order_id,items,tracking_numbers"
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
    tracking_numbers: Annotated[
        list[OrderShipmentAddTrackingNumber] | None, Doc("Numbers that the carriers gave the parcels.")
    ] = None
    tracking_link: TrackingLink = None
    is_shipped: IsShipped = True
    delivered_at: Annotated[str | None, Doc("When the parcel was handed over.", "2026-08-04 15:20:00")] = None
    replace: Annotated[bool, Doc("Replace the stored tracking numbers instead of adding to them.", True)] = True
    send_notifications: order.SendNotifications = False
    tracking_provider: TrackingProvider = None
    items: Annotated[list[OrderShipmentAddItem] | None, Doc("Items in the parcel.")] = None
    admin_comment: AdminComment = None
    idempotency_key: shared.IdempotencyKey = None
