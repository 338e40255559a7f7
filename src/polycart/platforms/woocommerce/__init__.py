"""WooCommerce over the bridge."""

import polycart.platforms.woocommerce_api  # noqa: F401  # pyright: ignore[reportUnusedImport] - its handlers are inherited
from polycart.platforms.woocommerce import categories, customers, goods, live_shipping, maps, orders
from polycart.platforms.woocommerce.connection import woocommerce as platform

__all__ = ["MODULES", "platform"]

MODULES = (categories, customers, goods, live_shipping, maps, orders)
"""Each registers what it answers, or replaces, when it is imported."""
