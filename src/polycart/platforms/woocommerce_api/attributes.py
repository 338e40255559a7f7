"""Global attributes of the shop, and their terms as values.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-attributes
"""

from __future__ import annotations

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
from polycart.core.given import refuse
from polycart.core.method import Page, Params
from polycart.core.selection import project
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id, native_ids
from polycart.platforms.woocommerce_api.products.searches import known
from polycart.platforms.woocommerce_api.products.terms import PATH, Attribute, attributes, forget, make_attribute, terms

FIELDS = ("id", "code", "type", "name", "required", "system", "values", "store_id", "additional_fields")
TYPE = "select"
"""The one type of WooCommerce itself; plugins add types such as colour, which lists tell by their own names."""


async def _loaded(woo: Woo, rows: list[Attribute]) -> list[StoreAttribute]:
    """Attributes as wanted; the values of each take a request of their own."""
    wanted = woo.wanted
    forget(woo, *(row.id for row in rows))
    values = [list(await terms(woo, row.id)) if wanted.wants("values") else [] for row in rows]
    found = [
        StoreAttribute(
            id=str(row.id), code=row.slug, type=row.type, name=row.name, required=False, system=False, values=texts,
            store_id=STORE_ID, additional_fields={"order_by": row.order_by, "has_archives": row.has_archives},
        )
        for row, texts in zip(rows, values, strict=True)
    ]  # fmt: skip
    return project(found, wanted)


async def _matching(woo: Woo, p: AttributeListParams | AttributeCountParams) -> list[Attribute]:
    forget(woo)
    rows = sorted(await attributes(woo), key=lambda row: row.id)
    if p.type is not None:
        rows = [row for row in rows if row.type == p.type]
    # No attribute of WooCommerce must be filled, and none belongs to the shop itself.
    return [] if p.required or p.system else rows


@woocommerce.implements(api.attribute.list, "attribute_ids", "type", "required", "system", gives=FIELDS)
async def attribute_list(woo: Woo, p: AttributeListParams) -> Page[StoreAttribute]:
    """List attributes; the shop answers them all at once."""
    rows = await _matching(woo, p)
    if p.attribute_ids is not None:
        ids = set(native_ids("attribute_ids").dump(p.attribute_ids).split(","))
        rows = [row for row in rows if str(row.id) in ids]
    more = p.start + p.count < len(rows)
    return Page(
        items=await _loaded(woo, rows[p.start : p.start + p.count]),
        total=len(rows),
        next={"start": p.start + p.count} if more else None,
        previous={"start": max(0, p.start - p.count), "count": min(p.start, p.count)} if p.start else None,
    )


@woocommerce.implements(api.attribute.count, "type", "required", "system")
async def attribute_count(woo: Woo, p: AttributeCountParams) -> AttributeCount:
    """Count attributes."""
    return AttributeCount(attributes_count=len(await _matching(woo, p)))


@woocommerce.implements(api.attribute.info, "id", gives=FIELDS)
async def attribute_info(woo: Woo, p: AttributeInfoParams) -> StoreAttribute:
    """Read one attribute."""
    with known("Attribute", p.id):
        query = {"_fields": "id,name,slug,type,order_by,has_archives"}
        row = await woo.get(f"{PATH}/{native_id('id').dump(p.id)}", query, type=Attribute)
    return (await _loaded(woo, [row]))[0]


@woocommerce.implements(api.attribute.add, "name", "type", "code")
async def attribute_add(woo: Woo, p: AttributeAddParams) -> Added:
    """Add an attribute."""
    _selects(p.type)
    id = await make_attribute(woo, {"name": p.name, "type": TYPE} | ({"slug": p.code} if p.code else {}))
    return Added(id=str(id))


def _selects(type: str) -> None:
    if type != TYPE:
        raise refuse("type", f"Allowed values: '{TYPE}'.")


@woocommerce.implements(api.attribute.update, "id", "name")
async def attribute_update(woo: Woo, p: AttributeUpdateParams) -> Updated:
    """Rename an attribute; its code stays."""
    with known("Attribute", p.id):
        path = f"{PATH}/{native_id('id').dump(p.id)}"
        # The shop clears the type and order of an attribute that are not sent (wc_update_attribute).
        row = await woo.get(path, {"_fields": "name,slug,type,order_by,has_archives"})
        await woo.put(path, row | ({"name": p.name} if p.name else {}))
    forget(woo)
    return Updated(updated=True)


@woocommerce.implements(api.attribute.delete, "id")
async def attribute_delete(woo: Woo, p: AttributeDeleteParams) -> Deleted:
    """Delete an attribute with its values, and from every product."""
    with known("Attribute", p.id):
        await woo.delete(f"{PATH}/{native_id('id').dump(p.id)}", {"force": True})
    forget(woo)
    return Deleted(deleted="1")


@woocommerce.implements(api.attribute.value.add, "attribute_id", "name", "code", "description")
async def attribute_value_add(woo: Woo, p: AttributeValueAddParams) -> Added:
    """Add a value to an attribute."""
    id = native_id("attribute_id").dump(p.attribute_id)
    with known("Attribute", p.attribute_id):
        made = await woo.post(f"{PATH}/{id}/terms", _term(p))
    forget(woo, id)
    return Added(id=str(made["id"]))


@woocommerce.implements(api.attribute.value.update, "id", "attribute_id", "name", "code", "description")
async def attribute_value_update(woo: Woo, p: AttributeValueUpdateParams) -> Updated:
    """Change a value, for every product that has it."""
    id = native_id("attribute_id").dump(p.attribute_id)
    with known("Attribute value", p.id):
        await woo.put(f"{PATH}/{id}/terms/{native_id('id').dump(p.id)}", _term(p))
    forget(woo, id)
    return Updated(updated=True)


def _term(p: AttributeValueAddParams | AttributeValueUpdateParams) -> dict[str, str]:
    body = {"name": p.name, "slug": p.code, "description": p.description}
    return {name: value for name, value in body.items() if value is not None}


@woocommerce.implements(api.attribute.value.delete, "id", "attribute_id")
async def attribute_value_delete(woo: Woo, p: AttributeValueDeleteParams) -> DeletedFlag:
    """Delete a value, and from every product."""
    id = native_id("attribute_id").dump(p.attribute_id)
    with known("Attribute value", p.id):
        await woo.delete(f"{PATH}/{id}/terms/{native_id('id').dump(p.id)}", {"force": True})
    forget(woo, id)
    return DeletedFlag(deleted=True)


@woocommerce.implements(api.attribute.type.list, note="WooCommerce itself has one type; plugins may add others.")
async def attribute_type_list(woo: Woo, p: Params) -> Page[str]:
    """List the types that an attribute can be added with."""
    return Page(items=[TYPE], total=1)


woocommerce.lacks(
    "WooCommerce attributes are not arranged in sets or groups.",
    api.attribute.attributeset.list,
    api.attribute.group.list,
    api.attribute.assign.group,
    api.attribute.assign.set,
    api.attribute.unassign.group,
    api.attribute.unassign.set,
)
