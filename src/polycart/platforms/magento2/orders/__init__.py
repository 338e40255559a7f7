"""Orders: reading, writing, shipping, refunding and reckoning them."""

from polycart.platforms.magento2.orders import (
    abandoned,
    adding,
    estimates,
    reading,
    refunds,
    shipments,
    statuses,
    transactions,
    updating,
)

__all__ = ["MODULES"]

MODULES = (abandoned, adding, estimates, reading, refunds, shipments, statuses, transactions, updating)
"""Each registers its methods when it is imported."""
