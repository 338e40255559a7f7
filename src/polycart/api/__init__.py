"""The contract: every method of the API as typed data, by resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from polycart.api.account import methods as account
from polycart.api.analytics import methods as analytics
from polycart.api.attribute import methods as attribute
from polycart.api.basket import methods as basket
from polycart.api.batch import methods as batch
from polycart.api.bridge import methods as bridge
from polycart.api.cart import methods as cart
from polycart.api.category import methods as category
from polycart.api.customer import methods as customer
from polycart.api.marketplace import methods as marketplace
from polycart.api.order import methods as order
from polycart.api.product import methods as product
from polycart.api.returns import methods as returns
from polycart.api.subscriber import methods as subscriber
from polycart.api.tax import methods as tax
from polycart.api.webhook import methods as webhook
from polycart.core.method import Method, registry

__all__ = [
    "METHODS",
    "account",
    "analytics",
    "attribute",
    "basket",
    "batch",
    "bridge",
    "cart",
    "category",
    "customer",
    "marketplace",
    "order",
    "product",
    "returns",
    "subscriber",
    "tax",
    "webhook",
]

RESOURCES: tuple[type, ...] = (
    account, analytics, attribute, basket, batch, bridge, cart, category,
    customer, marketplace, order, product, returns, subscriber, tax, webhook,
)  # fmt: skip


def namespaces(owner: type) -> Iterator[type]:
    """Walk a resource's class and the classes nested in it."""
    yield owner
    for value in vars(owner).values():
        if isinstance(value, type):
            yield from namespaces(value)


METHODS: dict[str, Method[Any, Any]] = registry([space for owner in RESOURCES for space in namespaces(owner)])
"""Every method of the contract by name, in alphabetical order."""
