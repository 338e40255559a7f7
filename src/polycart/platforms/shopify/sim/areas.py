"""All modules that register what answers a field, so that the schema finds them."""

from types import ModuleType

from polycart.platforms.shopify.sim import (
    collections,
    customers,
    delivery,
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
from polycart.platforms.shopify.sim.writes import (
    bundles, drafts, edits, locations, media, options, payments, returns, sets, shipping, stock, variants,
)
from polycart.platforms.shopify.sim.writes import collections as collection_writes
from polycart.platforms.shopify.sim.writes import customers as customer_writes
from polycart.platforms.shopify.sim.writes import metafields as metafield_writes
from polycart.platforms.shopify.sim.writes import orders as order_writes
from polycart.platforms.shopify.sim.writes import products as product_writes

AREAS: tuple[ModuleType, ...] = (
    collections, customers, delivery, fulfillments, inventory, metafields, orders, pictures, places, products, publishing,
    tagging, writes, bundles, drafts, edits, locations, media, options, payments, returns, sets, shipping, stock, variants, order_writes, collection_writes, customer_writes,
    metafield_writes, product_writes,
)  # fmt: skip


def registered() -> int:
    """How many areas there are; who asks has imported them."""
    return len(AREAS)
