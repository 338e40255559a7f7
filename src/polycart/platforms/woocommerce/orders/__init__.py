"""Orders: what the shop has sold, and how that is written down."""

from polycart.platforms.woocommerce.orders import abandoned, reading

__all__ = ["abandoned", "reading"]
