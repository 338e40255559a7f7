"""Features, which are the contract's attributes: properties of products with values to choose from.

https://devdocs.prestashop-project.org/8/webservice/resources/product_features/
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from polycart import api
from polycart.api.attribute import (
    AttributeAddParams,
    AttributeCount,
    AttributeCountParams,
    AttributeDeleteParams,
    AttributeInfoParams,
    AttributeListParams,
    AttributeUpdateParams,
    AttributeValueAddParams,
    AttributeValueDeleteParams,
    AttributeValueUpdateParams,
    StoreAttribute,
)
from polycart.api.results import Added, Deleted, DeletedFlag, Updated
from polycart.core.codecs import integer, text
from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.core.mapping import Map, constant, field, lazy
from polycart.core.method import Page, Params
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.searches import Search, exactly, ids_given

PATH, VALUES = "product_features", "product_feature_values"
SELECT = "select"


class ValueRow(msgspec.Struct):
    """A value of a feature; a custom one belongs to a single product and is not offered for others."""

    id: int
    id_feature: int = 0
    value: str | None = None
    custom: str | int = "0"


async def values_of(shop: Prestashop, features: list[int]) -> dict[int, list[ValueRow]]:
    """The values that some features offer."""
    found: dict[int, list[ValueRow]] = defaultdict(list)
    for row in await shop.among(VALUES, "id_feature", features, ValueRow):
        if str(row.custom) != "1":
            found[row.id_feature].append(row)
    return found


async def _values(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    found = await values_of(shop, [id for (id,) in rows])
    return [[str(row.id) for row in found.get(id, [])] for (id,) in rows]


class AttributeMap(Map[StoreAttribute]):
    """A feature; its values are told by their ids."""

    id = field("id", text)
    type = constant(SELECT)
    name = field("name", text)
    position = field("position", integer)
    visible = constant(True)
    required = constant(False)
    system = constant(False)
    values = lazy(_values, "id")


FILTERS = ("type", "visible", "required", "system")


def _selection(p: AttributeListParams | AttributeCountParams) -> Search:
    """Every feature is shown, none is demanded, and each offers values to choose from."""
    search = Search(path=PATH, query={})
    others = (p.visible is False, bool(p.required), bool(p.system), p.type not in (None, SELECT))
    if any(others):
        search.narrow(())
    return search


@prestashop.implements(api.attribute.list, "attribute_ids", *FILTERS, gives=AttributeMap)
async def attribute_list(shop: Prestashop, p: AttributeListParams) -> Page[StoreAttribute]:
    """List the features."""
    search = _selection(p)
    ids_given(search, "attribute_ids", p.attribute_ids)
    return await search.page(shop, AttributeMap, start=p.start, count=p.count)


@prestashop.implements(api.attribute.count, *FILTERS)
async def attribute_count(shop: Prestashop, p: AttributeCountParams) -> AttributeCount:
    """Count the features."""
    return AttributeCount(attributes_count=await _selection(p).total(shop))


@prestashop.implements(api.attribute.info, "id", gives=AttributeMap)
async def attribute_info(shop: Prestashop, p: AttributeInfoParams) -> StoreAttribute:
    """Read one feature."""
    try:
        return await shop.one(f"{PATH}/{number_of('id', p.id)}", AttributeMap)
    except NotFound as error:
        raise missing("Attribute", p.id, error) from error


@prestashop.implements(api.attribute.type.list)
async def attribute_type_list(shop: Prestashop, p: Params) -> Page[str]:
    """List the one type that features have."""
    return Page(items=[SELECT], total=1)


@prestashop.implements(api.attribute.add, "name", "type")
async def attribute_add(shop: Prestashop, p: AttributeAddParams) -> Added:
    """Add a feature; a second one of the same name is refused, though the shop would take it."""
    if p.type != SELECT:
        raise ParameterError(f"Parameter 'type' is not valid. Allowed values: '{SELECT}'.")
    await _unique(shop, p.name)
    return Added(id=str(await shop.add(PATH, {"name": await shop.everywhere(p.name)})))


async def _unique(shop: Prestashop, name: str) -> None:
    if await shop.ids(PATH, {"filter[name]": exactly(name), "language": await shop.language()}):
        raise AlreadyExists(f"Attribute with name = '{name}' already exist.")


@prestashop.implements(api.attribute.update, "id", "name")
async def attribute_update(shop: Prestashop, p: AttributeUpdateParams) -> Updated:
    """Rename a feature."""
    id = number_of("id", p.id)
    try:
        await shop.change(PATH, id, {"name": await shop.here(p.name)} if p.name is not None else {})
    except NotFound as error:
        raise missing("Attribute", p.id, error) from error
    return Updated(updated=True)


@prestashop.implements(api.attribute.delete, "id")
async def attribute_delete(shop: Prestashop, p: AttributeDeleteParams) -> Deleted:
    """Delete a feature with its values, also from the products that have it."""
    try:
        await shop.remove(PATH, number_of("id", p.id))
    except NotFound as error:
        raise missing("Attribute", p.id, error) from error
    return Deleted(deleted="1")


async def _feature(shop: Prestashop, id: str) -> int:
    feature = number_of("attribute_id", id)
    if not await shop.ids(PATH, {"filter[id]": feature}):
        raise missing("Attribute", id)
    return feature


async def _value(shop: Prestashop, attribute_id: str, id: str) -> int:
    feature, value = await _feature(shop, attribute_id), number_of("id", id)
    if not await shop.ids(VALUES, {"filter[id]": value, "filter[id_feature]": feature}):
        raise missing("Attribute value", id)
    return value


@prestashop.implements(api.attribute.value.add, "attribute_id", "name")
async def attribute_value_add(shop: Prestashop, p: AttributeValueAddParams) -> Added:
    """Add a value to a feature."""
    feature = await _feature(shop, p.attribute_id)
    offered = (await values_of(shop, [feature])).get(feature, [])
    if any((row.value or "").casefold() == p.name.casefold() for row in offered):
        raise AlreadyExists(f"Attribute value with name = '{p.name}' already exist.")
    body: Body = {"id_feature": feature, "custom": 0, "value": await shop.everywhere(p.name)}
    return Added(id=str(await shop.add(VALUES, body)))


@prestashop.implements(api.attribute.value.update, "attribute_id", "id", "name")
async def attribute_value_update(shop: Prestashop, p: AttributeValueUpdateParams) -> Updated:
    """Change the text of a value."""
    value = await _value(shop, p.attribute_id, p.id)
    if p.name is not None:
        await shop.change(VALUES, value, {"value": await shop.here(p.name)})
    return Updated(updated=True)


@prestashop.implements(api.attribute.value.delete, "attribute_id", "id")
async def attribute_value_delete(shop: Prestashop, p: AttributeValueDeleteParams) -> DeletedFlag:
    """Delete a value, also from the products that have it."""
    await shop.remove(VALUES, await _value(shop, p.attribute_id, p.id))
    return DeletedFlag(deleted=True)


prestashop.lacks(
    "PrestaShop's features are in no sets or groups.",
    api.attribute.assign.group, api.attribute.assign.set, api.attribute.attributeset.list, api.attribute.group.list,
    api.attribute.unassign.group, api.attribute.unassign.set,
)  # fmt: skip
