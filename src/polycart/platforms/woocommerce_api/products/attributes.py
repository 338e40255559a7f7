"""Attributes of one product and their values."""

from __future__ import annotations

import re
from html import unescape

from polycart import api
from polycart.api.product import (
    ProductAttribute,
    ProductAttributeListParams,
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
)
from polycart.core.errors import MissingParameter
from polycart.core.given import allowed, refuse
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.core.undo import Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.products.choices import Row, named_attribute, offer, owner_of, write
from polycart.platforms.woocommerce_api.products.searches import missing
from polycart.platforms.woocommerce_api.products.terms import attributes, numbered, terms
from polycart.platforms.woocommerce_api.products.variants import VARIATIONS

FIELDS = (
    "attribute_id",
    "code",
    "name",
    "value",
    "required",
    "visible",
    "type",
    "position",
    "product_id",
    "variant_id",
)
SORTS = {"attribute_id": "attribute_id", "name": "name", "position": "position"}


@woocommerce.implements(
    api.product.attribute.list, "product_id", "attribute_id", "variant_id", "sort_by", "sort_direction", gives=FIELDS
)
async def product_attribute_list(woo: Woo, p: ProductAttributeListParams) -> Page[ProductAttribute]:
    """List the attributes of a product or variation; several values are joined by commas."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if p.sort_direction not in ("asc", "desc"):
        raise allowed("sort_direction", {"asc": 1, "desc": 1})
    rows = await _rows(woo, p.product_id, p.variant_id)
    slugs = {each.id: each.slug for each in await attributes(woo)} if any(row["id"] for row in rows) else {}
    found = [_attribute(row, slugs, p) for row in rows]
    if p.attribute_id is not None:
        found = [each for each in found if each.attribute_id == p.attribute_id]

    def key(each: ProductAttribute) -> tuple[int, str]:
        value = str(getattr(each, p.sort_by))
        return (int(value), "") if value.isdigit() else (1 << 60, value)

    found.sort(key=key, reverse=p.sort_direction == "desc")
    part = project(found[p.start : p.start + p.count], woo.wanted)
    return Page(items=part, total=len(found), projected=True)


async def _rows(woo: Woo, product_id: str, variant_id: str | None) -> list[Row]:
    if variant_id is None:
        return (await owner_of(woo, product_id)).rows
    query = {
        "include": native_id("variant_id").dump(variant_id), "parent": native_id("product_id").dump(product_id),
        "_fields": "id,attributes",
    }  # fmt: skip
    found = await woo.get(VARIATIONS, query)
    if not found:
        raise missing("Variant", variant_id)
    return [
        {**row, "options": [row["option"]], "visible": True, "position": place}
        for place, row in enumerate(found[0]["attributes"])
    ]


def _attribute(row: Row, slugs: dict[int, str], p: ProductAttributeListParams) -> ProductAttribute:
    name = str(row["name"])
    return ProductAttribute(
        attribute_id=str(row["id"]) if row["id"] else name,
        code=slugs.get(row["id"]) or re.sub(r"[\W_]+", "-", name.casefold()).strip("-"),
        name=name, value=",".join(unescape(str(option)) for option in row["options"]),
        required=False, visible=row["visible"],
        type="select" if row["id"] else "text", position=row["position"], product_id=p.product_id,
        variant_id=p.variant_id,
    )  # fmt: skip


@woocommerce.implements(
    api.product.attribute.value.set, "product_id", "attribute_id", "attribute_name", "value", "value_id"
)
async def product_attribute_value_set(woo: Woo, p: ProductAttributeValueSetParams) -> ProductAttributeValueSet:
    """Give a product one value of an attribute; one that the shop does not know becomes the product's own."""
    key = p.attribute_id or p.attribute_name
    if key is None:
        raise MissingParameter("One of parameters 'attribute_id', 'attribute_name' is required.")
    owner = await owner_of(woo, p.product_id)
    row = owner.find(key)
    if row is None:
        named = await named_attribute(woo, key)
        if p.attribute_id is not None and not named["id"]:
            raise missing("Attribute", key)
        row = owner.add({**named, "options": []})
    value = await _value(woo, row, p)
    async with Undo(woo) as undo:
        if row["variation"]:
            await offer(woo, undo, row, value)  # its other values are those that variants stand for
        else:
            row["options"] = []
            value = await offer(woo, undo, row, value)
        await write(woo, owner)
    ids = await numbered(woo, {(row["id"], value)}) if row["id"] else {}
    term = ids.get((row["id"], unescape(value)))
    return ProductAttributeValueSet(
        product_id=p.product_id,
        attribute_id=str(row["id"] or row["name"]),
        value_id=str(term.id) if term else value,
    )


async def _value(woo: Woo, row: Row, p: ProductAttributeValueSetParams) -> str:
    if p.value_id is not None:
        every = (await terms(woo, row["id"])).values() if row["id"] else ()
        found = next((str(each.name) for each in every if each.id == str(p.value_id)), None)
        if found is None:
            raise missing("Attribute value", str(p.value_id))
        return found
    if not p.value:
        raise refuse("value", "The value of parameter 'value' can not be empty.")
    return p.value


@woocommerce.implements(api.product.attribute.value.unset, "product_id", "attribute_id")
async def product_attribute_value_unset(woo: Woo, p: ProductAttributeValueUnsetParams) -> ProductAttributeValueUnset:
    """Take an attribute away from a product, with all its values."""
    owner = await owner_of(woo, p.product_id)
    row = owner.find(p.attribute_id)
    if row is None:
        raise missing("Attribute", p.attribute_id)
    owner.rows.remove(row)
    await write(woo, owner)
    return ProductAttributeValueUnset(success=True)
