"""Shipments: what left of an order, from which source, under which tracking numbers.

https://developer.adobe.com/commerce/webapi/rest/tutorials/orders/order-create-shipment/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import (
    OrderShipmentAdded,
    OrderShipmentAddItem,
    OrderShipmentAddParams,
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
from polycart.core.given import refuse
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.undo import Sought, Step, Undo
from polycart.platforms.magento2 import warehouses
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import SORT, fields, where
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.orders.credit import Visible, visible
from polycart.platforms.magento2.orders.items import Item, exact
from polycart.platforms.magento2.orders.reading import PATH, given_order
from polycart.platforms.magento2.values import moment, since, until

SHIPMENTS = "/V1/shipments"
TRACK = "/V1/shipment/track"

CARRIERS = {
    "dhl": "DHL",
    "fedex": "Federal Express",
    "ups": "United Parcel Service",
    "usps": "United States Postal Service",
}
"""The carriers that Magento follows parcels with, by their codes; any other is ``custom``, with a name of its own."""

CUSTOM = "custom"


class _Item(msgspec.Struct):
    order_item_id: int = 0
    product_id: int | None = None
    sku: str | None = None
    name: str | None = None
    price: float | None = None
    qty: float = 0


class Track(msgspec.Struct):
    """A tracking number of a shipment."""

    entity_id: int = 0
    track_number: str | None = None
    title: str | None = None
    carrier_code: str | None = None


class Ordered(msgspec.Struct):
    entity_id: int = 0
    items: list[Item] = []


LINES = At("items", list[_Item])
TRACKS = At("tracks", list[Track])


def _numbers(tracks: list[Track] | None) -> list[ShipmentTrackingNumber]:
    return [
        ShipmentTrackingNumber(
            carrier_id=track.carrier_code,
            tracking_number=track.track_number,
            additional_fields={"id": str(track.entity_id), "title": track.title},
        )
        for track in tracks or ()
    ]


def _provider(tracks: list[Track] | None) -> str | None:
    return next((track.title or track.carrier_code for track in tracks or ()), None)


async def _items(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[ShipmentItem]]:
    """What is in the parcels; which variant was chosen is told by the orders, one request for all."""
    ids = sorted({row[1] for row in rows})
    paths = ("entity_id", "items.item_id", "items.parent_item_id", "items.product_id", "items.product_type")
    orders = await magento.among(PATH, "entity_id", ids, Ordered, *paths)
    seen = {order.entity_id: visible(order.items) for order in orders}
    return [_seen(lines or [], seen.get(order_id, {})) for lines, order_id in rows]


def _seen(lines: Iterable[_Item], seen: Visible) -> list[ShipmentItem]:
    return [
        ShipmentItem(
            order_product_id=str(line.order_item_id),
            product_id=str(line.product_id) if line.product_id else None,
            variant_id=seen.get(line.order_item_id),
            model=line.sku,
            name=line.name,
            price=line.price,
            quantity=line.qty,
        )
        for line in lines
        if line.order_item_id in seen
    ]


class ShipmentMap(Map[Shipment]):
    """A shipment; Magento makes one when the goods have left."""

    id = field("entity_id", text)
    order_id = field("order_id", text)
    name = field("increment_id")
    warehouse_id = field("extension_attributes.source_code")
    shipment_provider = computed(_provider, TRACKS)
    tracking_numbers = computed(_numbers, TRACKS)
    created_at = field("created_at", moment)
    modified_time = field("updated_at", moment)
    items = lazy(_items, LINES, At("order_id", int))
    is_shipped = constant(True)
    additional_fields = extras("increment_id", "total_qty", "total_weight")


class ShipmentQuery(Map[OrderShipmentListParams]):
    """Filters that are a condition each."""

    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)
    modified_from = where("updated_at", "gteq", since)
    modified_to = where("updated_at", "lteq", until)


@magento2.implements(api.order.shipment.list, ShipmentQuery, "order_id", gives=ShipmentMap)
async def order_shipment_list(magento: Magento, p: OrderShipmentListParams) -> Page[Shipment]:
    """List the shipments of an order, oldest first."""
    order = given_order(p.order_id)
    query = {**ShipmentQuery.dump(p), "order_id eq": order, SORT: [("entity_id", "ASC")]}
    page = await magento.window(SHIPMENTS, query, ShipmentMap, start=p.start, count=p.count)
    if not page.items and not p.start:
        await _known(magento, order)
    return page


async def _known(magento: Magento, order: int) -> None:
    """Raise ``NotFound`` for an order that there is not."""
    try:
        await magento.get(f"{PATH}/{order}", {"fields": "entity_id"})
    except NotFound as error:
        raise missing("Order", str(order), error) from error


@magento2.implements(api.order.shipment.info, "id", "order_id", gives=ShipmentMap)
async def order_shipment_info(magento: Magento, p: OrderShipmentInfoParams) -> Shipment:
    """Read one shipment of an order."""
    query = {"entity_id eq": native_id("id").dump(p.id), "order_id eq": given_order(p.order_id)}
    page = await magento.window(SHIPMENTS, query, ShipmentMap, start=0, count=1)
    if not page.items:
        raise missing("Shipment", p.id)
    return page.items[0]


@magento2.implements(
    api.order.shipment.add, "order_id", "warehouse_id", "items", "tracking_numbers", "tracking_provider",
    "shipment_provider", "is_shipped", "send_notifications", "admin_comment",
)  # fmt: skip
async def order_shipment_add(magento: Magento, p: OrderShipmentAddParams) -> OrderShipmentAdded:
    """Ship an order, or some items of it, in one request; Magento takes the goods out of the source by itself."""
    order = given_order(p.order_id)
    if not p.is_shipped:
        raise ParameterError("Parameter 'is_shipped' is not valid. Magento makes a shipment once the goods have left.")
    body: dict[str, Any] = {"notify": p.send_notifications, "tracks": _tracks(p)}
    if p.items is not None:
        body["items"] = await _lines(magento, order, p.items)
    if p.admin_comment:
        body |= {"appendComment": True, "comment": {"comment": p.admin_comment, "is_visible_on_front": 0}}
    if p.warehouse_id is not None:
        body["arguments"] = {"extension_attributes": {"source_code": await source_named(magento, p.warehouse_id)}}
    try:
        made = await magento.post(f"/V1/order/{order}/ship", body)
    except NotFound as error:
        raise missing("Order", str(order), error) from error
    return OrderShipmentAdded(shipment_id=str(made))


async def _lines(magento: Magento, order: int, asked: list[OrderShipmentAddItem]) -> list[dict[str, Any]]:
    """The items of a parcel; Magento itself would ship what is left where more is asked for, without a word."""
    try:
        known = await magento.get(f"{PATH}/{order}", {"fields": fields(LEFT)}, type=Ordered)
    except NotFound as error:
        raise missing("Order", str(order), error) from error
    return lines_of(known, ((each.order_product_id, each.quantity) for each in asked))


def lines_of(order: Ordered, asked: Iterable[tuple[str | None, float | None]]) -> list[dict[str, Any]]:
    """The items of a parcel, by their ids and quantities; without a quantity, what is left."""
    items = {item.item_id: item for item in order.items}
    lines: list[dict[str, Any]] = []
    for id, wanted in asked:
        if id is None:
            raise MissingParameter("Parameter 'items.order_product_id' is required.")
        item = items.get(native_id("items.order_product_id").dump(id))
        if item is None:
            raise NotFound(f"Order product with id {id} not found.")
        left = exact(item.qty_ordered) - exact(item.qty_shipped) - exact(item.qty_canceled) - exact(item.qty_refunded)
        quantity = exact(wanted) if wanted is not None else left
        if not 0 < quantity <= left:
            raise refuse("items.quantity", f"Of {id} {left:f} can be shipped.")
        lines.append({"order_item_id": item.item_id, "qty": float(quantity)})
    return lines


LEFT = (
    "entity_id", "items.item_id", "items.qty_ordered", "items.qty_shipped", "items.qty_canceled", "items.qty_refunded",
)  # fmt: skip
"""What tells how many of an order's items can be shipped."""


async def source_named(magento: Magento, code: str) -> str:
    """The code of a source, which must be one of the shop's."""
    known = (
        [source.source_code for source in await warehouses.sources(magento)]
        if await warehouses.several(magento)
        else [warehouses.DEFAULT]
    )
    if code not in known:
        names = ",".join(f"'{each}'" for each in known)
        raise ParameterError(f"Parameter 'warehouse_id' is not valid. Allowed values: {names}.")
    return code


def carrier(given: str | None, provider: str | None) -> dict[str, str]:
    """A carrier by its code or name; the title is what the customer reads."""
    word = (given or provider or "").strip()
    code = word.lower() if word.lower() in CARRIERS else None
    code = code or next((code for code, name in CARRIERS.items() if name.casefold() == word.casefold()), CUSTOM)
    return {"carrier_code": code, "title": provider or (CARRIERS[code] if code != CUSTOM else word) or CUSTOM}


def _tracks(p: OrderShipmentAddParams | OrderShipmentUpdateParams) -> list[dict[str, Any]]:
    provider = p.tracking_provider or p.shipment_provider
    return [
        {"track_number": one.tracking_number, **carrier(one.carrier_id, provider)}
        for one in p.tracking_numbers or ()
        if one.tracking_number
    ]


class _Native(msgspec.Struct):
    entity_id: int = 0
    order_id: int = 0
    tracks: list[Track] = []


async def _shipment(magento: Magento, shipment_id: str, order_id: str | None) -> _Native:
    """A shipment with its tracking numbers, which must be of the order that is named."""
    id = native_id("shipment_id").dump(shipment_id)
    try:
        found = await magento.get(f"/V1/shipment/{id}", {"fields": "entity_id,order_id,tracks"}, type=_Native)
    except NotFound as error:
        raise missing("Shipment", shipment_id, error) from error
    if order_id is not None and found.order_id != given_order(order_id):
        raise missing("Shipment", shipment_id)
    return found


async def _track(magento: Magento, undo: Undo, shipment: _Native, track: dict[str, Any]) -> int:
    """Add a tracking number; answers its id."""
    known = [each.entity_id for each in shipment.tracks]
    sought = Sought(
        path=f"/V1/shipment/{shipment.entity_id}", items="tracks", key="entity_id", before=known,
        match={"track_number": track["track_number"]},
    )  # fmt: skip
    undo(Step(method="DELETE", path=f"{TRACK}/{{id}}", says=f"Tracking number {track['track_number']}", sought=sought))
    entity = {"order_id": shipment.order_id, "parent_id": shipment.entity_id, "qty": 0, "weight": 0, "description": ""}
    made = await magento.post(TRACK, {"entity": entity | track})
    return int(made["entity_id"])


@magento2.implements(
    api.order.shipment.tracking.add, "shipment_id", "order_id", "tracking_number", "carrier_id", "tracking_provider",
    "send_notifications",
)  # fmt: skip
async def order_shipment_tracking_add(
    magento: Magento, p: OrderShipmentTrackingAddParams
) -> OrderShipmentTrackingAdded:
    """Add a tracking number to a shipment."""
    shipment = await _shipment(magento, p.shipment_id, p.order_id)
    async with Undo(magento) as undo:
        track = {"track_number": p.tracking_number, **carrier(p.carrier_id, p.tracking_provider)}
        id = await _track(magento, undo, shipment, track)
        if p.send_notifications:
            await magento.post(f"/V1/shipment/{shipment.entity_id}/emails")
    return OrderShipmentTrackingAdded(shipment_tracking_id=str(id))


@magento2.implements(
    api.order.shipment.update, "shipment_id", "order_id", "tracking_numbers", "tracking_provider",
    "shipment_provider", "replace", "is_shipped", "send_notifications", "admin_comment",
)  # fmt: skip
async def order_shipment_update(magento: Magento, p: OrderShipmentUpdateParams) -> UpdatedItems:
    """Change the tracking numbers of a shipment: new ones are added before the old ones go."""
    if not p.is_shipped:
        raise ParameterError("Parameter 'is_shipped' is not valid. Magento makes a shipment once the goods have left.")
    shipment = await _shipment(magento, p.shipment_id, p.order_id)
    tracks = _tracks(p)
    async with Undo(magento) as undo:
        for track in tracks:
            await _track(magento, undo, shipment, track)
        if tracks and p.replace:
            for old in shipment.tracks:
                undo(_restored(shipment, old))
                await magento.delete(f"{TRACK}/{old.entity_id}")
        if p.admin_comment:
            remark = {"comment": p.admin_comment, "is_customer_notified": 0, "is_visible_on_front": 0}
            path = f"/V1/shipment/{shipment.entity_id}/comments"
            await magento.post(path, {"entity": {**remark, "parent_id": shipment.entity_id}})
        if p.send_notifications:
            await magento.post(f"/V1/shipment/{shipment.entity_id}/emails")
    return UpdatedItems(updated_items=1)


def _restored(shipment: _Native, old: Track) -> Step:
    entity = {
        "order_id": shipment.order_id, "parent_id": shipment.entity_id, "track_number": old.track_number,
        "title": old.title, "carrier_code": old.carrier_code, "qty": 0, "weight": 0, "description": "",
    }  # fmt: skip
    return Step(method="POST", path=TRACK, json={"entity": entity}, says=f"The removal of {old.track_number}")


magento2.lacks("Magento keeps a shipment for good: neither REST nor the back office deletes one.",
               api.order.shipment.delete)  # fmt: skip
magento2.lacks(
    "Magento keeps no events of parcels: it asks the carrier when somebody looks.",
    api.order.shipment.event.add, api.order.shipment.event.list,
)  # fmt: skip
