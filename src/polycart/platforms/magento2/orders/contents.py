"""Which products lie in carts, where they are told by SKU and name alone.

An item of a configurable product has the SKU of the variant and the name of the product; one with chosen options has
theirs behind its own, as ``mug-gold``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec

from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.orders.items import CONFIGURABLE


class Line(Protocol):
    """An item of a cart."""

    item_id: int
    sku: str | None
    name: str | None
    product_type: str | None


class Sold(msgspec.Struct, frozen=True):
    """The product of an item, and the variant that was chosen of it."""

    product_id: str
    variant_id: str | None = None
    weight: float | None = None


class _Extension(msgspec.Struct):
    configurable_product_links: list[int] | None = None


class _Product(msgspec.Struct):
    id: int = 0
    sku: str = ""
    name: str | None = None
    weight: float | None = None
    extension_attributes: _Extension | list[Any] | None = None

    @property
    def children(self) -> list[int]:
        """The ids of its variants."""
        inner = self.extension_attributes
        return inner.configurable_product_links or [] if isinstance(inner, _Extension) else []


async def sold(magento: Magento, lines: Sequence[tuple[Line, int | None]]) -> dict[int, Sold]:
    """What items are of, by their ids; each line goes with the store view of its cart, which names products.

    One request for all SKUs, and one more for each store view with items that a SKU does not tell of.
    """
    by_sku = await _by_sku(magento, (line.sku for line, _ in lines))
    unclear = [
        (line, store)
        for line, store in lines
        if line.name and (line.product_type == CONFIGURABLE or _sku(line) not in by_sku)
    ]
    stores = list(dict.fromkeys(store for _, store in unclear))
    named = await asyncio.gather(
        *(_by_name(magento, store, [line.name for line, of in unclear if of == store]) for store in stores)
    )
    called = dict(zip(stores, named, strict=True))
    found: dict[int, Sold] = {}
    for line, store in lines:
        one = _of(line, by_sku.get(_sku(line)), called.get(store, []))
        if one is not None:
            found[line.item_id] = one
    return found


def _sku(line: Line) -> str:
    return (line.sku or "").casefold()


def _of(line: Line, product: _Product | None, named: Iterable[_Product]) -> Sold | None:
    same = [each for each in named if each.name == line.name]
    if product is None:
        longer = [each for each in same if _sku(line).startswith(f"{each.sku.casefold()}-")]
        return Sold(product_id=str(longer[0].id), weight=longer[0].weight) if longer else None
    if line.product_type == CONFIGURABLE:
        parent = next((each for each in same if product.id in each.children), None)
        if parent is not None:
            return Sold(product_id=str(parent.id), variant_id=str(product.id), weight=product.weight)
    return Sold(product_id=str(product.id), weight=product.weight)


async def _by_sku(magento: Magento, skus: Iterable[str | None]) -> dict[str, _Product]:
    known = sorted({sku for sku in skus if sku})
    paths = ("id", "sku", "weight")
    rows = await magento.among("/V1/products", "sku", known, _Product, *paths) if known else []
    return {row.sku.casefold(): row for row in rows}


async def _by_name(magento: Magento, store: int | None, names: Iterable[str | None]) -> list[_Product]:
    codes = {view.id: view.code for view in await scopes.views(magento)}
    path = f"/{codes[store]}/V1/products" if store in codes else "/V1/products"
    paths = ("id", "sku", "name", "weight", "extension_attributes.configurable_product_links")
    return await magento.among(path, "name", sorted({name for name in names if name}), _Product, *paths)
