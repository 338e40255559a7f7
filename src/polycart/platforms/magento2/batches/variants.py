"""Batches of changes of variants; a new variant takes two requests in turn, which the queue does not promise."""

from __future__ import annotations

import asyncio

from polycart import api
from polycart.api.product import (
    ProductVariantUpdateBatchItem,
    ProductVariantUpdateBatchParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import JobQueued
from polycart.core.undo import Undo
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.family import foreseen, member
from polycart.platforms.magento2.batches.items import honoured, looking, once, prepared
from polycart.platforms.magento2.batches.queue import required
from polycart.platforms.magento2.batches.updates import Change, changed, finished, stocked
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.products import inventory
from polycart.platforms.magento2.products.bodies import new_sku_of
from polycart.platforms.magento2.products.variant_changes import changed_draft

CHANGED = (magento2.handlers[api.product.variant.update.name].parameters - {"increase_quantity", "reduce_quantity"}) | {
    "advanced_prices",
    "manufacturer_id",
}


@magento2.implements(
    api.product.variant.update_batch, "payload",
    note="Worked off by the shop's own queue, which tells a job of variants as one of products and writes a product "
    "together with its stock: each item needs a quantity, unless all change nothing but the price.",
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
    if all(change.stock_only for change in changes):
        return await stocked(magento, changes)
    once("sku", [change.sku for change in changes])
    await goods.renamable(magento, [change.old if change.sku else None for change in changes])
    maker, skus = await asyncio.gather(
        goods.maker(magento, p.payload),
        goods.taken_skus(magento, [change.sku for change in changes if change.sku]),
    )

    async def fill(change: Change) -> None:
        goods.free_sku(change.sku, skus, change.old.id)
        async with Undo(magento) as undo:
            draft = await changed_draft(magento, undo, change.p, change.old, None)
            await finished(magento, undo, change, draft, maker)

    await prepared(changes, fill)
    return await changed(magento, changes)


async def _change(magento: Magento, item: ProductVariantUpdateBatchItem) -> Change:
    p = goods.single(ProductVariantUpdateParams, item)
    old = await member(magento, item.id, item.product_id)
    sku = new_sku_of(p)
    return Change(item=item, p=p, old=old, sku=None if sku == old.sku else sku, stock=await inventory.told(magento, p))
