"""Products and variations out of the tables, as WooCommerce's API tells them."""

from polycart.platforms.woocommerce.goods import products, variations

__all__ = ["products", "variations"]
