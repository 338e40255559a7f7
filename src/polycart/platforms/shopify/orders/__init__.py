"""Orders, shipments, refunds and returns; importing the modules registers their methods."""

from polycart.platforms.shopify.orders import (
    abandoned,
    adding,
    estimates,
    events,
    reading,
    refunds,
    returns,
    shipments,
    statuses,
    transactions,
    updating,
)

__all__ = [
    "abandoned",
    "adding",
    "estimates",
    "events",
    "reading",
    "refunds",
    "returns",
    "shipments",
    "statuses",
    "transactions",
    "updating",
]
