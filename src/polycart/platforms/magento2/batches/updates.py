"""How changes of products and of variants go into the queue, by a route that leaves alone what they do not name.

A consumer of the queue lives long and remembers the stock items of the products that it has saved
(``CatalogInventory\\Model\\StockRegistryStorage``); saving one again it writes that stock item back, over what was sold
meanwhile. Seen on 2.4.7: a price changed by ``PUT products/bySku`` puts the quantity back to that of the batch
before. So changes go, if all items of the batch allow it, by routes that touch nothing else: quantities to the sources,
prices to the base prices. Else each item has to say the quantity, and the rest of its stock item is sent along.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.api.product import ProductUpdateBatchItem, ProductVariantUpdateBatchItem
from polycart.api.results import JobQueued
from polycart.core.errors import MissingParameter, ParameterError
from polycart.core.undo import Undo
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.queue import Row, submit
from polycart.platforms.magento2.connection import Magento, segment
from polycart.platforms.magento2.products import choices, inventory
from polycart.platforms.magento2.products.bodies import PARENTS, Body, Draft
from polycart.platforms.magento2.products.references import Known

Item = ProductUpdateBatchItem | ProductVariantUpdateBatchItem

STOCK = {"id", "product_id", "quantity", "in_stock", "warehouse_id", "store_id", "lang_id"}
OWN = {"item_id", "product_id", "stock_id", "low_stock_date", "stock_status_changed_auto"}
"""What a stock item has that is not the merchant's to say."""


class Change(msgspec.Struct):
    """One item on its way: the product as it is, its SKU from now on, its stock, and the body once it is made."""

    item: Item
    p: Any
    old: Known
    sku: str | None
    stock: inventory.Stock | None
    parent: Any = None
    body: Body = {}

    @property
    def apart(self) -> bool:
        """Whether its stock lies where the product's own request does not reach."""
        return self.stock is not None and self.stock.sources and self.stock.source != inventory.DEFAULT

    @property
    def stock_only(self) -> bool:
        """Whether nothing but a quantity is to be different, in a shop that keeps it by sources."""
        given = {f.name for f in msgspec.structs.fields(self.item) if getattr(self.item, f.name) is not None}
        counted = self.stock is not None and self.stock.sources and self.stock.quantity is not None
        return counted and given <= STOCK and self.old.type_id not in PARENTS


async def finished(magento: Magento, undo: Undo, change: Change, draft: Draft, maker: choices.Attribute | None) -> None:
    """Make the body of a change of what is different, its stock, its prices by quantity and its maker."""
    if change.stock is not None and not change.apart:
        item = await inventory.change(magento, undo, change.old.sku, change.stock, own=change.old.type_id in PARENTS)
        draft.extension["stock_item"] = {**(draft.extension.get("stock_item") or {}), **item} or None
    if change.item.advanced_prices is not None:
        draft.fields["tier_prices"] = goods.advanced(change.item.advanced_prices)
    made = goods.made_by(change.item, maker)
    draft.attributes["manufacturer"] = made
    await choices.held(magento, change.old.attribute_set_id, {"manufacturer": "manufacturer"}, {"manufacturer": made})
    change.body = draft.body()
    if not change.body and change.sku is None and change.stock is None:
        raise ParameterError("Nothing to update: the item names a product and no change.")


async def stocked(magento: Magento, changes: Sequence[Change]) -> JobQueued:
    """Put quantities in line, each of one product in one source."""
    rows: list[Row] = []
    for change in changes:
        stock = change.stock or inventory.Stock()
        quantity = stock.quantity or 0.0
        row = inventory.source_row(change.old.sku, stock.source, quantity, in_stock=stock.status(quantity))
        rows.append({"sourceItems": [row]})
    return await submit(magento, "POST", "inventory/source-items", rows)


async def changed(magento: Magento, changes: Sequence[Change]) -> JobQueued:
    """Put changes of products in line."""
    if all(change.body.keys() == {"price"} and change.sku is None for change in changes):
        return await _priced(magento, changes)
    for place, change in enumerate(changes):
        _safe(place, change)
    items = await asyncio.gather(*(_stock_item(magento, change) for change in changes))
    rows = [_named(change, item) for change, item in zip(changes, items, strict=True)]
    return await submit(magento, "PUT", "products/bySku", [{"product": row} for row in rows])


async def _priced(magento: Magento, changes: Sequence[Change]) -> JobQueued:
    view = magento.scope.view.id if magento.scope and magento.scope.view else 0
    rows: list[Row] = [
        {"prices": [{"sku": change.old.sku, "price": change.body["price"], "store_id": view}]} for change in changes
    ]
    return await submit(magento, "POST", "products/base-prices", rows)


def _safe(place: int, change: Change) -> None:
    """Refuse what the consumer could not write without what it remembers of the stock."""
    if change.apart:
        raise ParameterError(
            f"Parameter 'payload[{place}].quantity' can't be used in this batch: stock in the source "
            f"'{change.stock.source if change.stock else ''}' is changed by a batch that changes nothing else."
        )
    if change.old.type_id in PARENTS:
        raise ParameterError(
            f"payload[{place}]: A product of the type '{change.old.type_id}' can't be changed in a batch; "
            "use the method for one product."
        )
    if change.stock is None or change.stock.quantity is None:
        raise MissingParameter(
            f"Parameter 'payload[{place}].quantity' is required: the shop's queue writes a product together with its "
            "stock; only batches of nothing but prices can do without."
        )


async def _stock_item(magento: Magento, change: Change) -> Body:
    """The stock item as it is, for what the caller does not say of it."""
    told: Body = await magento.get(f"stockItems/{segment(change.old.sku)}")
    given: Body = change.body.get("extension_attributes", {}).get("stock_item", {})
    return {name: value for name, value in told.items() if name not in OWN and value is not None} | given


def _named(change: Change, item: Body) -> Body:
    """A change that says which product it is about.

    The route takes no SKU from its address, and a body without one stays in the queue for ever (2.4.7); the id tells
    which product gets another SKU.
    """
    extension = change.body.get("extension_attributes", {}) | {"stock_item": item}
    return {
        "sku": change.sku or change.old.sku, "id": change.old.id, **change.body, "extension_attributes": extension,
    }  # fmt: skip
