"""What a BigCommerce store pushes: scopes, the hooks of the API account, and deliveries that carry a header of ours.

https://docs.bigcommerce.com/developer/docs/integrations/webhooks (github bigcommerce/docs, docs/integrations/webhooks)
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from polycart.core.errors import AccessDenied, NotFound, ParameterError
from polycart.core.pushes import Delivery, Event, Pushes, Subscription, Told, Unsigned, event_of, events, payload
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, BigcommerceSettings, bigcommerce, store_hash

PATH = "v3/hooks"

SECRET = "X-Polycart-Secret"  # noqa: S105 - a header's name
"""The header that every delivery is asked to carry. BigCommerce signs deliveries as well (Standard Webhooks), with the
client secret of the API account, for which the reference's ``account.cart.add`` has no parameter."""

TOPICS: dict[Event, tuple[str, ...]] = {
    ("product", "add"): ("store/product/created",),
    ("product", "update"): ("store/product/updated", "store/product/inventory/updated"),
    ("product", "delete"): ("store/product/deleted",),
    ("product.child_item", "add"): ("store/sku/created",),
    ("product.child_item", "update"): ("store/sku/updated", "store/sku/inventory/updated"),
    ("product.child_item", "delete"): ("store/sku/deleted",),
    ("order", "add"): ("store/order/created",),
    ("order", "update"): ("store/order/updated",),
    ("order", "delete"): ("store/order/archived",),
    ("order.shipment", "add"): ("store/shipment/created",),
    ("order.shipment", "update"): ("store/shipment/updated",),
    ("order.shipment", "delete"): ("store/shipment/deleted",),
    ("customer", "add"): ("store/customer/created",),
    ("customer", "update"): (
        "store/customer/updated",
        "store/customer/address/created",
        "store/customer/address/updated",
        "store/customer/address/deleted",
    ),
    ("customer", "delete"): ("store/customer/deleted",),
    ("category", "add"): ("store/category/created",),
    ("category", "update"): ("store/category/updated",),
    ("category", "delete"): ("store/category/deleted",),
    ("subscriber", "add"): ("store/subscriber/created",),
    ("subscriber", "update"): ("store/subscriber/updated",),
    ("subscriber", "delete"): ("store/subscriber/deleted",),
    ("basket", "add"): ("store/cart/created",),
    ("basket", "update"): ("store/cart/updated",),
    ("basket", "delete"): ("store/cart/deleted", "store/cart/converted"),
}
"""A status is one of the fields that ``store/order/updated`` is sent for. A change of stock is told apart from others,
and so is that of a customer's address."""

AGAIN = 48 * 3600.0 + 600
"""Eleven repetitions, the last some 48 hours after the first attempt; then the hook is switched off."""

_EVENTS = events(TOPICS)


class _Hook(msgspec.Struct):
    id: int
    scope: str = ""
    destination: str = ""
    is_active: bool = True


class _Data(msgspec.Struct, rename={"order_id": "orderId"}):
    id: int | str
    order_id: int | None = None
    sku: dict[str, Any] = {}
    inventory: dict[str, Any] = {}
    address: dict[str, Any] = {}


class _Body(msgspec.Struct):
    scope: str
    data: _Data
    producer: str
    hash: str
    created_at: int


def unable(settings: BigcommerceSettings, callback: str) -> str:
    """Destinations are served on port 443; a simulated store on this machine sends to this machine."""
    parts = urlsplit(callback)
    near = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not near and (parts.scheme != "https" or parts.port not in (None, 443)):
        return "BigCommerce sends to https addresses on port 443 only; the public URL of this server is none."
    return ""


async def subscribe(store: Bigcommerce, topic: str, callback: str, secret: str) -> Subscription:
    """Make a hook whose deliveries carry the secret in a header."""
    body = {"scope": topic, "destination": callback, "is_active": True, "headers": {SECRET: secret}}
    made = msgspec.convert(await store.post(PATH, body), _Hook)
    return Subscription(id=str(made.id), topic=made.scope, active=made.is_active)


async def subscriptions(store: Bigcommerce, callback: str) -> list[Subscription]:
    """The hooks of an address; those of other API accounts are not shown."""
    hooks = await store.records(PATH, {"destination": callback}, _Hook)
    return [
        Subscription(id=str(hook.id), topic=hook.scope, active=hook.is_active)
        for hook in hooks
        if hook.destination == callback
    ]


async def unsubscribe(store: Bigcommerce, ids: Sequence[str]) -> None:
    """Delete hooks; one that is gone already is no error."""
    for id in ids:
        try:
            await store.delete(f"{PATH}/{id}")
        except NotFound:
            continue


async def resume(store: Bigcommerce, switched_off: Sequence[Subscription]) -> None:
    """Switch hooks on again: those that failed for 48 hours, or that had nothing to tell for 90 days."""
    for hook in switched_off:
        await store.put(f"{PATH}/{hook.id}", {"is_active": True})


def read(settings: BigcommerceSettings, secret: str, headers: Mapping[str, str], body: bytes) -> Delivery:
    """Read a delivery that carries the secret, and is of this store.

    ``hash`` is the same in every repetition; what is told of stands in ``data``.
    """
    given = headers.get(SECRET.lower(), "")
    if not given:
        raise Unsigned(f"The delivery lacks the header {SECRET}.")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
        raise AccessDenied(f"The header {SECRET} of the delivery is wrong.")
    told = payload(body, _Body)
    if told.producer != f"stores/{store_hash(settings)}":
        raise AccessDenied("The delivery is that of another store.")
    entity, action = event_of(_EVENTS, told.scope)
    id, parent = _named(entity, told)
    perhaps = (entity,) if entity == "product.child_item" else ()  # or what a product without options is sold as
    return Delivery(
        mark=told.hash,
        topic=told.scope,
        told=(Told(entity=entity, action=action, id=id, parent_id=parent, perhaps=perhaps),),
        moment=float(told.created_at),
        sent=float(told.created_at),
    )


def _named(entity: str, told: _Body) -> tuple[str, str]:
    """The ids of what is told of, and of what it belongs to."""
    data, ids = told.data, (str(told.data.id), "")
    try:
        if entity == "product.child_item":  # the id of the SKU is not that of the variant
            known = data.sku or data.inventory
            ids = str(int(known["variant_id"])), str(int(known["product_id"]))
        elif told.scope.startswith("store/customer/address/"):
            ids = str(int(data.address["customer_id"])), ""
        elif entity == "order.shipment":
            ids = str(data.id), str(data.order_id or "")
    except (KeyError, TypeError, ValueError):
        raise ParameterError("The body of the delivery is not what this topic has.") from None
    return ids


bigcommerce.pushes = Pushes(
    TOPICS,
    subscribe=subscribe,
    subscriptions=subscriptions,
    unsubscribe=unsubscribe,
    resume=resume,
    read=read,
    unable=unable,
    again=AGAIN,
    dated=False,
)
