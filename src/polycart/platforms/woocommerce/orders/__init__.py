"""Orders: what the shop has sold, and how that is written down."""

from polycart.platforms.woocommerce.orders import abandoned, adding, reading, updating

__all__ = ["abandoned", "adding", "reading", "updating"]
