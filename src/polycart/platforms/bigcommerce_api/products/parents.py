"""What variants have from their products: names, stock, prices and tax, read once for a call."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.products.searches import PATH
from polycart.platforms.bigcommerce_api.sparse import asked


class Parent(msgspec.Struct):
    """What is read of a product for its variants."""

    id: int
    name: str = ""
    base_variant_id: int | None = None
    price: float = 0
    sale_price: float = 0
    inventory_tracking: str = "none"
    inventory_level: float = 0
    tax_class_id: int = 0
    availability: str = "available"
    is_visible: bool = True
    type: str = "physical"
    categories: list[int] = []
    brand_id: int = 0
    date_created: str | None = None
    date_modified: str | None = None
    description: str = ""


LEAN = tuple(name for name in Parent.__struct_fields__ if name != "description")


async def parents(bc: Bigcommerce, ids: Iterable[int], *, texts: bool = False) -> dict[int, Parent]:
    """The products of some ids; descriptions, which can be long, only where they are wanted."""
    wanted = tuple(sorted(set(ids)))
    names = Parent.__struct_fields__ if texts else LEAN

    async def fetch() -> dict[int, Parent]:
        rows = await bc.among(PATH, "id:in", wanted, Parent, asked(PATH, names).query)
        return {row.id: row for row in rows}

    return await bc.once(("parents", wanted, texts), fetch)
