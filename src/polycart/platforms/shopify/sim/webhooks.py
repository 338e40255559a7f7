"""Subscriptions to what happens, with deliveries that are recorded and signed; script tags of the shop front."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

from polycart.platforms.shopify.sim.binding import Info, field, mutation, paged
from polycart.platforms.shopify.sim.paging import KINDS, Call, Connection, Kind
from polycart.platforms.shopify.sim.places import DOMAIN
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.versions import quarters
from polycart.platforms.shopify.sim.writes.inputs import wanted
from polycart.sandbox.courier import Courier, Parcel

AGAIN = (60, 180, 420, 900, 1500, 2340, 3600, 5400)
"""Eight times over four hours, each pause longer than the last; the documents tell no more."""

RESOURCES = {
    "Product": "PRODUCTS", "Order": "ORDERS", "Customer": "CUSTOMERS", "Collection": "COLLECTIONS",
    "Fulfillment": "FULFILLMENTS",
}  # fmt: skip
EVENTS = {"create": "CREATE", "update": "UPDATE", "delete": "DELETE"}


def courier(shop: Shop) -> Courier:
    """Who carries the deliveries of a shop; a subscription whose deliveries keep failing is removed."""

    def told(parcel: Parcel, last: bool) -> None:
        made = shop.get("WebhookSubscription", parcel.subscription)
        if last and made is not None:
            shop.delete(made)

    return Courier(shop.clock, again=AGAIN, told=told)


def tell(shop: Shop, secret: str) -> list[Parcel]:
    """The deliveries about what has happened since the last time; what happens at once to one record is one event."""
    found: dict[str, tuple[str, Record]] = {}
    for event, record in shop.happened:
        if record["__typename"] == "ProductVariant":  # a variant is part of its product
            event, record = "update", record["product"]
        before = found.get(record["id"], ("", record))[0]
        if record["__typename"] in RESOURCES and not (before == "create" and event == "update"):
            found[record["id"]] = (event, record)
    shop.happened.clear()
    parcels: list[Parcel] = []
    for event, record in found.values():
        if event != "delete" and "_gone" in record:
            continue
        topic = f"{RESOURCES[record['__typename']]}_{EVENTS[event]}".replace("ORDERS_UPDATE", "ORDERS_UPDATED")
        parcels += deliver(shop, topic, _payload(record, gone=event == "delete"), secret)
    return parcels


def _payload(record: Record, *, gone: bool) -> Record:
    """The fields of a REST record that tell which it is and when it was changed; the others are left out here."""
    if gone:
        return {"id": record["_n"]}
    known: Record = {"id": record["_n"], "admin_graphql_api_id": record["id"]}
    for name in ("createdAt", "updatedAt"):
        moment = record.get(name)
        known["created_at" if name == "createdAt" else "updated_at"] = moment.isoformat() if moment else None
    if record["__typename"] == "Fulfillment":
        known["order_id"] = record["order"]["_n"]
    return known


def deliver(shop: Shop, topic: str, payload: Record, secret: str) -> list[Parcel]:
    """The messages to all who subscribed to a topic, signed with the secret of the app; kept in the shop's record."""
    made: list[Parcel] = []
    event = f"{shop.serial('event'):08x}-0000-4000-9000-000000000000"
    for row in shop.all("WebhookSubscription"):
        if row["topic"] == topic:
            chosen = row["includeFields"] or list(payload)
            body = json.dumps({name: payload[name] for name in payload if name in chosen}, ensure_ascii=False).encode()
            signed = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
            number = shop.serial("delivery")
            headers = {
                "content-type": "application/json",
                "x-shopify-topic": topic.lower().replace("_", "/", 1),
                "x-shopify-hmac-sha256": signed,
                "x-shopify-shop-domain": DOMAIN,
                "x-shopify-api-version": quarters(shop.now())[-2],
                "x-shopify-webhook-id": f"{number:08x}-0000-4000-8000-000000000000",
                "x-shopify-event-id": event,
                "x-shopify-triggered-at": shop.now().isoformat(),
            }
            made.append(Parcel(row["id"], row["uri"], headers, body))
    shop.deliveries += made
    return made


def _checked(shop: Shop, topic: str, given: Record, own: Record | None) -> str:
    uri = given.get("uri") or given.get("callbackUrl") or (own["uri"] if own else "")
    parts = urlsplit(uri)
    if not uri:
        raise Refused("Address can't be blank", "webhookSubscription", "callbackUrl")
    if parts.scheme not in ("https", "pubsub", "arn") and not (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    ):
        raise Refused("Address protocol http:// is not supported", "webhookSubscription", "callbackUrl")
    for row in shop.all("WebhookSubscription"):
        if row is not own and (row["topic"], row["uri"]) == (topic, uri):
            raise Refused("Address for this topic has already been taken", "webhookSubscription", "callbackUrl")
    return uri


@mutation
def webhook_subscription_create(call: Call, *, topic: str, webhook_subscription: Record) -> Record:
    """Subscribe to a topic."""
    shop, given = call.shop, webhook_subscription
    uri = _checked(shop, topic, given, None)
    version = quarters(shop.now())[-2]
    made = shop.insert(
        "WebhookSubscription",
        {
            "topic": topic,
            "uri": uri,
            "callbackUrl": uri,
            "format": given.get("format") or "JSON",
            "filter": given.get("filter"),
            "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": uri},
            "includeFields": given.get("includeFields") or [],
            "metafieldNamespaces": given.get("metafieldNamespaces") or [],
            "name": given.get("name"),
            "createdAt": shop.now(),
            "updatedAt": shop.now(),
            "apiVersion": {"handle": version, "displayName": version, "supported": True},
        },
    )
    return {"webhookSubscription": made}


def _subscription(call: Call, id: str) -> Record:
    return wanted(call.shop, id, "WebhookSubscription", "Webhook subscription does not exist", "id")


@mutation
def webhook_subscription_update(call: Call, *, id: str, webhook_subscription: Record) -> Record:
    """Change a subscription."""
    made = _subscription(call, id)
    uri = _checked(call.shop, made["topic"], webhook_subscription, made)
    made.update(uri=uri, callbackUrl=uri, endpoint={"__typename": "WebhookHttpEndpoint", "callbackUrl": uri})
    for name in ("format", "filter", "includeFields", "metafieldNamespaces", "name"):
        if name in webhook_subscription:
            made[name] = webhook_subscription[name]
    call.shop.touch(made)
    return {"webhookSubscription": made}


@mutation
def webhook_subscription_delete(call: Call, *, id: str) -> Record:
    """Unsubscribe."""
    call.shop.delete(_subscription(call, id))
    return {"deletedWebhookSubscriptionId": id}


@field("QueryRoot", "webhookSubscriptions")
def _subscriptions(
    _: Any, info: Info, *, topics: list[str] | None = None, uri: str | None = None, callback_url: str | None = None,
    format: str | None = None, **page: Any,
) -> Connection:  # fmt: skip
    rows = [
        row for row in info.context.shop.all("WebhookSubscription")
        if (not topics or row["topic"] in topics) and uri in (None, row["uri"])
        and callback_url in (None, row["uri"]) and format in (None, row["format"])
    ]  # fmt: skip
    return paged(info, rows, "WebhookSubscription", **page)


# Script tags


def _source(given: Record) -> None:
    if urlsplit(given.get("src") or "").scheme != "https":
        raise Refused("Source URL must be served over HTTPS", "input", "src")
    if given.get("displayScope") == "ORDER_STATUS":
        raise Refused("Display scope ORDER_STATUS is not available any more", "input", "displayScope")


@mutation
def script_tag_create(call: Call, *, input: Record) -> Record:
    """Load a script in the shop front."""
    shop = call.shop
    _source(input)
    made = shop.insert(
        "ScriptTag",
        {
            "src": input["src"],
            "displayScope": input.get("displayScope") or "ONLINE_STORE",
            "cache": bool(input.get("cache")),
            "createdAt": shop.now(),
            "updatedAt": shop.now(),
        },
    )
    return {"scriptTag": made}


def _script(call: Call, id: str) -> Record:
    return wanted(call.shop, id, "ScriptTag", "Script tag does not exist", "id")


@mutation
def script_tag_update(call: Call, *, id: str, input: Record) -> Record:
    """Change a script."""
    made = _script(call, id)
    _source({**made, **input})
    for name in ("src", "displayScope", "cache"):
        if input.get(name) is not None:
            made[name] = input[name]
    call.shop.touch(made)
    return {"scriptTag": made}


@mutation
def script_tag_delete(call: Call, *, id: str) -> Record:
    """Load a script no more."""
    call.shop.delete(_script(call, id))
    return {"deletedScriptTagId": id}


@field("QueryRoot", "scriptTags")
def _scripts(_: Any, info: Info, *, src: str | None = None, **page: Any) -> Connection:
    rows = [row for row in info.context.shop.all("ScriptTag") if src in (None, row["src"])]
    return paged(info, rows, "ScriptTag", **page)


_DATED = {
    "id": Field("id", lambda row: row["_n"]),
    "created_at": Field("date", lambda row: row["createdAt"]),
    "updated_at": Field("date", lambda row: row["updatedAt"]),
}
KINDS["WebhookSubscription"] = Kind({"ID": lambda row: row["_n"], "CREATED_AT": lambda row: row["createdAt"]}, _DATED)
KINDS["ScriptTag"] = Kind({}, _DATED | {"src": Field("keyword", lambda row: row["src"])})
