"""Shopify over its Admin GraphQL API."""

from polycart.platforms.shopify import (
    absent,
    brands,
    categories,
    currencies,
    customer_changes,
    customers,
    giftcards,
    metadata,
    orders,
    products,
    shop,
    zones,
)
from polycart.platforms.shopify.connection import shopify as platform

__all__ = ["MODULES", "platform"]

MODULES = (
    absent,
    brands,
    categories,
    currencies,
    customer_changes,
    customers,
    giftcards,
    metadata,
    orders,
    products,
    shop,
    zones,
)
"""Each registers its methods when it is imported."""
