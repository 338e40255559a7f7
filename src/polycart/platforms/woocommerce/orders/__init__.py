"""Orders out of the tables, as WooCommerce's API tells them."""

from polycart.platforms.woocommerce.orders import reading

__all__ = ["reading"]
