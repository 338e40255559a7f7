"""Batches of deletions of products and of variants."""

from __future__ import annotations

from collections.abc import Sequence

from polycart import api
from polycart.api.product import (
    ProductDeleteBatchItem,
    ProductDeleteBatchParams,
    ProductVariantDeleteBatchItem,
    ProductVariantDeleteBatchParams,
)
from polycart.api.results import JobQueued
from polycart.core.errors import MissingParameter
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.family import foreseen, member
from polycart.platforms.magento2.batches.items import looking, once, prepared
from polycart.platforms.magento2.batches.queue import required, submit
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.products.references import product


@magento2.implements(
    api.product.delete_batch, "payload",
    note="Worked off by the shop's own queue. Products that the shop does not have fail the call before anything is "
    "queued.",
)  # fmt: skip
async def product_delete_batch(magento: Magento, p: ProductDeleteBatchParams) -> JobQueued:
    """Put products to delete in line."""
    await required(magento)
    once("id", [item.id for item in p.payload])
    magento = await looking(magento, p.payload)
    await goods.foresee(magento, p.payload)

    async def sku(item: ProductDeleteBatchItem) -> str:
        if item.id is None:
            raise MissingParameter("Parameter 'id' is required.")
        return (await product(magento, item.id)).sku

    return await _deleted(magento, await prepared(p.payload, sku))


@magento2.implements(
    api.product.variant.delete_batch, "payload",
    note="Worked off by the shop's own queue, which tells a job of variants as one of products.",
)  # fmt: skip
async def product_variant_delete_batch(magento: Magento, p: ProductVariantDeleteBatchParams) -> JobQueued:
    """Put variants to delete in line."""
    await required(magento)
    once("id", [item.id for item in p.payload])
    magento = await looking(magento, p.payload)
    await foreseen(magento, p.payload)

    async def sku(item: ProductVariantDeleteBatchItem) -> str:
        return (await member(magento, item.id, item.product_id)).sku

    return await _deleted(magento, await prepared(p.payload, sku))


async def _deleted(magento: Magento, skus: Sequence[str]) -> JobQueued:
    return await submit(magento, "DELETE", "products/bySku", [{"sku": sku} for sku in skus])
