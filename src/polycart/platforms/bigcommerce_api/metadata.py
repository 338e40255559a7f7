"""Meta data: metafields, keys with values in namespaces, at many kinds of things.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/products/metafields
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.cart import (
    CartMetaData,
    CartMetaDataListParams,
    CartMetaDataSetParams,
    CartMetaDataUnsetParams,
)
from polycart.api.results import Added, Done
from polycart.core.codecs import text
from polycart.core.errors import NotFound
from polycart.core.given import allowed
from polycart.core.mapping import Map, extras, field
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number

PLACES = {
    "product": "v3/catalog/products", "category": "v3/catalog/categories", "brand": "v3/catalog/brands",
    "customer": "v3/customers", "order": "v3/orders", "channel": "v3/channels", "store": "v3/channels",
}  # fmt: skip
ENTITIES = (*PLACES, "variant")
PERMISSION = "write"
"""Other API accounts of the store may read and write what is set here."""


class MetaMap(Map[CartMetaData]):
    """A metafield."""

    id = field("id", text)
    key = field("key")
    value = field("value")
    namespace = field("namespace")
    additional_fields = extras("permission_set", "description", "date_created", "date_modified", "owner_client_id")


async def _path(bc: Bigcommerce, entity: str, entity_id: str) -> str:
    """Where the metafields of something are; those of a variant are below its product."""
    id = number("entity_id", entity_id)
    if entity in PLACES:
        return f"{PLACES[entity]}/{id}/metafields"
    if entity != "variant":
        raise allowed("entity", ENTITIES)
    found: list[Any] = await bc.records("v3/catalog/variants", {"id": id, "include_fields": "product_id"})
    if not found:
        raise missing("Variant", entity_id)
    return f"v3/catalog/products/{found[0]['product_id']}/variants/{id}/metafields"


@bigcommerce.implements(api.cart.meta_data.list, "entity_id", "entity", "key", gives=MetaMap)
async def cart_meta_data_list(bc: Bigcommerce, p: CartMetaDataListParams) -> Page[CartMetaData]:
    """List the metafields of a product, variant, category, brand, customer, order or channel."""
    path = await _path(bc, p.entity, p.entity_id)
    query = {"key": p.key} if p.key is not None else {}
    start = int((bc.call.cursor or {}).get("start", 0))
    try:
        return await bc.window(path, query, MetaMap, start=start, count=p.count)
    except NotFound as error:
        raise missing(p.entity.capitalize(), p.entity_id, error) from error


@bigcommerce.implements(api.cart.meta_data.set, "entity_id", "entity", "key", "value", "namespace")
async def cart_meta_data_set(bc: Bigcommerce, p: CartMetaDataSetParams) -> Added:
    """Set the value of a key in its namespace; what there is of that name is changed."""
    path = await _path(bc, p.entity, p.entity_id)
    try:
        found = await bc.records(path, {"key": p.key, "namespace": p.namespace})
        if found:
            await bc.put(f"{path}/{found[0]['id']}", {"value": p.value})
            return Added(id=str(found[0]["id"]))
        body = {"key": p.key, "value": p.value, "namespace": p.namespace, "permission_set": PERMISSION}
        return Added(id=str((await bc.post(path, body))["id"]))
    except NotFound as error:
        raise missing(p.entity.capitalize(), p.entity_id, error) from error


@bigcommerce.implements(api.cart.meta_data.unset, "entity_id", "entity", "key", "id")
async def cart_meta_data_unset(bc: Bigcommerce, p: CartMetaDataUnsetParams) -> Done:
    """Delete a metafield, which has to have the key that is told."""
    path = f"{await _path(bc, p.entity, p.entity_id)}/{number('id', p.id)}"
    try:
        found = await bc.get(path)
    except NotFound as error:
        raise missing("Meta data", p.id, error) from error
    if found["key"] != p.key:
        raise missing("Meta data", p.id)
    await bc.delete(path)
    return Done(status=True)
