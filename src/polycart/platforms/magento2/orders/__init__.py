"""Orders: reading, writing, shipping, refunding and reckoning them."""

from polycart.platforms.magento2.orders import abandoned, reading, statuses, transactions

__all__ = ["MODULES"]

MODULES = (abandoned, reading, statuses, transactions)
"""Each registers its methods when it is imported."""
