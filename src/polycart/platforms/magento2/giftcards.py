"""Gift cards, which Adobe Commerce sells, but shows over REST only to the cart that pays with one."""

from __future__ import annotations

from polycart import api
from polycart.platforms.magento2.connection import magento2

magento2.lacks(
    "Magento Open Source has no gift cards; Adobe Commerce's REST API knows them in carts only, without a list.",
    api.cart.giftcard.add, api.cart.giftcard.count, api.cart.giftcard.delete, api.cart.giftcard.list,
)  # fmt: skip
