"""Attributes of products: a text in each language."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductAttribute,
    ProductAttributeListParams,
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
)
from polycart.core.bridge.tables import Condition, Statement, Table
from polycart.core.codecs import text
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.mapping import Map, constant, field
from polycart.core.method import Page
from polycart.platforms.opencart.attributes import attribute_named, new_attribute
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.products.variants import overriding
from polycart.platforms.opencart.searches import order
from polycart.platforms.opencart.statements import delete, insert
from polycart.platforms.opencart.values import escaped, missing, number_of, words

ID = "pa.attribute_id"
VALUE = Table(
    "product_attribute",
    "pa",
    joins={
        "a": "attribute ON a.attribute_id = pa.attribute_id",
        "d": "LEFT attribute_description ON d.attribute_id = pa.attribute_id AND d.language_id = :language",
    },
)
SORTS = {"attribute_id": ID, "name": "d.name", "position": "a.sort_order"}


class ValueMap(Map[ProductAttribute]):
    """An attribute of a product in the language of the view."""

    attribute_id = field(ID, text)
    name = field("d.name", words)
    value = field("pa.text", words)
    lang_id = field("pa.language_id", text)
    product_id = field("pa.product_id", text)
    attribute_group_id = field("a.attribute_group_id", text)
    position = field("a.sort_order")
    type = constant("text")
    required = constant(False)
    visible = constant(True)


@opencart.implements(
    api.product.attribute.list, "product_id", "attribute_id", "attribute_group_id", "variant_id", "sort_by",
    "sort_direction", gives=ValueMap,
)  # fmt: skip
async def product_attribute_list(cart: Opencart, p: ProductAttributeListParams) -> Page[ProductAttribute]:
    """List the attributes of a product, or of one of its variants."""
    sorting = order(SORTS, p.sort_by, p.sort_direction, ID)
    id = number_of("product_id", p.product_id)
    if p.variant_id is not None:
        await cart.facts()
        cart.needs_variants()
        variant = number_of("variant_id", p.variant_id)
        if not await cart.has("product", ["t.product_id", "=", variant], ["t.master_id", "=", id]):
            raise missing("Variant", p.variant_id)
        id = variant
    elif not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", p.product_id)
    found: list[Condition] = [["pa.product_id", "=", id], ["pa.language_id", "=", cart.language]]
    if p.attribute_id is not None:
        found.append([ID, "=", number_of("attribute_id", p.attribute_id)])
    if p.attribute_group_id is not None:
        found.append(["a.attribute_group_id", "=", number_of("attribute_group_id", p.attribute_group_id)])
    return await cart.window(VALUE, ValueMap, found, start=p.start, count=p.count, order=sorting)


@opencart.implements(
    api.product.attribute.value.set, "product_id", "attribute_id", "attribute_group_id", "attribute_name", "value",
    note="An attribute that is named and not there yet is made, in the first group or the one that is given.",
)  # fmt: skip
async def product_attribute_value_set(cart: Opencart, p: ProductAttributeValueSetParams) -> ProductAttributeValueSet:
    """Give a product an attribute with a text, in all languages where it has none yet, else in that of the view."""
    known = await cart.writing()
    product = number_of("product_id", p.product_id)
    if p.value is None:
        raise MissingParameter("Parameter 'value' is required.")
    if (p.attribute_id is None) is (p.attribute_name is None):
        if p.attribute_id is None:
            raise MissingParameter("One of parameters 'attribute_id', 'attribute_name' is required.")
        raise beside("attribute_id", "attribute_name")
    if not await cart.has("product", ["t.product_id", "=", product]):
        raise missing("Product", p.product_id)
    attribute, makes = await _attribute(cart, p)
    mine: list[Any] = [["t.product_id", "=", product], ["t.attribute_id", "=", attribute]]
    has = not makes and await cart.has("product_attribute", *mine)
    languages = [cart.language] if has else [row.language_id for row in known.languages]
    rows = (
        {"product_id": product, "attribute_id": attribute, "language_id": language, "text": escaped(p.value)}
        for language in languages
    )
    statements = [*makes, insert("product_attribute", *rows, update=["text"])]
    statements += await overriding(cart, product, ["product_attribute"])
    results = await cart.save(
        statements, back=lambda done: [delete("attribute", ["attribute_id", "=", int(done[0].insert)])] if makes else []
    )
    id = str(results[0].insert) if makes else str(attribute)
    return ProductAttributeValueSet(product_id=str(product), attribute_id=id, value_id=id)


async def _attribute(cart: Opencart, p: ProductAttributeValueSetParams) -> tuple[Any, list[Statement]]:
    """The attribute by its id or name, and what makes it where there is none of the name."""
    if p.attribute_id is not None:
        id = number_of("attribute_id", p.attribute_id)
        if not await cart.has("attribute", ["t.attribute_id", "=", id]):
            raise missing("Attribute", p.attribute_id)
        return id, []
    found = await attribute_named(cart, str(p.attribute_name))
    if found is not None:
        return found, []
    makes = await new_attribute(cart, str(p.attribute_name), 0, p.attribute_group_id)
    return {"insert": 0}, makes


@opencart.implements(api.product.attribute.value.unset, "product_id", "attribute_id")
async def product_attribute_value_unset(
    cart: Opencart, p: ProductAttributeValueUnsetParams
) -> ProductAttributeValueUnset:
    """Take an attribute from a product, in all languages."""
    await cart.writing()
    product, attribute = number_of("product_id", p.product_id), number_of("attribute_id", p.attribute_id)
    if not await cart.has("product", ["t.product_id", "=", product]):
        raise missing("Product", p.product_id)
    mine: list[Any] = [["product_id", "=", product], ["attribute_id", "=", attribute]]
    if not await cart.has("product_attribute", *([f"t.{name}", "=", value] for name, _, value in mine)):
        raise NotFound(f"Product with id {p.product_id} does not have the attribute with id {p.attribute_id}.")
    await cart.save([delete("product_attribute", *mine), *await overriding(cart, product, ["product_attribute"])])
    return ProductAttributeValueUnset(success=True)
