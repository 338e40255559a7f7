"""Shopify over its Admin GraphQL API."""

from polycart.platforms.shopify import (
    absent,
    attributes,
    brands,
    bulk,
    carriers,
    categories,
    coupon_changes,
    coupons,
    currencies,
    customer_changes,
    customers,
    giftcards,
    markets,
    metadata,
    orders,
    plugins,
    price_rules,
    products,
    scripts,
    segments,
    shop,
    subscribers,
    webhooks,
    zones,
)
from polycart.platforms.shopify.connection import shopify as platform

__all__ = ["MODULES", "platform"]

MODULES = (
    absent,
    attributes,
    brands,
    bulk,
    carriers,
    categories,
    coupon_changes,
    coupons,
    currencies,
    customer_changes,
    customers,
    giftcards,
    markets,
    metadata,
    orders,
    plugins,
    price_rules,
    products,
    scripts,
    segments,
    shop,
    subscribers,
    webhooks,
    zones,
)
"""Each registers its methods when it is imported."""
