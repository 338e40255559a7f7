"""Orders: what the shop has sold, and how that is written down."""

from polycart.platforms.woocommerce_api.orders import (
    abandoned,
    adding,
    estimates,
    reading,
    refunds,
    shipments,
    transactions,
    updating,
)

__all__ = ["abandoned", "adding", "estimates", "reading", "refunds", "shipments", "transactions", "updating"]
