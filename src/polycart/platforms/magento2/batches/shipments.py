"""Batches of shipments, one for an order or for some items of it."""

from __future__ import annotations

from polycart import api
from polycart.api.order import OrderShipmentAddBatchItem, OrderShipmentAddBatchParams
from polycart.api.results import JobQueued
from polycart.core.errors import ParameterError
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.items import honoured, looking, once, prepared
from polycart.platforms.magento2.batches.queue import Row, required, submit
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.orders.reading import PATH, given_order
from polycart.platforms.magento2.orders.shipments import LEFT, Ordered, carrier, lines_of, source_named

TAKEN = (
    "order_id", "warehouse_id", "carrier_id", "carrier_name", "tracking_number", "shipment_provider", "items",
    "send_notifications",
)  # fmt: skip


@magento2.implements(
    api.order.shipment.add_batch, "payload",
    note="Worked off by the shop's own queue; one shipment for each order.",
)  # fmt: skip
async def order_shipment_add_batch(magento: Magento, p: OrderShipmentAddBatchParams) -> JobQueued:
    """Put shipments in line; what is left of the orders' items is asked for at once.

    An order stands in a batch once: how much of it can be shipped is not known before the first shipment is made.
    """
    honoured(api.order.shipment.add_batch.name, p.payload, TAKEN)
    await required(magento)
    once("order_id", [item.order_id for item in p.payload])
    magento = await looking(magento, p.payload)
    found = await magento.among(PATH, "entity_id", goods.numbers(p.payload, "order_id"), Ordered, *LEFT)
    orders = {order.entity_id: order for order in found}

    async def row(item: OrderShipmentAddBatchItem) -> Row:
        order = orders.get(given_order(item.order_id))
        if order is None:
            raise missing("Order", item.order_id)
        if not item.tracking_number.strip():
            raise ParameterError("Parameter 'tracking_number' is not valid. It can not be empty.")
        named = carrier(item.carrier_id or item.carrier_name, item.shipment_provider)
        body: Row = {
            "orderId": order.entity_id, "notify": bool(item.send_notifications),
            "tracks": [{"track_number": item.tracking_number, **named}],
        }  # fmt: skip
        if item.items is not None:
            body["items"] = lines_of(order, ((line.order_product_id, line.quantity) for line in item.items))
        if item.warehouse_id is not None:
            source = await source_named(magento, item.warehouse_id)
            body["arguments"] = {"extension_attributes": {"source_code": source}}
        return body

    return await submit(magento, "POST", "order/byOrderId/ship", await prepared(p.payload, row))
