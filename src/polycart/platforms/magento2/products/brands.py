"""Brands: the options of the attribute ``manufacturer``, or of one that the shop has added for them."""

from __future__ import annotations

from polycart import api
from polycart.api.product import Brand, ProductBrandListParams
from polycart.core.errors import ParameterError
from polycart.core.given import allowed
from polycart.core.method import Page
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.numbers import native_ids
from polycart.platforms.magento2.products.definitions import BRANDS, Definitions, renewed

FIELDS = ("id", "name", "stores_ids", "active", "additional_fields")


def brands_of(known: Definitions) -> list[tuple[str, str, str]]:
    """All brands by attribute, number and name, in the order of their numbers."""
    found = [
        (code, value, label)
        for code in BRANDS
        if code in known.by_code and known.optioned(code)
        for value, label in known.by_code[code].choices
    ]
    return sorted(found, key=lambda brand: int(brand[1]) if brand[1].isdigit() else 0)


@magento2.implements(api.product.brand.list, "brand_ids", "find_value", "find_where", "avail", gives=FIELDS)
async def product_brand_list(magento: Magento, p: ProductBrandListParams) -> Page[Brand]:
    """List brands; each of them is active, so ``avail=false`` asks for none."""
    if p.find_where not in (None, "name"):
        raise allowed("find_where", ("name",))
    if p.find_where is not None and not p.find_value:
        raise ParameterError("Parameter 'find_where' must be used with parameter 'find_value'")
    wanted = None if p.brand_ids is None else {str(id) for id in native_ids("brand_ids").dump(p.brand_ids)}
    text = (p.find_value or "").casefold()
    found = [
        brand
        for brand in (brands_of(await renewed(magento)) if p.avail else [])
        if (wanted is None or brand[1] in wanted) and text in brand[2].casefold()
    ]
    chosen = found[p.start : p.start + p.count]
    stores = await _stores(magento) if chosen and magento.wanted.wants("stores_ids") else []
    return Page(items=[_brand(brand, stores) for brand in chosen], total=len(found))


async def _stores(magento: Magento) -> list[str]:
    """All stores: an option of an attribute is the same in every one."""
    return [str(id) for id in sorted(group.id for group in await scopes.groups(magento) if group.website_id)]


def _brand(brand: tuple[str, str, str], stores: list[str]) -> Brand:
    code, value, label = brand
    return Brand(id=value, name=label, stores_ids=stores, active=True, additional_fields={"attribute_code": code})
