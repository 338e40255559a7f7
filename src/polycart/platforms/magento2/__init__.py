"""Magento 2 over its REST API."""

from polycart.platforms.magento2 import (
    accounts,
    analytics,
    attribute_changes,
    attributes,
    baskets,
    batches,
    caches,
    categories,
    category_changes,
    coupon_changes,
    coupons,
    currencies,
    customers,
    giftcards,
    groups,
    metadata,
    orders,
    plugins,
    pricerules,
    products,
    returns,
    shipping,
    shop,
    taxes,
)
from polycart.platforms.magento2.connection import magento2 as platform

__all__ = ["MODULES", "platform"]

MODULES = (
    accounts,
    analytics,
    attribute_changes,
    attributes,
    baskets,
    batches,
    caches,
    categories,
    category_changes,
    coupon_changes,
    coupons,
    currencies,
    customers,
    giftcards,
    groups,
    metadata,
    orders,
    plugins,
    pricerules,
    products,
    returns,
    shipping,
    shop,
    taxes,
)
"""Each registers its methods when it is imported."""
