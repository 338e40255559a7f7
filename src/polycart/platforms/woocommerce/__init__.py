"""WooCommerce over its REST API."""

from polycart.platforms.woocommerce import (
    categories,
    currencies,
    plugins,
    products,
    shipping,
    shop,
    taxes,
)
from polycart.platforms.woocommerce.connection import woocommerce as platform

__all__ = ["MODULES", "platform"]

MODULES = (
    categories,
    currencies,
    plugins,
    products,
    shipping,
    shop,
    taxes,
)
"""Each registers its methods when it is imported."""
