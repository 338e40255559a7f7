"""All modules that register what answers a field, so that the schema finds them."""

from types import ModuleType

from polycart.platforms.shopify.sim import (
    collections,
    customers,
    fulfillments,
    inventory,
    metafields,
    orders,
    pictures,
    places,
    products,
    publishing,
    tagging,
    writes,
)
from polycart.platforms.shopify.sim.writes import bundles, locations, media, options, sets, stock, variants
from polycart.platforms.shopify.sim.writes import collections as collection_writes
from polycart.platforms.shopify.sim.writes import customers as customer_writes
from polycart.platforms.shopify.sim.writes import metafields as metafield_writes
from polycart.platforms.shopify.sim.writes import products as product_writes

AREAS: tuple[ModuleType, ...] = (
    collections, customers, fulfillments, inventory, metafields, orders, pictures, places, products, publishing,
    tagging, writes, bundles, locations, media, options, sets, stock, variants, collection_writes, customer_writes,
    metafield_writes, product_writes,
)  # fmt: skip


def registered() -> int:
    """How many areas there are; who asks has imported them."""
    return len(AREAS)
