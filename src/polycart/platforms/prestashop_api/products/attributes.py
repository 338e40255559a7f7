"""The features of products: each has one value or several of those that the feature offers.

https://devdocs.prestashop-project.org/8/webservice/resources/product_feature_values/
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductAttribute,
    ProductAttributeListParams,
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
)
from polycart.core.errors import MissingParameter, NotFound, ParameterError
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.attributes import PATH, VALUES, ValueRow, values_of
from polycart.platforms.prestashop_api.connection import Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.products.fields import FeatureRow
from polycart.platforms.prestashop_api.searches import exactly

FIELDS = ("attribute_id", "name", "lang_id", "value", "required", "visible", "type", "position", "product_id")
SORTS = ("attribute_id", "name", "position")


class _Feature(msgspec.Struct):
    id: int
    name: str | None = None
    position: int | str = 0


async def features_of(shop: Prestashop, product_id: str) -> tuple[int, list[FeatureRow]]:
    """A product's id, and its features with their values."""
    id = number_of("product_id", product_id)
    try:
        held = await shop.held("products", id, ("associations.product_features",))
    except NotFound as error:
        raise missing("Product", product_id, error) from error
    rows = held.get("associations", {}).get("product_features", {}).get("product_feature", [])
    return id, msgspec.convert(rows, list[FeatureRow], strict=False)


def _sorted_by(row: ProductAttribute, key: str) -> Any:
    if key == "attribute_id":
        return int(str(row.attribute_id))
    return row.position if key == "position" else row.name


@prestashop.implements(
    api.product.attribute.list, "product_id", "attribute_id", "sort_by", "sort_direction", gives=FIELDS,
)  # fmt: skip
async def product_attribute_list(shop: Prestashop, p: ProductAttributeListParams) -> Page[ProductAttribute]:
    """List a product's features; several values of one are joined by commas."""
    if p.sort_by not in SORTS or p.sort_direction not in ("asc", "desc"):
        name, allowed = ("sort_direction", ("asc", "desc")) if p.sort_by in SORTS else ("sort_by", SORTS)
        raise ParameterError(f"Parameter '{name}' is not valid. Allowed values: {', '.join(allowed)}.")
    _, rows = await features_of(shop, p.product_id)
    chosen = list(dict.fromkeys(row.id for row in rows))
    if p.attribute_id is not None:
        wanted = number_of("attribute_id", p.attribute_id)
        chosen = [id for id in chosen if id == wanted]
    told = [row.id_feature_value for row in rows] if shop.wanted.wants("value") else []
    names, texts = await asyncio.gather(
        shop.among(PATH, "id", chosen, _Feature), shop.among(VALUES, "id", told, ValueRow)
    )
    known = {row.id: row.value or "" for row in texts}
    values = {id: [known.get(row.id_feature_value, "") for row in rows if row.id == id] for id in chosen}
    language = await shop.language()
    found = [
        ProductAttribute(
            attribute_id=str(row.id), name=row.name or "", lang_id=language, value=",".join(values[row.id]),
            required=False, visible=True, type="select", position=int(row.position), product_id=p.product_id,
        )
        for row in names
    ]  # fmt: skip
    found.sort(key=lambda row: _sorted_by(row, p.sort_by), reverse=p.sort_direction == "desc")
    return Page(items=project(found[p.start : p.start + p.count], shop.wanted), total=len(found), projected=True)


async def _feature(shop: Prestashop, undo: Undo, p: ProductAttributeValueSetParams) -> int:
    """The feature that is named by its id or its name; one of a name that is not there yet is made."""
    if p.attribute_id is not None:
        feature = number_of("attribute_id", p.attribute_id)
        if not await shop.ids(PATH, {"filter[id]": feature}):
            raise missing("Attribute", p.attribute_id)
        return feature
    if p.attribute_name is None:
        raise MissingParameter("One of parameters 'attribute_id', 'attribute_name' is required.")
    found = await shop.ids(PATH, {"filter[name]": exactly(p.attribute_name), "language": await shop.language()})
    if found:
        return found[0]
    body = {"name": await shop.everywhere(p.attribute_name)}
    return await shop.add_undoable(undo, PATH, body, f"Attribute {p.attribute_name}")


def _body(rows: list[FeatureRow]) -> dict[str, Any]:
    items = [{"id": row.id, "id_feature_value": row.id_feature_value} for row in rows]
    return {"associations": {"product_features": associated("product_features", items)}}


@prestashop.implements(
    api.product.attribute.value.set, "product_id", "attribute_id", "attribute_name", "value", "value_id"
)
async def product_attribute_value_set(shop: Prestashop, p: ProductAttributeValueSetParams) -> ProductAttributeValueSet:
    """Give a product one value of a feature; a value that the feature does not offer yet is added to it."""
    product, rows = await features_of(shop, p.product_id)
    if p.value_id is None and not p.value:
        raise MissingParameter("One of parameters 'value', 'value_id' is required.")
    async with Undo(shop) as undo:
        feature = await _feature(shop, undo, p)
        offered = (await values_of(shop, [feature])).get(feature, [])
        if p.value_id is not None:
            value = next((row.id for row in offered if row.id == p.value_id), None)
            if value is None:
                raise missing("Attribute value", p.value_id)
        else:
            text = str(p.value)
            value = next((row.id for row in offered if (row.value or "").casefold() == text.casefold()), None)
            if value is None:
                body = {"id_feature": feature, "custom": 0, "value": await shop.everywhere(text)}
                value = await shop.add_undoable(undo, VALUES, body, f"Attribute value {text}")
        others = [row for row in rows if row.id != feature]
        await shop.change("products", product, _body([*others, FeatureRow(id=feature, id_feature_value=value)]))
    return ProductAttributeValueSet(product_id=p.product_id, attribute_id=str(feature), value_id=str(value))


@prestashop.implements(api.product.attribute.value.unset, "product_id", "attribute_id")
async def product_attribute_value_unset(
    shop: Prestashop, p: ProductAttributeValueUnsetParams
) -> ProductAttributeValueUnset:
    """Take a feature away from a product, with all its values."""
    product, rows = await features_of(shop, p.product_id)
    feature = number_of("attribute_id", p.attribute_id)
    left = [row for row in rows if row.id != feature]
    if len(left) == len(rows):
        raise missing("Attribute", p.attribute_id)
    await shop.change("products", product, _body(left))
    return ProductAttributeValueUnset(success=True)
