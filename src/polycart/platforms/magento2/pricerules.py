"""Rules that change catalogue prices, which only the back office knows.

``Magento_CatalogRule`` has no ``webapi.xml``; the schema of a shop (``/rest/all/schema?services=all``) has no route.
"""

from __future__ import annotations

from polycart import api
from polycart.platforms.magento2.connection import magento2

magento2.lacks(
    "Magento has catalogue price rules, but its REST API has no route to them; their prices are in the product's own.",
    api.cart.catalog_price_rules.count, api.cart.catalog_price_rules.list,
)  # fmt: skip
