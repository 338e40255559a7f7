"""OpenCart over the bridge."""

from polycart.platforms.opencart import (
    attributes,
    baskets,
    categories,
    category_changes,
    coupons,
    currencies,
    customer_changes,
    customers,
    orders,
    products,
    shop,
    taxes,
)
from polycart.platforms.opencart.connection import opencart as platform

__all__ = ["MODULES", "platform"]

MODULES = (
    attributes, baskets, categories, category_changes, coupons, currencies, customer_changes, customers, orders,
    products, shop, taxes,
)  # fmt: skip
"""Each registers its methods when it is imported."""
