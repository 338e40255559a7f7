"""PrestaShop over its webservice."""

from polycart.platforms.prestashop_api import (
    accounts,
    attributes,
    categories,
    coupons,
    currencies,
    customers,
    orders,
    products,
    shipping,
    shop,
    taxes,
)
from polycart.platforms.prestashop_api.connection import prestashop as platform

__all__ = ["MODULES", "platform"]

MODULES = (accounts, attributes, categories, coupons, currencies, customers, orders, products, shipping, shop, taxes)
"""Each registers its methods when it is imported."""
