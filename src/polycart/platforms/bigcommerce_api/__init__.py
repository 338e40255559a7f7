"""BigCommerce over both versions of its REST API."""

from polycart.platforms.bigcommerce_api import (
    accounts,
    baskets,
    batches,
    categories,
    coupons,
    currencies,
    customers,
    giftcards,
    metadata,
    scripts,
    shipping,
    shop,
    taxes,
    webhooks,
)
from polycart.platforms.bigcommerce_api.connection import bigcommerce as platform
from polycart.platforms.bigcommerce_api.orders import adding, estimates, payments, reading, shipments, statuses
from polycart.platforms.bigcommerce_api.products import (
    brands,
    catalogue,
    changes,
    options,
    pictures,
    prices,
    reviews,
    variant_changes,
    variants,
)

__all__ = ["MODULES", "platform"]

MODULES = (
    accounts, adding, baskets, batches, brands, catalogue, categories, changes, coupons, currencies, customers,
    estimates, giftcards, metadata, options, payments, pictures, prices, reading, reviews, scripts, shipments, shipping,
    shop, statuses, taxes, variant_changes, variants, webhooks,
)  # fmt: skip
"""Each registers its methods when it is imported."""
