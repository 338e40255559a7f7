"""Batches of shipments, the first ones of orders.

A consumer of the queue lives long and remembers the orders that it has worked on (``Sales\\Model\\OrderRepository``);
the next time it writes back what it remembers. Seen on 2.4.7: an order shipped in part by a batch, invoiced, and
shipped again by another batch had no longer been invoiced. So orders that a consumer can remember are refused.
"""

from __future__ import annotations

import asyncio
import re

import msgspec

from polycart import api
from polycart.api.order import OrderShipmentAddBatchItem, OrderShipmentAddBatchParams
from polycart.api.results import JobQueued
from polycart.core.errors import ParameterError
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.items import honoured, looking, once, prepared
from polycart.platforms.magento2.batches.jobs import FAILED, OPEN, REJECTED, RETRY
from polycart.platforms.magento2.batches.jobs import PATH as JOBS
from polycart.platforms.magento2.batches.queue import SHIPPED, Row, required, submit
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.orders.reading import PATH, given_order
from polycart.platforms.magento2.orders.shipments import LEFT, Ordered, carrier, lines_of, source_named


class _Operation(msgspec.Struct):
    serialized_data: str | None = None


TAKEN = (
    "order_id", "warehouse_id", "carrier_id", "carrier_name", "tracking_number", "shipment_provider", "items",
    "send_notifications",
)  # fmt: skip


@magento2.implements(
    api.order.shipment.add_batch, "payload",
    note="Worked off by the shop's own queue; only for orders of which nothing has been shipped yet.",
)  # fmt: skip
async def order_shipment_add_batch(magento: Magento, p: OrderShipmentAddBatchParams) -> JobQueued:
    """Put shipments in line; what is left of the orders' items is asked for at once.

    An order stands in a batch once: how much of it can be shipped is not known before the first shipment is made.
    """
    honoured(api.order.shipment.add_batch.name, p.payload, TAKEN)
    await required(magento)
    once("order_id", [item.order_id for item in p.payload])
    magento = await looking(magento, p.payload)
    found, tried = await asyncio.gather(
        magento.among(PATH, "entity_id", goods.numbers(p.payload, "order_id"), Ordered, *LEFT), _tried(magento)
    )
    orders = {order.entity_id: order for order in found}

    async def row(item: OrderShipmentAddBatchItem) -> Row:
        order = orders.get(given_order(item.order_id))
        if order is None:
            raise missing("Order", item.order_id)
        if order.entity_id in tried or any(line.qty_shipped for line in order.items):
            raise ParameterError(
                f"Parameter 'order_id' is not valid. Order {item.order_id} has been shipped in part, or was in a batch "
                "before: use order.shipment.add."
            )
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


async def _tried(magento: Magento) -> set[int]:
    """The orders that the queue has not shipped: those that wait, and those that failed."""
    also = {"status in": [RETRY, FAILED, OPEN, REJECTED]}
    rows = await magento.among(JOBS, "topic_name", [SHIPPED], _Operation, "serialized_data", also=also)
    numbers = (_ORDER.search(row.serialized_data or "") for row in rows)
    return {int(number[1]) for number in numbers if number}


_ORDER = re.compile(r'"orderId\\*":\\*"?(\d+)')
