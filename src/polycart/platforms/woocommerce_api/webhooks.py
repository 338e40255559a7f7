"""What a WooCommerce shop pushes: topics, webhooks in the shop, and deliveries signed with a secret of ours.

https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks and class-wc-webhook.php in the plugin's source
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from polycart.core.errors import ParameterError, StoreError
from polycart.core.pushes import Action, Delivery, Event, Pushes, Subscription, Told, event_of, events, payload, verify
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce

PATH = "webhooks"

TOPICS: dict[Event, tuple[str, ...]] = {
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

_EVENTS = events(TOPICS)
_PING = re.compile(rb"webhook_id=(\d+)")

AGAIN = 24 * 3600.0
"""A delivery is not repeated, but it may wait in the shop's queue of actions for as long as nobody visits the shop."""


class _Native(msgspec.Struct):
    id: int
    topic: str = ""
    delivery_url: str = ""
    status: str = ""


class _Body(msgspec.Struct):
    id: int | None = None
    arg: int | None = None
    type: str = ""
    parent_id: int = 0
    date_created: str | msgspec.UnsetType | None = msgspec.UNSET
    date_modified_gmt: str | None = None
    code: str = ""


async def subscribe(woo: Woo, topic: str, callback: str, secret: str) -> Subscription:
    """Make a webhook; the shop pings the address before it answers."""
    body = {"topic": topic, "delivery_url": callback, "secret": secret, "name": f"polycart {topic}", "status": "active"}
    return _subscription(msgspec.convert(await woo.post(PATH, body), _Native))


async def subscriptions(woo: Woo, callback: str) -> list[Subscription]:
    """The webhooks of an address; the others in the shop are other people's."""
    query = {"_fields": "id,topic,delivery_url,status", "orderby": "id", "order": "asc", "per_page": 100}
    found: list[_Native] = []
    page = 1
    while len(found) == (page - 1) * 100:
        found += await woo.get(PATH, {**query, "page": page}, type=list[_Native])
        page += 1
    return [_subscription(native) for native in found if native.delivery_url == callback]


async def unsubscribe(woo: Woo, ids: Sequence[str]) -> None:
    """Delete webhooks; one that is already gone is no error."""
    await _batch(woo, "delete", [int(id) for id in ids])


async def resume(woo: Woo, switched_off: Sequence[Subscription]) -> None:
    """Start deliveries again: the shop disables a webhook that has failed more than five times running."""
    await _batch(woo, "update", [{"id": int(hook.id), "status": "active"} for hook in switched_off])


async def _batch(woo: Woo, verb: str, entries: list[Any]) -> None:
    for start in range(0, len(entries), 100):
        answer = await woo.post(f"{PATH}/batch", {verb: entries[start : start + 100]})
        errors = [row["error"] for row in answer.get(verb, []) if "error" in row]
        failed = [error for error in errors if verb != "delete" or not str(error.get("code", "")).endswith("_id")]
        if failed:
            raise StoreError(f"WooCommerce answered: {failed[0].get('message', 'the webhook was not changed')}")


def _subscription(native: _Native) -> Subscription:
    return Subscription(id=str(native.id), topic=native.topic, active=native.status == "active")


def read(settings: Any, secret: str, headers: Mapping[str, str], body: bytes) -> Delivery:
    """Read a delivery whose signature over the raw body is right.

    A ping, which comes when a webhook is made or changed, is not signed, and means nothing. The topic is in a header,
    which is not signed; so a body must be one that the topic has. The shop's own delivery id is shared by all that is
    sent in one second, so a delivery is known again by it together with the signature.
    """
    signature = headers.get("x-wc-webhook-signature", "")
    if not signature and _PING.fullmatch(body):
        return Delivery()
    verify(secret, body, signature)
    topic = headers.get("x-wc-webhook-topic", "")
    entity, action = event_of(_EVENTS, topic)
    return Delivery(
        mark=f"{headers.get('x-wc-webhook-delivery-id', '')}.{signature}",
        topic=topic,
        **_told(topic, entity, action, body),
    )


def _told(topic: str, entity: str, action: Action, body: bytes) -> dict[str, Any]:
    """What a delivery tells of, and when that was changed.

    ``product.deleted`` holds an id and nothing else, and is also sent for the variants that go to the trash with their
    product and, where orders are kept as posts (the default up to 8.1), for orders.
    """
    known = payload(body, _Body)
    if known.code.startswith("woocommerce_rest_") and known.id is None:
        return {}  # what was changed is gone by now, so that the shop sends the refusal of its own API
    id = known.arg if topic.startswith("action.") else known.id
    if id is None or (known.date_created is msgspec.UNSET) != (action == "delete"):
        raise ParameterError("The body of the delivery is not what this topic has.")
    if topic == "product.deleted":
        told = Told(entity=entity, action=action, id=str(id), perhaps=("product", "product.child_item"))
    elif known.type == "variation":
        told = Told(entity="product.child_item", action=action, id=str(id), parent_id=str(known.parent_id or ""))
    else:
        told = Told(entity=entity, action=action, id=str(id))
    return {"told": (told,), "moment": _moment(known.date_modified_gmt)}


def _moment(text: str | None) -> float | None:
    """A moment in GMT, as the shop writes it."""
    try:
        return datetime.fromisoformat(text or "").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


woocommerce.pushes = Pushes(
    TOPICS,
    subscribe=subscribe,
    subscriptions=subscriptions,
    unsubscribe=unsubscribe,
    resume=resume,
    read=read,
    again=AGAIN,
)
