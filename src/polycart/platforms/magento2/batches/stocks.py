"""Batches that change nothing but stock in sources: by a route of its own, one operation for a product."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from polycart.api.product import ProductUpdateBatchItem, ProductVariantUpdateBatchItem
from polycart.api.results import JobQueued
from polycart.core.errors import ParameterError
from polycart.platforms.magento2.batches.queue import Row, submit
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.products import inventory
from polycart.platforms.magento2.products.references import Known

ALONE = {"id", "product_id", "quantity", "in_stock", "warehouse_id", "store_id", "lang_id"}


def apart(stock: inventory.Stock | None) -> bool:
    """Whether stock lies where the product's own request does not reach."""
    return stock is not None and stock.sources and stock.source != inventory.DEFAULT


async def stocked(
    magento: Magento,
    payload: Sequence[ProductUpdateBatchItem] | Sequence[ProductVariantUpdateBatchItem],
    changes: Sequence[tuple[Known, inventory.Stock | None]],
) -> JobQueued:
    """Put changes of stock in line; refuses items that change anything else."""
    lying = await inventory.items_of(magento, *(old.sku for old, _ in changes))
    before = {(item.sku.lower(), item.source_code): item.quantity for item in lying}
    rows: list[Row] = []
    for place, (item, (old, stock)) in enumerate(zip(payload, changes, strict=True)):
        given = {f.name for f in msgspec.structs.fields(item) if getattr(item, f.name) is not None}
        beside = sorted(given - ALONE)
        if beside or stock is None:
            raise ParameterError(
                f"Parameter 'payload[{place}].{beside[0] if beside else 'id'}' can't be used in this batch: stock that "
                "lies in other sources than 'default' is changed by a batch of its own, that changes nothing else."
            )
        known = before.get((old.sku.lower(), stock.source), 0.0)
        quantity = stock.quantity if stock.quantity is not None else known
        row = inventory.source_row(old.sku, stock.source, quantity, in_stock=stock.status(quantity))
        rows.append({"sourceItems": [row]})
    return await submit(magento, "POST", "inventory/source-items", rows)
