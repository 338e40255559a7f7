"""What a Shopify shop pushes: topics, subscriptions of the app, and deliveries signed with the app's client secret.

https://shopify.dev/docs/apps/build/webhooks, https://shopify.dev/docs/api/admin-graphql/2026-10 (WebhookSubscription)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from polycart.core.documents import Of
from polycart.core.errors import AccessDenied, NotFound, ParameterError, StoreError
from polycart.core.pushes import Delivery, Event, Pushes, Subscription, Told, event_of, events, payload, verify
from polycart.platforms.shopify.connection import Plain, Row, Shop, ShopSettings, shopify, unsigned

TOPICS: dict[Event, tuple[str, ...]] = {
    ("product", "add"): ("PRODUCTS_CREATE",),
    ("product", "update"): ("PRODUCTS_UPDATE",),
    ("product", "delete"): ("PRODUCTS_DELETE",),
    ("order", "add"): ("ORDERS_CREATE",),
    ("order", "update"): ("ORDERS_UPDATED",),
    ("order", "delete"): ("ORDERS_DELETE",),
    ("customer", "add"): ("CUSTOMERS_CREATE",),
    ("customer", "update"): ("CUSTOMERS_UPDATE",),
    ("customer", "delete"): ("CUSTOMERS_DELETE",),
    ("category", "add"): ("COLLECTIONS_CREATE",),
    ("category", "update"): ("COLLECTIONS_UPDATE",),
    ("category", "delete"): ("COLLECTIONS_DELETE",),
    ("order.shipment", "add"): ("FULFILLMENTS_CREATE",),
    ("order.shipment", "update"): ("FULFILLMENTS_UPDATE",),
}
"""Variants have no topics of their own: a change of one is a change of its product."""

FIELDS = ["id", "order_id", "updated_at"]
"""What deliveries hold: no personal data. With the id alone, changes in quick succession would be the same to Shopify,
which then sends one of them (https://shopify.dev/changelog/enhanced-delivery-profile-webhooks-now-include-additional-payload-fields)."""

AGAIN = 4 * 3600.0
"""https://shopify.dev/changelog/updates-to-webhook-retry-mechanism: 8 times over 4 hours."""

_EVENTS = {topic.lower().replace("_", "/", 1): event for topic, event in events(TOPICS).items()}


class _Subscription(Row):
    id: str
    topic: str
    uri: str


class _Made(Plain):
    webhook_subscription: _Subscription | None = None


class _Gone(Plain):
    deleted_webhook_subscription_id: str | None = None


class _Body(Row, rename=None):
    id: int
    order_id: int | None = None
    updated_at: datetime | None = None


async def subscribe(shop: Shop, topic: str, callback: str, secret: str) -> Subscription:
    """Subscribe to a topic; the signing key is the app's, so ``secret`` is not used."""
    given = {"uri": callback, "format": "JSON", "includeFields": FIELDS}
    values = {
        "topic": Of("WebhookSubscriptionTopic!", topic),
        "webhookSubscription": Of("WebhookSubscriptionInput!", given),
    }
    made = (await shop.mutate("webhookSubscriptionCreate", values, _Made)).webhook_subscription
    if made is None:
        raise StoreError("Shopify did not answer the subscription that it was asked to make.")
    return Subscription(id=made.id, topic=made.topic)


async def subscriptions(shop: Shop, callback: str) -> list[Subscription]:
    """The app's subscriptions to an address; Shopify removes those whose deliveries keep failing."""
    found = await shop.everything("webhookSubscriptions", _Subscription, {"uri": Of("String", callback)})
    return [Subscription(id=row.id, topic=row.topic) for row in found if row.uri == callback]


async def unsubscribe(shop: Shop, ids: Sequence[str]) -> None:
    """Delete subscriptions; one that is gone already is no error."""
    for id in ids:
        try:
            await shop.mutate("webhookSubscriptionDelete", {"id": Of("ID!", id)}, _Gone)
        except NotFound:
            continue


async def resume(shop: Shop, switched_off: Sequence[Subscription]) -> None:
    """Nothing to do: Shopify does not switch subscriptions off, it removes them."""


def read(settings: ShopSettings, secret: str, headers: Mapping[str, str], body: bytes) -> Delivery:
    """Read a delivery whose signature over the raw body is right.

    https://shopify.dev/docs/apps/build/webhooks/verify-deliveries. The topic is in a header, which is not signed; so a
    body must be one that the topic has: what was deleted has an id and nothing else.
    """
    verify(settings.shopify_shared_secret or "", body, headers.get("x-shopify-hmac-sha256", ""))
    domain, own = headers.get("x-shopify-shop-domain", ""), urlsplit(settings.store_url).hostname or ""
    if own.endswith(".myshopify.com") and domain != own:
        raise AccessDenied("The delivery is that of another shop.")
    topic = headers.get("x-shopify-topic", "")
    entity, action = event_of(_EVENTS, topic)
    told = payload(body, _Body)
    if (told.updated_at is None) != (action == "delete"):
        raise ParameterError("The body of the delivery is not what this topic has.")
    parent = str(told.order_id) if entity == "order.shipment" and told.order_id else ""
    return Delivery(
        mark=headers.get("x-shopify-webhook-id", ""),
        topic=topic,
        told=(Told(entity=entity, action=action, id=str(told.id), parent_id=parent),),
        moment=told.updated_at.timestamp() if told.updated_at else None,
        sent=_moment(headers.get("x-shopify-triggered-at", "")),
    )


def _moment(text: str) -> float | None:
    """When an event happened, as a header tells it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


shopify.pushes = Pushes(
    TOPICS,
    subscribe=subscribe,
    subscriptions=subscriptions,
    unsubscribe=unsubscribe,
    resume=resume,
    read=read,
    unable=lambda settings, callback: unsigned(settings),
    again=AGAIN,
)
