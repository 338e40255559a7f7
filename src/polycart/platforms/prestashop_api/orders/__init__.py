"""Orders, their statuses, shipments, refunds and payments, and the carts left behind."""

from polycart.platforms.prestashop_api.orders import reading, statuses

__all__ = ["reading", "statuses"]
