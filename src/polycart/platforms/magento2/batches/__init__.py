"""Batches of changes, which Magento's own queue works off; importing the modules registers their methods."""

from polycart.platforms.magento2.batches import categories, deletions, jobs, products, shipments, variants

__all__ = ["categories", "deletions", "jobs", "products", "shipments", "variants"]
