"""PrestaShop through the bridge: its tables are read, and its own webservice writes, inside the shop."""

from polycart.platforms.prestashop import shop
from polycart.platforms.prestashop.connection import prestashop as platform

__all__ = ["MODULES", "platform"]

MODULES = (shop,)
"""Each registers its methods when it is imported; the others come from the platform that this one is derived from."""
