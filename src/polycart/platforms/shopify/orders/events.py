"""What happens to a shipment on its way.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/FulfillmentEvent
"""

from __future__ import annotations

from polycart import api
from polycart.api.entities import CustomerAddress
from polycart.api.order import OrderShipmentEventAddParams, OrderShipmentEventListParams, ShipmentEvent
from polycart.api.results import Added
from polycart.core.codecs import Codec, string
from polycart.core.dates import parse_date
from polycart.core.documents import Of
from polycart.core.given import allowed
from polycart.core.mapping import At, Map, computed, field
from polycart.core.method import Page
from polycart.platforms.shopify.addresses import country, state
from polycart.platforms.shopify.connection import Id, Plain, Shop, shopify
from polycart.platforms.shopify.ids import gid, id_codec, known, missing, number
from polycart.platforms.shopify.orders.shipments import shipment
from polycart.platforms.shopify.values import stamp

STATUSES = (
    "label_purchased", "label_printed", "ready_for_pickup", "confirmed", "in_transit", "out_for_delivery",
    "attempted_delivery", "delayed", "delivered", "failure", "carrier_picked_up",
)  # fmt: skip
lower = Codec(lambda native: native.lower() if native else "", lambda value: value.upper(), str | None)


def _address(
    street: str | None, city: str | None, land: str | None, province: str | None, code: str | None
) -> CustomerAddress | None:
    if not any((street, city, land, province, code)):
        return None
    return CustomerAddress(
        id="", type="shipping", postcode=code or "", address1=street or "", city=city or "",
        country=country(land if land and len(land) == 2 else None, land), state=state(None, province), default=False,
    )  # fmt: skip


class EventMap(Map[ShipmentEvent]):
    """One event."""

    id = field("id", id_codec)
    status = field("status", lower)
    created_at = field("happenedAt", stamp)
    estimated_delivery_at = field("estimatedDeliveryAt", stamp)
    message = field("message", string)
    address = computed(_address, "address1", "city", At("country"), "province", "zip")


class _Made(Plain):
    fulfillment_event: Id | None = None


@shopify.implements(api.order.shipment.event.list, "shipment_id", "order_id", gives=EventMap)
async def event_list(shop: Shop, p: OrderShipmentEventListParams) -> Page[ShipmentEvent]:
    """List the events of a shipment, oldest first."""
    id = gid("Fulfillment", p.shipment_id, "shipment_id")
    if p.order_id is not None:
        await shipment(shop, p.shipment_id, p.order_id)
    found = await shop.below("fulfillment", id, "events.nodes", EventMap)
    if found is None:
        raise missing("Shipment", id)
    return Page(items=found[p.start : p.start + p.count], total=len(found), projected=True)


@shopify.implements(
    api.order.shipment.event.add, "shipment_id", "order_id", "status", "address_1", "city", "country", "state",
    "postcode", "message", "latitude", "longitude", "created_at", "estimated_delivery_at",
)  # fmt: skip
async def event_add(shop: Shop, p: OrderShipmentEventAddParams) -> Added:
    """Note an event of a shipment."""
    if p.status.lower() not in STATUSES:
        raise allowed("status", STATUSES)
    id = (await shipment(shop, p.shipment_id, p.order_id)).id
    body = {
        "fulfillmentId": id, "status": p.status.upper(), "address1": p.address_1, "city": p.city, "country": p.country,
        "province": p.state, "zip": p.postcode, "message": p.message, "latitude": p.latitude, "longitude": p.longitude,
        "happenedAt": _moment(p.created_at), "estimatedDeliveryAt": _moment(p.estimated_delivery_at),
    }  # fmt: skip
    given = {name: value for name, value in body.items() if value is not None}
    with known("Shipment", id):
        made = await shop.mutate(
            "fulfillmentEventCreate", {"fulfillmentEvent": Of("FulfillmentEventInput!", given)}, _Made
        )
    return Added(id=number(made.fulfillment_event.id if made.fulfillment_event else ""))


def _moment(text: str | None) -> str | None:
    return parse_date(text).strftime("%Y-%m-%dT%H:%M:%SZ") if text else None
