"""Shipments of an order: which pieces of which lines have left, with one tracking number.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/orders/order-shipments
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
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, NotFound, ParameterError
from polycart.core.given import refuse
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.orders.items import Line
from polycart.platforms.bigcommerce_api.orders.reading import PATH, given_order
from polycart.platforms.bigcommerce_api.units import amount, rfc

PROVIDERS = (
    "auspost", "canadapost", "endicia", "usps", "fedex", "ups", "upsready", "upsonline", "shipperhq", "royalmail",
)  # fmt: skip
"""Carriers that BigCommerce knows as providers; any other is its name as ``tracking_carrier``."""


class PieceRow(msgspec.Struct):
    """How many pieces of a line are in a shipment."""

    order_product_id: int = 0
    product_id: int = 0
    quantity: int = 0


async def lines(bc: Bigcommerce, order: int) -> list[Line]:
    """The lines of an order."""

    async def fetch() -> list[Line]:
        try:
            return await bc.records(f"{PATH}/{order}/products", None, Line)
        except NotFound as error:
            raise missing("Order", order, error) from error

    return await bc.once(("lines", order), fetch)


async def _items(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[ShipmentItem]]:
    """The pieces of a shipment with what the order's lines tell of them."""
    made: list[list[ShipmentItem]] = []
    for order, pieces in rows:
        known = {line.id: line for line in await lines(bc, order)}
        made.append([_item(piece, known.get(piece.order_product_id)) for piece in pieces or ()])
    return made


def _item(piece: PieceRow, line: Line | None) -> ShipmentItem:
    known = line or Line()
    return ShipmentItem(
        order_product_id=str(piece.order_product_id), product_id=str(piece.product_id) if piece.product_id else None,
        variant_id=str(known.variant_id) if known.variant_id and known.product_options else None, model=known.sku,
        name=known.name, price=amount(known.price_ex_tax), quantity=float(piece.quantity),
    )  # fmt: skip


def _tracking(provider: str | None, carrier: str | None, number: str | None) -> list[ShipmentTrackingNumber]:
    if not number:
        return []
    return [ShipmentTrackingNumber(carrier_id=provider or carrier or None, tracking_number=number)]


def _provider(provider: str | None, carrier: str | None) -> str | None:
    return provider or carrier or None


class ShipmentMap(Map[Shipment]):
    """A shipment."""

    id = field("id", text)
    order_id = field("order_id", text)
    shipment_provider = computed(_provider, "shipping_provider", "tracking_carrier")
    tracking_numbers = computed(_tracking, "shipping_provider", "tracking_carrier", "tracking_number")
    created_at = field("date_created", rfc)
    items = lazy(_items, At("order_id", int), At("items", list[PieceRow]))
    is_shipped = constant(True)
    additional_fields = extras(
        "shipping_method", "comments", "tracking_link", "generated_tracking_link", "merchant_shipping_cost",
        "order_address_id",
    )  # fmt: skip


@bigcommerce.implements(api.order.shipment.list, "order_id", "created_from", "created_to", gives=ShipmentMap)
async def order_shipment_list(bc: Bigcommerce, p: OrderShipmentListParams) -> Page[Shipment]:
    """List the shipments of an order."""
    order = given_order(p.order_id)
    path = f"{PATH}/{order}/shipments"
    try:
        if p.created_from is None and p.created_to is None:
            return await bc.window(path, {}, ShipmentMap, start=p.start, count=p.count)
        rows: list[dict[str, Any]] = await bc.records(path)
    except NotFound as error:
        raise missing("Order", order, error) from error
    first, last = (parse_date(bound) if bound else None for bound in (p.created_from, p.created_to))
    kept = [row for row in rows if _within(row["date_created"], first, last)]
    reader = ShipmentMap.reader(bc.wanted)
    window: list[Any] = [msgspec.convert(row, reader.row, strict=False) for row in kept[p.start : p.start + p.count]]
    page = cut(kept, start=p.start, count=p.count)
    items = await reader.finish(bc, window)
    return Page(items=items, total=page.total, next=page.next, previous=page.previous, projected=True)


def _within(value: str, first: Any, last: Any) -> bool:
    told = rfc.load(value)
    if told is None or not isinstance(told.value, str):
        return False
    at = parse_date(told.value)
    return (first is None or at >= first) and (last is None or at <= last)


@bigcommerce.implements(api.order.shipment.info, "id", "order_id", gives=ShipmentMap)
async def order_shipment_info(bc: Bigcommerce, p: OrderShipmentInfoParams) -> Shipment:
    """Read one shipment."""
    path = f"{PATH}/{given_order(p.order_id)}/shipments/{number('id', p.id)}"
    try:
        return await bc.one(path, ShipmentMap)
    except NotFound as error:
        raise missing("Shipment", p.id, error) from error


def _numbers(given: list[OrderShipmentAddTrackingNumber] | None) -> OrderShipmentAddTrackingNumber | None:
    found = [each for each in given or () if each.tracking_number]
    if len(found) > 1:
        raise refuse("tracking_numbers", "A BigCommerce shipment has one tracking number; add a shipment for each.")
    return found[0] if found else None


def tracking(number: str | None, carrier: str | None, link: str | None) -> dict[str, Any]:
    """Tracking as it is written; a carrier that BigCommerce does not know as a provider keeps its name."""
    body: dict[str, Any] = {}
    if number is not None:
        body["tracking_number"] = number
    if carrier is not None:
        known = carrier.strip().casefold()
        body |= {"shipping_provider": known if known in PROVIDERS else "", "tracking_carrier": ""}
        if known not in PROVIDERS:
            body["tracking_carrier"] = carrier.strip()
    if link is not None:
        body["tracking_link"] = link
    return body


@bigcommerce.implements(
    api.order.shipment.add, "order_id", "items", "tracking_numbers", "tracking_link", "shipment_provider",
    "tracking_provider", "shipping_method", "admin_comment", "is_shipped",
    note="The order's status follows its shipments; the store mails the buyer where its settings say so.",
)  # fmt: skip
async def order_shipment_add(bc: Bigcommerce, p: OrderShipmentAddParams) -> OrderShipmentAdded:
    """Add a shipment of some pieces, or of all that have not left yet."""
    order = given_order(p.order_id)
    if not p.is_shipped:
        raise ParameterError("Parameter 'is_shipped' is not valid. A shipment is of what has left.")
    known = {line.id: line for line in await lines(bc, order) if line.type == "physical"}
    pieces = {id: line.quantity - line.quantity_shipped for id, line in known.items()}
    if p.items:
        asked: dict[int, int] = {}
        for each in p.items:
            if each.order_product_id is None:
                raise MissingParameter("Parameter 'items.order_product_id' is required.")
            id = number("items.order_product_id", each.order_product_id)
            if id not in known:
                raise missing("Order product", each.order_product_id)
            quantity = pieces[id] if each.quantity is None else int(each.quantity)
            if not 0 < quantity <= pieces[id]:
                raise refuse("items.quantity", f"Of order product {id} {pieces[id]} can be shipped.")
            asked[id] = quantity
        pieces = asked
    chosen = {id: quantity for id, quantity in pieces.items() if quantity > 0}
    places = {known[id].order_address_id for id in chosen}
    if not chosen:
        raise refuse("order_id", f"Everything of order {order} has been shipped already, or nothing of it has to be.")
    if len(places) > 1:
        raise refuse("items", "The items go to several addresses; add a shipment for each.")
    told = _numbers(p.tracking_numbers)
    carrier = (told.carrier_id if told else None) or p.tracking_provider or p.shipment_provider
    body = tracking(told.tracking_number if told else None, carrier, p.tracking_link) | {
        "order_address_id": places.pop(),
        "items": [{"order_product_id": id, "quantity": quantity} for id, quantity in chosen.items()],
    }
    if p.shipping_method is not None:
        body["shipping_method"] = p.shipping_method
    if p.admin_comment is not None:
        body["comments"] = p.admin_comment
    made = await bc.post(f"{PATH}/{order}/shipments", body)
    return OrderShipmentAdded(shipment_id=str(made["id"]))


async def _change(bc: Bigcommerce, order: int, id: str, body: dict[str, Any]) -> None:
    try:
        await bc.put(f"{PATH}/{order}/shipments/{number('shipment_id', id)}", body)
    except NotFound as error:
        raise missing("Shipment", id, error) from error


@bigcommerce.implements(
    api.order.shipment.update, "shipment_id", "order_id", "tracking_numbers", "tracking_link", "shipment_provider",
    "tracking_provider", "admin_comment", "is_shipped",
)  # fmt: skip
async def order_shipment_update(bc: Bigcommerce, p: OrderShipmentUpdateParams) -> UpdatedItems:
    """Change how a shipment can be followed, or the comment on it."""
    if not p.is_shipped:
        raise ParameterError("Parameter 'is_shipped' is not valid. A shipment is of what has left.")
    told = _numbers(p.tracking_numbers)
    carrier = (told.carrier_id if told else None) or p.tracking_provider or p.shipment_provider
    body = tracking(told.tracking_number if told else None, carrier, p.tracking_link)
    if p.admin_comment is not None:
        body["comments"] = p.admin_comment
    await _change(bc, given_order(p.order_id), p.shipment_id, body)
    return UpdatedItems(updated_items=1)


@bigcommerce.implements(
    api.order.shipment.tracking.add, "shipment_id", "order_id", "tracking_number", "carrier_id", "tracking_provider",
    "tracking_link", note="A shipment has one tracking number: the new one takes the place of the old one.",
)  # fmt: skip
async def order_shipment_tracking_add(bc: Bigcommerce, p: OrderShipmentTrackingAddParams) -> OrderShipmentTrackingAdded:
    """Set the tracking number of a shipment."""
    body = tracking(p.tracking_number, p.carrier_id or p.tracking_provider, p.tracking_link)
    await _change(bc, given_order(p.order_id), p.shipment_id, body)
    return OrderShipmentTrackingAdded(shipment_tracking_id=p.shipment_id)


@bigcommerce.implements(api.order.shipment.delete, "shipment_id", "order_id")
async def order_shipment_delete(bc: Bigcommerce, p: OrderShipmentDeleteParams) -> OrderShipmentDeleted:
    """Delete a shipment; its pieces count as not shipped again."""
    path = f"{PATH}/{given_order(p.order_id)}/shipments/{number('shipment_id', p.shipment_id)}"
    try:
        await bc.get(path)
    except NotFound as error:
        raise missing("Shipment", p.shipment_id, error) from error
    await bc.delete(path)
    return OrderShipmentDeleted(deleted_items=1)


bigcommerce.lacks(
    "BigCommerce keeps no events of parcels: its shipments have the tracking number only.",
    api.order.shipment.event.add, api.order.shipment.event.list,
)  # fmt: skip
