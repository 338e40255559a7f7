"""Attributes that products can have, with the options of those that are choices; reading them.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/products/attributes``)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.attribute import (
    AttributeAttributesetListParams,
    AttributeCount,
    AttributeCountParams,
    AttributeGroupListParams,
    AttributeInfoParams,
    AttributeListParams,
    StoreAttribute,
    StoreAttributeAttributeSet,
    StoreAttributeGroup,
)
from polycart.core.codecs import Codec, boolean, integer, text
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page, Params
from polycart.core.selection import Selection, merge
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import SORT, where, written
from polycart.platforms.magento2.numbers import native_id, native_ids

PATH = "products/attributes"
SETS = "products/attribute-sets/sets/list"
GROUPS = "products/attribute-sets/groups/list"

TYPES = {
    "text": "text",
    "textarea": "textarea",
    "select": "select",
    "multiselect": "multiselect",
    "boolean": "boolean",
    "date": "date",
    "price": "price",
    "media": "media_image",
}
"""Magento's input for each type of the contract; a colour is a choice there, whose look REST does not tell."""

_TYPES = {native: name for name, native in TYPES.items()}

OPTIONED = ("select", "multiselect", "boolean")


class Option(msgspec.Struct):
    """A value that can be chosen; each list begins with an empty one."""

    value: Any = None
    label: Any = None


class Label(msgspec.Struct):
    """What a store view calls an attribute."""

    store_id: int
    label: str = ""


_OPTIONS = At("options", list[Option])


def _choices(options: list[Option] | None) -> list[tuple[str, str]]:
    return [(str(each.value), str(each.label)) for each in options or () if each.value not in (None, "")]


def _values(options: list[Option] | None) -> list[str]:
    return [label for _, label in _choices(options)]


def _defaults(value: Any, kind: str | None, options: list[Option] | None) -> list[str]:
    """The default values; those of choices by their labels."""
    if value in (None, ""):
        return []
    if kind not in OPTIONED:
        return [str(value)]
    labels = dict(_choices(options))
    return [labels.get(part, part) for part in str(value).split(",") if part]


async def _names(magento: Magento, rows: list[tuple[Any, ...]]) -> list[str]:
    """The names that the store view calls attributes by; those that it has none for by the back office's."""
    view = magento.scope.view if magento.scope is not None else None
    number = view.id if view is not None else None

    def name(code: str, default: str | None, labels: list[Label] | None) -> str:
        own = next((each.label for each in labels or () if each.store_id == number and each.label), None)
        return own or default or code

    return [name(*row) for row in rows]


_SURPLUS = (
    "scope", "frontend_input", "backend_type", "apply_to", "is_unique", "is_searchable", "is_filterable",
    "is_filterable_in_search", "is_comparable", "is_used_for_promo_rules", "used_in_product_listing",
    "used_for_sort_by", "is_html_allowed_on_front", "is_visible_in_advanced_search",
)  # fmt: skip


def _surplus(options: list[Option] | None, *values: Any) -> dict[str, Any]:
    """What else Magento tells, and the ids of the options, which values are changed and deleted by."""
    choices = [{"id": id, "name": label} for id, label in _choices(options)]
    return dict(zip(_SURPLUS, values, strict=True)) | {"options": choices}


def _of_magento(own: bool | None) -> bool:
    return not own


_type = Codec(lambda native: _TYPES.get(native, native or ""), lambda name: TYPES.get(name, name), str | None)


class AttributeMap(Map[StoreAttribute]):
    """An attribute; ``visible`` says that product pages show it, ``values`` are the labels of its options."""

    id = field("attribute_id", text)
    code = field("attribute_code")
    type = field("frontend_input", _type)
    name = lazy(_names, "attribute_code", "default_frontend_label", At("frontend_labels", list[Label]))
    default_values = computed(_defaults, "default_value", "frontend_input", _OPTIONS)
    position = field("position", integer)
    visible = field("is_visible_on_front", boolean)
    required = field("is_required", boolean)
    system = computed(_of_magento, "is_user_defined")
    values = computed(_values, _OPTIONS)
    additional_fields = computed(_surplus, _OPTIONS, *_SURPLUS)


_ours = Codec(lambda value: value, lambda system: not system, Any)


class AttributeCountQuery(Map[AttributeListParams]):
    """Filters of counting, which are also the list's."""

    attribute_set_id = where("attribute_set_id", "eq", native_id("attribute_set_id"))
    type = where("frontend_input", "eq", _type)
    visible = where("is_visible_on_front", "eq")
    required = where("is_required", "eq")
    system = where("is_user_defined", "eq", _ours)


class AttributeQuery(AttributeCountQuery):
    """Filters of the list."""

    attribute_ids = where("attribute_id", "in", native_ids("attribute_ids"))


@magento2.implements(api.attribute.list, AttributeQuery, gives=AttributeMap)
async def attribute_list(magento: Magento, p: AttributeListParams) -> Page[StoreAttribute]:
    """List the attributes of products by id, Magento's own among them."""
    return await magento.page(PATH, p, AttributeQuery, AttributeMap, also={SORT: [("attribute_id", "ASC")]})


@magento2.implements(api.attribute.count, AttributeCountQuery)
async def attribute_count(magento: Magento, p: AttributeCountParams) -> AttributeCount:
    """Count attributes by the total that the list tells."""
    query = {"attribute_id gt": 0, **AttributeCountQuery.dump(p)}
    return AttributeCount(attributes_count=await magento.total(PATH, query))


@magento2.implements(api.attribute.info, "id", "attribute_set_id", gives=AttributeMap)
async def attribute_info(magento: Magento, p: AttributeInfoParams) -> StoreAttribute:
    """Read one attribute; Magento addresses them by code, so the list is asked for the id."""
    query: dict[str, Any] = {"attribute_id eq": native_id("id").dump(p.id)}
    if p.attribute_set_id is not None:
        query["attribute_set_id eq"] = native_id("attribute_set_id").dump(p.attribute_set_id)
    page = await magento.window(PATH, query, AttributeMap, start=0, count=1)
    if not page.items:
        raise missing("Attribute", p.id)
    return page.items[0]


@magento2.implements(api.attribute.type.list)
async def attribute_type_list(magento: Magento, p: Params) -> Page[str]:
    """List the types that an attribute can be added with."""
    return Page(items=list(TYPES), total=len(TYPES))


class _Member(msgspec.Struct):
    attribute_id: int


async def _members(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    """The attributes of each set; Magento tells them for one set at a time."""

    async def members(set_id: int) -> list[str]:
        path = f"products/attribute-sets/{set_id}/attributes"
        found = await magento.get(path, {"fields": "attribute_id"}, type=list[_Member])
        return [str(id) for id in sorted(each.attribute_id for each in found)]

    return [await members(set_id) for (set_id,) in rows]


class SetMap(Map[StoreAttributeAttributeSet]):
    """A set of attributes."""

    id = field("attribute_set_id", text)
    name = field("attribute_set_name")
    assigned_attribute_ids = lazy(_members, "attribute_set_id")
    additional_fields = extras("sort_order")


@magento2.implements(api.attribute.attributeset.list, gives=SetMap)
async def attribute_attributeset_list(
    magento: Magento, p: AttributeAttributesetListParams
) -> Page[StoreAttributeAttributeSet]:
    """List the attribute sets of products by id."""
    return await magento.page(SETS, p, None, SetMap, also={SORT: [("attribute_set_id", "ASC")]})


class GroupMap(Map[StoreAttributeGroup]):
    """A group of attributes inside a set; which attributes are in it, REST does not tell."""

    id = field("attribute_group_id", text)
    name = field("attribute_group_name")
    attribute_set_id = field("attribute_set_id", text)


class _Set(msgspec.Struct):
    attribute_set_id: int


class _Sets(msgspec.Struct):
    items: list[_Set] | None = None


@magento2.implements(api.attribute.group.list, "attribute_set_id", gives=GroupMap)
async def attribute_group_list(magento: Magento, p: AttributeGroupListParams) -> Page[StoreAttributeGroup]:
    """List the groups of a set, or of all sets of products: other things have groups, too, which are left out."""
    if p.attribute_set_id is not None:
        sets = [native_id("attribute_set_id").dump(p.attribute_set_id)]
    else:
        query = {**written({"attribute_set_id gt": 0}), "fields": "items[attribute_set_id]"}
        sets = [each.attribute_set_id for each in (await magento.get(SETS, query, type=_Sets)).items or ()]
    wanted = merge(magento.wanted, Selection.named("id"))
    groups = await magento.everything(GROUPS, {"attribute_set_id in": sets}, GroupMap, wanted=wanted)
    groups.sort(key=lambda group: int(str(group.id)))  # Magento keeps to an order of its own, in which many are equal
    return Page(items=groups[p.start : p.start + p.count], total=len(groups))
