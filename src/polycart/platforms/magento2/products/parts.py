"""What composite products consist of: variants of configurable ones, selections of bundles, members of groups.

Configurable products name their variants by id, bundles and groups their parts by SKU.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from polycart.core.mapping import At
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import Query

PATH = "products"

T = TypeVar("T")

BATCH = 250
"""Products of one request; ids and SKUs are unique, so that each batch is one page."""


class Value(msgspec.Struct):
    """A value that variants may have, by the number of the attribute's option."""

    value_index: int


class SuperAttribute(msgspec.Struct):
    """An attribute that the variants of a product differ in."""

    attribute_id: str | int
    id: int | None = None
    label: str | None = None
    position: int | None = None
    values: list[Value] | None = None


class Selection(msgspec.Struct):
    """A part of a bundle that can be chosen; ``price`` is the part's own where the bundle's price is dynamic."""

    id: str | int
    sku: str
    option_id: int = 0
    qty: float = 1
    position: int | None = None
    is_default: bool = False
    price: float | None = None
    price_type: int | None = None
    can_change_quantity: int | bool | None = None


class BundleOption(msgspec.Struct):
    """One choice that a bundle offers."""

    option_id: int
    title: str | None = None
    required: bool = False
    type: str | None = None
    position: int | None = None
    product_links: list[Selection] | None = None


class _Quantity(msgspec.Struct):
    qty: float | None = None


class Link(msgspec.Struct):
    """A product linked with another; ``associated`` are the members of a group."""

    link_type: str
    linked_product_sku: str
    position: int | None = None
    extension_attributes: _Quantity | list[Any] | None = None

    @property
    def quantity(self) -> float:
        """How many of a member are in the group at first."""
        extension = self.extension_attributes
        return (extension.qty or 0) * 1.0 if isinstance(extension, _Quantity) else 0.0


VARIANTS = At("extension_attributes.configurable_product_links", list[int])
DIFFERENCES = At("extension_attributes.configurable_product_options", list[SuperAttribute])
BUNDLE = At("extension_attributes.bundle_product_options", list[BundleOption])
LINKS = At("product_links", list[Link])

ASSOCIATED = "associated"


class Priced(msgspec.Struct):
    """A product with what a price is made of."""

    id: int
    sku: str = ""
    name: str | None = None
    price: float | None = None
    status: int = 1


async def products_by(
    magento: Magento, name: str, values: Iterable[Any], kind: type[T], *paths: str, also: Query | None = None
) -> list[T]:
    """The products whose ``entity_id`` or ``sku`` is among ``values``, in batches side by side."""
    known = list(dict.fromkeys(values))
    batches = [known[at : at + BATCH] for at in range(0, len(known), BATCH)]
    found = await asyncio.gather(*(magento.among(PATH, name, batch, kind, *paths, also=also) for batch in batches))
    return [each for batch in found for each in batch]


async def by_sku(magento: Magento, skus: Iterable[str]) -> dict[str, Priced]:
    """Products by their SKUs, which the shop compares without regard to case."""
    found = await products_by(magento, "sku", skus, Priced, "id", "sku", "name", "price", "status")
    return {each.sku.casefold(): each for each in found}


async def linked(magento: Magento, rows: list[tuple[int, list[Link] | None]]) -> dict[str, Priced]:
    """All products that a page's products are linked with, in one batch whatever the kinds of links."""

    async def fetch() -> dict[str, Priced]:
        return await by_sku(magento, [link.linked_product_sku for _, links in rows for link in links or ()])

    return await magento.once(("linked", tuple(row[0] for row in rows)), fetch)


def of_type(links: list[Link] | None, kind: str) -> list[Link]:
    """The links of a kind, in their order."""
    chosen = [link for link in links or () if link.link_type == kind]
    return sorted(chosen, key=lambda link: (link.position or 0, link.linked_product_sku))
