"""Orders with what belongs to them: statuses, returns, baskets that were left."""

from polycart.platforms.opencart.orders import adding, reading, returns, statuses, updating

__all__ = ["MODULES"]

MODULES = (adding, reading, returns, statuses, updating)
"""Each registers its methods when it is imported."""
