"""Attributes of one product and their values.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/products/attribute-sets/{id}/attributes``)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import ProductAttribute, ProductAttributeListParams
from polycart.core.given import allowed
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.products.definitions import Definition, Definitions, definitions, knowing, parts
from polycart.platforms.magento2.products.parts import PATH
from polycart.platforms.magento2.values import AttributeValue, values_of

FIELDS = (
    "attribute_id", "code", "name", "lang_id", "store_id", "value", "required", "visible", "type", "position",
    "product_id", "variant_id", "additional_fields",
)  # fmt: skip

SORTS = ("attribute_id", "code", "name", "position")

OWN = ("sku", "name", "price", "weight", "status", "visibility", "created_at", "updated_at")
"""Attributes that stand among a product's own fields."""

NOT_VALUES = frozenset({"gallery", "media_image"})
"""Inputs that are pictures, which have methods of their own."""

INTERNAL = frozenset({
    "old_id", "minimal_price", "custom_layout_update", "required_options", "has_options", "image_label",
    "small_image_label", "thumbnail_label", "created_at", "updated_at", "url_path",
})  # fmt: skip
"""Magento's own attributes that no merchant sees; the attributes of a set do not tell which are visible."""

OF_BUNDLES = frozenset({"price_type", "sku_type", "weight_type", "price_view", "shipment_type"})
"""Magento's own attributes that only bundles have (``apply_to``)."""

_MEMBER = (
    "attribute_id,attribute_code,default_frontend_label,frontend_labels[store_id,label],frontend_input,is_required,"
    "is_user_defined"
)
"""What the attributes of a set tell; the rest stands in the list of all attributes."""


class _Product(msgspec.Struct):
    attribute_set_id: int = 0
    type_id: str = ""
    sku: str | None = None
    name: str | None = None
    price: float | None = None
    weight: float | None = None
    status: int | None = None
    visibility: int | None = None
    created_at: str | None = None
    updated_at: str | None = None
    custom_attributes: list[AttributeValue] | None = None


class _Products(msgspec.Struct):
    items: list[_Product] | None = None


@magento2.implements(
    api.product.attribute.list, "product_id", "attribute_id", "variant_id", "sort_by", "sort_direction", gives=FIELDS
)
async def product_attribute_list(magento: Magento, p: ProductAttributeListParams) -> Page[ProductAttribute]:
    """List what the attribute set of a product holds, with its values; several are joined by commas."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if p.sort_direction not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    product = await _product(magento, p)
    path = f"products/attribute-sets/{product.attribute_set_id}/attributes"
    members = await magento.get(path, {"fields": _MEMBER}, type=list[Definition])
    chosen = [each for each in members if _shown(each, product.type_id)]
    if p.attribute_id is not None:
        chosen = [each for each in chosen if p.attribute_id in (str(each.attribute_id), each.code)]
    values = {**{name: getattr(product, name) for name in OWN}, **values_of(product.custom_attributes)}
    used = [(each.code, one) for each in chosen for one in parts(values.get(each.code))]
    known, view = await _details(magento, p, used), magento.scope.view if magento.scope is not None else None
    found = [_attribute(each, values.get(each.code), known, view.id if view else None) for each in chosen]
    found.sort(key=lambda each: _key(each, p.sort_by), reverse=p.sort_direction == "desc")
    page = found[p.start : p.start + p.count]
    for each in page:
        _placed(each, magento, p)
    return Page(items=page, total=len(found))


def _shown(definition: Definition, kind: str) -> bool:
    """Whether merchants see an attribute at products of a type."""
    hidden = INTERNAL if kind == "bundle" else INTERNAL | OF_BUNDLES
    return definition.code not in hidden and definition.frontend_input not in {None, *NOT_VALUES}


async def _details(magento: Magento, p: ProductAttributeListParams, used: list[tuple[str, Any]]) -> Definitions | None:
    """What only the list of all attributes tells, options too, where it is asked for."""
    wanted = ("value", "visible", "position")
    if p.sort_by == "position" or any(magento.wanted.wants(name) for name in wanted):
        known = await definitions(magento)
        return await knowing(magento, [pair for pair in used if known.optioned(pair[0])])
    return None


async def _product(magento: Magento, p: ProductAttributeListParams) -> _Product:
    """The product, or its variant, which is a product too."""
    name, id = ("product_id", p.product_id) if p.variant_id is None else ("variant_id", p.variant_id)
    query = written({"entity_id eq": native_id(name).dump(id)})
    fields = ",".join(("attribute_set_id", "type_id", "custom_attributes", *OWN))
    found = (await magento.get(PATH, {**query, "fields": f"items[{fields}]"}, type=_Products)).items
    if not found:
        raise missing("Product" if p.variant_id is None else "Variant", id)
    return found[0]


def _attribute(member: Definition, value: Any, known: Definitions | None, view_id: int | None) -> ProductAttribute:
    details = known.by_code.get(member.code) if known else None
    return ProductAttribute(
        attribute_id=str(member.attribute_id), code=member.code, name=member.name(view_id),
        value=_text(value, details), required=member.is_required,
        visible=details.on_pages if details else None, type=member.frontend_input,
        position=details.position if details else None,
        additional_fields={"native_value": value, "user_defined": member.is_user_defined},
    )  # fmt: skip


def _text(value: Any, details: Definition | None) -> str | None:
    """A value as people read it; options by their labels."""
    if value is None or value == "" or value == []:
        return None
    if details is not None and details.options:
        labels = dict(details.choices)
        return ",".join(labels.get(each, each) for each in parts(value))
    return ",".join(parts(value)) if isinstance(value, list) else str(value)


def _placed(each: ProductAttribute, magento: Magento, p: ProductAttributeListParams) -> None:
    scope = magento.scope
    each.lang_id = str(scope.view.id) if scope is not None and scope.view is not None else None
    each.store_id = str(scope.group.id) if scope is not None and scope.group is not None else None
    each.product_id, each.variant_id = p.product_id, p.variant_id


def _key(each: ProductAttribute, name: str) -> tuple[Any, ...]:
    value: Any = getattr(each, name)
    number = int(str(each.attribute_id))
    return (int(value), number) if str(value).isdigit() else (str(value), number) if value else (0, number)
