"""What WooCommerce has nothing for, with the reason that callers are told."""

from __future__ import annotations

from polycart import api
from polycart.platforms.woocommerce_api.connection import woocommerce

woocommerce.lacks(
    "Scripts are added to a WooCommerce shop by its theme and plugins, not over its REST API.",
    api.cart.script.add,
    api.cart.script.delete,
    api.cart.script.list,
)
woocommerce.lacks(
    "WooCommerce has no catalogue price rules: a product has a sale price, and coupons give discounts.",
    api.cart.catalog_price_rules.count,
    api.cart.catalog_price_rules.list,
)
woocommerce.lacks(
    "The cart of a WooCommerce shopper belongs to the shopper's own session, which API keys cannot open.",
    api.basket.info,
    api.basket.item.add,
)
woocommerce.lacks(
    "A WooCommerce shop is no marketplace: it has no catalogue of other sellers' products.",
    api.marketplace.product.find,
)
