"""Metafields: what merchants and apps keep with products, variants, orders, customers and collections.

https://shopify.dev/docs/apps/build/custom-data/metafields
"""

from __future__ import annotations

from polycart import api
from polycart.api.cart import (
    CartMetaData,
    CartMetaDataListParams,
    CartMetaDataSetParams,
    CartMetaDataUnsetParams,
)
from polycart.api.results import Added, Done
from polycart.core.documents import Of
from polycart.core.given import allowed
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Coded, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing, number
from polycart.platforms.shopify.products.fields import Metafield

OWNERS = {
    "product": "Product", "variant": "ProductVariant", "order": "Order", "customer": "Customer",
    "category": "Collection",
}  # fmt: skip
ROOTS = {
    "product": "product", "variant": "productVariant", "order": "order", "customer": "customer",
    "category": "collection",
}  # fmt: skip
FIELDS = ("id", "key", "value", "namespace", "additional_fields")
TEXT = "multi_line_text_field"
"""The type of a metafield that has no definition and is made here: any text fits."""


class _Metafields(Row):
    nodes: list[Metafield] = []


class Owner(Row):
    """What has metafields."""

    id: str
    metafields: _Metafields | None = None


class _Set(Coded):
    metafields: list[Id] | None = None


class _Deleted(Plain):
    pass


def _owner(entity: str, entity_id: str) -> str:
    if entity not in OWNERS:
        raise allowed("entity", OWNERS)
    return gid(OWNERS[entity], entity_id, "entity_id")


async def _metafields(shop: Shop, entity: str, owner: str) -> list[Metafield]:
    found = await shop.look(ROOTS[entity], Owner, {"id": Of("ID!", owner)})
    if found is None:
        raise missing(entity.capitalize(), owner)
    return found.metafields.nodes if found.metafields else []


@shopify.implements(api.cart.meta_data.list, "entity_id", "entity", "key", gives=FIELDS)
async def meta_data_list(shop: Shop, p: CartMetaDataListParams) -> Page[CartMetaData]:
    """List the metafields of something; the place in the list is the number of those before."""
    key = p.key
    rows = await _metafields(shop, p.entity, _owner(p.entity, p.entity_id))
    found = [
        CartMetaData(
            id=number(row.id), key=row.key, value=row.value, namespace=row.namespace,
            additional_fields={"type": row.type},
        )
        for row in rows
        if key in (None, row.key)
    ]  # fmt: skip
    start = (shop.call.cursor or {}).get("start", 0)
    page = Page(items=found[start : start + p.count], total=len(found))
    page.place(start, p.count)
    return page


@shopify.implements(api.cart.meta_data.set, "entity_id", "entity", "key", "value", "namespace")
async def meta_data_set(shop: Shop, p: CartMetaDataSetParams) -> Added:
    """Set a metafield; one that is there keeps its type, a new one without definition is a text."""
    owner = _owner(p.entity, p.entity_id)
    rows = await _metafields(shop, p.entity, owner)
    old = next((row for row in rows if (row.namespace, row.key) == (p.namespace, p.key)), None)
    field = {
        "ownerId": owner,
        "namespace": p.namespace,
        "key": p.key,
        "value": p.value,
        "type": old.type if old else TEXT,
    }
    with known(p.entity.capitalize(), owner):
        made = await shop.mutate("metafieldsSet", {"metafields": Of("[MetafieldsSetInput!]!", [field])}, _Set)
    return Added(id=number(made.metafields[0].id if made.metafields else ""))


@shopify.implements(api.cart.meta_data.unset, "entity_id", "entity", "key", "id")
async def meta_data_unset(shop: Shop, p: CartMetaDataUnsetParams) -> Done:
    """Delete a metafield of something."""
    owner = _owner(p.entity, p.entity_id)
    id = gid("Metafield", p.id, "id")
    rows = await _metafields(shop, p.entity, owner)
    old = next((row for row in rows if row.id == id and row.key == p.key), None)
    if old is None:
        raise missing("Metafield", id)
    field = {"ownerId": owner, "namespace": old.namespace, "key": old.key}
    await shop.mutate("metafieldsDelete", {"metafields": Of("[MetafieldIdentifierInput!]!", [field])}, _Deleted)
    return Done(status=True)
