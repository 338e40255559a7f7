"""Attributes of one product: its metafields that have a definition."""

from __future__ import annotations

import json

from polycart import api
from polycart.api.product import (
    ProductAttribute,
    ProductAttributeListParams,
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
)
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import allowed, clash, refuse
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.core.undo import Undo
from polycart.platforms.shopify.attribute_values import MULTIPLE, Scale, coded, told
from polycart.platforms.shopify.attributes import SYSTEM, Definition, Gone, definition, definitions, make, removal
from polycart.platforms.shopify.connection import STORE_ID, Coded, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing, number


class Attributed(Row):
    """A metafield and what defines it."""

    id: str = ""
    value: str = ""
    type: str = ""
    definition: Definition | None = None


class _Attributes(Row):
    nodes: list[Attributed] = []


class _Product(Row):
    id: str = ""
    metafields: _Attributes | None = None


class _Variant(Row):
    id: str = ""
    product: Id | None = None
    metafields: _Attributes | None = None


class _Set(Coded):
    metafields: list[Id] | None = None


class _Unset(Plain):
    pass


FIELDS = (
    "attribute_id", "code", "name", "value", "required", "type", "position", "product_id", "variant_id", "store_id",
    "additional_fields",
)  # fmt: skip
SORTS = ("attribute_id", "name", "position")


async def _held(shop: Shop, product: str, variant: str | None) -> list[Attributed]:
    """The metafields of a product, or of one of its variants."""
    if variant is None:
        found = await shop.look("product", _Product, {"id": Of("ID!", product)})
        if found is None:
            raise missing("Product", product)
        return found.metafields.nodes if found.metafields else []
    other = await shop.look("productVariant", _Variant, {"id": Of("ID!", variant)})
    if other is None or other.product is None or other.product.id != product:
        raise missing("Variant", variant)
    return other.metafields.nodes if other.metafields else []


@shopify.implements(
    api.product.attribute.list, "product_id", "attribute_id", "variant_id", "sort_by", "sort_direction", gives=FIELDS
)
async def product_attribute_list(shop: Shop, p: ProductAttributeListParams) -> Page[ProductAttribute]:
    """List the metafields of a product or variant that are defined; the others are in ``custom_fields``."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if p.sort_direction not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    product = gid("Product", p.product_id, "product_id")
    variant = gid("ProductVariant", p.variant_id, "variant_id") if p.variant_id is not None else None
    wanted = gid("MetafieldDefinition", p.attribute_id, "attribute_id") if p.attribute_id is not None else None
    rows = [(row, row.definition) for row in await _held(shop, product, variant) if row.definition is not None]
    if wanted is not None:
        rows = [(row, defined) for row, defined in rows if defined.id == wanted]
    rows.sort(key=lambda each: _place(each[1], p.sort_by), reverse=p.sort_direction == "desc")
    found = [_attribute(*each, product, variant) for each in rows[p.start : p.start + p.count]]
    return Page(items=project(found, shop.wanted), total=len(rows), projected=True)


def _place(defined: Definition, sort_by: str) -> tuple[int, str, int]:
    """What attributes are sorted by; those that are pinned nowhere come last."""
    pinned = defined.pinned_position if defined.pinned_position is not None else 1 << 30
    id = int(number(defined.id))
    return {"attribute_id": (0, "", id), "name": (0, defined.name, id), "position": (pinned, "", id)}[sort_by]


def _attribute(row: Attributed, defined: Definition, product: str, variant: str | None) -> ProductAttribute:
    return ProductAttribute(
        attribute_id=number(defined.id), code=defined.code, name=defined.name, value=told(row.type, row.value),
        required=False, type=defined.kind, position=defined.pinned_position, product_id=number(product),
        variant_id=number(variant) if variant else None, store_id=STORE_ID,
        additional_fields={"metafield_id": number(row.id), "metafield_type": row.type, "metafield_value": row.value},
    )  # fmt: skip


@shopify.implements(
    api.product.attribute.value.set, "product_id", "attribute_id", "attribute_name", "value",
    note="A text attribute is defined where there is none of the name.",
)  # fmt: skip
async def product_attribute_value_set(shop: Shop, p: ProductAttributeValueSetParams) -> ProductAttributeValueSet:
    """Give a product a value of an attribute, written as its type wants it."""
    if p.attribute_id is not None and p.attribute_name is not None:
        raise clash("attribute_id", ["attribute_name"])
    if p.attribute_id is None and p.attribute_name is None:
        raise MissingParameter("One of parameters 'attribute_id', 'attribute_name' is required.")
    if p.value is None:
        raise MissingParameter("Parameter 'value' is required.")
    product = gid("Product", p.product_id, "product_id")
    if await shop.look("product", Id, {"id": Of("ID!", product)}) is None:
        raise missing("Product", product)
    row = await _wanted(shop, p)
    async with Undo(shop) as undo:
        if row is None:
            id = await make(shop, str(p.attribute_name), "text")
            undo(shop.step(f"Attribute {number(id)}", "metafieldDefinitionDelete", removal(id), Gone))
            row = await definition(shop, id, "attribute_id")
        field = {
            "ownerId": product, "namespace": row.namespace, "key": row.key, "type": row.native,
            "value": await _coded(shop, row, p.value),
        }  # fmt: skip
        with known("Product", product):
            await shop.mutate("metafieldsSet", {"metafields": Of("[MetafieldsSetInput!]!", [field])}, _Set)
    return ProductAttributeValueSet(product_id=number(product), attribute_id=number(row.id), value_id=p.value)


async def _wanted(shop: Shop, p: ProductAttributeValueSetParams) -> Definition | None:
    """The attribute that is meant, ``None`` where there is none of the name; the merchant's before Shopify's."""
    if p.attribute_id is not None:
        return await definition(shop, p.attribute_id, "attribute_id")
    same = [row for row in await definitions(shop) if row.name == p.attribute_name]
    return min(same, key=lambda row: row.namespace == SYSTEM) if same else None


async def _coded(shop: Shop, row: Definition, text: str) -> str:
    least, most = row.limits("scale_min") or "1.0", row.limits("scale_max") or "5.0"
    currency = await shop.currency() if row.native == "money" else ""
    value = coded(row.native, text, Scale(currency, least, most))
    choices = row.choices
    chosen: list[str] = json.loads(value) if row.native == MULTIPLE else [value]
    if choices and {*chosen} - {*choices}:
        raise refuse("value", f"Allowed values: {', '.join(repr(each) for each in choices)[:1000]}.")
    return value


@shopify.implements(api.product.attribute.value.unset, "product_id", "attribute_id")
async def product_attribute_value_unset(shop: Shop, p: ProductAttributeValueUnsetParams) -> ProductAttributeValueUnset:
    """Take a value away from a product."""
    product = gid("Product", p.product_id, "product_id")
    row = await definition(shop, p.attribute_id, "attribute_id")
    held = [each for each in await _held(shop, product, None) if each.definition and each.definition.id == row.id]
    if not held:
        raise NotFound(f"Product with id {number(product)} has no attribute with id {number(row.id)}.")
    field = {"ownerId": product, "namespace": row.namespace, "key": row.key}
    await shop.mutate("metafieldsDelete", {"metafields": Of("[MetafieldIdentifierInput!]!", [field])}, _Unset)
    return ProductAttributeValueUnset(success=True)
