"""Orders, their statuses, shipments, refunds and payments, and the carts left behind."""

from polycart.platforms.prestashop_api.orders import (
    adding,
    baskets,
    changes,
    payments,
    reading,
    refunds,
    shipments,
    statuses,
)

__all__ = ["adding", "baskets", "changes", "payments", "reading", "refunds", "shipments", "statuses"]
