"""The shop's own webhooks: which of its topics stand for an event, how they are managed, and how a delivery is read.

https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks and WC_Webhook in the plugin's source
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from polycart.core.errors import AccessDenied, NotFound, ParameterError, PolycartError, StoreError, Unsupported
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo

PATH = "webhooks"

TOPICS: dict[tuple[str, str], tuple[str, ...]] = {
    ("product", "add"): ("product.created", "product.restored"),
    ("product", "update"): ("product.updated",),
    ("product", "delete"): ("product.deleted", "action.woocommerce_delete_product"),
    ("product.child_item", "add"): ("product.created",),
    ("product.child_item", "update"): ("product.updated",),
    ("product.child_item", "delete"): ("product.deleted", "action.woocommerce_delete_product_variation"),
    ("order", "add"): ("order.created", "order.restored"),
    ("order", "update"): ("order.updated",),
    ("order", "delete"): ("order.deleted", "action.woocommerce_delete_order"),
    ("customer", "add"): ("customer.created",),
    ("customer", "update"): ("customer.updated",),
    ("customer", "delete"): ("customer.deleted",),
}
"""The topics that together tell of an event. ``*.deleted`` is sent when something goes to the trash; what is deleted
for good at once is told only by the action that the shop then does. Variants come under the topics of products."""

_EVENTS = {topic: event for event, topics in reversed(TOPICS.items()) for topic in topics}
_PING = re.compile(rb"webhook_id=(\d+)")


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook in the shop; ``disabled`` is what the shop makes of one that failed more than five times running."""

    id: int
    topic: str
    callback: str
    status: str = "active"
    label: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery tells.

    ``payload`` is the whole native record, or just its id for what is gone. ``delivery`` is the same when a delivery
    comes twice; the shop's own delivery id is not enough, because it is shared by all that are sent in one second.
    A ``ping`` comes when a webhook is made or changed: it is not signed, and means nothing else.
    """

    entity: str = ""
    action: str = ""
    id: str = ""
    topic: str = ""
    webhook_id: str = ""
    delivery: str = ""
    parent_id: str | None = None
    payload: dict[str, Any] = {}
    ping: bool = False


class _Native(msgspec.Struct):
    id: int
    topic: str = ""
    delivery_url: str = ""
    status: str = ""
    name: str = ""


def topics(entity: str, action: str) -> tuple[str, ...]:
    """The topics to subscribe to for an event; ``Unsupported`` where the shop sends none."""
    found = TOPICS.get((entity, action))
    if found is None:
        raise Unsupported(f"WooCommerce sends no webhooks for {entity} {action}.")
    return found


async def subscribe(
    woo: Woo, entity: str, action: str, *, callback: str, secret: str, label: str = ""
) -> list[Subscription]:
    """Make the webhooks that an event needs, all or none; each pings ``callback`` before the shop answers."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,}", secret):
        raise ParameterError("The secret of a webhook is at least 16 letters, digits, '-' or '_'.")
    made: list[Subscription] = []
    async with Undo(woo) as undo:
        for topic in topics(entity, action):
            body = {"topic": topic, "delivery_url": callback, "secret": secret, "name": label or f"polycart {topic}"}
            native = msgspec.convert(await woo.post(PATH, body), _Native)
            undo(Step(method="DELETE", path=f"{PATH}/{native.id}", query={"force": True}, says=f"Webhook {native.id}"))
            made.append(_subscription(native))
    return made


async def subscriptions(woo: Woo, *, callback: str | None = None) -> list[Subscription]:
    """The shop's webhooks by id, or those that are sent to ``callback``; some may be other people's."""
    query = {"_fields": "id,topic,delivery_url,status,name", "orderby": "id", "order": "asc", "per_page": 100}
    found: list[_Native] = []
    page = 1
    while len(found) == (page - 1) * 100:
        found += await woo.get(PATH, {**query, "page": page}, type=list[_Native])
        page += 1
    return [_subscription(native) for native in found if callback is None or native.delivery_url == callback]


async def unsubscribe(woo: Woo, ids: Iterable[int]) -> None:
    """Delete webhooks; one that is already gone is no error."""
    await _batch(woo, "delete", list(ids))


async def pause(woo: Woo, ids: Iterable[int]) -> None:
    """Stop deliveries for a while; what happens meanwhile is not told later."""
    await _batch(woo, "update", [{"id": id, "status": "paused"} for id in ids])


async def resume(woo: Woo, ids: Iterable[int]) -> None:
    """Start deliveries again, also of a webhook that the shop has disabled."""
    await _batch(woo, "update", [{"id": id, "status": "active"} for id in ids])


async def _batch(woo: Woo, verb: str, entries: list[Any]) -> None:
    for start in range(0, len(entries), 100):
        answer = await woo.post(f"{PATH}/batch", {verb: entries[start : start + 100]})
        errors = [row["error"] for row in answer.get(verb, []) if "error" in row]
        failed = [error for error in errors if verb != "delete" or not str(error.get("code", "")).endswith("_id")]
        if failed:
            raise StoreError(f"WooCommerce answered: {failed[0].get('message', 'the webhook was not changed')}")


def _subscription(native: _Native) -> Subscription:
    return Subscription(
        id=native.id, topic=native.topic, callback=native.delivery_url, status=native.status, label=native.name
    )


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> Event:
    """Read a delivery whose signature is right; ``AccessDenied`` where it is not, ``ParameterError`` for nonsense.

    ``headers`` are looked up without regard to case; ``body`` is what came, byte for byte.
    """
    known = {name.lower(): value for name, value in headers.items()}
    signature = known.get("x-wc-webhook-signature", "")
    if not signature and (ping := _PING.fullmatch(body)):
        return Event(ping=True, webhook_id=ping.group(1).decode())
    right = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    if not hmac.compare_digest(right, signature.encode()):
        raise AccessDenied("The signature of the webhook is wrong.")
    topic = known.get("x-wc-webhook-topic", "")
    if topic not in _EVENTS:
        raise ParameterError(f"Webhooks of the topic '{topic[:60]}' are not expected.")
    return _event(topic, known, body, signature)


def _event(topic: str, headers: Mapping[str, str], body: bytes, signature: str) -> Event:
    try:
        payload = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParameterError("The body of the webhook is not a JSON object.") from error
    entity, action = _EVENTS[topic]
    id = payload.get("arg") if topic.startswith("action.") else payload.get("id")
    if not isinstance(id, (int, str)) or not str(id).isdigit():
        raise ParameterError("The body of the webhook names no id.")
    variant = payload.get("type") == "variation"
    return Event(
        entity="product.child_item" if entity == "product" and variant else entity,
        action=action,
        id=str(id),
        topic=topic,
        webhook_id=headers.get("x-wc-webhook-id", ""),
        delivery=f"{headers.get('x-wc-webhook-delivery-id', '')}.{signature}",
        parent_id=str(payload["parent_id"]) if variant and payload.get("parent_id") else None,
        payload={} if topic.startswith("action.") else payload,
    )


async def resolved(woo: Woo, event: Event) -> Event | None:
    """What an event means; ``None`` for one that means nothing.

    Only ``product.deleted`` needs a second look, because it holds an id and nothing else. It is also sent for the
    variants that go to the trash with their product, and, where orders are kept as posts (the default up to 8.1), for
    orders. Ids of posts are shared, so one that is an order's or a coupon's is no product's.
    """
    if event.topic != "product.deleted":
        return event
    try:
        product = await woo.get(f"products/{event.id}", {"_fields": "id,status,type,parent_id"}, type=_Trashed)
    except NotFound:
        return None if any([await _exists(woo, f"{path}/{event.id}") for path in ("orders", "coupons")]) else event
    if product.status != "trash":
        return None
    if product.type != "variation":
        return event
    return msgspec.structs.replace(event, entity="product.child_item", parent_id=str(product.parent_id))


class _Trashed(msgspec.Struct):
    status: str = ""
    type: str = ""
    parent_id: int = 0


async def _exists(woo: Woo, path: str) -> bool:
    try:
        await woo.get(path, {"_fields": "id"})
    except NotFound:
        return False
    except PolycartError as error:
        if error.native is not None and error.native.status == 400:  # 7.9 answers 400 to some unknown ids
            return False
        raise
    return True
