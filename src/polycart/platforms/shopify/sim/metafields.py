"""Metafields of any record: their own fields, and the lists and single ones of their owners."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, paged
from polycart.platforms.shopify.sim.paging import Connection
from polycart.platforms.shopify.sim.state import Record, Shop

OWNERS = {
    "Product": "PRODUCT", "ProductVariant": "PRODUCTVARIANT", "Collection": "COLLECTION", "Customer": "CUSTOMER",
    "Order": "ORDER", "DraftOrder": "DRAFTORDER", "Location": "LOCATION", "Shop": "SHOP", "Market": "MARKET",
    "DiscountCodeNode": "DISCOUNT", "DiscountAutomaticNode": "DISCOUNT", "DiscountNode": "DISCOUNT",
}  # fmt: skip
"""Which types have metafields, and what their definitions call them."""

RESERVED = "app--1000001"
"""What ``$app`` stands for: the namespace of the app that asks."""


def namespace(given: str | None) -> str:
    """A namespace in full."""
    if given is None or given == "$app":
        return RESERVED
    return RESERVED + given[4:].replace(":", "--", 1) if given.startswith("$app:") else given


def attach(shop: Shop, owner: Record, *, space: str, key: str, type: str, value: str) -> Record:
    """Set a metafield of an owner; there is one for a namespace and key."""
    found = held(owner, space, key)
    if found is not None:
        found.update(type=type, value=value)
        shop.touch(found)
        return found
    made = shop.insert("Metafield", {
        "namespace": space, "key": key, "type": type, "value": value, "owner": owner, "description": None,
        "ownerType": OWNERS[owner["__typename"]], "createdAt": shop.now(), "updatedAt": shop.now(),
    })  # fmt: skip
    owner.setdefault("metafields", []).append(made)
    return made


def held(owner: Record, space: str, key: str) -> Record | None:
    """The metafield of an owner."""
    rows: list[Record] = owner.get("metafields", [])
    return next((row for row in rows if row["namespace"] == space and row["key"] == key), None)


def _one(owner: Record, info: Info, *, key: str, namespace: str | None = None) -> Record | None:
    space, _, name = key.rpartition(".") if namespace is None and "." in key else (namespace, "", key)
    return held(owner, _space(space), name)


_space = namespace


def _many(
    owner: Record, info: Info, *, namespace: str | None = None, keys: list[str] | None = None, **page: Any
) -> Connection:
    rows: list[Record] = owner.get("metafields", [])
    if namespace is not None:
        rows = [row for row in rows if row["namespace"] == _space(namespace)]
    if keys is not None:
        rows = [row for row in rows if f"{row['namespace']}.{row['key']}" in keys or row["key"] in keys]
    return paged(info, rows, "Metafield", **page)


for _type in OWNERS:
    field(_type, "metafield")(_one)
    field(_type, "metafields")(_many)


@field("Metafield", "jsonValue")
def _json(metafield: Record, info: Info) -> Any:
    value, type = metafield["value"], metafield["type"]
    if type.startswith("list.") or type in (
        "json", "number_integer", "boolean", "money", "rating", "dimension", "weight", "volume", "rich_text_field",
        "link",
    ):  # fmt: skip
        return json.loads(value)
    return value


@field("Metafield", "compareDigest")
def digest(metafield: Record, info: Info | None = None) -> str:
    """What changes with the value, to be given back with a change."""
    told = json.dumps([metafield["type"], metafield["value"]])
    return hashlib.sha256(told.encode()).hexdigest()


@field("Metafield", "sizeInBytes")
def _size(metafield: Record, info: Info) -> int:
    return len(metafield["value"].encode())
