"""The shop's caches, which REST does not empty."""

from __future__ import annotations

from polycart import api
from polycart.platforms.magento2.connection import magento2

magento2.lacks(
    "Magento empties its caches by command line or back office, not over REST; what REST writes leaves them by itself.",
    api.cart.clear_cache,
)
