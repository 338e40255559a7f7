"""What the store tells its hooks: light messages about what has changed, with the headers that each hook was given.

https://docs.bigcommerce.com/developer/docs/integrations/webhooks; deliveries are signed as well, by Standard Webhooks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import msgspec

from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Json
from polycart.sandbox.courier import Courier, Happened, Parcel, Watch

CLIENT_SECRET = "s1mulatedbigcommerceclientsecret0123456789abcdef0123456789abcdef"  # noqa: S105
STORE_ID = "1001"
AGAIN = (60, 180, 300, 600, 900, 1800, 3600, 7200, 21600, 50400, 86400)
STOCK = frozenset({"inventory_level", "total_sold", "date_modified"})
KINDS = ("product", "sku", "order", "shipment", "customer", "category", "subscriber", "cart")


def courier(shop: Shop) -> Courier:
    """Who carries the deliveries of a store; a hook that failed for 48 hours is switched off."""

    def told(parcel: Parcel, last: bool) -> None:
        hook = shop.hooks.get(parcel.subscription)
        if last and hook is not None:
            hook["is_active"] = False

    return Courier(shop.clock, again=AGAIN, told=told)


def tell(shop: Shop, watch: Watch) -> list[Parcel]:
    """The deliveries about what has changed since the last time."""
    hooks = [hook for hook in shop.hooks if hook["is_active"]]
    asked = {hook["scope"].split("/")[1] for hook in hooks}
    records = {kind: rows for kind, rows in _records(shop).items() if kind in asked}
    parcels: list[Parcel] = []
    for happened in watch.look(records):
        for scope, data in _said(happened):
            parcels += [_parcel(shop, hook, scope, data) for hook in hooks if hook["scope"] == scope]
    return parcels


def _records(shop: Shop) -> dict[str, dict[Any, Json]]:
    tables = {
        "product": shop.products, "order": shop.orders, "shipment": shop.shipments, "customer": shop.customers,
        "category": shop.categories, "subscriber": shop.subscribers,
    }  # fmt: skip
    found: dict[str, dict[Any, Json]] = {kind: table.rows for kind, table in tables.items()}
    skus = {row["sku_id"]: row for row in shop.variants if row["sku_id"]}
    return found | {"cart": shop.carts, "sku": skus}


def _said(happened: Happened) -> Iterator[tuple[str, Json]]:
    """The scopes that stand for what happened, each with the data of its message."""
    kind, event, row = happened.kind, happened.event, happened.now or happened.was
    data: Json = {"type": kind, "id": happened.id}
    if kind == "sku":
        data["sku"] = {"product_id": row["product_id"], "variant_id": row["id"]}
    if kind == "shipment":
        data["orderId"] = row["order_id"]
    if kind == "order" and event == "updated" and row["is_deleted"] and not happened.was["is_deleted"]:
        event = "archived"
    changed = {name for name in row if happened.was.get(name) != row[name]} if event == "updated" else set[str]()
    if kind == "product" and changed & {"inventory_level"}:
        stock: Json = {"product_id": happened.id, "method": "absolute", "value": row["inventory_level"]}
        yield "store/product/inventory/updated", data | {"inventory": stock}
    if kind == "product" and event == "updated" and changed <= STOCK:
        return
    yield f"store/{kind}/{event}", data


def _parcel(shop: Shop, hook: Json, scope: str, data: Json) -> Parcel:
    now = int(shop.clock().timestamp())
    body: Json = {"producer": f"stores/{shop.hash}", "hash": "", "created_at": now, "store_id": STORE_ID}
    body |= {"scope": scope, "data": data}
    shop.told += 1
    body["hash"] = hashlib.sha1(msgspec.json.encode([body, shop.told]), usedforsecurity=False).hexdigest()
    raw = msgspec.json.encode(body)
    id = f"msg_{body['hash'][:24]}"
    signed = hmac.digest(CLIENT_SECRET.encode(), f"{id}.{now}.".encode() + raw, hashlib.sha256)
    headers = {
        "webhook-id": id, "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }  # fmt: skip
    return Parcel(hook["id"], hook["destination"], headers | (hook["headers"] or {}), raw)
