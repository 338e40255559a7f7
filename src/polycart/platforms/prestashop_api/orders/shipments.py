"""Shipments: the carriers of an order, once they have a tracking number.

https://devdocs.prestashop-project.org/8/webservice/resources/order_carriers/
"""

from __future__ import annotations

from typing import Any

import msgspec

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
from polycart.core.codecs import text
from polycart.core.errors import MissingParameter, NotFound, ParameterError
from polycart.core.ids import text_id
from polycart.core.mapping import Map, computed, field, lazy
from polycart.core.method import Page
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.moments import moment, span
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.orders.items import details, number
from polycart.platforms.prestashop_api.orders.reading import PATH as ORDERS
from polycart.platforms.prestashop_api.orders.statuses import states
from polycart.platforms.prestashop_api.searches import Search
from polycart.platforms.prestashop_api.shipping import carrier_names, carriers

PATH = "order_carriers"


def _numbers(carrier: Any, tracking: str | None) -> list[ShipmentTrackingNumber]:
    return [ShipmentTrackingNumber(carrier_id=text_id(carrier), tracking_number=tracking)] if tracking else []


async def _providers(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str | None]:
    names = await carrier_names(shop, (int(id or 0) for (id,) in rows))
    return [names.get(int(id or 0)) for (id,) in rows]


async def _items(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ShipmentItem]]:
    """A parcel holds the whole order: PrestaShop does not tell which items are in which."""
    found = await details(shop, sorted({id for (id,) in rows}))
    return [
        [
            ShipmentItem(
                order_product_id=str(row.id), product_id=str(row.product_id),
                variant_id=text_id(row.product_attribute_id), model=row.product_reference, name=row.product_name,
                price=number(row.unit_price_tax_excl), quantity=float(row.product_quantity),
            )
            for row in found.get(id, [])
        ]
        for (id,) in rows
    ]  # fmt: skip


class _State(msgspec.Struct):
    id: int
    current_state: int = 0


async def _shipped(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[bool]:
    orders = await shop.among(ORDERS, "id", sorted({id for (id,) in rows}), _State)
    known = await states(shop)
    shipped = {row.id for row in orders if row.current_state in known and str(known[row.current_state].shipped) == "1"}
    return [id in shipped for (id,) in rows]


class ShipmentMap(Map[Shipment]):
    """A carrier of an order."""

    id = field("id", text)
    order_id = field("id_order", text)
    shipment_provider = lazy(_providers, "id_carrier")
    tracking_numbers = computed(_numbers, "id_carrier", "tracking_number")
    created_at = field("date_add", moment)
    items = lazy(_items, "id_order")
    is_shipped = lazy(_shipped, "id_order")


class _Row(msgspec.Struct):
    id: int
    id_order: int = 0
    id_carrier: int = 0
    tracking_number: str | None = None


async def _order(shop: Prestashop, order_id: str) -> int:
    id = number_of("order_id", order_id)
    if not await shop.ids(ORDERS, {"filter[id]": id}):
        raise missing("Order", order_id)
    return id


@prestashop.implements(
    api.order.shipment.list, "order_id", "created_from", "created_to", gives=ShipmentMap,
)  # fmt: skip
async def order_shipment_list(shop: Prestashop, p: OrderShipmentListParams) -> Page[Shipment]:
    """List the carriers of an order that have a tracking number."""
    await shop.zoned()
    query: dict[str, Any] = {"filter[id_order]": await _order(shop, p.order_id), "filter[tracking_number]": "![]"}
    created = span(p.created_from, p.created_to)
    if created is not None:
        query |= {"filter[date_add]": created, "date": 1}
    return await Search(path=PATH, query=query).page(shop, ShipmentMap, start=p.start, count=p.count)


@prestashop.implements(api.order.shipment.info, "id", "order_id", gives=ShipmentMap)
async def order_shipment_info(shop: Prestashop, p: OrderShipmentInfoParams) -> Shipment:
    """Read one shipment."""
    query = {
        "filter[id]": number_of("id", p.id), "filter[id_order]": number_of("order_id", p.order_id),
        "filter[tracking_number]": "![]",
    }  # fmt: skip
    page = await shop.window(PATH, query, ShipmentMap, start=0, count=1)
    if not page.items:
        raise missing("Shipment", p.id)
    return page.items[0]


async def _carrier(shop: Prestashop, given: str | None, parameter: str) -> int | None:
    """The carrier by id or name."""
    if given is None:
        return None
    known = await carriers(shop)
    for row in known:
        if given.strip().casefold() in (str(row.id), (row.name or "").casefold()):
            return row.id
    listed = ", ".join(f"'{row.id}'" for row in known)
    raise ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {listed}.")


async def _tracking(shop: Prestashop, given: list[OrderShipmentAddTrackingNumber] | None, provider: str | None) -> Body:
    """The one number and the carrier; the provider names the carrier where no number does."""
    numbers = [each for each in given or () if each.tracking_number]
    if len(numbers) > 1:
        raise ParameterError("Parameter 'tracking_numbers' is not valid. A shipment has one tracking number.")
    body: Body = {"tracking_number": numbers[0].tracking_number} if numbers else {}
    named = numbers[0].carrier_id if numbers else None
    name = "tracking_numbers" if named is not None else "shipment_provider"
    carrier = await _carrier(shop, named if named is not None else provider, name)
    if carrier is not None:
        body["id_carrier"] = carrier
    return body


@prestashop.implements(
    api.order.shipment.add, "order_id", "tracking_numbers", "shipment_provider", "send_notifications",
    note="The order's status is not changed by it.",
)  # fmt: skip
async def order_shipment_add(shop: Prestashop, p: OrderShipmentAddParams) -> OrderShipmentAdded:
    """Give the carrier of an order its tracking number; a second parcel is another carrier of the order."""
    if p.order_id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    order = await _order(shop, p.order_id)
    body = await _tracking(shop, p.tracking_numbers, p.shipment_provider)
    if "tracking_number" not in body:
        raise MissingParameter("Parameter 'tracking_numbers' is required.")
    query = {"sendemail": 1} if p.send_notifications else None
    rows = await shop.records(PATH, {"filter[id_order]": order, "sort": "[id_ASC]"}, _Row)
    waiting = next((row for row in rows if not row.tracking_number), None)
    if waiting is not None:
        await shop.change(PATH, waiting.id, body, query)
        return OrderShipmentAdded(shipment_id=str(waiting.id))
    carrier = rows[0].id_carrier if rows else 0
    return OrderShipmentAdded(
        shipment_id=str(await shop.add(PATH, {"id_order": order, "id_carrier": carrier, **body}, query))
    )


async def _known(shop: Prestashop, shipment_id: str, order_id: str | None) -> int:
    id = number_of("shipment_id", shipment_id)
    query: dict[str, Any] = {"filter[id]": id, "filter[tracking_number]": "![]"}
    if order_id is not None:
        query["filter[id_order]"] = number_of("order_id", order_id)
    if not await shop.ids(PATH, query):
        raise missing("Shipment", shipment_id)
    return id


@prestashop.implements(
    api.order.shipment.update, "shipment_id", "order_id", "tracking_numbers", "shipment_provider", "replace",
    "send_notifications",
)  # fmt: skip
async def order_shipment_update(shop: Prestashop, p: OrderShipmentUpdateParams) -> UpdatedItems:
    """Change the carrier or the tracking number of a shipment."""
    if not p.replace:
        raise ParameterError("Parameter 'replace' is not valid. A shipment has one tracking number.")
    id = await _known(shop, p.shipment_id, p.order_id)
    body = await _tracking(shop, p.tracking_numbers, p.shipment_provider)
    if body:
        await shop.change(PATH, id, body, {"sendemail": 1} if p.send_notifications else None)
    return UpdatedItems(updated_items=1)


@prestashop.implements(
    api.order.shipment.tracking.add, "shipment_id", "order_id", "tracking_number", "carrier_id", "send_notifications",
    note="A shipment has one tracking number: the new one replaces it.",
)  # fmt: skip
async def order_shipment_tracking_add(
    shop: Prestashop, p: OrderShipmentTrackingAddParams
) -> OrderShipmentTrackingAdded:
    """Store the carrier's number for a shipment."""
    id = await _known(shop, p.shipment_id, p.order_id)
    body: Body = {"tracking_number": p.tracking_number}
    carrier = await _carrier(shop, p.carrier_id, "carrier_id")
    if carrier is not None:
        body["id_carrier"] = carrier
    await shop.change(PATH, id, body, {"sendemail": 1} if p.send_notifications else None)
    return OrderShipmentTrackingAdded(shipment_tracking_id=str(id))


@prestashop.implements(api.order.shipment.delete, "shipment_id", "order_id")
async def order_shipment_delete(shop: Prestashop, p: OrderShipmentDeleteParams) -> OrderShipmentDeleted:
    """Take a tracking number away; a carrier that is not the order's only one goes with it."""
    id = await _known(shop, p.shipment_id, p.order_id)
    siblings = await shop.ids(PATH, {"filter[id_order]": number_of("order_id", p.order_id)})
    try:
        if len(siblings) > 1:
            await shop.remove(PATH, id)
        else:
            await shop.change(PATH, id, {"tracking_number": ""})
    except NotFound as error:
        raise missing("Shipment", p.shipment_id, error) from error
    return OrderShipmentDeleted(deleted_items=1)


prestashop.lacks(
    "PrestaShop keeps a tracking number of a parcel, and nothing of its way.",
    api.order.shipment.event.add, api.order.shipment.event.list,
)  # fmt: skip
prestashop.lacks(
    "PrestaShop's webservice does not serve merchandise returns.",
    api.order.return_.add, api.order.return_.delete, api.order.return_.update, api.returns.action.list,
    api.returns.count, api.returns.info, api.returns.list, api.returns.reason.list, api.returns.status.list,
)  # fmt: skip
