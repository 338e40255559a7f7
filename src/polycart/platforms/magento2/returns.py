"""Returned goods, which Magento Open Source keeps no record of."""

from __future__ import annotations

from polycart import api
from polycart.platforms.magento2.connection import magento2

magento2.lacks(
    "Magento Open Source knows refunds, but no returns of goods; those of Adobe Commerce are not read yet.",
    api.order.return_.add, api.order.return_.update, api.order.return_.delete,
    api.returns.list, api.returns.info, api.returns.count,
    api.returns.status.list, api.returns.reason.list, api.returns.action.list,
)  # fmt: skip
