"""Meta data, of which Magento has none that is free: what is kept beside an entity is the value of an attribute."""

from __future__ import annotations

from polycart import api
from polycart.platforms.magento2.connection import magento2

magento2.lacks(
    "Magento keeps no free meta data: what stands beside an entity is the value of an attribute that the shop defines, "
    "which product.attribute.list, product.attribute.value.set and customer.attribute.list are for.",
    api.cart.meta_data.list, api.cart.meta_data.set, api.cart.meta_data.unset,
)  # fmt: skip
