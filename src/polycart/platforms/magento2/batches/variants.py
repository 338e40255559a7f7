"""Batches of changes of variants; a new variant takes two requests in turn, which the queue does not promise."""

from __future__ import annotations

import asyncio

import msgspec

from polycart import api
from polycart.api.product import (
    ProductVariantUpdateBatchItem,
    ProductVariantUpdateBatchParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import JobQueued
from polycart.core.errors import AlreadyExists
from polycart.core.undo import Undo
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.family import foreseen, member
from polycart.platforms.magento2.batches.items import honoured, looking, once, prepared
from polycart.platforms.magento2.batches.queue import required, submit
from polycart.platforms.magento2.batches.stocks import apart, stocked
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.products import choices, inventory
from polycart.platforms.magento2.products.bodies import Body, new_sku_of
from polycart.platforms.magento2.products.references import Known
from polycart.platforms.magento2.products.variant_changes import Parent, changed_draft

CHANGED = (magento2.handlers[api.product.variant.update.name].parameters - {"increase_quantity", "reduce_quantity"}) | {
    "advanced_prices",
    "manufacturer_id",
}


class _Change(msgspec.Struct):
    p: ProductVariantUpdateParams
    old: Known
    parent: Parent
    sku: str | None
    stock: inventory.Stock | None


@magento2.implements(
    api.product.variant.update_batch, "payload",
    note="Worked off by the shop's own queue, which tells a job of variants as one of products. Stock in other sources "
    "than 'default' can be changed by a batch that changes nothing else.",
)  # fmt: skip
async def product_variant_update_batch(magento: Magento, p: ProductVariantUpdateBatchParams) -> JobQueued:
    """Put changes of variants in line."""
    honoured(api.product.variant.update_batch.name, p.payload, CHANGED)
    await required(magento)
    once("id", [item.id for item in p.payload])
    await inventory.facts(magento)
    magento = await looking(magento, p.payload)
    await foreseen(magento, p.payload)
    changes = await prepared(p.payload, lambda item: _change(magento, item))
    if any(apart(change.stock) for change in changes):
        return await stocked(magento, p.payload, [(change.old, change.stock) for change in changes])
    once("sku", [change.sku for change in changes])
    await goods.renamable(magento, [change.old if change.sku else None for change in changes])
    maker, skus = await asyncio.gather(
        goods.maker(magento, p.payload),
        goods.taken_skus(magento, [change.sku for change in changes if change.sku]),
    )
    waiting = iter(changes)

    async def body(item: ProductVariantUpdateBatchItem) -> Body:
        mine = next(waiting)
        if mine.sku is not None and skus.get(mine.sku.lower(), mine.old.id) != mine.old.id:
            raise AlreadyExists(f"Product with sku = '{mine.sku}' already exist.")
        return await _changed(magento, item, mine, maker)

    bodies = await prepared(p.payload, body)
    return await submit(magento, "PUT", "products/bySku", [{"product": each} for each in bodies])


async def _change(magento: Magento, item: ProductVariantUpdateBatchItem) -> _Change:
    p = goods.single(ProductVariantUpdateParams, item)
    old, parent = await member(magento, item.id, item.product_id)
    sku = new_sku_of(p)
    if sku == old.sku:
        sku = None
    return _Change(p=p, old=old, parent=parent, sku=sku, stock=await inventory.told(magento, p))


async def _changed(
    magento: Magento, item: ProductVariantUpdateBatchItem, change: _Change, maker: choices.Attribute | None
) -> Body:
    async with Undo(magento) as undo:
        draft = await changed_draft(magento, undo, change.p, change.old, change.parent)
        if change.stock is not None:
            told = await inventory.change(magento, undo, change.old.sku, change.stock)
            draft.extension["stock_item"] = {**(draft.extension.get("stock_item") or {}), **told} or None
    draft.fields["tier_prices"] = goods.advanced(item.advanced_prices)
    draft.attributes["manufacturer"] = goods.made_by(item, maker)
    return goods.named(draft.body(), change.old, change.sku)
