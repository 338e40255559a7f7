"""Variants of a payload and their products, asked for at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from polycart.api.product import ProductVariantDeleteBatchItem, ProductVariantUpdateBatchItem
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.products.references import Known
from polycart.platforms.magento2.products.variant_changes import PATHS, Parent, child

Items = Sequence[ProductVariantUpdateBatchItem] | Sequence[ProductVariantDeleteBatchItem]


async def foreseen(magento: Magento, payload: Items) -> None:
    """Ask for the variants and for the products that they are said to be of."""
    ids = goods.numbers(payload, "product_id")
    await asyncio.gather(
        goods.foresee(magento, payload),
        magento.foresee("products", "entity_id", ids, Parent, *PATHS, key=lambda parent: parent.id),
    )


async def member(magento: Magento, id: str, product_id: str) -> Known:
    """A variant, which must be one of the product's."""
    known, _ = await child(magento, id, product_id)
    return known
