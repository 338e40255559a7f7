"""What a product refers to: categories, other products, websites, tax classes, and attributes by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from polycart.api.product import ProductAddParams, ProductAddSpecific, ProductUpdateParams
from polycart.core.errors import NotFound
from polycart.core.given import listed, refuse
from polycart.core.undo import Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, missing, segment
from polycart.platforms.magento2.products.bodies import Body, Draft, amount, number
from polycart.platforms.magento2.products.choices import CHOICES, attribute, belonging, option_id, value

T = TypeVar("T")

LINKS = {
    "related_products_ids": "related",
    "up_sell_products_ids": "upsell",
    "cross_sell_products_ids": "crosssell",
}


class Known(msgspec.Struct):
    """A product as others refer to it."""

    id: int
    sku: str
    type_id: str = "simple"
    name: str = ""
    attribute_set_id: int = 0


PATHS = ("id", "sku", "type_id", "name", "attribute_set_id")
"""What is asked for of a ``Known``."""


class CategoryId(msgspec.Struct):
    id: int


class TaxClass(msgspec.Struct):
    class_id: int
    class_type: str = ""


async def products(magento: Magento, parameter: str, ids: Sequence[str]) -> dict[str, Known]:
    """Products by their ids; each must be there."""
    numbers = {id: number(parameter, id) for id in ids}
    rows = await magento.among("products", "entity_id", numbers.values(), Known, *PATHS) if numbers else []
    found = {row.id: row for row in rows}
    for id, number_ in numbers.items():
        if number_ not in found:
            raise missing("Product", id)
    return {id: found[number_] for id, number_ in numbers.items()}


async def product(magento: Magento, id: str, parameter: str = "id") -> Known:
    """One product by its id."""
    return (await products(magento, parameter, [id]))[id]


async def part(magento: Magento, sku: str, fields: str, kind: type[T]) -> T:
    """A part of a product; a product without any of the fields is an empty list in PHP."""
    told = magento.foreseen.get(("part", sku, fields))
    if told is None:
        told = await magento.get(f"products/{segment(sku)}", {"fields": fields})
    return msgspec.convert(told if isinstance(told, dict) else {}, kind)


async def categories(magento: Magento, p: ProductAddParams | ProductUpdateParams) -> list[Body] | None:
    """Links to categories; the shop ignores those that it does not have, so they are looked up first."""
    first = listed(p.category_id) if isinstance(p, ProductAddParams) else []
    if not first and p.categories_ids is None:
        return None
    ids = list(dict.fromkeys([*first, *listed(p.categories_ids)]))
    numbers = {id: number("categories_ids", id) for id in ids}
    if numbers:
        rows = await magento.among("categories/list", "entity_id", numbers.values(), CategoryId, "id")
        there = {row.id for row in rows}
        for id, each in numbers.items():
            if each not in there:
                raise missing("Category", id)
    return [{"position": 0, "category_id": str(each)} for each in numbers.values()]


async def links(
    magento: Magento, p: ProductAddParams | ProductUpdateParams, sku: str
) -> dict[str, list[Body]]:  # fmt: skip
    """Links to related products by their kind, for the parameters that are given."""
    given = (p.related_products_ids, p.up_sell_products_ids, p.cross_sell_products_ids)
    wanted = {
        name: list(dict.fromkeys(listed(text))) for name, text in zip(LINKS, given, strict=True) if text is not None
    }
    rows: dict[str, list[Body]] = {}
    for name, ids in wanted.items():
        found = await products(magento, name, ids)
        rows[LINKS[name]] = [
            {
                "sku": sku, "link_type": LINKS[name], "linked_product_sku": each.sku,
                "linked_product_type": each.type_id, "position": place,
            }
            for place, each in enumerate(found.values(), 1)
        ]  # fmt: skip
    return rows


async def websites(magento: Magento, parameter: str, stores_ids: str | None) -> list[int] | None:
    """The websites of some stores: Magento shows a product in websites, with all their stores."""
    if stores_ids is None:
        return None
    known = {str(group.id): group.website_id for group in await scopes.groups(magento) if group.website_id}
    ids = listed(stores_ids)
    if not ids or any(id not in known for id in ids):
        names = ",".join(f"'{id}'" for id in known)
        raise refuse(parameter, f"Allowed values: {names}.")
    sites = list(dict.fromkeys(known[id] for id in ids))
    others = [id for id, site in known.items() if site in sites and id not in ids]
    if others and parameter == "stores_ids":
        raise refuse(
            parameter, f"The stores {', '.join([*ids, *others])} are of one website and show the same products."
        )
    return sites


async def tax_class(magento: Magento, id: str | None, taxable: bool | None) -> str | None:
    """The tax class, which must be one for products; ``0`` is none at all."""
    if id is None:
        return "0" if taxable is False else None
    if id == "0" and not taxable:
        return id
    if taxable is False:
        raise refuse("taxable", "A product with a tax class is taxed.")
    wanted = number("tax_class_id", id)
    rows = await magento.among("taxClasses/search", "class_id", [wanted], TaxClass, "class_id", "class_type")
    if not any(row.class_type == "PRODUCT" for row in rows):
        raise NotFound(f"Tax class with id {id} not found.")
    return id


async def specifics(
    magento: Magento, undo: Undo, rows: Sequence[ProductAddSpecific], *, sku: str, type_id: str, set_id: int
) -> Draft:
    """Properties become values of attributes, or options of a configurable; parts become a group or a bundle."""
    draft = Draft()
    for specific in rows:
        foreign = (specific.scale_id, specific.input_value, specific.food_details, specific.booking_details)
        if any(each is not None for each in foreign):
            raise refuse("specifics", "An attribute has 'name', 'value', 'values' and 'used_for_variations' only.")
        if specific.group_products_details:
            await _parts(magento, draft, specific, sku=sku, type_id=type_id)
            continue
        values = specific.values or ([specific.value] if specific.value is not None else [])
        if not specific.name or not values:
            raise refuse("specifics", "An attribute needs 'name' and 'value' or 'values'.")
        owner = await belonging(magento, "specifics", specific.name, set_id)
        if not specific.used_for_variations:
            draft.attributes[owner.attribute_code] = await value(magento, undo, "specifics", owner, values)
            continue
        if type_id != "configurable":
            raise refuse("specifics", "Only a product of the type 'configurable' has variations.")
        if owner.frontend_input not in CHOICES or owner.scope != "global":
            raise refuse("specifics", f"Variants cannot differ in the attribute '{owner.attribute_code}'.")
        indexes = [{"value_index": int(await option_id(magento, undo, owner, text))} for text in values]
        options = draft.extension.setdefault("configurable_product_options", [])
        options.append({
            "attribute_id": str(owner.attribute_id), "label": owner.name, "position": len(options), "values": indexes,
        })  # fmt: skip
    return draft


async def _parts(magento: Magento, draft: Draft, specific: ProductAddSpecific, *, sku: str, type_id: str) -> None:
    parts = specific.group_products_details or []
    found = await products(magento, "specifics", [part.id for part in parts])
    if type_id == "grouped":
        rows: list[Body] = [
            {
                "sku": sku, "link_type": "associated", "linked_product_sku": found[part.id].sku,
                "linked_product_type": found[part.id].type_id, "position": place,
                "extension_attributes": {"qty": part.quantity},
            }
            for place, part in enumerate(parts, 1)
        ]  # fmt: skip
        draft.fields["product_links"] = [*draft.fields.get("product_links", []), *rows]
        return
    if type_id != "bundle":
        raise refuse("specifics", "Only products of the types 'grouped' and 'bundle' are made of others.")
    options = draft.extension.setdefault("bundle_product_options", [])
    for part in parts:
        each = found[part.id]
        link = {
            "sku": each.sku, "qty": amount(part.quantity), "position": 1, "is_default": True, "price": 0,
            "price_type": 0, "can_change_quantity": 0,
        }  # fmt: skip
        options.append({
            "title": specific.name or each.name, "required": True, "type": "select", "position": len(options) + 1,
            "sku": sku, "product_links": [link],
        })  # fmt: skip


__all__ = [
    "LINKS", "Known", "attribute", "categories", "links", "product", "products", "specifics", "tax_class", "websites",
]  # fmt: skip
