"""All modules that register what answers a field, so that the schema finds them."""

from polycart.platforms.shopify.sim import (
    collections,
    customers,
    fulfillments,
    inventory,
    metafields,
    orders,
    places,
    products,
    publishing,
    tagging,
)

AREAS = (
    collections, customers, fulfillments, inventory, metafields, orders, places, products, publishing, tagging,
)  # fmt: skip


def registered() -> int:
    """How many areas there are; who asks has imported them."""
    return len(AREAS)
