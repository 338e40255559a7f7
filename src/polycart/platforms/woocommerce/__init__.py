"""WooCommerce over its REST API."""

from polycart.platforms.woocommerce import categories, products  # noqa: F401 - registers its methods
from polycart.platforms.woocommerce.connection import woocommerce as platform

__all__ = ["platform"]
