"""The sales side: customers, carts, orders and their documents, rules and taxes, in the order of their seeding."""

from types import ModuleType

from polycart.platforms.magento2.sim import (
    creditmemos,
    customers,
    documents,
    groups,
    invoices,
    order_seeding,
    orders,
    shipments,
    transactions,
)

MODULES: tuple[ModuleType, ...] = (
    documents,
    groups,
    customers,
    orders,
    invoices,
    shipments,
    creditmemos,
    transactions,
    order_seeding,
)
