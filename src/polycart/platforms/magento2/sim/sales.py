"""The sales side: customers, carts, orders and their documents, rules, in the order of their seeding."""

from types import ModuleType

from polycart.platforms.magento2.sim import (
    carts,
    checkout,
    creditmemos,
    customer_fields,
    customers,
    documents,
    groups,
    invoices,
    order_seeding,
    orders,
    salesrules,
    shipments,
    transactions,
)

MODULES: tuple[ModuleType, ...] = (
    documents,
    groups,
    customer_fields,
    customers,
    salesrules,
    carts,
    checkout,
    orders,
    invoices,
    shipments,
    creditmemos,
    transactions,
    order_seeding,
)
