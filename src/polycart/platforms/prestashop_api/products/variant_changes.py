"""Adding, changing and deleting combinations.

https://devdocs.prestashop-project.org/8/webservice/resources/combinations/
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductVariantAddAttribute,
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantDeleteParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import DeletedFlag, UpdatedItems
from polycart.core.codecs import decimal
from polycart.core.errors import AlreadyExists, MissingParameter
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.products.bodies import (
    NUMBERS,
    SPECIAL,
    STOCK,
    Parent,
    delta,
    measures,
    numbers,
    only,
    parent_of,
    positive,
    refuse,
    stock_fields,
    write_special,
    write_stock,
)
from polycart.platforms.prestashop_api.products.fields import CombinationRow
from polycart.platforms.prestashop_api.products.options import PATH as OPTIONS
from polycart.platforms.prestashop_api.products.options import VALUES
from polycart.platforms.prestashop_api.products.variants import PATH
from polycart.platforms.prestashop_api.searches import exactly

COMMON = (
    *STOCK, *NUMBERS, *SPECIAL, "product_id", "price", "cost_price", "weight", "weight_unit", "is_default",
    "low_stock_threshold",
)  # fmt: skip


async def _body(shop: Prestashop, p: ProductVariantAddParams | ProductVariantUpdateParams, parent: Parent) -> Body:
    """The fields of a combination; price and weight are what it adds to those of its product."""
    own = await measures(shop, p)
    body: Body = {**numbers(p), "wholesale_price": positive("cost_price", p.cost_price), "default_on": p.is_default}
    if any(size is not None for size in (p.width, p.height, p.length)):
        raise refuse("width", "A combination has no size of its own.")
    if p.price is not None:
        positive("price", p.price)
        body["price"] = decimal.dump(round(p.price - float(parent.price), 6))
    if "weight" in own:
        body["weight"] = decimal.dump(round(float(own["weight"]) - float(parent.weight), 6))
    if p.low_stock_threshold is not None:
        body["low_stock_threshold"] = int(p.low_stock_threshold)
    return {name: value for name, value in body.items() if value is not None}


async def _values(shop: Prestashop, undo: Undo, attributes: list[ProductVariantAddAttribute]) -> list[int]:
    """The option values that are named; options and values that are not there yet are made."""
    language = await shop.language()
    ids: list[int] = []
    for attribute in attributes:
        name, value = attribute.attribute_name, attribute.attribute_value
        if not name or not value:
            raise refuse("attributes", "Each needs 'attribute_name' and 'attribute_value'.")
        if attribute.attribute_price is not None:
            raise refuse("attributes", "Prices belong to the variant, not to its values.")
        group = await _option(shop, undo, name, language)
        query = {"filter[id_attribute_group]": group, "filter[name]": exactly(value), "language": language}
        found = await shop.ids(VALUES, query)
        if found:
            ids.append(found[0])
            continue
        body = {"id_attribute_group": group, "name": await shop.everywhere(value)}
        ids.append(await shop.add_undoable(undo, VALUES, body, f"Value {value}"))
    return ids


async def _option(shop: Prestashop, undo: Undo, name: str, language: str) -> int:
    """The option that shoppers or the back office call so."""
    for place in ("public_name", "name"):
        found = await shop.ids(OPTIONS, {f"filter[{place}]": exactly(name), "language": language})
        if found:
            return found[0]
    text = await shop.everywhere(name)
    body: Body = {"is_color_group": 0, "group_type": "select", "name": text, "public_name": text}
    return await shop.add_undoable(undo, OPTIONS, body, f"Option {name}")


async def _twins(shop: Prestashop, product: int, values: list[int]) -> bool:
    """Whether the product has a combination of just these values."""
    query = {"filter[id_product]": product, "display": "full"}
    rows = await shop.records(PATH, query, CombinationRow)
    return any(set(row.values) == set(values) for row in rows)


@prestashop.implements(api.product.variant.add, *COMMON, "attributes")
async def product_variant_add(shop: Prestashop, p: ProductVariantAddParams) -> ProductVariantAdded:
    """Add a combination to a product; a second one of the same values is refused."""
    p = only(p, shop.call.given)
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    if not p.attributes:
        raise MissingParameter("Parameter 'attributes' is required.")
    await shop.zoned()
    parent = await parent_of(shop, p.product_id)
    body, stock = await _body(shop, p, parent), await stock_fields(shop, p)
    async with Undo(shop) as undo:
        values = await _values(shop, undo, p.attributes)
        if await _twins(shop, parent.id, values):
            spelled = ", ".join(f"{each.attribute_name}: {each.attribute_value}" for each in p.attributes)
            raise AlreadyExists(f"Variant with attributes = '{spelled}' already exist.")
        linked = {"product_option_values": associated("product_option_values", [{"id": id} for id in values])}
        fields = {"id_product": parent.id, "minimal_quantity": 1, **body, "associations": linked}
        id = await shop.add_undoable(undo, PATH, fields, f"Variant {p.model}")
        await write_special(shop, undo, p, parent.id, id, known=False)
        await write_stock(shop, parent.id, id, stock)
    return ProductVariantAdded(product_variant_id=str(id))


async def known_variant(shop: Prestashop, id: str | None, product_id: str | None) -> tuple[int, int]:
    """The ids of a combination that exists and of its product."""
    if id is None:
        raise MissingParameter("Parameter 'id' is required.")
    number = number_of("id", id)
    query: dict[str, Any] = {"filter[id]": number}
    if product_id is not None:
        query["filter[id_product]"] = number_of("product_id", product_id)
    found = await shop.records(PATH, query, _Combination)
    if not found:
        raise missing("Variant", id)
    return number, found[0].id_product


class _Combination(msgspec.Struct):
    id: int
    id_product: int = 0


@prestashop.implements(
    api.product.variant.update, "id", *COMMON, "increase_quantity", "reduce_quantity",
)  # fmt: skip
async def product_variant_update(shop: Prestashop, p: ProductVariantUpdateParams) -> UpdatedItems:
    """Change a combination."""
    id, product = await known_variant(shop, p.id, p.product_id)
    p = only(p, shop.call.given)
    await shop.zoned()
    parent = await parent_of(shop, str(product))
    body, stock, more = await _body(shop, p, parent), await stock_fields(shop, p), delta(p)
    async with Undo(shop) as undo:
        if body:
            await shop.change_undoable(undo, PATH, id, body, f"The change of variant {id}")
        ended = await write_special(shop, undo, p, product, id)
        await write_stock(shop, product, id, stock, more=more, undo=undo)
        if ended is not None:
            await shop.remove("specific_prices", ended.id)
    return UpdatedItems(updated_items=1)


@prestashop.implements(api.product.variant.delete, "id", "product_id")
async def product_variant_delete(shop: Prestashop, p: ProductVariantDeleteParams) -> DeletedFlag:
    """Delete a combination with its stock and prices."""
    id, _ = await known_variant(shop, p.id, p.product_id)
    await shop.remove(PATH, id)
    return DeletedFlag(deleted=True)
