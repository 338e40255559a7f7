"""What the shop tells its webhooks: records as its API shows them, signed with the secret of each webhook.

class-wc-webhook.php of the plugin; deliveries are not repeated, and a webhook that failed more than five times running
is disabled.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from polycart.platforms.woocommerce_api.sim import customers, orders, products
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Json
from polycart.sandbox.courier import Courier, Happened, Parcel, Watch

MOST_FAILURES = 5
VIEWS: dict[str, Callable[[Shop, Json], Json]] = {
    "product": lambda shop, row: products.view(shop, products.as_product(shop, row)),
    "order": lambda shop, row: orders.view(shop, row),
    "customer": lambda shop, row: customers.view(shop, row),
}


def courier(shop: Shop) -> Courier:
    """Who carries the deliveries of a shop."""

    def told(parcel: Parcel, last: bool) -> None:
        webhook = shop.webhooks.get(parcel.subscription)
        if webhook is None:
            return
        shop.failures[webhook["id"]] = shop.failures.get(webhook["id"], 0) + 1 if last else 0
        if shop.failures[webhook["id"]] > MOST_FAILURES:
            webhook["status"] = "disabled"

    return Courier(shop.clock, within=60.0, told=told)


def ping(webhook: Json) -> Parcel:
    """What is sent when a webhook is made: its number in a form, unsigned."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Parcel(webhook["id"], webhook["delivery_url"], headers, f"webhook_id={webhook['id']}".encode())


def tell(shop: Shop, watch: Watch) -> list[Parcel]:
    """The pings and deliveries since the last time."""
    parcels, shop.pings = [ping(webhook) for webhook in shop.pings], []
    webhooks = [webhook for webhook in shop.webhooks.values() if webhook["status"] == "active"]
    if not webhooks:
        watch.look({})
        return parcels
    kinds = {"product": shop.products | shop.variations, "order": shop.orders, "customer": shop.customers}
    for happened in watch.look(kinds):
        for topic, payload in _said(shop, happened):
            parcels += [_parcel(shop, webhook, payload) for webhook in webhooks if webhook["topic"] == topic]
    return parcels


def _said(shop: Shop, happened: Happened) -> Iterator[tuple[str, Json]]:
    """The topics that stand for what happened, each with its payload."""
    kind, event, row = happened.kind, happened.event, happened.now or happened.was
    gone: Json = {"id": happened.id}
    if event == "deleted" and kind == "customer":
        yield "customer.deleted", gone
    elif event == "deleted":
        hook = f"woocommerce_delete_{kind}" + ("_variation" if row.get("parent_id") and kind == "product" else "")
        yield f"action.{hook}", {"action": hook, "arg": happened.id}
    elif row.get("status") == "trash" and happened.was.get("status") != "trash":
        yield f"{kind}.deleted", gone
        if kind == "order" and not shop.hpos:
            yield "product.deleted", gone  # orders are posts, and the hook is that of posts
    elif row.get("status") != "trash":
        restored = happened.was.get("status") == "trash"
        yield f"{kind}.{'restored' if restored else event}", VIEWS[kind](shop, row)


def _parcel(shop: Shop, webhook: Json, payload: Any) -> Parcel:
    body = msgspec.json.encode(payload)
    signed = hmac.digest(webhook["secret"].encode(), body, hashlib.sha256)
    second = f"{webhook['id']}{int(shop.clock().timestamp())}"
    headers = {
        "X-WC-Webhook-Source": f"{shop.url}/",
        "X-WC-Webhook-Topic": webhook["topic"],
        "X-WC-Webhook-Resource": webhook["resource"],
        "X-WC-Webhook-Event": webhook["event"],
        "X-WC-Webhook-Signature": base64.b64encode(signed).decode(),
        "X-WC-Webhook-ID": str(webhook["id"]),
        "X-WC-Webhook-Delivery-ID": hashlib.md5(second.encode(), usedforsecurity=False).hexdigest(),
    }
    return Parcel(webhook["id"], webhook["delivery_url"], headers, body)
