"""Batches of changes, which Magento's own queue works off; importing the modules registers their methods."""

from polycart.platforms.magento2.batches import deletions, jobs, products, variants

__all__ = ["deletions", "jobs", "products", "variants"]
