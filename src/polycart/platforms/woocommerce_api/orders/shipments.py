"""Shipments, kept by the Shipment Tracking extension: tracking numbers without items; WooCommerce itself has none.

https://woocommerce.com/document/shipment-tracking/ ("REST API"). Advanced Shipment Tracking answers the same routes:
https://docs.zorem.com/docs/ast-free/add-tracking-to-orders/shipment-tracking-api/
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.order import (
    OrderShipmentAdded,
    OrderShipmentAddParams,
    OrderShipmentDeleted,
    OrderShipmentDeleteParams,
    OrderShipmentInfoParams,
    OrderShipmentListParams,
    OrderShipmentTrackingAdded,
    OrderShipmentTrackingAddParams,
    OrderShipmentUpdateParams,
    Shipment,
    ShipmentTrackingNumber,
)
from polycart.api.results import UpdatedItems
from polycart.core.codecs import stamp
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, NotFound, ParameterError, Unsupported
from polycart.core.method import Page
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.orders.reading import given_order, no_order

NAMESPACE = "wc-shipment-tracking/v3"
NEEDS = "Shipments need the Shipment Tracking extension in the shop."


class Tracking(msgspec.Struct):
    """A tracking number as the extension answers it."""

    tracking_id: str = ""
    tracking_provider: str | None = None
    custom_tracking_provider: str | None = None
    tracking_link: str | None = None
    tracking_number: str | None = None
    date_shipped: str | None = None

    @property
    def provider(self) -> str | None:
        """Who moves the parcel, whether the extension knows the company or not."""
        return self.tracking_provider or self.custom_tracking_provider or None


FIELDS = ("id", "order_id", "shipment_provider", "tracking_numbers", "created_at", "is_shipped", "additional_fields")


async def path_of(woo: Woo, order: int) -> str:
    """Where the shipments of an order are, in a shop that has the extension."""
    namespaces = (await woo.site()).namespaces
    if namespaces and NAMESPACE not in namespaces:  # an empty list is an index that a security plugin hides
        raise Unsupported(NEEDS)
    return f"/{NAMESPACE}/orders/{order}/shipment-trackings"


async def trackings(woo: Woo, order: int) -> list[Tracking]:
    """The tracking numbers of an order."""
    try:
        return await woo.get(await path_of(woo, order), type=list[Tracking])
    except NotFound as error:
        raise no_order(order, error) from error


def shipment(order: int, known: Tracking) -> Shipment:
    """A tracking number as the shipment that it stands for."""
    return Shipment(
        id=known.tracking_id,
        order_id=str(order),
        shipment_provider=known.provider,
        tracking_numbers=[ShipmentTrackingNumber(carrier_id=known.provider, tracking_number=known.tracking_number)],
        created_at=stamp.load(f"{known.date_shipped}T00:00:00" if known.date_shipped else None),
        is_shipped=True,
        additional_fields={"tracking_link": known.tracking_link},
    )


@woocommerce.implements(api.order.shipment.list, "order_id", gives=FIELDS, note=NEEDS)
async def order_shipment_list(woo: Woo, p: OrderShipmentListParams) -> Page[Shipment]:
    """List the shipments of an order."""
    order = given_order(p.order_id)
    rows = [shipment(order, known) for known in await trackings(woo, order)]
    return Page(items=rows[p.start : p.start + p.count], total=len(rows))


@woocommerce.implements(api.order.shipment.info, "id", "order_id", gives=FIELDS, note=NEEDS)
async def order_shipment_info(woo: Woo, p: OrderShipmentInfoParams) -> Shipment:
    """Read one shipment."""
    order = given_order(p.order_id)
    return shipment(order, await _one(woo, order, p.id))


async def _one(woo: Woo, order: int, id: str) -> Tracking:
    for known in await trackings(woo, order):
        if known.tracking_id == id:
            return known
    raise NotFound(f"Shipment with id {id} not found.")


@woocommerce.implements(
    api.order.shipment.add, "order_id", "shipment_provider", "tracking_provider", "tracking_numbers",
    "tracking_link", "ship_date", "is_shipped", "admin_comment", note=NEEDS,
)  # fmt: skip
async def order_shipment_add(woo: Woo, p: OrderShipmentAddParams) -> OrderShipmentAdded:
    """Add a shipment; each of its tracking numbers is one of its own, and the first one's id is answered."""
    order = given_order(p.order_id)
    if not p.is_shipped:
        raise ParameterError("Parameter 'is_shipped' is not valid. A tracking number is of a parcel that has left.")
    numbers = [one for one in p.tracking_numbers or () if one.tracking_number]
    if not numbers:
        raise MissingParameter("Parameter 'tracking_numbers' is required.")
    path = await path_of(woo, order)
    ids: list[str] = []
    async with Undo(woo) as undo:
        for one in numbers:
            provider = one.carrier_id or p.tracking_provider or p.shipment_provider
            body = await _body(woo, order, str(one.tracking_number), provider, p.tracking_link, p.ship_date)
            ids.append(await _add(woo, order, path, body, undo))
        if p.admin_comment:
            await woo.post(f"orders/{order}/notes", {"note": p.admin_comment, "customer_note": False})
    return OrderShipmentAdded(shipment_id=ids[0])


async def _add(woo: Woo, order: int, path: str, body: dict[str, Any], undo: Undo) -> str:
    try:
        made = msgspec.convert(await woo.post(path, body), Tracking, strict=False)
    except NotFound as error:
        raise no_order(order, error) from error
    undo(Step(method="DELETE", path=f"{path}/{made.tracking_id}", says=f"Tracking number {body['tracking_number']}"))
    return made.tracking_id


async def _body(
    woo: Woo, order: int, number: str, provider: str | None, link: str | None, date: str | None
) -> dict[str, Any]:
    """A tracking number; a company that the extension does not know is a custom one, as is any link of one's own."""
    known = await _providers(woo, order)
    name = next((name for name in known if provider and name.casefold() == provider.strip().casefold()), None)
    body: dict[str, Any] = {"tracking_number": number}
    if name is not None and link is None:
        body["tracking_provider"] = name
    elif provider is not None or link is not None:
        body |= {"custom_tracking_provider": name or provider or "", "custom_tracking_link": link or ""}
    if date is not None:
        body["date_shipped"] = parse_date(date).strftime("%Y-%m-%d")
    return body


async def _providers(woo: Woo, order: int) -> list[str]:
    """The companies that the extension knows, which it lists by country."""
    path = f"{await path_of(woo, order)}/providers"

    async def fetch() -> list[str]:
        listed: dict[str, dict[str, Any]] = await woo.get(path)
        return [name for companies in listed.values() for name in companies]

    return await woo.connection.fact("shipment_providers", fetch)


@woocommerce.implements(
    api.order.shipment.update, "shipment_id", "order_id", "shipment_provider", "tracking_provider",
    "tracking_numbers", "tracking_link", "replace", "is_shipped", "admin_comment", note=NEEDS, emulated=True,
)  # fmt: skip
async def order_shipment_update(woo: Woo, p: OrderShipmentUpdateParams) -> UpdatedItems:
    """Change a shipment: the extension changes none, so new tracking numbers are added and the old one is deleted."""
    order = given_order(p.order_id)
    if not p.is_shipped:
        raise ParameterError("Parameter 'is_shipped' is not valid. A tracking number is of a parcel that has left.")
    old = await _one(woo, order, p.shipment_id)
    path = await path_of(woo, order)
    given = [(one.tracking_number, one.carrier_id) for one in p.tracking_numbers or () if one.tracking_number]
    numbers = given or [(old.tracking_number or "", None)]
    async with Undo(woo) as undo:
        for number, carrier in numbers:
            provider = carrier or p.tracking_provider or p.shipment_provider or old.provider
            body = await _body(woo, order, number, provider, p.tracking_link, old.date_shipped)
            await _add(woo, order, path, body, undo)
        if p.replace or not given:
            await woo.delete(f"{path}/{old.tracking_id}")
        if p.admin_comment:
            await woo.post(f"orders/{order}/notes", {"note": p.admin_comment, "customer_note": False})
    return UpdatedItems(updated_items=1)


@woocommerce.implements(
    api.order.shipment.tracking.add, "shipment_id", "order_id", "tracking_number", "carrier_id", "tracking_provider",
    "tracking_link", note=NEEDS,
)  # fmt: skip
async def order_shipment_tracking_add(woo: Woo, p: OrderShipmentTrackingAddParams) -> OrderShipmentTrackingAdded:
    """Add a tracking number beside that of a shipment; it is a shipment of its own with the same date."""
    order = given_order(p.order_id)
    old = await _one(woo, order, p.shipment_id)
    provider = p.carrier_id or p.tracking_provider or old.provider
    body = await _body(woo, order, p.tracking_number, provider, p.tracking_link, old.date_shipped)
    async with Undo(woo) as undo:
        id = await _add(woo, order, await path_of(woo, order), body, undo)
    return OrderShipmentTrackingAdded(shipment_tracking_id=id)


@woocommerce.implements(api.order.shipment.delete, "shipment_id", "order_id", note=NEEDS)
async def order_shipment_delete(woo: Woo, p: OrderShipmentDeleteParams) -> OrderShipmentDeleted:
    """Delete a shipment."""
    order = given_order(p.order_id)
    try:
        await woo.delete(f"{await path_of(woo, order)}/{p.shipment_id}")
    except NotFound as error:
        raise NotFound(f"Shipment with id {p.shipment_id} not found.", native=error.native) from error
    return OrderShipmentDeleted(deleted_items=1)


woocommerce.lacks(
    "WooCommerce keeps no events of parcels; its Shipment Tracking extension keeps the number only.",
    api.order.shipment.event.add, api.order.shipment.event.list,
)  # fmt: skip
woocommerce.lacks(
    "WooCommerce knows refunds, but no returns of goods, without an extension.",
    api.order.return_.add, api.order.return_.update, api.order.return_.delete,
    api.returns.list, api.returns.info, api.returns.count,
    api.returns.status.list, api.returns.reason.list, api.returns.action.list,
)  # fmt: skip
