"""WooCommerce over its REST API."""

from polycart.platforms.woocommerce_api import (
    accounts,
    analytics,
    attributes,
    baskets,
    batches,
    caches,
    categories,
    coupons,
    currencies,
    customers,
    live_shipping,
    metadata,
    orders,
    plugins,
    products,
    shipping,
    shop,
    statuses,
    taxes,
    webhooks,
)
from polycart.platforms.woocommerce_api.connection import woocommerce as platform

__all__ = ["MODULES", "platform"]

MODULES = (
    accounts,
    analytics,
    attributes,
    baskets,
    batches,
    caches,
    categories,
    coupons,
    currencies,
    customers,
    live_shipping,
    metadata,
    orders,
    plugins,
    products,
    shipping,
    shop,
    statuses,
    taxes,
    webhooks,
)
"""Each registers its methods when it is imported."""
