"""Shipments: what is fulfilled of an order, with tracking numbers and events on the way.

https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/build-fulfillment-solutions: an order is
routed into fulfilment orders, one for each place that ships; a shipment fulfils items of them.
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import (
    OrderShipmentAdded,
    OrderShipmentAddParams,
    OrderShipmentAddTrackingNumber,
    OrderShipmentDeleted,
    OrderShipmentDeleteParams,
    OrderShipmentInfoParams,
    OrderShipmentListParams,
    OrderShipmentTrackingAdded,
    OrderShipmentTrackingAddParams,
    OrderShipmentUpdateParams,
    Shipment,
    ShipmentItem,
    ShipmentTrackingNumber,
)
from polycart.api.results import UpdatedItems
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.errors import ParameterError
from polycart.core.given import refuse
from polycart.core.mapping import At, Map, computed, field
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, id_codec, known, missing, number
from polycart.platforms.shopify.orders.lines import cents, exact
from polycart.platforms.shopify.orders.reading import order_gid
from polycart.platforms.shopify.products.bodies import whole
from polycart.platforms.shopify.values import MoneyBag, stamp


class Tracking(Row):
    """A tracking number and who carries the parcel."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


class Sent(Row):
    """The line of the order that was shipped."""

    id: str = ""
    title: str = ""
    sku: str | None = None
    original_unit_price_set: MoneyBag | None = None
    product: Id | None = None
    variant: Id | None = None


class FulfillmentLine(Row):
    """How much of a line is in a shipment."""

    id: str = ""
    quantity: int | None = 0
    line_item: Sent | None = None


TRACKING = At("trackingInfo", list[Tracking])
ITEMS = At("fulfillmentLineItems.nodes", list[FulfillmentLine])


def _numbers(rows: list[Tracking] | None) -> list[ShipmentTrackingNumber]:
    return [
        ShipmentTrackingNumber(
            carrier_id=row.company, tracking_number=row.number, additional_fields={"tracking_url": row.url}
        )
        for row in rows or ()
    ]


def _items(rows: list[FulfillmentLine] | None) -> list[ShipmentItem]:
    return [_item(row, row.line_item or Sent()) for row in rows or ()]


def _item(row: FulfillmentLine, line: Sent) -> ShipmentItem:
    return ShipmentItem(
        order_product_id=number(line.id),
        product_id=number(line.product.id) if line.product else None,
        variant_id=number(line.variant.id) if line.variant else None,
        model=line.sku or "",
        name=line.title,
        price=cents(exact(line.original_unit_price_set)),
        quantity=float(row.quantity or 0),
    )


def _provider(rows: list[Tracking] | None) -> str | None:
    return rows[0].company if rows else None


def _warehouse(place: Id | None) -> str | None:
    return number(place.id) if place else None


def _is_sent(status: str | None) -> bool:
    return status != "CANCELLED"


class ShipmentMap(Map[Shipment]):
    """A fulfilment; cancelled ones are no shipments any more."""

    id = field("id", id_codec)
    order_id = field("order.id", id_codec)
    name = field("name", string)
    warehouse_id = computed(_warehouse, At("location", Id | None))
    shipment_provider = computed(_provider, TRACKING)
    tracking_numbers = computed(_numbers, TRACKING)
    created_at = field("createdAt", stamp)
    modified_time = field("updatedAt", stamp)
    items = computed(_items, ITEMS)
    is_shipped = computed(_is_sent, "status")
    delivered_at = field("deliveredAt", stamp)


WANTED = Selection.named("is_shipped")


@shopify.implements(api.order.shipment.list, "order_id", gives=ShipmentMap)
async def shipment_list(shop: Shop, p: OrderShipmentListParams) -> Page[Shipment]:
    """List what was shipped of an order."""
    order = gid("Order", p.order_id, "order_id")
    found = await shop.below("order", order, "shipments", ShipmentMap, wanted=merge(shop.wanted, WANTED))
    if found is None:
        raise missing("Order", order)
    sent = [one for one in found if one.is_shipped]
    return Page(items=sent[p.start : p.start + p.count], total=len(sent))


@shopify.implements(api.order.shipment.info, "id", "order_id", "start", gives=ShipmentMap)
async def shipment_info(shop: Shop, p: OrderShipmentInfoParams) -> Shipment:
    """Read one shipment of an order."""
    id, order = gid("Fulfillment", p.id, "id"), gid("Order", p.order_id, "order_id")
    wanted = merge(shop.wanted, Selection.named("is_shipped", "order_id"))
    found = await shop.one("fulfillment", ShipmentMap, {"id": Of("ID!", id)}, wanted=wanted)
    if found is None or not found.is_shipped or found.order_id != number(order):
        raise missing("Shipment", id)
    return found


class Waiting(Row):
    """An item of a fulfilment order, and how many of it are still to be shipped."""

    id: str
    remaining_quantity: int = 0
    line_item: Id | None = None


class _Waiting(Row):
    nodes: list[Waiting] = []


class _Assigned(Row):
    location: Id | None = None


class Routed(Row):
    """A fulfilment order: what one place ships of an order."""

    id: str
    status: str = ""
    assigned_location: _Assigned | None = None
    line_items: _Waiting | None = None

    @property
    def place(self) -> str:
        """The global id of the place."""
        found = self.assigned_location
        return found.location.id if found and found.location else ""


class _Routes(Row):
    nodes: list[Routed] = []


class Order(Row):
    """How an order is routed."""

    id: str
    fulfillment_orders: _Routes | None = None


class Made(Plain):
    """The answer of a mutation that makes or changes a shipment."""

    fulfillment: Id | None = None


Parts = dict[str, list[dict[str, Any]]]
"""Items by fulfilment order."""


@shopify.implements(
    api.order.shipment.add, "order_id", "warehouse_id", "shipment_provider", "items", "tracking_numbers",
    "tracking_link", "send_notifications",
)  # fmt: skip
async def shipment_add(shop: Shop, p: OrderShipmentAddParams) -> OrderShipmentAdded:
    """Ship items of an order, or all that is left of it; each place that ships makes a shipment of its own."""
    order = order_gid(p.order_id)
    tracking = _tracking(p.shipment_provider, _given(p.tracking_numbers), p.tracking_link)
    places = await _parts(shop, order, p)
    ids: list[str] = []
    async with Undo(shop) as undo:
        for parts in places.values():
            rows = [{"fulfillmentOrderId": id, "fulfillmentOrderLineItems": lines} for id, lines in parts.items()]
            body: dict[str, Any] = {"lineItemsByFulfillmentOrder": rows, "notifyCustomer": p.send_notifications}
            if tracking:
                body["trackingInfo"] = tracking
            made = await shop.mutate("fulfillmentCreate", {"fulfillment": Of("FulfillmentInput!", body)}, Made)
            id = made.fulfillment.id if made.fulfillment else ""
            ids.append(id)
            undo(shop.step(f"Shipment {number(id)}", "fulfillmentCancel", {"id": Of("ID!", id)}, Made))
    return OrderShipmentAdded(shipment_id=number(ids[0]))


async def _parts(shop: Shop, order: str, p: OrderShipmentAddParams) -> dict[str, Parts]:
    """What each place ships: the given items, taken from what waits there, or all that waits."""
    found = await shop.look("order", Order, {"id": Of("ID!", order)})
    if found is None:
        raise missing("Order", order)
    routes = [one for one in (found.fulfillment_orders.nodes if found.fulfillment_orders else []) if one.status in OPEN]
    if p.warehouse_id is not None:
        place = gid("Location", p.warehouse_id, "warehouse_id")
        routes = [one for one in routes if one.place == place]
    wanted = _wanted(p)
    places: dict[str, Parts] = {}
    for route in routes:
        for line in route.line_items.nodes if route.line_items else []:
            of = line.line_item.id if line.line_item else ""
            take = line.remaining_quantity if wanted is None else min(line.remaining_quantity, wanted.get(of, 0))
            if take <= 0:
                continue
            if wanted is not None:
                wanted[of] -= take
            places.setdefault(route.place, {}).setdefault(route.id, []).append({"id": line.id, "quantity": take})
    left = next((id for id, quantity in (wanted or {}).items() if quantity > 0), None)
    if left is not None:
        raise refuse("items", f"There are not that many left to ship of item {number(left)}.")
    if not places:
        raise ParameterError("Parameter 'order_id' is not valid. Nothing of the order is left to ship.")
    return places


OPEN = frozenset({"OPEN", "IN_PROGRESS"})
"""The states in which a fulfilment order can be fulfilled; one on hold has to be released first."""


def _wanted(p: OrderShipmentAddParams) -> dict[str, int] | None:
    if not p.items:
        return None
    wanted: dict[str, int] = {}
    for item in p.items:
        if not item.order_product_id or not item.quantity or item.quantity <= 0:
            raise refuse("items", "Each item needs 'order_product_id' and a 'quantity' above 0.")
        id = gid("LineItem", item.order_product_id, "items")
        wanted[id] = wanted.get(id, 0) + whole("items", item.quantity)
    return wanted


Numbers = list[tuple[str | None, str]]
"""Carriers and tracking numbers."""


def _given(rows: list[OrderShipmentAddTrackingNumber] | None) -> Numbers:
    if any(not row.tracking_number for row in rows or ()):
        raise refuse("tracking_numbers", "Each needs a 'tracking_number'.")
    return [(row.carrier_id, row.tracking_number or "") for row in rows or ()]


def _tracking(provider: str | None, numbers: Numbers, link: str | None) -> dict[str, Any]:
    """Tracking as Shopify has it: one carrier for all numbers of a shipment, and the addresses to follow them."""
    carriers = {carrier for carrier, _ in numbers if carrier}
    if provider:
        carriers = {provider}
    if len(carriers) > 1:
        raise refuse("tracking_numbers", "A Shopify shipment has one carrier: make a shipment for each.")
    if link and len(numbers) != 1:
        raise refuse("tracking_link", "It must be used with one tracking number.")
    body: dict[str, Any] = {"company": next(iter(carriers), None), "numbers": [number for _, number in numbers] or None}
    if link:
        body["urls"] = [link]
    return {name: value for name, value in body.items() if value is not None}


class Tracked(Row):
    """A shipment's tracking, before it is changed."""

    id: str
    status: str = ""
    order: Id | None = None
    tracking_info: list[Tracking] = []


async def shipment(shop: Shop, shipment_id: str, order_id: str | None) -> Tracked:
    """The shipment that a call is about, of the order where one is named."""
    id = gid("Fulfillment", shipment_id, "shipment_id")
    found = await shop.look("fulfillment", Tracked, {"id": Of("ID!", id)})
    order = gid("Order", order_id, "order_id") if order_id is not None else None
    if found is None or found.status == "CANCELLED" or order not in (None, found.order.id if found.order else None):
        raise missing("Shipment", id)
    return found


async def _track(shop: Shop, id: str, tracking: dict[str, Any], notify: bool) -> None:
    values = {
        "fulfillmentId": Of("ID!", id),
        "trackingInfoInput": Of("FulfillmentTrackingInput!", tracking),
        "notifyCustomer": Of("Boolean", notify),
    }
    with known("Shipment", id):
        await shop.mutate("fulfillmentTrackingInfoUpdate", values, Made)


@shopify.implements(
    api.order.shipment.update, "shipment_id", "order_id", "shipment_provider", "tracking_numbers", "tracking_link",
    "replace", "send_notifications",
)  # fmt: skip
async def shipment_update(shop: Shop, p: OrderShipmentUpdateParams) -> UpdatedItems:
    """Change the tracking of a shipment; new numbers come beside the old ones, or in their place."""
    found = await shipment(shop, p.shipment_id, p.order_id)
    numbers = _given(p.tracking_numbers)
    old: Numbers = [] if p.replace else [(None, row.number or "") for row in found.tracking_info if row.number]
    company = p.shipment_provider or next((carrier for carrier, _ in numbers if carrier), None)
    company = company or next((row.company for row in found.tracking_info if row.company), None)
    both = [*old, *((None, number) for _, number in numbers if (None, number) not in old)]
    _tracking(p.shipment_provider, numbers, p.tracking_link)
    tracking = _tracking(company, both, None)
    if p.tracking_link:
        tracking["urls"] = [*(row.url or "" for row in found.tracking_info if not p.replace), p.tracking_link]
    await _track(shop, found.id, tracking, p.send_notifications)
    return UpdatedItems(updated_items=1)


@shopify.implements(
    api.order.shipment.tracking.add, "shipment_id", "order_id", "tracking_number", "carrier_id", "tracking_link",
    "send_notifications",
)  # fmt: skip
async def shipment_tracking_add(shop: Shop, p: OrderShipmentTrackingAddParams) -> OrderShipmentTrackingAdded:
    """Give a shipment one more tracking number; numbers have no ids but themselves."""
    found = await shipment(shop, p.shipment_id, p.order_id)
    old: Numbers = [(None, row.number) for row in found.tracking_info if row.number]
    company = p.carrier_id or next((row.company for row in found.tracking_info if row.company), None)
    tracking = _tracking(company, [*old, (None, p.tracking_number)], None)
    if p.tracking_link:
        tracking["urls"] = [*(row.url or "" for row in found.tracking_info), p.tracking_link]
    await _track(shop, found.id, tracking, p.send_notifications)
    return OrderShipmentTrackingAdded(shipment_tracking_id=p.tracking_number)


@shopify.implements(api.order.shipment.delete, "shipment_id", "order_id")
async def shipment_delete(shop: Shop, p: OrderShipmentDeleteParams) -> OrderShipmentDeleted:
    """Cancel a shipment; its items wait to be shipped again."""
    found = await shipment(shop, p.shipment_id, p.order_id)
    with known("Shipment", found.id):
        await shop.mutate("fulfillmentCancel", {"id": Of("ID!", found.id)}, Made)
    return OrderShipmentDeleted(deleted_items=1)
