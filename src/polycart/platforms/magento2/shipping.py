"""Zones that the shop ships to: Magento has none, its carriers decide by the address of each cart."""

from __future__ import annotations

from polycart import api
from polycart.platforms.magento2.connection import magento2

magento2.lacks(
    "Magento has no shipping zones: each carrier has countries and tables of its own, which REST does not tell.",
    api.cart.shipping_zones.list,
)
